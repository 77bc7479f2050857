import { jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { isHeaderId } from '../lib/header-value.ts';
import { checkTokenOptions } from './check-options.ts';
import { claimAt } from './claims.ts';
import { grantRole, type RoleGrant } from './role-grant.ts';
import { CLAIM_SETTINGS } from './settings.ts';
import { invalidToken, RejectedClaim, toTokenError } from './token-errors.ts';
import type { TokenOptions } from './token-options.ts';
import { createVerificationKey } from './verification-key.ts';

/** A token that passed every check. */
export interface CheckedToken {
  readonly userId: string;
  readonly grant: RoleGrant;
  readonly header: JWTHeaderParameters;
  readonly claims: JWTPayload;
}

/** The tolerated difference between the clocks of the signer and the gateway. */
const CLOCK_TOLERANCE_S = 5;

/**
 * Creates the function that checks tokens (RFC 7519): the signature with an algorithm that fits the key, the type,
 * `iss`, the audience, `exp`, `nbf`, `sub`, and the claims that must have a certain value.
 * @throws {TypeError} as `createTokenVerifier` does
 */
export function createTokenCheck(options: TokenOptions): (token: string) => Promise<CheckedToken> {
  checkTokenOptions(options);
  const {
    issuer,
    audience,
    audienceClaim = CLAIM_SETTINGS.audienceClaim.default,
    tokenType,
    requiredClaims = new Map<string, string>(),
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
      ...(audienceClaim === 'aud' && { audience: [...audience] }),
      ...(tokenType !== undefined && { typ: tokenType }),
      requiredClaims: ['sub', 'exp', 'iss', audienceClaim],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
    };
    // `jwtVerify` has one overload for a key and one for a function that finds a key.
    const verified =
      typeof key === 'function' ? jwtVerify(token, key, checks) : jwtVerify(token, key, checks);
    const { payload: claims, protectedHeader: header } = await verified.catch((error: unknown) => {
      throw toTokenError(error);
    });
    const reject = (reason: Parameters<typeof invalidToken>[0], claim: string) =>
      invalidToken(reason, new RejectedClaim(claim, claims));

    // jose accepts an infinite `exp`, which JSON can write as 1e999.
    if (!Number.isFinite(claims.exp)) throw reject('token-expired', 'exp');
    if (audienceClaim !== 'aud' && !audience.includes(claims[audienceClaim] as string)) {
      throw reject('token-audience', audienceClaim);
    }
    for (const [claim, value] of requiredClaims) {
      if (!hasValue(claimAt(claims, claim), value)) throw reject('token-claim', claim);
    }
    if (typeof claims.sub !== 'string' || claims.sub === '') throw reject('token-subject', 'sub');
    const userId = claimAt(claims, userClaim);
    if (!isHeaderId(userId)) throw reject('token-user', userClaim);
    return { userId, grant: grantRole(claimAt(claims, roleClaim), roleMap), header, claims };
  };
}

/** Whether a claim is a text, a number or a boolean as it is written in JSON, or a list that contains it. */
function hasValue(claim: unknown, value: string): boolean {
  if (Array.isArray(claim)) return claim.some((entry) => !Array.isArray(entry) && hasValue(entry, value));
  return ['string', 'number', 'boolean'].includes(typeof claim) && String(claim) === value;
}
