import { divisionOfGroups, divisionOfUsers, type KommunicateClient } from '../kommunicate/client.ts';
import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';
import type { Logger } from '../logger.ts';
import { createPseudonyms } from '../pseudonyms.ts';
import { createBatcher, type Batcher, type BatcherOptions } from './batcher.ts';

export interface BatchersOptions {
  readonly client: KommunicateClient;
  /** Ids in one call at most. 60 is what the official Android SDK uses (wire-facts 3.5). */
  readonly maxBatchSize: number;
  /** Calls of one account under way at most, for users and for conversations each. */
  readonly maxBatchesInFlight: number;
  /** Told of each batch, at level `debug`. */
  readonly logger: Logger;
  /** Accounts at most whose requests share work. Default 1000. */
  readonly maxAccounts?: number;
  /** As of `createBatcher`. */
  readonly nextTurn?: (run: () => void) => void;
  readonly now?: () => number;
}

/** The batchers of one account. */
export interface AccountBatchers {
  readonly users: BatcherFinder<UserRecord>;
  readonly conversations: BatcherFinder<GroupRecord>;
}

/** @param share `always` for a change, which everybody must learn of; else `if-possible` */
type BatcherFinder<V> = (share: 'always' | 'if-possible') => Batcher<V>;

/** Finds the batchers of the account that a key opens: the same for the same key, and for no other. */
export type FindBatchers = (apiKey: string) => AccountBatchers;

/**
 * The batchers of all accounts. What may change an answer is the key alone: reads carry no `Of-User-Id`, and go
 * to one REST API. A batcher is there while anything waits in it, and is forgotten then; where there are too
 * many of them, a request gets one for itself: it shares nothing, and is as right, but then only the client's
 * connections bound an account's calls.
 */
export function createBatchers(options: BatchersOptions): FindBatchers {
  const { client, maxBatchSize, maxBatchesInFlight, logger, maxAccounts = 1000, ...clock } = options;
  const accountOf = createPseudonyms();
  const traffic = { arrivals: 0 };
  const users = new Map<string, Batcher<UserRecord>>();
  const conversations = new Map<string, Batcher<GroupRecord>>();

  /** The batcher of an account in a map of them. It is found anew for each use: it may be forgotten in between. */
  function finderIn<V extends object>(
    batchers: Map<string, Batcher<V>>,
    account: string,
    batch: string,
    how: () => Pick<BatcherOptions<V>, 'fetch' | 'keyOf' | 'divisionOf'>,
  ): BatcherFinder<V> {
    const create = () => {
      const batcher = createBatcher({
        ...clock,
        ...how(),
        traffic,
        maxBatchSize,
        maxInFlight: maxBatchesInFlight,
        onIdle() {
          if (batchers.get(account) === batcher) batchers.delete(account);
        },
        onReturn({ error, ...report }) {
          logger.debug(
            { batch, account: account.slice(0, 8), ...report, failed: error !== undefined },
            'batch',
          );
        },
      });
      return batcher;
    };
    let own: Batcher<V> | undefined;
    return (share) => {
      const known = batchers.get(account);
      if (known) return known;
      if (share === 'if-possible' && batchers.size >= maxAccounts) return (own ??= create());
      const batcher = create();
      batchers.set(account, batcher);
      return batcher;
    };
  }

  return (apiKey) => {
    const account = accountOf(apiKey);
    return {
      users: finderIn(users, account, 'users', () => ({
        fetch: (userIds, call) => client.getUsers(userIds, { apiKey, ...call }),
        keyOf: ({ userId }) => userId,
        divisionOf: divisionOfUsers,
      })),
      conversations: finderIn(conversations, account, 'conversations', () => ({
        async fetch(groupIds, call) {
          const [groupId, ...others] = groupIds;
          if (groupId === undefined || others.length > 0) {
            return client.getGroups(groupIds, { apiKey, ...call });
          }
          const group = await client.getGroup(groupId, { apiKey, ...call });
          return group ? [group] : [];
        },
        keyOf: ({ groupId }) => groupId,
        divisionOf: divisionOfGroups,
      })),
    };
  };
}
