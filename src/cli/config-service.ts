import { VARIABLES } from './config-variables.ts';
import { isLoopbackHost } from '../lib/loopback.ts';
import { isPrivate, MIN_SECRET_LENGTH } from '../lib/option-rules.ts';
import type { Role } from '../auth/principal.ts';

/** What `service` mode needs to know who is asking. */
export interface ServiceConfig {
  readonly apiKey: string;
  readonly tokens: TokenConfig;
}

/** How tokens are verified: the options of `createTokenVerifier` by the same names. */
interface TokenConfig {
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string } | { readonly secret: string };
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly userClaim: string;
  readonly roleClaim: string;
  readonly roleMap: ReadonlyMap<string, Role> | undefined;
}

/** The secret of the README's walk-through: it is public, so it protects nothing. */
const EXAMPLE_SECRET = 'an-example-secret-of-32-characters';

/** What signing a token needs. */
export interface SigningConfig extends Omit<TokenConfig, 'keys'> {
  readonly secret: string;
}

type Read = (name: string) => string | undefined;

/**
 * Reads what only `service` mode has; what is wrong with it is added to `problems`.
 * @param baseUrl the REST API behind it: the README's example secret is refused unless that is on this machine
 */
export function readService(given: Read, secret: Read, baseUrl: string, problems: string[]): ServiceConfig {
  const required = requiredReader('in service mode', problems);
  const apiKey = required('KOMMUNICATE_API_KEY', secret('KOMMUNICATE_API_KEY'));
  if (!/^[\x21-\x7e]*$/.test(apiKey)) {
    problems.push('KOMMUNICATE_API_KEY: must be visible ASCII characters without spaces.');
  }
  const [jwksUrl, publicKey, sharedSecret] = [
    given('JWT_JWKS_URL'),
    secret('JWT_PUBLIC_KEY'),
    secret('JWT_SECRET'),
  ];
  const ways = [jwksUrl, publicKey, sharedSecret].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    problems.push(
      'JWT_JWKS_URL, JWT_PUBLIC_KEY, JWT_SECRET: exactly one of them is required in service mode.',
    );
  }
  if (jwksUrl !== undefined && !isPrivate(jwksUrl)) {
    problems.push('JWT_JWKS_URL: must be an https URL without user, except on this machine.');
  }
  if (publicKey !== undefined && !publicKey.includes('-----BEGIN PUBLIC KEY-----')) {
    problems.push('JWT_PUBLIC_KEY: must be PEM that begins with -----BEGIN PUBLIC KEY-----.');
  }
  checkSecret(sharedSecret, problems);
  if (sharedSecret?.trim() === EXAMPLE_SECRET && !isLoopback(baseUrl)) {
    problems.push('JWT_SECRET: is the example of the README; make your own: openssl rand -base64 32.');
  }
  const keys =
    jwksUrl !== undefined
      ? { jwksUrl }
      : publicKey !== undefined
        ? { publicKey }
        : { secret: sharedSecret ?? '' };
  return { apiKey, tokens: { keys, ...readClaims(given, required, problems) } };
}

/** Reads what signing a token needs; what is wrong with it is added to `problems`. */
export function readSigning(given: Read, secret: Read, problems: string[]): SigningConfig {
  const required = requiredReader('to sign tokens', problems);
  const sharedSecret = secret('JWT_SECRET');
  // A file that cannot be read is reported already.
  if (problems.length === 0) required('JWT_SECRET', sharedSecret);
  checkSecret(sharedSecret, problems);
  return { secret: sharedSecret ?? '', ...readClaims(given, required, problems) };
}

function requiredReader(why: string, problems: string[]) {
  return (name: string, value: string | undefined): string => {
    if (value === undefined) problems.push(`${name}: is required ${why}.`);
    return value ?? '';
  };
}

function checkSecret(sharedSecret: string | undefined, problems: string[]): void {
  if (sharedSecret !== undefined && sharedSecret.trim().length < MIN_SECRET_LENGTH) {
    problems.push(`JWT_SECRET: must have ${MIN_SECRET_LENGTH} characters or more.`);
  }
}

function readClaims(
  given: Read,
  required: (name: string, value: string | undefined) => string,
  problems: string[],
): Omit<TokenConfig, 'keys'> {
  const issuer = required('JWT_ISSUER', given('JWT_ISSUER'));
  const audience = listOf(required('JWT_AUDIENCE', given('JWT_AUDIENCE')));
  if (given('JWT_AUDIENCE') && audience.length === 0) problems.push('JWT_AUDIENCE: names nobody.');
  return {
    issuer,
    audience,
    userClaim: given('JWT_USER_CLAIM') ?? VARIABLES.JWT_USER_CLAIM.fallback,
    roleClaim: given('JWT_ROLE_CLAIM') ?? VARIABLES.JWT_ROLE_CLAIM.fallback,
    roleMap: readRoleMap(given('JWT_ROLE_MAP'), problems),
  };
}

function readRoleMap(text: string | undefined, problems: string[]): ReadonlyMap<string, Role> | undefined {
  if (text === undefined) return undefined;
  const roleMap = new Map<string, Role>();
  for (const entry of listOf(text)) {
    // The last colon: what stands for a role may be a URN.
    const [, value, role] = /^(.+):(USER|AGENT|SERVICE)$/.exec(entry) ?? [];
    if (value === undefined) {
      problems.push(
        `JWT_ROLE_MAP: ${JSON.stringify(entry)} is not such as support:AGENT (or :USER, :SERVICE).`,
      );
    } else if (roleMap.has(value)) {
      problems.push(`JWT_ROLE_MAP: ${JSON.stringify(value)} stands for two roles.`);
    } else {
      roleMap.set(value, role as Role);
    }
  }
  return roleMap;
}

/** The entries of a list that is separated by commas. */
export function listOf(text = ''): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** Whether a URL is of this machine. */
function isLoopback(text: string): boolean {
  return isLoopbackHost(URL.parse(text)?.hostname ?? '');
}
