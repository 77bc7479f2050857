import type { GroupRecord, MessageRecord, SupportPage, UserRecord } from '../kommunicate/types.ts';
import { changesBetween, stateOf, type StateChange } from '../kommunicate/conversation-state.ts';
import { normalizedKey } from '../kommunicate/message-key.ts';
import type { Timers } from './timers.ts';

/*
 * The latest state of the conversations of an account, while the inbox has subscribers. A hint, or the poll, leads to one
 * read of `group/support`, which has all conversations with a newer message. A hinted conversation that is not on the page
 * is read by id.
 */

/** A conversation with news. */
export interface InboxNews {
  readonly group: GroupRecord;
  readonly changes: readonly ('LATEST_MESSAGE' | StateChange)[];
  /** The status before; undefined if it is not known. */
  readonly previousStatus: number | undefined;
  readonly latestMessage: MessageRecord | undefined;
  readonly users: readonly UserRecord[];
}

export interface InboxWatchOptions {
  readonly readPage: (pageSize: number, endTime: number | undefined) => Promise<SupportPage>;
  readonly readGroup: (groupId: string) => Promise<GroupRecord | null>;
  readonly timers: Timers;
  readonly onNews: (news: InboxNews) => void;
}

interface Row {
  readonly state: string;
  readonly status: number | undefined;
  readonly messageKey: string | undefined;
}

interface PendingHint {
  readonly isGroupChanged: boolean;
  /** Reads that have looked for news of the conversation. */
  readonly reads: number;
}

/** The time between two reads of an account, in milliseconds: a conversation has at most four events in a second. */
const MIN_READ_INTERVAL_MS = 250;
/** Conversations whose state an account remembers. */
const MAX_ROWS = 5000;
const HINT_PAGE_ROWS = 20;
const FURTHER_PAGE_ROWS = 60;
const MAX_PAGES = 5;
/** Delays before a read that looks for a hinted message which is not in the list yet. */
const UNLISTED_DELAYS_MS = [200, 1000, 3000];
/** The delay before a failed read is repeated: it doubles up to the maximum. */
const RETRY_MS = { first: 500, max: 30_000 };

export class InboxWatch {
  readonly #options: InboxWatchOptions;
  /** By conversation id, the one with the oldest news first. */
  readonly #rows = new Map<string, Row>();
  /** The time of the newest message that was seen. */
  #newest = -Infinity;
  #phase: 'starting' | 'idle' | 'reading' | 'pending' | 'stopped' = 'starting';
  /** Conversations that were hinted since the last read, and how often reads have looked for news of them. */
  #hinted = new Map<string, PendingHint>();
  #lastReadAt = -Infinity;
  #failures = 0;
  #cancelTimer: (() => void) | undefined;
  #starting: Promise<void> | undefined;

  constructor(options: InboxWatchOptions) {
    this.#options = options;
  }

  /** Reads the first page, and takes it as known. Rejects if the read fails. */
  start(): Promise<void> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  stop(): void {
    this.#phase = 'stopped';
    this.#cancelTimer?.();
  }

  /** @param messageId a new message; without news if it is the newest that was seen */
  hint(groupId: string, messageId: string | undefined, isGroupChanged: boolean): void {
    if (this.#phase === 'stopped') return;
    const isSeen =
      messageId !== undefined && this.#rows.get(groupId)?.messageKey === normalizedKey(messageId);
    if (isSeen && !isGroupChanged) return;
    const earlier = this.#hinted.get(groupId);
    this.#hinted.set(groupId, {
      isGroupChanged: isGroupChanged || earlier?.isGroupChanged === true,
      reads: 0,
    });
    this.#requestRead();
  }

  /** Takes a page that another reader has read, such as the poll. */
  observe(page: SupportPage): void {
    if (this.#phase === 'starting' || this.#phase === 'stopped') return;
    this.#compare(page, new Map());
  }

  async #start(): Promise<void> {
    const page = await this.#options.readPage(FURTHER_PAGE_ROWS, undefined);
    for (const { group, message } of rowsOf(page)) {
      this.#remember(group, message);
      this.#newest = Math.max(this.#newest, message?.createdAt ?? -Infinity);
    }
    if (this.#isStopped()) return;
    this.#phase = 'idle';
    if (this.#hinted.size > 0) this.#requestRead();
  }

  #requestRead(): void {
    if (this.#phase === 'reading') this.#phase = 'pending';
    if (this.#phase !== 'idle' || this.#failures > 0) return;
    const waitMs = this.#lastReadAt + MIN_READ_INTERVAL_MS - this.#options.timers.now();
    this.#cancelTimer?.();
    if (waitMs <= 0) void this.#read();
    else this.#readAfter(waitMs);
  }

  async #read(): Promise<void> {
    if (this.#isStopped()) return;
    this.#phase = 'reading';
    this.#lastReadAt = this.#options.timers.now();
    const hinted = this.#hinted;
    this.#hinted = new Map();
    let delay: number | undefined;
    try {
      await this.#readPages(hinted);
      this.#failures = 0;
      delay = this.#delayOfUnlisted(hinted);
    } catch {
      for (const [groupId, hint] of hinted)
        this.#hinted.set(groupId, { ...hint, ...this.#hinted.get(groupId) });
      delay = Math.min(RETRY_MS.max, RETRY_MS.first * 2 ** this.#failures);
      this.#failures += 1;
    }
    if (this.#isStopped()) return;
    const isPending = this.#isPending();
    this.#phase = 'idle';
    if (isPending && this.#failures === 0) this.#requestRead();
    else if (delay !== undefined) this.#readAfter(delay);
  }

  /** Reads until a page ends among the conversations that are known, then the hinted ones that were on no page. */
  async #readPages(hinted: Map<string, PendingHint>): Promise<void> {
    const newestBefore = this.#newest;
    let endTime: number | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const size = pages === 0 ? HINT_PAGE_ROWS : FURTHER_PAGE_ROWS;
      const page = await this.#options.readPage(size, endTime);
      const oldest = this.#compare(page, hinted);
      if (page.rowCount < HINT_PAGE_ROWS || oldest === undefined || oldest <= newestBefore) break;
      endTime = oldest;
    }
    const missing = [...hinted]
      .filter(([, { isGroupChanged }]) => isGroupChanged)
      .map(([groupId]) => groupId);
    await Promise.all(
      missing.map(async (groupId) => {
        const group = await this.#options.readGroup(groupId);
        hinted.delete(groupId);
        if (group && !this.#isStopped()) this.#compareRow(group, undefined, []);
      }),
    );
  }

  /**
   * Reports the conversations of a page that have news.
   * @param hinted loses the conversations with news
   * @returns the time of the oldest message on the page
   */
  #compare(page: SupportPage, hinted: Map<string, unknown>): number | undefined {
    if (this.#isStopped()) return undefined;
    const newestBefore = this.#newest;
    let oldest: number | undefined;
    // The oldest first, so that the rows keep the order of their news.
    for (const { group, message } of rowsOf(page).toReversed()) {
      const time = message?.createdAt;
      if (time !== undefined) {
        oldest = Math.min(oldest ?? time, time);
        this.#newest = Math.max(this.#newest, time);
      }
      const known = this.#rows.get(group.groupId);
      // A conversation that was never seen has news only if its message is newer than all that were seen.
      if (!known && (time === undefined || time <= newestBefore) && !hinted.has(group.groupId)) {
        this.#remember(group, message);
        continue;
      }
      if (this.#compareRow(group, message, page.users)) hinted.delete(group.groupId);
    }
    return oldest;
  }

  /** @returns whether the conversation has news */
  #compareRow(group: GroupRecord, message: MessageRecord | undefined, users: readonly UserRecord[]): boolean {
    const known = this.#rows.get(group.groupId);
    const messageKey = message && normalizedKey(message.messageKey);
    const hasNewMessage = messageKey !== undefined && messageKey !== known?.messageKey;
    const changes = [
      ...(hasNewMessage ? ['LATEST_MESSAGE' as const] : []),
      // Of an unknown conversation that has a new message, nothing else is known to be different.
      ...(known || !hasNewMessage ? changesBetween(known?.state, stateOf(group)) : []),
    ];
    this.#remember(group, message);
    if (changes.length === 0) return false;
    this.#options.onNews({
      group,
      changes,
      previousStatus: known?.status,
      latestMessage: message,
      users,
    });
    return true;
  }

  #remember(group: GroupRecord, message: MessageRecord | undefined): void {
    const { groupId, status } = group;
    const messageKey = message ? normalizedKey(message.messageKey) : this.#rows.get(groupId)?.messageKey;
    this.#rows.delete(groupId);
    this.#rows.set(groupId, { state: stateOf(group), status, messageKey });
    if (this.#rows.size > MAX_ROWS) {
      const [oldest] = this.#rows.keys();
      if (oldest !== undefined) this.#rows.delete(oldest);
    }
  }

  /** Hints without news: their message may not be in the list yet. @returns the delay until the next read */
  #delayOfUnlisted(hinted: ReadonlyMap<string, PendingHint>) {
    let shortest: number | undefined;
    for (const [groupId, { isGroupChanged, reads }] of hinted) {
      const delay = UNLISTED_DELAYS_MS[reads];
      if (delay === undefined || this.#hinted.has(groupId)) continue;
      this.#hinted.set(groupId, { isGroupChanged, reads: reads + 1 });
      shortest = Math.min(shortest ?? delay, delay);
    }
    return shortest;
  }

  #readAfter(delayMs: number): void {
    this.#cancelTimer = this.#options.timers.after(delayMs, () => {
      if (this.#phase === 'idle') void this.#read();
    });
  }

  #isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  #isPending(): boolean {
    return this.#phase === 'pending';
  }
}

/** The conversations of a page with their latest messages, newest first. */
export function rowsOf({ groups, messages }: SupportPage) {
  const latest = new Map<string, MessageRecord>();
  for (const message of messages) {
    const known = latest.get(message.groupId);
    if (!known || (message.createdAt ?? -Infinity) > (known.createdAt ?? -Infinity)) {
      latest.set(message.groupId, message);
    }
  }
  return groups.map((group) => ({ group, message: latest.get(group.groupId) }));
}
