import {
  splitStrategyOfGroups,
  splitStrategyOfUsers,
  type KommunicateClient,
} from '../kommunicate/client.ts';
import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';
import type { Logger } from '../lib/logger.ts';
import { createKeyHasher } from '../lib/keyed-hash.ts';
import { createBatcher, type Batcher, type BatchReport } from './batcher.ts';

export interface BatchersOptions {
  readonly client: KommunicateClient;
  /** Ids in one call at most. 60 is what the official Android SDK uses (wire-facts 3.5). */
  readonly maxBatchSize: number;
  /** Calls of one account under way at most, for users and for conversations each. */
  readonly maxBatchesInFlight: number;
  /** Told of each batch, at level `debug`. */
  readonly logger: Logger;
  /** Accounts at most whose requests share work, of those that are at work. Default 1000. */
  readonly maxAccounts?: number;
  /** How long a request waits, in milliseconds: a shared call is retried within that time. */
  readonly requestTimeoutMs: number;
  /** As of `createBatcher`. */
  readonly scheduleTick?: (run: () => void) => void;
  readonly now?: () => number;
}

/** The batchers of one account. */
export interface AccountBatchers {
  readonly users: GetBatcher<UserRecord>;
  readonly conversations: GetBatcher<GroupRecord>;
}

type GetBatcher<V> = (share: Share) => Batcher<V>;

/** `always` for a change, which everybody must learn of. */
type Share = 'always' | 'if-possible';

/** Finds the batchers of the account that a key opens: the same for the same key, and for no other. */
export type GetAccountBatchers = (apiKey: string) => AccountBatchers;

/**
 * The batchers of all accounts. What may change an answer is the key alone: reads carry no `Of-User-Id`, and go
 * to one REST API. Where too many are at work, a request gets one for itself: it shares nothing, and is as right,
 * but then only the client's connections bound an account's calls.
 */
export function createBatchers(options: BatchersOptions): GetAccountBatchers {
  const { client, maxBatchSize, maxBatchesInFlight, logger, maxAccounts = 1000, ...others } = options;
  const { requestTimeoutMs, ...clock } = others;
  // A shared call has no deadline of its own: each caller stops waiting at its own.
  const remainingMs = () => requestTimeoutMs;
  const hashKey = createKeyHasher();
  const common = { ...clock, traffic: { arrivalCount: 0 }, maxBatchSize, maxInFlight: maxBatchesInFlight };
  const tell = (batch: string, { name }: Account, { error, ...report }: BatchReport) =>
    logger.debug({ batch, account: name.slice(0, 8), ...report, failed: error !== undefined }, 'batch');

  const users = new BatcherPool<UserRecord>(maxAccounts, (account, onIdle) =>
    createBatcher({
      ...common,
      fetch: (userIds, call) => client.getUsers(userIds, { apiKey: account.apiKey, remainingMs, ...call }),
      keyOf: ({ userId }) => userId,
      splitStrategyOf: splitStrategyOfUsers,
      onIdle,
      onBatchSettled: (report) => tell('users', account, report),
    }),
  );
  const conversations = new BatcherPool<GroupRecord>(maxAccounts, (account, onIdle) =>
    createBatcher({
      ...common,
      async fetch(groupIds, call) {
        const { apiKey } = account;
        const [groupId, ...others] = groupIds;
        if (groupId === undefined || others.length > 0) {
          return client.getGroups(groupIds, { apiKey, remainingMs, ...call });
        }
        const group = await client.getGroup(groupId, { apiKey, remainingMs, ...call });
        return group ? [group] : [];
      },
      keyOf: ({ groupId }) => groupId,
      splitStrategyOf: splitStrategyOfGroups,
      onIdle,
      onBatchSettled: (report) => tell('conversations', account, report),
    }),
  );

  return (apiKey) => {
    const account: Account = { apiKey, name: hashKey(apiKey) };
    let ownUsers: Batcher<UserRecord> | undefined;
    let ownConversations: Batcher<GroupRecord> | undefined;
    return {
      users: (share) => users.find(account, share) ?? (ownUsers ??= users.createUnshared(account)),
      conversations: (share) =>
        conversations.find(account, share) ?? (ownConversations ??= conversations.createUnshared(account)),
    };
  };
}

interface Account {
  readonly apiKey: string;
  /** What stands for the key. */
  readonly name: string;
}

/** The batchers of one kind. Those that have nothing to do are kept as long as there is room. */
class BatcherPool<V extends object> {
  readonly #max: number;
  readonly #create: (account: Account, onIdle: () => void) => Batcher<V>;
  readonly #batchers = new Map<string, Batcher<V>>();
  /** By their accounts, whoever has been idle for longest first. */
  readonly #idle = new Set<string>();

  constructor(max: number, create: (account: Account, onIdle: () => void) => Batcher<V>) {
    this.#max = max;
    this.#create = create;
  }

  /**
   * The batcher of an account, for one use: it may be forgotten after that.
   * @returns undefined where there are too many
   */
  find(account: Account, share: Share): Batcher<V> | undefined {
    const known = this.#batchers.get(account.name);
    if (known) {
      this.#idle.delete(account.name);
      return known;
    }
    if (this.#batchers.size >= this.#max && !this.#evictOne() && share === 'if-possible') return undefined;
    const batcher = this.#create(account, () => this.#markIdle(account.name, batcher));
    this.#batchers.set(account.name, batcher);
    return batcher;
  }

  /** A batcher that nobody finds. */
  createUnshared(account: Account): Batcher<V> {
    return this.#create(account, () => undefined);
  }

  #markIdle(name: string, batcher: Batcher<V>): void {
    if (this.#batchers.get(name) !== batcher) return;
    if (this.#batchers.size > this.#max) this.#batchers.delete(name);
    else this.#idle.add(name);
  }

  #evictOne(): boolean {
    for (const name of this.#idle) {
      this.#idle.delete(name);
      return this.#batchers.delete(name);
    }
    return false;
  }
}
