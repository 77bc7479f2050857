import { SignJWT } from 'jose';
import { claimPath, type TokenOptions } from './verify-token.ts';
import type { Role } from './principal.ts';

export interface SignOptions extends Required<
  Pick<TokenOptions, 'issuer' | 'audience' | 'userClaim' | 'roleClaim'>
> {
  readonly secret: string;
  readonly roleMap: ReadonlyMap<string, Role> | undefined;
  readonly userId: string;
  readonly role: Role;
}

/**
 * Signs a token that is good for an hour, as the gateway with the same settings takes it: for the first minute, and
 * for tests. In earnest an identity provider does this.
 */
export async function signToken(options: SignOptions): Promise<string> {
  const { secret, issuer, audience, userClaim, roleClaim, roleMap, userId, role } = options;
  const [named] = roleMap ? ([...roleMap].find(([, stands]) => stands === role) ?? []) : [role];
  if (named === undefined && role !== 'USER') throw new TypeError(`nothing stands for ${role}`);
  const claims: Record<string, unknown> = { sub: userId };
  setAt(claims, userClaim, userId);
  setAt(claims, roleClaim, named);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience([...audience].slice(0, 1))
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(Buffer.from(secret));
}

/** The objects on the way are made. */
function setAt(claims: Record<string, unknown>, where: string, value: unknown): void {
  const parts = claimPath(where);
  let place = claims;
  for (const part of parts.slice(0, -1)) place = (place[part] ??= {}) as Record<string, unknown>;
  place[parts.at(-1) ?? ''] = value;
}
