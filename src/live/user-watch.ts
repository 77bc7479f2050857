import type { Span } from '../lib/observer.ts';
import type { UserRecord } from '../kommunicate/types.ts';
import { recordRead, type StartSpan } from './record-read.ts';

/* The latest state of the users that have subscribers. The poll and own mutations read them anew, in batches. */

type UserChange =
  | 'CONNECTED'
  | 'LAST_SEEN_AT'
  | 'DISPLAY_NAME'
  | 'IMAGE_LINK'
  | 'DEACTIVATED'
  | 'UNREAD_COUNT'
  | 'METADATA'
  | 'OTHER';

/** A user with what has changed, as the resolvers of `UserChanged` read it. */
export interface UserNews {
  readonly user: UserRecord;
  readonly changes: readonly UserChange[];
  /** The read that found the changes; undefined if it is not recorded. */
  readonly span?: Span | undefined;
}

/** The change that stands for each field; every other field is `OTHER`. */
const CHANGE_OF: Readonly<Partial<Record<keyof UserRecord, UserChange>>> = {
  connected: 'CONNECTED',
  lastSeenAtTime: 'LAST_SEEN_AT',
  displayName: 'DISPLAY_NAME',
  userName: 'DISPLAY_NAME',
  imageLink: 'IMAGE_LINK',
  deactivated: 'DEACTIVATED',
  unreadCount: 'UNREAD_COUNT',
  metadata: 'METADATA',
};

export interface UserWatchOptions {
  /** Reads one user, in a batch with others; null if no user has this id. */
  readonly readUser: (userId: string, span: Span | undefined) => Promise<UserRecord | null>;
  /** Starts the span of a read. Default: no read is recorded. */
  readonly startSpan?: StartSpan | undefined;
  readonly onNews: (news: UserNews) => void;
}

interface Watched {
  count: number;
  record: UserRecord | undefined;
}

export class UserWatch {
  readonly #options: UserWatchOptions;
  readonly #users = new Map<string, Watched>();

  constructor(options: UserWatchOptions) {
    this.#options = options;
  }

  /** Watches users until `unwatch`, and reads those that are not known yet. Rejects if a read fails. */
  async watch(userIds: readonly string[]): Promise<void> {
    const unknown: string[] = [];
    for (const userId of userIds) {
      const watched = this.#users.get(userId);
      if (watched) watched.count += 1;
      else this.#users.set(userId, { count: 1, record: undefined });
      if (!watched?.record) unknown.push(userId);
    }
    try {
      if (unknown.length > 0) await this.#readAll(unknown);
    } catch (error) {
      this.unwatch(userIds);
      throw error;
    }
  }

  unwatch(userIds: readonly string[]): void {
    for (const userId of userIds) {
      const watched = this.#users.get(userId);
      if (!watched) continue;
      watched.count -= 1;
      if (watched.count === 0) this.#users.delete(userId);
    }
  }

  isWatched(userId: string): boolean {
    return this.#users.has(userId);
  }

  get userIds(): readonly string[] {
    return [...this.#users.keys()];
  }

  recordOf(userId: string): UserRecord | undefined {
    return this.#users.get(userId)?.record;
  }

  /** Reads users anew, and reports those that have changed. A failed read changes nothing: the next poll reads again. */
  async refresh(userIds: readonly string[]): Promise<void> {
    const watched = userIds.filter((userId) => this.#users.has(userId));
    if (watched.length === 0) return;
    await this.#readAll(watched).catch(() => undefined);
  }

  /** Reads users. Rejects if the read of one fails, after all have ended. */
  async #readAll(userIds: readonly string[]): Promise<void> {
    await recordRead(this.#options.startSpan, async (span) => {
      const reads = userIds.map((userId) => this.#readOne(userId, span));
      await Promise.allSettled(reads);
      await Promise.all(reads);
    });
  }

  async #readOne(userId: string, span: Span | undefined): Promise<void> {
    const record = await this.#options.readUser(userId, span);
    const watched = this.#users.get(userId);
    if (!watched || !record) return;
    const previous = watched.record;
    watched.record = record;
    if (!previous) return;
    const changes = changesOf(previous, record);
    if (changes.length > 0) this.#options.onNews({ user: record, changes, span });
  }
}

function changesOf(previous: UserRecord, record: UserRecord): readonly UserChange[] {
  const changes = new Set<UserChange>();
  for (const name of Object.keys(record) as (keyof UserRecord)[]) {
    if (JSON.stringify(previous[name]) === JSON.stringify(record[name])) continue;
    changes.add(CHANGE_OF[name] ?? 'OTHER');
  }
  return [...changes];
}
