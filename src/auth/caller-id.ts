import { hash } from 'node:crypto';
import type { CallerId, Principal } from './principal.ts';

/**
 * Identifies a caller by a hash: keys and user ids must not reach rate counters. The hash is computed on first
 * use: a gateway without rate limits never needs it.
 * @param secret the key or user id that the caller authenticated with
 * @param actingUserId the user that a service acts for
 */
export function createCallerId(secret: string, role: Principal['role'], actingUserId?: string): CallerId {
  let id: string | undefined;
  return {
    role,
    get id() {
      return (id ??= hash('sha256', JSON.stringify([role, secret, actingUserId]), 'base64url'));
    },
  };
}
