import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { JWK, JWTVerifyGetKey } from 'jose';
import { createRemoteKeySet } from './remote-key-set.ts';
import type { TokenOptions } from './token-options.ts';

/** The key that verifies tokens, and the algorithms that a token may use with it. */
export interface VerificationKey {
  readonly key: KeyObject | JWTVerifyGetKey;
  readonly algorithms: readonly string[];
}

// The kind of key decides the algorithms: a token must not choose how it is verified.
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ED25519_ALGORITHMS = ['EdDSA', 'Ed25519'];
const ALGORITHM_BY_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
const PUBLIC_ALGORITHMS = [...RSA_ALGORITHMS, ...Object.values(ALGORITHM_BY_CURVE), ...ED25519_ALGORITHMS];

/** @throws {TypeError} for a public key that is malformed, or of a kind without an algorithm */
export function createVerificationKey(options: TokenOptions): VerificationKey {
  const { keys } = options;
  const algorithms = algorithmsFor(keys);
  if ('secret' in keys) {
    return { key: createSecretKey(Buffer.from(keys.secret)), algorithms };
  }
  if ('jwksUrl' in keys) return { key: createRemoteKeySet(keys.jwksUrl, options), algorithms };
  return { key: createPublicKey(keys.publicKey), algorithms };
}

/** The algorithms that a token may use with the configured keys. */
export function algorithmsFor(keys: TokenOptions['keys']): readonly string[] {
  if ('secret' in keys) return SECRET_ALGORITHMS;
  return 'jwksUrl' in keys ? PUBLIC_ALGORITHMS : algorithmsOf(createPublicKey(keys.publicKey));
}

function algorithmsOf(key: KeyObject): readonly string[] {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  if (kind === 'rsa') return RSA_ALGORITHMS;
  if (kind === 'ed25519') return ED25519_ALGORITHMS;
  const algorithm = kind === 'ec' ? ALGORITHM_BY_CURVE[details?.namedCurve ?? ''] : undefined;
  if (algorithm) return [algorithm];
  throw new TypeError('a public key must be RSA, Ed25519, or on the curve P-256, P-384 or P-521');
}

const ALGORITHM_BY_JWK_CURVE: Readonly<Record<string, readonly string[]>> = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ED25519_ALGORITHMS,
};

/** The algorithms that a token may use with a published key: none for an HMAC key or one that only encrypts. */
export function algorithmsOfJwk({ kty, crv, alg, use, key_ops: operations }: JWK): readonly string[] {
  if ((use !== undefined && use !== 'sig') || operations?.includes('verify') === false) return [];
  const fitting = kty === 'RSA' ? RSA_ALGORITHMS : (ALGORITHM_BY_JWK_CURVE[crv ?? ''] ?? []);
  return alg === undefined ? fitting : fitting.filter((algorithm) => algorithm === alg);
}
