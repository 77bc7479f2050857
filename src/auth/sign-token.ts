import { SignJWT } from 'jose';
import { claimPath } from './claims.ts';
import type { Role } from './principal.ts';
import type { TokenOptions } from './token-options.ts';

export interface SignOptions extends Required<
  Pick<TokenOptions, 'issuer' | 'audience' | 'audienceClaim' | 'userClaim' | 'roleClaim'>
> {
  /** The secret that is shared with the verifier. */
  readonly secret: string;
  readonly tokenType: string | undefined;
  readonly requiredClaims: ReadonlyMap<string, string> | undefined;
  readonly roleMap: ReadonlyMap<string, Role> | undefined;
  readonly userId: string;
  readonly role: Role;
}

/**
 * Signs a token that is valid for one hour in a gateway with the same settings. It is meant for first steps and tests. In
 * production, an identity provider signs tokens.
 * @throws {TypeError} if no value of `roleMap` is mapped to the role
 */
export async function signToken(options: SignOptions): Promise<string> {
  const { secret, issuer, audience, audienceClaim, tokenType = 'JWT', requiredClaims = [] } = options;
  const { userClaim, roleClaim, roleMap, userId, role } = options;
  const [roleValue] = roleMap ? ([...roleMap].find(([, mapped]) => mapped === role) ?? []) : [role];
  if (roleValue === undefined && role !== 'USER') throw new TypeError(`no value is mapped to ${role}`);
  const claims: Record<string, unknown> = { sub: userId };
  for (const [claim, value] of requiredClaims) setClaim(claims, claim, value);
  claims[audienceClaim] = audienceClaim === 'aud' ? audience.slice(0, 1) : audience[0];
  setClaim(claims, userClaim, userId);
  setClaim(claims, roleClaim, roleValue);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: tokenType })
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(Buffer.from(secret));
}

/** Sets a claim, and creates the objects on the path to it. */
function setClaim(claims: Record<string, unknown>, claim: string, value: unknown): void {
  const path = claimPath(claim);
  let parent = claims;
  for (const segment of path.slice(0, -1)) {
    parent = (parent[segment] ??= {}) as Record<string, unknown>;
  }
  parent[path.at(-1) ?? ''] = value;
}
