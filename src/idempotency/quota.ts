import type { Principal } from '../auth/principal.ts';
import { digest, type Quota } from './store.ts';

/** Keys of one user or agent, and of one service or Api-Key, at most. */
export const MAX_KEYS_OF_PERSON = 10_000;
export const MAX_KEYS_OF_SERVICE = 100_000;

/**
 * The quota that a request's keys are taken from. A service that acts for a user has one for each user, as large as
 * the user's own: no user can use up the keys of the others.
 * @param maxKeys the size of every quota. Default: 10000 for people, 100000 for services and Api-Keys
 */
export function quotaOf({ caller, role, actingUserId = '' }: Principal, maxKeys: number | undefined): Quota {
  const isService = role === 'SERVICE';
  return {
    owner: digest(isService ? [caller.id] : [caller.id, actingUserId]),
    maxKeys: maxKeys ?? (isService ? MAX_KEYS_OF_SERVICE : MAX_KEYS_OF_PERSON),
  };
}
