/*
 * The loaders of one request. A DataLoader remembers what the request has loaded, and groups the keys that it loads in
 * one tick. The batcher of the account merges these groups, also those of other requests, into few REST calls.
 */
import DataLoader from 'dataloader';
import type { CallOptions, KommunicateClient, MessagePageQuery } from '../kommunicate/client.ts';
import type { GroupRecord, MessagePage, MessageRecord, UserRecord } from '../kommunicate/types.ts';
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
}

/** The loaders of one request. They remember values for that request only. */
export interface Loaders {
  readonly users: Loader<UserRecord>;
  readonly conversations: Loader<GroupRecord>;
  /**
   * One call for each query; reads of the same query share it.
   * @param isFurther whether an earlier call has read a part of the page
   */
  readMessages(query: MessagePageQuery, isFurther: boolean): Promise<MessagePage | null>;
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

/** Null for a key without a value. Rejects for a key that failed. */
type Loader<V> = Pick<DataLoader<string, V | null>, 'load' | 'prime' | 'clear'>;

/** Ids of the users and conversations that a write changes. */
interface AffectedIds {
  readonly users?: readonly string[];
  readonly conversations?: readonly string[];
}

/** Creates the loaders of one request. They remember errors like values: for this request only. */
export function createLoaders(options: LoadersOptions): Loaders {
  return new RequestLoaders(options);
}

class RequestLoaders implements Loaders {
  readonly latestMessages = new Map<string, MessageRecord>();
  readonly newestMessageTimes = new Map<string, Promise<number | undefined>>();
  readonly #options: LoadersOptions;
  readonly #messagePages = new Map<string, Promise<MessagePage | null>>();
  // Created on first use: few requests need both.
  #users: DataLoader<string, UserRecord | null> | undefined;
  #conversations: DataLoader<string, GroupRecord | null> | undefined;

  constructor(options: LoadersOptions) {
    this.#options = options;
  }

  get users(): Loader<UserRecord> {
    const { batchers, scope } = this.#options;
    return (this.#users ??= new DataLoader((userIds) => batchers.users().loadMany(userIds, scope)));
  }

  get conversations(): Loader<GroupRecord> {
    const { batchers, scope } = this.#options;
    return (this.#conversations ??= new DataLoader((groupIds) =>
      batchers.conversations().loadMany(groupIds, scope),
    ));
  }

  readMessages(query: MessagePageQuery, isFurther: boolean): Promise<MessagePage | null> {
    const key = JSON.stringify(query);
    let page = this.#messagePages.get(key);
    if (!page) {
      page = this.#callForMessages(query, isFurther);
      this.#messagePages.set(key, page);
    }
    return page;
  }

  async #callForMessages(query: MessagePageQuery, isFurther: boolean): Promise<MessagePage | null> {
    const { client, callOptions, furtherCallOptions, reserveCall } = this.#options;
    const reserved = isFurther ? undefined : reserveCall();
    if (reserved) await reserved;
    return client.getMessages(query, isFurther ? furtherCallOptions : callOptions);
  }

  async write<T>({ users = [], conversations = [] }: AffectedIds, run: () => Promise<T>): Promise<T> {
    const { batchers, scope, onOrphanedWrite } = this.#options;
    const endWrites = [
      ...users.map((id) => batchers.users({ mustShare: true }).beginWrite(id)),
      ...conversations.map((id) => batchers.conversations({ mustShare: true }).beginWrite(id)),
    ];
    let failure: unknown;
    try {
      return await run();
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
      this.#messagePages.clear();
      this.latestMessages.clear();
      this.newestMessageTimes.clear();
    }
  }
}
