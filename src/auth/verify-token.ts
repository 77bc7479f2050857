import { silentLogger, type Logger } from '../lib/logger.ts';
import { createTokenCheck } from './check-token.ts';
import type { VerifyToken } from './principal.ts';
import type { RoleGrant } from './role-grant.ts';
import { CLAIM_SETTINGS } from './settings.ts';
import type { TokenOptions } from './token-options.ts';

/**
 * Verifies tokens (RFC 7519): the signature with an algorithm that fits the key, `iss`, the audience, `exp`, `nbf` and
 * `sub`, and the type and further claims if they are configured. The verifier rejects with `GatewayError`:
 * `UNAUTHENTICATED` for a token that is not valid, `OVERLOADED` while the keys at `jwksUrl` cannot be fetched.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is
 *   secret. Also for a public key that is malformed, or of a kind without an algorithm
 */
export function createTokenVerifier(options: TokenOptions): VerifyToken {
  const check = createTokenCheck(options);
  const { logger = silentLogger, roleClaim = CLAIM_SETTINGS.roleClaim.default } = options;
  const logGrant = createGrantLog(logger, roleClaim);
  return async (token) => {
    const { userId, grant, claims } = await check(token);
    logGrant(grant);
    return { userId, role: grant.role, expiresAt: Number(claims.exp) * 1000 };
  };
}

const WHY_USER = {
  missing: 'a token has no role claim: its caller is USER. Further ones are not logged',
  unknown: 'the role claim of a token has no known role: its caller is USER. Further ones are not logged',
  ambiguous: 'the role claim of a token has several roles: its caller is USER. Further ones are not logged',
} as const;

/** Logs each reason why a caller is `USER` once: a customer without a role sends a token with every request. */
function createGrantLog(logger: Logger, claim: string): (grant: RoleGrant) => void {
  const logged = new Set<RoleGrant['reason']>();
  return ({ reason }) => {
    if (reason === 'granted' || logged.has(reason)) return;
    logged.add(reason);
    // Customers often have no role. Several roles are a mistake.
    logger[reason === 'ambiguous' ? 'warn' : 'info']({ reason, claim }, WHY_USER[reason]);
  };
}
