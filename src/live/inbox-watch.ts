import type { GroupRecord, MessageRecord, SupportPage, UserRecord } from '../kommunicate/types.ts';
import { changesBetween, stateOf, type StateChange } from '../kommunicate/conversation-state.ts';
import { normalizedKey } from '../kommunicate/message-key.ts';
import type { Span } from '../lib/observer.ts';
import { recordRead, type StartSpan } from './record-read.ts';
import { ReadLoop, UNLISTED_DELAYS_MS } from './read-loop.ts';
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
  /** The read that found the news; undefined if it is not recorded. */
  readonly span: Span | undefined;
}

export interface InboxWatchOptions {
  readonly readPage: (
    pageSize: number,
    endTime: number | undefined,
    span: Span | undefined,
  ) => Promise<SupportPage>;
  readonly readGroup: (groupId: string, span: Span | undefined) => Promise<GroupRecord | null>;
  readonly timers: Timers;
  /** Starts the span of a read. Default: no read is recorded. */
  readonly startSpan?: StartSpan | undefined;
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

export class InboxWatch {
  readonly #options: InboxWatchOptions;
  /** By conversation id, the one with the oldest news first. */
  readonly #rows = new Map<string, Row>();
  /** The time of the newest message that was seen. */
  #newest = -Infinity;
  readonly #loop: ReadLoop;
  /** Conversations that were hinted since the last read, and how often reads have looked for news of them. */
  #hinted = new Map<string, PendingHint>();
  #starting: Promise<void> | undefined;

  constructor(options: InboxWatchOptions) {
    this.#options = options;
    const { timers, startSpan } = options;
    this.#loop = new ReadLoop({
      timers,
      startSpan,
      read: (span) => this.#read(span),
      minIntervalMs: MIN_READ_INTERVAL_MS,
    });
  }

  /** Reads the first page, and takes it as known. Rejects if the read fails. */
  start(): Promise<void> {
    this.#starting ??= recordRead(this.#options.startSpan, (span) => this.#start(span)).catch(
      (error: unknown) => {
        this.#starting = undefined;
        throw error;
      },
    );
    return this.#starting;
  }

  stop(): void {
    this.#loop.stop();
  }

  /** @param messageId a new message; without news if it is the newest that was seen */
  hint(groupId: string, messageId: string | undefined, isGroupChanged: boolean): void {
    if (this.#loop.isStopped) return;
    const isSeen =
      messageId !== undefined && this.#rows.get(groupId)?.messageKey === normalizedKey(messageId);
    if (isSeen && !isGroupChanged) return;
    const earlier = this.#hinted.get(groupId);
    this.#hinted.set(groupId, {
      isGroupChanged: isGroupChanged || earlier?.isGroupChanged === true,
      reads: 0,
    });
    this.#loop.request();
  }

  /** Takes a page that another reader has read, such as the poll. */
  observe(page: SupportPage, span: Span | undefined): void {
    if (this.#loop.isOpen) this.#compare(page, new Map(), span);
  }

  async #start(span: Span | undefined): Promise<void> {
    const page = await this.#options.readPage(FURTHER_PAGE_ROWS, undefined, span);
    for (const { group, message } of rowsOf(page)) {
      this.#remember(group, message);
      this.#newest = Math.max(this.#newest, message?.createdAt ?? -Infinity);
    }
    this.#loop.open();
  }

  /** @returns the delay until the next read; undefined if none is needed */
  async #read(span: Span | undefined): Promise<number | undefined> {
    const hinted = this.#hinted;
    this.#hinted = new Map();
    try {
      await this.#readPages(hinted, span);
    } catch (error) {
      for (const [groupId, hint] of hinted)
        this.#hinted.set(groupId, { ...hint, ...this.#hinted.get(groupId) });
      throw error;
    }
    return this.#delayOfUnlisted(hinted);
  }

  /** Reads until a page ends among the conversations that are known, then the hinted ones that were on no page. */
  async #readPages(hinted: Map<string, PendingHint>, span: Span | undefined): Promise<void> {
    const newestBefore = this.#newest;
    let endTime: number | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const size = pages === 0 ? HINT_PAGE_ROWS : FURTHER_PAGE_ROWS;
      const page = await this.#options.readPage(size, endTime, span);
      const oldest = this.#compare(page, hinted, span);
      if (page.rowCount < HINT_PAGE_ROWS || oldest === undefined || oldest <= newestBefore) break;
      endTime = oldest;
    }
    const missing = [...hinted]
      .filter(([, { isGroupChanged }]) => isGroupChanged)
      .map(([groupId]) => groupId);
    await Promise.all(
      missing.map(async (groupId) => {
        const group = await this.#options.readGroup(groupId, span);
        hinted.delete(groupId);
        if (group && !this.#loop.isStopped) this.#compareRow(group, undefined, [], span);
      }),
    );
  }

  /**
   * Reports the conversations of a page that have news.
   * @param hinted loses the conversations with news
   * @returns the time of the oldest message on the page
   */
  #compare(page: SupportPage, hinted: Map<string, unknown>, span: Span | undefined): number | undefined {
    if (this.#loop.isStopped) return undefined;
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
      if (this.#compareRow(group, message, page.users, span)) hinted.delete(group.groupId);
    }
    return oldest;
  }

  /** @returns whether the conversation has news */
  #compareRow(
    group: GroupRecord,
    message: MessageRecord | undefined,
    users: readonly UserRecord[],
    span: Span | undefined,
  ): boolean {
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
      span,
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
