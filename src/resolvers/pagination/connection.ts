import { GatewayError, limitExceeded } from '../../errors.ts';
import { MIN_FULL_PAGE_ROWS, newestFirst } from '../../kommunicate/paging.ts';
import type { CursorSeal } from '../../lib/sealed-cursor.ts';
import { createPage, type Found, type Page } from './page.ts';
import { advance, formatCursor, parseCursor, type Position } from './position.ts';

/** The result of one read. */
interface Rows<T> {
  /** The rows that could be decoded, newest first. */
  readonly items: readonly T[];
  /** The number of rows in the response, including those that could not be decoded. */
  readonly rowCount: number;
}

export interface PageRequest<T> {
  /** The maximum number of items on the page. */
  readonly first: number;
  /** The cursor that the page starts after. Without it, the page starts at the newest item. */
  readonly after: string | null | undefined;
  /** Seals the cursors of this list. A cursor of another list is rejected. */
  readonly seal: CursorSeal;
  /** The maximum number of rows of one read. */
  readonly maxRows: number;
  /**
   * Reads at most `size` rows that are older than `endTime`; rows at `endTime` may be included. `reads` is the number
   * of earlier reads of this page. Undefined if the request has used up its reads: the page then ends early.
   */
  readonly read: (size: number, endTime: number | undefined, reads: number) => Promise<Rows<T> | undefined>;
  readonly idOf: (item: T) => string;
  /** Milliseconds since 1970. An item without a time gets the time of the item before it. */
  readonly timeOf: (item: T) => number | undefined;
  /** Whether an item may be on a page. Default: all items. */
  readonly isVisible?: (item: T) => boolean;
  /** What `startCursor` knows of the items on the page, for subscriptions that start there. Default: nothing. */
  readonly knowledgeOf?: (shown: readonly T[]) => object;
}

/** Additional rows of the first read: a few hidden items then need no second read. */
const OVERFETCH_ROWS = 5;

/** The maximum number of reads for one page. The page then has the items found so far. */
export const MAX_READS = 10;

/** The maximum number of consecutive reads without a new item. */
const MAX_EMPTY_READS = 2;

/** The visible items that the reads of one page found. It can be more than the page needs. */
interface FoundItems<T> {
  readonly items: readonly Found<T>[];
  /** The position after the last row, visible or not. */
  readonly end: Position | undefined;
  /** Whether the list has no further rows. */
  readonly isComplete: boolean;
}

/**
 * Reads one page. All pages together contain each item exactly once, if fewer items than `maxRows` share a millisecond.
 * @throws {GatewayError} `BAD_USER_INPUT` for an invalid cursor; `UPSTREAM_INVALID_RESPONSE` if the list repeats the
 *   same rows for every `endTime`; `LIMIT_EXCEEDED` (`reads`) if no read is left and there is no new row
 */
export async function readPage<T>(request: PageRequest<T>): Promise<Page<T>> {
  const { first, after, seal, knowledgeOf } = request;
  const start = after == null ? undefined : parseCursor(after, seal);
  const { items, end, isComplete } = await findItems(request, start);

  const shown = items.slice(0, first);
  const hasMoreItems = items.length > first;
  // Without a further visible item, the page ends after the hidden rows that follow its last item.
  const endPosition = hasMoreItems ? shown.at(-1)?.position : end;
  const isFirstPage = start === undefined;
  return createPage({
    shown,
    hasNextPage: !isComplete || hasMoreItems,
    hasPreviousPage: !isFirstPage,
    cursorAfter(item) {
      // A subscription may start at the newest item of a list.
      const isNewest = isFirstPage && item === shown[0];
      const knowledge = isNewest ? knowledgeOf?.(shown.map(({ node }) => node)) : undefined;
      return formatCursor(item.position, seal, knowledge);
    },
    endCursor: () => (endPosition ? formatCursor(endPosition, seal) : null),
  });
}

/** Reads until there is one visible item more than the page needs, or no further row. */
async function findItems<T>(
  { first, maxRows, read, idOf, timeOf, isVisible = () => true }: PageRequest<T>,
  start: Position | undefined,
): Promise<FoundItems<T>> {
  const seenIds = new Set(start?.ids);
  const items: Found<T>[] = [];
  let end = start;
  let isComplete = false;
  let emptyReads = 0;

  for (let reads = 0; reads < MAX_READS && items.length <= first && !isComplete; reads += 1) {
    const wantedRows = reads === 0 ? first + 1 + OVERFETCH_ROWS + (end?.count ?? 0) : maxRows;
    const size = Math.min(wantedRows, maxRows);
    // Starts one millisecond later than needed, and goes back by one for each read without a new row.
    const endTime = end && end.time + 1 - emptyReads;
    const rows = await read(size, endTime, reads);
    if (!rows) {
      // A page with an unchanged cursor would send the client into an endless loop.
      if (end === start) throw limitExceeded('reads');
      break;
    }
    const seenBefore = seenIds.size;
    for (const { item, time } of newestFirst(rows.items, timeOf, end?.time)) {
      const id = idOf(item);
      if (seenIds.has(id) || time > (end?.time ?? Infinity)) continue;
      seenIds.add(id);
      end = advance(end, time, id);
      if (isVisible(item)) items.push({ node: item, position: end });
    }
    isComplete = rows.rowCount < Math.min(size, MIN_FULL_PAGE_ROWS);
    emptyReads = seenIds.size > seenBefore ? 0 : emptyReads + 1;
    if (emptyReads > 0 && !isComplete && (end === undefined || emptyReads > MAX_EMPTY_READS)) {
      if (items.length > 0) break;
      throw new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause: 'the list repeats the same rows' });
    }
  }
  return { items, end, isComplete };
}
