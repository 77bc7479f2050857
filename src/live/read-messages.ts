import { MIN_FULL_PAGE_ROWS, newestFirst } from '../kommunicate/paging.ts';
import type { MessagePage, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import { normalizedKey } from '../kommunicate/message-key.ts';

/** A message with its time, and the key under which the live graph remembers it. */
export interface LiveMessage {
  readonly message: MessageRecord;
  readonly time: number;
  readonly key: string;
}

/** Reads a page of `message/list`, newest first; null if the conversation does not exist. */
export type ReadPage = (pageSize: number, endTime: number | undefined) => Promise<MessagePage | null>;

export interface ReadBackOptions {
  readonly read: ReadPage;
  /**
   * Stops below this time. The newest time of the first page is its argument.
   */
  readonly horizonOf: (newest: number) => number;
  /** Maximum number of pages. */
  readonly maxPages: number;
  /** Rows of the first page. Further ones have 50. */
  readonly firstPageRows: number;
  /** Whether the caller knows a message already. A page of known messages is the last one that has to be read. */
  readonly isKnown?: (key: string) => boolean;
}

export interface ReadBack {
  /** Oldest first. */
  readonly messages: readonly LiveMessage[];
  /** Whether the reads reached the horizon, or the end of the list. */
  readonly isComplete: boolean;
  /** Whether the reads reached the oldest message of the conversation. */
  readonly reachesEnd: boolean;
  /** The number of calls. */
  readonly pages: number;
  /** Users that the responses included. */
  readonly users: readonly UserRecord[];
}

const FURTHER_ROWS = 50;

/** Consecutive pages without a new row, after which the list is taken to end. */
const MAX_EMPTY_PAGES = 2;

/**
 * Reads a conversation's messages back in time, until a horizon.
 * @returns undefined if the conversation does not exist
 */
export async function readMessagesBack(options: ReadBackOptions): Promise<ReadBack | undefined> {
  const { read, horizonOf, maxPages, firstPageRows, isKnown = () => false } = options;
  const found = new Map<string, LiveMessage>();
  const users: UserRecord[] = [];
  let horizon: number | undefined;
  let oldest: number | undefined;
  let emptyPages = 0;
  for (let page = 0; page < maxPages; page += 1) {
    const size = page === 0 ? firstPageRows : FURTHER_ROWS;
    // One millisecond later than needed: whether `endTime` itself is included is not documented.
    const result = await read(size, oldest === undefined ? undefined : oldest + 1 - emptyPages);
    if (result === null) return undefined;
    users.push(...result.users);
    const rows = newestFirst(result.messages, ({ createdAt }) => createdAt, oldest);
    let hasNewRow = false;
    let hasUnknownRow = false;
    for (const { item: message, time } of rows) {
      const key = normalizedKey(message.messageKey);
      if (found.has(key)) continue;
      hasNewRow = true;
      hasUnknownRow ||= !isKnown(key);
      found.set(key, { message, time, key });
    }
    const newest = rows[0]?.time;
    if (newest !== undefined) horizon ??= horizonOf(newest);
    oldest = rows.at(-1)?.time ?? oldest;
    emptyPages = hasNewRow ? 0 : emptyPages + 1;
    const isEnd = result.rowCount < Math.min(size, MIN_FULL_PAGE_ROWS) || emptyPages > MAX_EMPTY_PAGES;
    const isBelow = oldest !== undefined && horizon !== undefined && oldest < horizon;
    // The last page that may be read: if it has only known rows, nothing is missing.
    const isLast = page === maxPages - 1 && hasNewRow && !hasUnknownRow;
    if (isEnd || isBelow || isLast) {
      return { messages: oldestFirst(found), isComplete: true, reachesEnd: isEnd, pages: page + 1, users };
    }
  }
  return { messages: oldestFirst(found), isComplete: false, reachesEnd: false, pages: maxPages, users };
}

/** The rows of a page are newest first, and of one millisecond the later one comes first. */
function oldestFirst(found: ReadonlyMap<string, LiveMessage>): LiveMessage[] {
  return [...found.values()].toReversed().toSorted((one, other) => one.time - other.time);
}
