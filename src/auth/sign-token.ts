import { SignJWT } from 'jose';
import { claimPath } from './claims.ts';
import type { Role } from './principal.ts';
import type { TokenOptions } from './token-options.ts';

export interface SignOptions extends Required<
  Pick<TokenOptions, 'issuer' | 'audience' | 'userClaim' | 'roleClaim'>
> {
  /** The secret that is shared with the verifier. */
  readonly secret: string;
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
  const { secret, issuer, audience, userClaim, roleClaim, roleMap, userId, role } = options;
  const [roleValue] = roleMap ? ([...roleMap].find(([, mapped]) => mapped === role) ?? []) : [role];
  if (roleValue === undefined && role !== 'USER') throw new TypeError(`no value is mapped to ${role}`);
  const claims: Record<string, unknown> = { sub: userId };
  setClaim(claims, userClaim, userId);
  setClaim(claims, roleClaim, roleValue);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience([...audience].slice(0, 1))
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
