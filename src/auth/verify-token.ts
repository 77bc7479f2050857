import { jwtVerify, type JWTPayload } from 'jose';
import { isHeaderId } from '../lib/header-value.ts';
import { checkTokenOptions } from './check-options.ts';
import { claimAt, roleOf } from './claims.ts';
import type { VerifyToken } from './principal.ts';
import { CLAIM_SETTINGS } from './settings.ts';
import { invalidToken, toTokenError } from './token-errors.ts';
import type { TokenOptions } from './token-options.ts';
import { createVerificationKey } from './verification-key.ts';

/** The tolerated difference between the clocks of the signer and the gateway. */
const CLOCK_TOLERANCE_S = 5;

/**
 * Verifies tokens (RFC 7519): signature, `iss`, `aud`, `exp`, `nbf` and `sub`, with an algorithm that fits the key. The
 * verifier rejects with `GatewayError`: `UNAUTHENTICATED` for a token that is not valid, `OVERLOADED` while the keys at
 * `jwksUrl` cannot be fetched.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret.
 *   Also for a public key that is malformed, or of a kind without an algorithm
 */
export function createTokenVerifier(options: TokenOptions): VerifyToken {
  checkTokenOptions(options);
  const {
    issuer,
    audience,
    userClaim = CLAIM_SETTINGS.userClaim.default,
    roleClaim = CLAIM_SETTINGS.roleClaim.default,
    roleMap,
    now = Date.now,
  } = options;
  const { key, algorithms } = createVerificationKey(options);

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
      // `jwtVerify` has one overload for a key and one for a function that finds a key.
      claims = (
        typeof key === 'function' ? await jwtVerify(token, key, checks) : await jwtVerify(token, key, checks)
      ).payload;
    } catch (error) {
      throw toTokenError(error);
    }
    // jose accepts an infinite `exp`, which JSON can write as 1e999.
    if (!Number.isFinite(claims.exp)) throw invalidToken('token-expired');
    if (typeof claims.sub !== 'string' || claims.sub === '') throw invalidToken('token-subject');
    const userId = claimAt(claims, userClaim);
    if (!isHeaderId(userId)) throw invalidToken('token-user');
    return { userId, role: roleOf(claimAt(claims, roleClaim), roleMap) };
  };
}
