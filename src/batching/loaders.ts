import DataLoader from 'dataloader';
import type { CallOptions, KommunicateClient, MessagePageQuery } from '../kommunicate/client.ts';
import type { GroupRecord, MessagePage, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { AccountBatchers } from './batchers.ts';
import type { Caller } from './caller.ts';

export interface LoadersOptions {
  readonly client: KommunicateClient;
  /** What reads that are not shared carry. */
  readonly callOptions: CallOptions;
  readonly batchers: AccountBatchers;
  readonly caller: Caller;
  /** Told how a change has ended whose caller was gone by then: what else would know? Default: nobody. */
  readonly onUnseenChange?: (goneBecause: Error, failure: unknown) => void;
}

/** The batchers bring lookups together: a loader need not wait for more of its own. */
const ALONE = { batch: false, batchScheduleFn: queueMicrotask } as const;

/** What resolvers load through, built anew for each request: it remembers for that long, and no longer. */
export interface Loaders {
  readonly users: DataLoader<string, UserRecord | null>;
  readonly conversations: DataLoader<string, GroupRecord | null>;
  /** A call each, and the same one once. */
  readonly messagePages: DataLoader<MessagePageQuery, MessagePage | null, string>;
  /** The newest message of a conversation, by its id, where it came along with something else. */
  readonly latestMessages: Map<string, MessageRecord>;
  /**
   * Makes a change. Whatever comes of it, nothing that was read before it is answered after it: neither what
   * this request remembers (a message alone changes when its sender was last seen), nor what another one is
   * reading of what is changed.
   */
  changing<T>(what: Changed, change: () => Promise<T>): Promise<T>;
}

/** Ids of what a change changes. */
interface Changed {
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
    return (this.#users ??= new DataLoader<string, UserRecord | null>(
      ([userId = '']) => all(batchers.users('if-possible').load(userId, caller)),
      ALONE,
    ));
  }

  get conversations(): Loaders['conversations'] {
    const { batchers, caller } = this.#options;
    return (this.#conversations ??= new DataLoader<string, GroupRecord | null>(
      ([groupId = '']) => all(batchers.conversations('if-possible').load(groupId, caller)),
      ALONE,
    ));
  }

  get messagePages(): Loaders['messagePages'] {
    const { client, callOptions } = this.#options;
    return (this.#messagePages ??= new DataLoader<MessagePageQuery, MessagePage | null, string>(
      ([query]) => all(client.getMessages(query as MessagePageQuery, callOptions)),
      { ...ALONE, cacheKeyFn: (query) => JSON.stringify(query) },
    ));
  }

  async changing<T>({ users = [], conversations = [] }: Changed, change: () => Promise<T>): Promise<T> {
    const { batchers, caller, onUnseenChange } = this.#options;
    const ends = [
      ...users.map((id) => batchers.users('always').changing(id)),
      ...conversations.map((id) => batchers.conversations('always').changing(id)),
    ];
    let failure: unknown;
    try {
      return await change();
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const goneBecause = caller.goneBecause();
      if (goneBecause) onUnseenChange?.(goneBecause, failure);
      for (const end of ends) end();
      caller.hasWritten = true;
      this.#users?.clearAll();
      this.#conversations?.clearAll();
      this.#messagePages?.clearAll();
      this.latestMessages.clear();
    }
  }
}

/** One answer, for a loader that asks for one thing at a time. An error in its place is remembered; one thrown is not. */
function all<T>(answer: Promise<T>): Promise<(T | Error)[]> {
  return answer.then(
    (value) => [value],
    (error: Error) => [error],
  );
}
