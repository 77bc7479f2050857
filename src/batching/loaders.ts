/*
 * The loaders of one request. A DataLoader remembers what the request has loaded, and groups the ids that it loads in one
 * tick. The batchers of the account merge these groups, also those of other requests, into few REST calls. So all user
 * lookups of a tick are in one `v2/detail` call, up to the maximum size of a batch.
 */
import DataLoader from 'dataloader';
import type { CallOptions, KommunicateClient, MessagePageQuery } from '../kommunicate/client.ts';
import type {
  GroupRecord,
  MessagePage,
  MessageRecord,
  ReceiptRecord,
  UserRecord,
} from '../kommunicate/types.ts';
import type { AccountBatchers } from './batchers.ts';
import type { LoadScope } from './load-scope.ts';

export interface LoadersOptions {
  readonly client: KommunicateClient;
  /** Options of calls that are not batched. */
  readonly callOptions: CallOptions;
  /** Options of the calls for a page of messages after its first. */
  readonly furtherCallOptions: CallOptions;
  /** Reserves a call before the first read of a page; undefined if there is nothing to wait for. */
  readonly reserveCall: () => Promise<void> | undefined;
  readonly batchers: AccountBatchers;
  readonly scope: LoadScope;
  /**
   * Called after a write whose request was cancelled meanwhile. If the client disconnected, no response reports the
   * outcome. Default: none.
   * @param failure undefined if the write succeeded
   */
  readonly onOrphanedWrite?: (cancelReason: Error, failure: unknown) => void;
  /**
   * Called after each write, whatever its outcome. Default: none.
   * @param result undefined if the write failed
   */
  readonly onWritten?: (affected: AffectedIds, result: unknown) => void;
}

/** Remembers the promise of each key, pending or settled. */
interface Loader<K, V> {
  load(key: K): Promise<V>;
  /** Remembers a value that came with another response. */
  prime(key: K, value: V): void;
  clear(key: K): void;
  clearAll(): void;
}

/** One read of a page of messages. Reads of the same query share one call. */
interface PageRead {
  readonly query: MessagePageQuery;
  /** Whether an earlier call has read a part of the page. */
  readonly isFurther: boolean;
}

/** The loaders of one request. They remember values for that request only. */
export interface Loaders {
  readonly users: Loader<string, UserRecord | null>;
  readonly conversations: Loader<string, GroupRecord | null>;
  readonly messages: Loader<string, MessageRecord | null>;
  /** By message id. Not batched: one call for each message. Null if the message does not exist. */
  readonly receipts: Loader<string, readonly ReceiptRecord[] | null>;
  /** Not batched: one call for each query. */
  readonly messagePages: Loader<PageRead, MessagePage | null>;
  /** The newest message of a conversation by conversation id, if another response contained it. */
  readonly latestMessages: Map<string, MessageRecord>;
  /** The time of the newest visible message by conversation id, if this request reads that page. */
  readonly newestMessageTimes: Map<string, Promise<number | undefined>>;
  /**
   * Runs a write. After it, successful or not, this request forgets all values: even a sent message changes when its
   * sender was last seen. New loads of other requests do not share an older lookup of `affected`.
   */
  write<T>(affected: AffectedIds, run: () => Promise<T>): Promise<T>;
}

/** Ids of the users and conversations that a write changes. */
export interface AffectedIds {
  readonly users?: readonly string[];
  readonly conversations?: readonly string[];
}

/**
 * Creates the loaders of one request. Each lookup settles independently, so a slow or rejected one does not delay others.
 * An error is remembered for this request only.
 */
export function createLoaders(options: LoadersOptions): Loaders {
  return new RequestLoaders(options);
}

class RequestLoaders implements Loaders {
  readonly #options: LoadersOptions;
  // Created on first use: few requests need all of them.
  #users: Loaders['users'] | undefined;
  #conversations: Loaders['conversations'] | undefined;
  #messages: Loaders['messages'] | undefined;
  #receipts: Loaders['receipts'] | undefined;
  #messagePages: Loaders['messagePages'] | undefined;
  #latestMessages: Loaders['latestMessages'] | undefined;
  #newestMessageTimes: Loaders['newestMessageTimes'] | undefined;

  constructor(options: LoadersOptions) {
    this.#options = options;
  }

  get users(): Loaders['users'] {
    const { batchers, scope } = this.#options;
    return (this.#users ??= new RequestLoader((userIds) => batchers.users().loadMany(userIds, scope)));
  }

  get conversations(): Loaders['conversations'] {
    const { batchers, scope } = this.#options;
    return (this.#conversations ??= new RequestLoader((groupIds) =>
      batchers.conversations().loadMany(groupIds, scope),
    ));
  }

  get messages(): Loaders['messages'] {
    const { batchers, scope } = this.#options;
    return (this.#messages ??= new RequestLoader((keys) => batchers.messages().loadMany(keys, scope)));
  }

  get receipts(): Loaders['receipts'] {
    const { client, callOptions, reserveCall } = this.#options;
    const readReceipts = (key: string) => {
      const reserved = reserveCall();
      const read = () => client.getReceipts(key, callOptions);
      return reserved ? reserved.then(read) : read();
    };
    return (this.#receipts ??= new RequestLoader((keys) => keys.map(readReceipts)));
  }

  get messagePages(): Loaders['messagePages'] {
    const { client, callOptions, furtherCallOptions, reserveCall } = this.#options;
    const readPage = ({ query, isFurther }: PageRead) => {
      const reserved = isFurther ? undefined : reserveCall();
      const read = () => client.getMessages(query, isFurther ? furtherCallOptions : callOptions);
      return reserved ? reserved.then(read) : read();
    };
    return (this.#messagePages ??= new RequestLoader(
      (reads) => reads.map(readPage),
      ({ query }) => JSON.stringify(query),
    ));
  }

  get latestMessages(): Loaders['latestMessages'] {
    return (this.#latestMessages ??= new Map());
  }

  get newestMessageTimes(): Loaders['newestMessageTimes'] {
    return (this.#newestMessageTimes ??= new Map());
  }

  async write<T>(affected: AffectedIds, run: () => Promise<T>): Promise<T> {
    const { users = [], conversations = [] } = affected;
    const { batchers, scope, onOrphanedWrite, onWritten } = this.#options;
    const endWrites = [
      ...users.map((id) => batchers.users({ mustShare: true }).beginWrite(id)),
      ...conversations.map((id) => batchers.conversations({ mustShare: true }).beginWrite(id)),
    ];
    let failure: unknown;
    let result: T | undefined;
    try {
      return (result = await run());
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const cancelReason = scope.cancelReason();
      if (cancelReason) onOrphanedWrite?.(cancelReason, failure);
      for (const endWrite of endWrites) endWrite();
      scope.hasWritten = true;
      this.#users?.clearAll();
      this.#conversations?.clearAll();
      this.#messages?.clearAll();
      this.#receipts?.clearAll();
      this.#messagePages?.clearAll();
      this.#latestMessages?.clear();
      this.#newestMessageTimes?.clear();
      onWritten?.(affected, result);
    }
  }
}

/** A DataLoader whose keys settle independently: a slow call delays only its own keys. */
class RequestLoader<K, V> implements Loader<K, V> {
  readonly #keyOf: (key: K) => string;
  readonly #cache = new Map<string, Promise<V>>();
  readonly #loader: DataLoader<K, V, string>;

  /** @param loadGroup loads the keys of one tick, in their order */
  constructor(loadGroup: (keys: readonly K[]) => readonly Promise<V>[], keyOf: (key: K) => string = String) {
    this.#keyOf = keyOf;
    this.#loader = new DataLoader(
      // DataLoader resolves each key with its promise. Its types do not allow promises.
      (keys) => Promise.resolve(loadGroup(keys) as readonly unknown[] as V[]),
      { cacheMap: this.#cache, cacheKeyFn: keyOf, batchScheduleFn: queueMicrotask },
    );
  }

  load(key: K): Promise<V> {
    // `DataLoader.load` creates a new promise on each cache hit, and resolves it later.
    return this.#cache.get(this.#keyOf(key)) ?? this.#loader.load(key);
  }

  prime(key: K, value: V): void {
    this.#loader.prime(key, value);
  }

  clear(key: K): void {
    this.#loader.clear(key);
  }

  clearAll(): void {
    this.#loader.clearAll();
  }
}
