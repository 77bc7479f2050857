import { createPublicKey, createSecretKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { createByteCollector } from '../lib/bytes.ts';
import { GatewayError, type ErrorReason } from '../errors.ts';
import { isHeaderId } from '../lib/header-value.ts';
import { silentLogger, type Logger } from '../lib/logger.ts';
import { checkTokenOptions } from './check-options.ts';
import { CLAIM_SETTINGS } from './settings.ts';
import type { Role, VerifyToken } from './principal.ts';

export interface TokenOptions {
  /** Where the keys are that tokens are signed with: `publicKey` is PEM (SPKI), `secret` is shared with the signer. */
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string } | { readonly secret: string };
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The claim that holds the user's id: a name or a JSON pointer. Default `sub`. */
  readonly userClaim?: string;
  /** The claim that holds the role. Default `role`. */
  readonly roleClaim?: string;
  /** What stands for which role in that claim. Default: the roles' own names, and no lists. */
  readonly roleMap?: ReadonlyMap<string, Role> | undefined;
  /** Told when keys cannot be fetched. Default: a logger that says nothing. */
  readonly logger?: Logger;
  /** How keys are fetched. Default `fetch`. */
  readonly fetchKeys?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** Which algorithms a token may name is settled by the key: a token must not choose how it is verified. */
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ALGORITHM_BY_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
const PUBLIC_ALGORITHMS = [...RSA_ALGORITHMS, ...Object.values(ALGORITHM_BY_CURVE), 'EdDSA', 'Ed25519'];

/** Keys are looked at again this often, while the old ones go on being good. */
const REFRESH_MS = 10 * 60_000;
/** After a fetch that succeeded there is no other one for so long. */
const COOL_DOWN_MS = 30_000;
/** After a fetch that failed the next one waits for so long; each further failure doubles it, up to the cool-down. */
const FIRST_BACK_OFF_MS = 1000;
/** Of all keys together. */
const MAX_KEYS_BYTES = 1024 * 1024;
/** Clocks of different machines may differ by so much. */
const CLOCK_TOLERANCE_S = 5;

/**
 * Verifies tokens (RFC 7519): signature, `iss`, `aud`, `exp`, `nbf` and `sub`, by an algorithm that fits the key.
 * The verifier rejects with `GatewayError`: `UNAUTHENTICATED` for a token that is not good, `OVERLOADED` while the keys at
 * `jwksUrl` cannot be fetched.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret;
 *   for a public key that is none, or of a kind that no algorithm here is for
 */
export function createTokenVerifier(options: TokenOptions): VerifyToken {
  checkTokenOptions(options);
  const {
    keys,
    issuer,
    audience,
    userClaim = CLAIM_SETTINGS.userClaim.default,
    roleClaim = CLAIM_SETTINGS.roleClaim.default,
    roleMap,
    now = Date.now,
  } = options;
  const { key, algorithms } = keySourceOf(keys, options);

  return async (token) => {
    const checks = {
      algorithms: [...algorithms],
      issuer,
      audience: [...audience],
      requiredClaims: ['sub', 'exp', 'iss', 'aud'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
    };
    let claims: JWTPayload;
    try {
      // Two overloads for one argument: a key, or what finds one.
      claims = (
        typeof key === 'function' ? await jwtVerify(token, key, checks) : await jwtVerify(token, key, checks)
      ).payload;
    } catch (error) {
      throw refusal(error);
    }
    // JSON has numbers that are no time, such as 1e999.
    if (!Number.isFinite(claims.exp)) throw refused('token-expired');
    if (typeof claims.sub !== 'string' || claims.sub === '') throw refused('token-subject');
    const userId = claimAt(claims, userClaim);
    if (!isHeaderId(userId)) throw refused('token-user');
    return { userId, role: roleOf(claimAt(claims, roleClaim), roleMap) };
  };
}

function keySourceOf(
  keys: TokenOptions['keys'],
  options: TokenOptions,
): {
  readonly key: ReturnType<typeof createSecretKey> | JWTVerifyGetKey;
  readonly algorithms: readonly string[];
} {
  if ('secret' in keys) {
    return { key: createSecretKey(Buffer.from(keys.secret)), algorithms: SECRET_ALGORITHMS };
  }
  if ('jwksUrl' in keys) return { key: createKeySet(keys.jwksUrl, options), algorithms: PUBLIC_ALGORITHMS };
  const key = createPublicKey(keys.publicKey);
  return { key, algorithms: algorithmsOf(key) };
}

function algorithmsOf(key: ReturnType<typeof createPublicKey>): readonly string[] {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  if (kind === 'rsa') return RSA_ALGORITHMS;
  if (kind === 'ed25519') return ['EdDSA', 'Ed25519'];
  const algorithm = kind === 'ec' ? ALGORITHM_BY_CURVE[details?.namedCurve ?? ''] : undefined;
  if (algorithm) return [algorithm];
  throw new TypeError('a public key must be RSA, Ed25519, or on the curve P-256, P-384 or P-521');
}

/** The keys are not known: the provider cannot be reached, or sends something else. */
class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** When they are fetched again, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, cause?: unknown) {
    super('the keys for tokens are not available', { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The keys that an identity provider publishes. They are kept while the provider is down. They are fetched again every
 * ten minutes, and for a token that names another key: at most once in the cool-down after a success, and once in a
 * back-off that doubles after each failure. Tokens that arrive together share a fetch.
 */
function createKeySet(
  url: string,
  { logger = silentLogger, fetchKeys = fetch, now = Date.now }: TokenOptions,
): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  let notBefore = -Infinity;
  let failures = 0;

  const fetchPublished = async (address: string, init: RequestInit) => {
    const response = await fetchKeys(address, init);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    const text = await readKeys(response);
    assertKeys(text);
    return new Response(text, response);
  };

  const keySet = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    async [customFetch](address, init) {
      const waitMs = notBefore - now();
      // What was fetched a moment ago is all there is.
      if (waitMs > 0) throw failures === 0 ? new errors.JWKSNoMatchingKey() : new KeysUnavailable(waitMs);
      try {
        const response = await fetchPublished(address, init);
        failures = 0;
        fetchedAt = now();
        notBefore = fetchedAt + COOL_DOWN_MS;
        return response;
      } catch (cause) {
        const backOffMs = Math.min(COOL_DOWN_MS, FIRST_BACK_OFF_MS * 2 ** failures);
        failures += 1;
        notBefore = now() + backOffMs;
        logger.warn(
          { reason: reasonOf(cause), retryAfterMs: backOffMs },
          'the keys for tokens cannot be fetched',
        );
        // `fetch` rejects with a TypeError, which of a token would mean that it is not good.
        throw new KeysUnavailable(backOffMs, cause);
      }
    },
  });
  return (header, token) => {
    const isOld = now() - fetchedAt >= REFRESH_MS && now() >= notBefore;
    // No token waits for it, unless there are none yet.
    if (isOld && keySet.jwks() && !keySet.reloading) keySet.reload().catch(() => undefined);
    return keySet(header, token);
  };
}

/** A word for the log that holds nothing of what was sent. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return cause.message.startsWith('status ') ? cause.message : cause.name;
}

function assertKeys(text: string): void {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  const isKeySet =
    Array.isArray(keys) &&
    keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key));
  if (!isKeySet) throw new Error('it is no set of keys');
}

/** The keys as they are published, of which there are never so many. */
async function readKeys({ body }: Response): Promise<string> {
  const bytes = createByteCollector(MAX_KEYS_BYTES);
  for await (const chunk of body ?? []) {
    if (!bytes.add(chunk)) throw new Error('the keys are too large');
  }
  return bytes.text();
}

/** Where a claim stands: under its name, or where a JSON pointer (RFC 6901) leads, which begins with a slash. */
export function claimPath(where: string): readonly string[] {
  if (!where.startsWith('/')) return [where];
  const parts = where.slice(1).split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function claimAt(claims: JWTPayload, where: string): unknown {
  return claimPath(where).reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    claims,
  );
}

const ROLES: readonly Role[] = ['USER', 'AGENT', 'SERVICE'];

/** Whatever is not plainly more than a user is a user. */
function roleOf(claim: unknown, roleMap: ReadonlyMap<string, Role> | undefined): Role {
  if (!roleMap) return ROLES.find((role) => role === claim) ?? 'USER';
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const matches = new Set(values.flatMap((value) => roleMap.get(value as string) ?? []));
  const [role = 'USER'] = matches;
  return matches.size === 1 ? role : 'USER';
}

/** What is wrong with a token itself, and not with whoever has the keys for it. */
const INVALID = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** Says what was wrong in a word, and nothing that whoever has the token does not know. */
function refusal(error: unknown): GatewayError {
  if (error instanceof errors.JWTExpired) return refused('token-expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused(CLAIMS.get(error.claim) ?? 'token-claim', error);
  }
  // A key of another kind than the header says.
  if (error instanceof TypeError || INVALID.some((kind) => error instanceof kind))
    return refused('token-invalid', error);
  // The token may be good: its caller is asked to come back.
  const retryAfterMs = error instanceof KeysUnavailable ? error.retryAfterMs : COOL_DOWN_MS;
  return new GatewayError('OVERLOADED', {
    reason: 'token-keys-unavailable',
    cause: error,
    retryAfterMs,
    http: { status: 503, headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) } },
  });
}

const CLAIMS: ReadonlyMap<string, ErrorReason<'UNAUTHENTICATED'>> = new Map([
  ['iss', 'token-issuer'],
  ['aud', 'token-audience'],
  ['exp', 'token-expired'],
  ['nbf', 'token-not-yet-valid'],
  ['sub', 'token-subject'],
]);

function refused(reason: ErrorReason<'UNAUTHENTICATED'>, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', {
    reason,
    cause,
    http: {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="kommunicate", error="invalid_token"' },
    },
  });
}
