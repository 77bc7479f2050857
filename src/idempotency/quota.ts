import type { Principal } from '../auth/principal.ts';
import { digest, type Quota } from './store.ts';

/** Default quotas: for one user or agent, and for one service or Api-Key. */
export const MAX_KEYS_OF_USER = 10_000;
export const MAX_KEYS_OF_SERVICE = 100_000;

/**
 * The quota in which a request's keys are counted. A service that acts for users has one quota for each user, as large as
 * a user's quota. So one user cannot use up the keys of another.
 * @param maxKeys the size of every quota. Default: 10000 for users and agents, 100000 for services and Api-Keys
 */
export function quotaOf({ caller, role, actingUserId = '' }: Principal, maxKeys: number | undefined): Quota {
  const isService = role === 'SERVICE';
  return {
    owner: digest(isService ? [caller.id] : [caller.id, actingUserId]),
    maxKeys: maxKeys ?? (isService ? MAX_KEYS_OF_SERVICE : MAX_KEYS_OF_USER),
  };
}
