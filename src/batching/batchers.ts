import { splitStrategyOfGroups, splitStrategyOfKeys, type KommunicateClient } from '../kommunicate/client.ts';
import type { GroupRecord, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { Logger } from '../lib/logger.ts';
import { hashKey } from '../lib/keyed-hash.ts';
import { createBatcher, type Batcher, type BatchReport } from './batcher.ts';
import { recordBatch } from './record-batch.ts';
import type { Observer } from '../lib/observer.ts';

export interface BatchersOptions {
  readonly client: KommunicateClient;
  /** Maximum number of ids in one call. The official Android SDK sends 60 (wire-facts 3.5). */
  readonly maxBatchSize: number;
  /** Maximum number of concurrent batch calls of one account, separately for each kind of record. */
  readonly maxBatchesInFlight: number;
  /** Logs each batch at level `debug`. */
  readonly logger: Logger;
  /** Hears of batches, and of the attempts of their calls. Default: nothing does. */
  readonly observer?: Observer | undefined;
  /** Maximum number of accounts with shared batchers. Requests of further accounts share nothing. Default 1000. */
  readonly maxAccounts?: number;
  /** Time limit of a shared call with its retries, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** See `BatcherOptions`. */
  readonly scheduleTick?: (run: () => void) => void;
  readonly now?: () => number;
}

/** The batchers of one account. */
export interface AccountBatchers {
  readonly users: GetBatcher<UserRecord>;
  readonly conversations: GetBatcher<GroupRecord>;
  readonly messages: GetBatcher<MessageRecord>;
}

/** Returns a batcher for one use: the pool may forget an idle batcher. */
type GetBatcher<V> = (options?: GetBatcherOptions) => Batcher<V>;

interface GetBatcherOptions {
  /** Whether the batcher must be the account's shared one, as for a write. Default false. */
  readonly mustShare?: boolean;
}

/** Returns the batchers of the account that an Api-Key opens. Different keys never share a batcher. */
export type GetAccountBatchers = (apiKey: string) => AccountBatchers;

/**
 * Creates the batchers of all accounts. Results depend on the Api-Key alone: reads carry no `Of-User-Id`, and go to one
 * REST API. With more than `maxAccounts` active accounts, a request gets an unshared batcher. Its results are the same,
 * but then only the connection limit of the client bounds the account's calls.
 */
export function createBatchers(options: BatchersOptions): GetAccountBatchers {
  const { client, maxBatchSize, maxBatchesInFlight, logger, observer, maxAccounts = 1000, ...rest } = options;
  const { requestTimeoutMs, ...clock } = rest;
  // A shared call does not end at the deadline of one request: each request stops waiting at its own.
  const remainingMs = () => requestTimeoutMs;
  const common = { ...clock, traffic: { arrivalCount: 0 }, maxBatchSize, maxInFlight: maxBatchesInFlight };
  const reportBatch = (batch: string, { name }: Account, { error, ...report }: BatchReport) => {
    logger.debug({ batch, account: name.slice(0, 8), ...report, failed: error !== undefined }, 'batch');
    observer?.batch?.({ loader: batch, ...report });
  };

  const users = new BatcherPool<UserRecord>(maxAccounts, (account, onIdle) =>
    createBatcher({
      ...common,
      fetch: (userIds, { spans, ...call }) =>
        recordBatch('users', userIds.length, spans, (span) =>
          client.getUsers(userIds, { apiKey: account.apiKey, remainingMs, observer, span, ...call }),
        ),
      keyOf: ({ userId }) => userId,
      splitStrategyOf: splitStrategyOfKeys,
      onIdle,
      onBatchSettled: (report) => reportBatch('users', account, report),
    }),
  );
  const conversations = new BatcherPool<GroupRecord>(maxAccounts, (account, onIdle) =>
    createBatcher({
      ...common,
      fetch: (groupIds, { spans, ...call }) =>
        recordBatch('conversations', groupIds.length, spans, async (span) => {
          const callOptions = { apiKey: account.apiKey, remainingMs, observer, span, ...call };
          const [groupId, ...others] = groupIds;
          if (groupId === undefined || others.length > 0) return client.getGroups(groupIds, callOptions);
          const group = await client.getGroup(groupId, callOptions);
          return group ? [group] : [];
        }),
      keyOf: ({ groupId }) => groupId,
      splitStrategyOf: splitStrategyOfGroups,
      onIdle,
      onBatchSettled: (report) => reportBatch('conversations', account, report),
    }),
  );
  const messages = new BatcherPool<MessageRecord>(maxAccounts, (account, onIdle) =>
    createBatcher({
      ...common,
      fetch: (keys, { spans, ...call }) =>
        recordBatch('messages', keys.length, spans, (span) =>
          client.getMessagesByKey(keys, { apiKey: account.apiKey, remainingMs, observer, span, ...call }),
        ),
      keyOf: ({ messageKey }) => messageKey,
      splitStrategyOf: splitStrategyOfKeys,
      onIdle,
      onBatchSettled: (report) => reportBatch('messages', account, report),
    }),
  );

  return (apiKey) => {
    const account: Account = { apiKey, name: hashKey(apiKey) };
    let ownUsers: Batcher<UserRecord> | undefined;
    let ownConversations: Batcher<GroupRecord> | undefined;
    let ownMessages: Batcher<MessageRecord> | undefined;
    return {
      users: (options) => users.find(account, options) ?? (ownUsers ??= users.createUnshared(account)),
      conversations: (options) =>
        conversations.find(account, options) ?? (ownConversations ??= conversations.createUnshared(account)),
      messages: (options) =>
        messages.find(account, options) ?? (ownMessages ??= messages.createUnshared(account)),
    };
  };
}

interface Account {
  readonly apiKey: string;
  /** A keyed hash of the Api-Key, for maps and logs. */
  readonly name: string;
}

/** The shared batchers of one kind. An idle one stays until another account needs its place. */
class BatcherPool<V extends object> {
  readonly #max: number;
  readonly #create: (account: Account, onIdle: () => void) => Batcher<V>;
  readonly #batchers = new Map<string, Batcher<V>>();
  /** Names of accounts with an idle batcher, longest idle first. */
  readonly #idle = new Set<string>();

  constructor(max: number, create: (account: Account, onIdle: () => void) => Batcher<V>) {
    this.#max = max;
    this.#create = create;
  }

  /** @returns the shared batcher of an account; undefined if the pool is full, unless `mustShare` is set */
  find(account: Account, { mustShare = false }: GetBatcherOptions = {}): Batcher<V> | undefined {
    const known = this.#batchers.get(account.name);
    if (known) {
      this.#idle.delete(account.name);
      return known;
    }
    if (this.#batchers.size >= this.#max && !this.#evictOne() && !mustShare) return undefined;
    const batcher = this.#create(account, () => this.#markIdle(account.name, batcher));
    this.#batchers.set(account.name, batcher);
    return batcher;
  }

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
