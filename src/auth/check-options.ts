import {
  checkOptions,
  func,
  isPrivate,
  MIN_SECRET_LENGTH,
  logger,
  map,
  nonEmpty,
  object,
  required,
  secret,
  text,
} from '../lib/option-rules.ts';
import { rulesOf } from '../lib/settings.ts';
import { CLAIM_SETTINGS } from './settings.ts';
import type { TokenOptions } from './token-options.ts';

const KEYS = {
  jwksUrl: text('an https URL without user, except on this machine', isPrivate),
  publicKey: text('a public key in PEM', () => true),
  secret: secret(
    text(
      `a string of ${MIN_SECRET_LENGTH} characters or more`,
      (value) => value.trim().length >= MIN_SECRET_LENGTH,
    ),
  ),
} as const;

/**
 * Checks the options of a token verifier.
 * @throws {TypeError} naming the option, the rule, and the value unless it is a secret
 */
export function checkTokenOptions(options: TokenOptions): void {
  checkOptions<TokenOptions>('createTokenVerifier', options, {
    keys: required(object),
    issuer: required(nonEmpty),
    audience: required({
      text: 'an array of one audience or more',
      holds: (value) =>
        Array.isArray(value) && value.length > 0 && value.every((entry) => nonEmpty.holds(entry)),
    }),
    ...rulesOf(CLAIM_SETTINGS),
    requiredClaims: map,
    roleMap: map,
    logger,
    fetchKeys: func,
    now: func,
  });
  const { keys } = options;
  const given = Object.entries(keys).filter(
    ([name, value]) => Object.hasOwn(KEYS, name) && value !== undefined,
  );
  if (given.length !== 1) {
    const names = Object.keys(KEYS).join(', ');
    throw new TypeError(
      `createTokenVerifier: keys must be exactly one of ${names}, not ${given.length} of them`,
    );
  }
  checkOptions<object>('createTokenVerifier', keys, KEYS, 'keys');
}
