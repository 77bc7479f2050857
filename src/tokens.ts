import { createPublicKey, createSecretKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { createByteCollector } from './bytes.ts';
import { GatewayError } from './errors.ts';
import { isHeaderSafe } from './kommunicate/acting-user.ts';
import type { Logger } from './logger.ts';
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
  readonly logger: Logger;
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
/** After a fetch, whatever came of it, there is no other one for so long. */
const COOL_DOWN_MS = 30_000;
/** Of all keys together. */
const MAX_KEYS_BYTES = 1024 * 1024;
/** Clocks of different machines may differ by so much. */
const CLOCK_TOLERANCE_S = 5;

/**
 * Verifies tokens (RFC 7519): signature, `iss`, `aud`, `exp`, `nbf` and `sub`, by an algorithm that fits the key.
 * @throws {TypeError} for a public key that is none, or of a kind that no algorithm here is for
 */
export function createTokenVerifier(options: TokenOptions): VerifyToken {
  const { keys, issuer, audience, userClaim = 'sub', roleClaim = 'role', roleMap, now = Date.now } = options;
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
    if (typeof userId !== 'string' || userId.length > 256 || !isHeaderSafe(userId)) {
      throw refused('token-user');
    }
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

/**
 * The keys that an identity provider publishes. They are kept for good, so that its outage is nobody's here, and
 * fetched again now and then, and where a token names one that is not among them: but never in a hurry, whatever
 * tokens come along.
 */
function createKeySet(
  url: string,
  { logger, fetchKeys = fetch, now = Date.now }: TokenOptions,
): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  const keySet = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    async [customFetch](address, init) {
      // What has just been fetched is all there is.
      if (now() - fetchedAt < COOL_DOWN_MS)
        throw keySet.jwks() ? new errors.JWKSNoMatchingKey() : new Error('no keys');
      fetchedAt = now();
      const response = await fetchKeys(address, init).catch((cause: unknown) => {
        logger.warn({ reason: (cause as Error).name }, 'the keys for tokens cannot be fetched');
        // `fetch` says so with a TypeError, which of a token would mean that it is not good.
        throw new Error('the keys cannot be fetched', { cause });
      });
      if (response.status !== 200) {
        logger.warn({ status: response.status }, 'the keys for tokens cannot be fetched');
        return response;
      }
      return new Response(await readKeys(response), response);
    },
  });
  return (header, token) => {
    const isOld = now() - fetchedAt >= REFRESH_MS;
    // Nobody waits for it, unless there are none yet.
    if (isOld && keySet.jwks() && !keySet.reloading) keySet.reload().catch(() => undefined);
    return keySet(header, token);
  };
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
    return refused(`token-${CLAIMS.get(error.claim) ?? 'claim'}`, error);
  }
  // A key of another kind than the header says.
  if (error instanceof TypeError || INVALID.some((kind) => error instanceof kind))
    return refused('token-invalid', error);
  // Nobody's fault who asks: they are not to be told that they are nobody.
  return new GatewayError('OVERLOADED', {
    reason: 'token-keys-unavailable',
    cause: error,
    retryAfterMs: COOL_DOWN_MS,
    http: { status: 503, headers: { 'Retry-After': String(COOL_DOWN_MS / 1000) } },
  });
}

const CLAIMS = new Map([
  ['iss', 'issuer'],
  ['aud', 'audience'],
  ['exp', 'expired'],
  ['nbf', 'not-yet-valid'],
  ['sub', 'subject'],
]);

function refused(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', {
    reason,
    cause,
    http: {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="kommunicate", error="invalid_token"' },
    },
  });
}
