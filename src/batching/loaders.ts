import DataLoader from 'dataloader';
import type { CallOptions, KommunicateClient, MessagePageQuery } from '../kommunicate/client.ts';
import type { GroupRecord, MessagePage, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { AccountBatchers } from './batchers.ts';
import type { LoadScope } from './caller.ts';

export interface LoadersOptions {
  readonly client: KommunicateClient;
  /** What reads that are not shared carry. */
  readonly callOptions: CallOptions;
  /** The same for the reads of a page after its first. */
  readonly furtherCallOptions: CallOptions;
  /** Waited for before the first read of a page; undefined where there is nothing to wait for. */
  readonly reserveCall: () => Promise<void> | undefined;
  readonly batchers: AccountBatchers;
  readonly caller: LoadScope;
  /** Told how a change has ended whose caller was gone by then: what else would know? Default: nobody. */
  readonly onOrphanedWrite?: (cancelReason: Error, failure: unknown) => void;
}

/** What has been asked for by its key is remembered, whether it is there yet or not. */
interface Loader<K, V> {
  load(key: K): Promise<V>;
  /** Remembers what came along with something else. */
  prime(key: K, value: V): void;
  /** Forgets one. */
  clear(key: K): void;
  /** Forgets everything. */
  clearAll(): void;
}

/** One read of a page of messages. Reads of the same query are one call. */
interface PageRead {
  readonly query: MessagePageQuery;
  /** Whether the page has been read in part before. */
  readonly isFurther: boolean;
}

/** What resolvers load through, built anew for each request: it remembers for that long, and no longer. */
export interface Loaders {
  readonly users: Loader<string, UserRecord | null>;
  readonly conversations: Loader<string, GroupRecord | null>;
  /** A call each, and the same one once. */
  readonly messagePages: Loader<PageRead, MessagePage | null>;
  /** The newest message of a conversation, by its id, where it came along with something else. */
  readonly latestMessages: Map<string, MessageRecord>;
  /** When the newest visible message of a conversation was written, by its id, where this request reads that page. */
  readonly newestMessageTimes: Map<string, Promise<number | undefined>>;
  /**
   * Makes a change. Whatever comes of it, nothing that was read before it is answered after it: neither what
   * this request remembers (a message alone changes when its sender was last seen), nor what another one is
   * reading of what is changed.
   */
  write<T>(what: AffectedIds, change: () => Promise<T>): Promise<T>;
}

/** Ids of what a change changes. */
interface AffectedIds {
  readonly users?: readonly string[];
  readonly conversations?: readonly string[];
}

/**
 * The memory of one request, over the batchers of its account. Each lookup is answered by itself, so that a slow
 * or refused one holds nobody up; an error is remembered for the request that met it, and never beyond.
 */
export function createLoaders(options: LoadersOptions): Loaders {
  return new RequestLoaders(options);
}

class RequestLoaders implements Loaders {
  readonly latestMessages = new Map<string, MessageRecord>();
  readonly newestMessageTimes = new Map<string, Promise<number | undefined>>();
  readonly #options: LoadersOptions;
  // A request seldom needs all of them.
  #users: Loaders['users'] | undefined;
  #conversations: Loaders['conversations'] | undefined;
  #messagePages: Loaders['messagePages'] | undefined;

  constructor(options: LoadersOptions) {
    this.#options = options;
  }

  get users(): Loaders['users'] {
    const { batchers, caller } = this.#options;
    return (this.#users ??= new RequestLoader((userId) =>
      batchers.users('if-possible').load(userId, caller),
    ));
  }

  get conversations(): Loaders['conversations'] {
    const { batchers, caller } = this.#options;
    return (this.#conversations ??= new RequestLoader((groupId) =>
      batchers.conversations('if-possible').load(groupId, caller),
    ));
  }

  get messagePages(): Loaders['messagePages'] {
    const { client, callOptions, furtherCallOptions, reserveCall } = this.#options;
    return (this.#messagePages ??= new RequestLoader(
      ({ query, isFurther }) => {
        const reserved = isFurther ? undefined : reserveCall();
        const read = () => client.getMessages(query, isFurther ? furtherCallOptions : callOptions);
        return reserved ? reserved.then(read) : read();
      },
      ({ query }) => JSON.stringify(query),
    ));
  }

  async write<T>({ users = [], conversations = [] }: AffectedIds, change: () => Promise<T>): Promise<T> {
    const { batchers, caller, onOrphanedWrite } = this.#options;
    const ends = [
      ...users.map((id) => batchers.users('always').beginWrite(id)),
      ...conversations.map((id) => batchers.conversations('always').beginWrite(id)),
    ];
    let failure: unknown;
    try {
      return await change();
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const cancelReason = caller.cancelReason();
      if (cancelReason) onOrphanedWrite?.(cancelReason, failure);
      for (const end of ends) end();
      caller.hasWritten = true;
      this.#users?.clearAll();
      this.#conversations?.clearAll();
      this.#messagePages?.clearAll();
      this.latestMessages.clear();
      this.newestMessageTimes.clear();
    }
  }
}

/** A DataLoader, of which each key is answered by itself. */
class RequestLoader<K, V> implements Loader<K, V> {
  readonly #keyOf: (key: K) => string;
  readonly #cache = new Map<string, Promise<V>>();
  readonly #loader: DataLoader<K, V, string>;

  constructor(loadOne: (key: K) => Promise<V>, keyOf: (key: K) => string = String) {
    this.#keyOf = keyOf;
    // A promise in the place of its answer is waited for alone. Its type has no word for that.
    const loadEach = (keys: readonly K[]) => Promise.resolve(keys.map(loadOne) as readonly unknown[] as V[]);
    this.#loader = new DataLoader(loadEach, {
      cacheMap: this.#cache,
      cacheKeyFn: keyOf,
      // The batchers bring together what comes later.
      batchScheduleFn: queueMicrotask,
    });
  }

  load(key: K): Promise<V> {
    // A DataLoader makes a promise of its own for everybody who asks again, and resolves it later.
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
