import { openCursor, sealCursor, type CursorSeal } from './cursor.ts';
import { badUserInput, GatewayError, limitExceeded } from '../../errors.ts';

/*
 * The REST API pages by time: "those that ended before this millisecond", or at it, which is not known.
 * Several things can share a millisecond, and a page can end between them. So a cursor holds a time and
 * everything that has been seen of that time; the next page asks for a millisecond more than it needs, and
 * leaves out what has been seen.
 */

/**
 * A place in a list that goes back in time: after all that is newer than `time`, and after `ids` of that
 * time.
 */
interface Position {
  readonly time: number;
  /** What was seen of that time. Positions of one time share the list: each has the first `count` of it. */
  readonly ids: string[];
  readonly count: number;
}

/** What one read brings. */
interface Rows<T> {
  /** In the order they came, newest first. */
  readonly items: readonly T[];
  /** How many rows there were, those that could not be understood included. */
  readonly rowCount: number;
}

export interface PageRequest<T> {
  /** Items at most. */
  readonly first: number;
  /** Where the page before ended: a cursor of `Page`, or absent for the newest. */
  readonly after: string | null | undefined;
  /** What the list's cursors are sealed with: a cursor of another list is no cursor here. */
  readonly seal: CursorSeal;
  /** Rows that the REST API is asked for at most. */
  readonly maxRows: number;
  /**
   * Reads at most `size` rows, those at `endTime` and newer left out or not. `reads` counts the reads of this page
   * before this one. Undefined where the request may read no further: the page then ends with what was found.
   */
  readonly read: (size: number, endTime: number | undefined, reads: number) => Promise<Rows<T> | undefined>;
  readonly idOf: (item: T) => string;
  /** Milliseconds since 1970. An item without a time stands where the one before it stands. */
  readonly timeOf: (item: T) => number | undefined;
  /** Whether an item may be on a page. Default: all. */
  readonly isVisible?: (item: T) => boolean;
}

export interface Page<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly nodes: T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * A page of fewer rows than were asked for may be the end, or all that the REST API gives at once. No
 * official client asks for fewer than 30 (wire-facts 10), so fewer than this are the end.
 */
const CERTAIN_ROWS = 20;

/** Asked for besides, so that a few items that are not visible do not cost another call. */
const SPARE_ROWS = 5;

/** Reads for one page at most, of `maxRows` rows each after the first; what was found until then is the page. */
export const MAX_READS = 10;

/**
 * Reads one page. Concatenated, the pages are the whole list once, as long as fewer items than `maxRows`
 * share a millisecond.
 * @throws {GatewayError} `BAD_USER_INPUT` for a cursor that is none; `UPSTREAM_INVALID_RESPONSE` for a list
 * that does not go
 *   on however it is asked; `LIMIT_EXCEEDED` (`reads`) where it may read no further and has nothing new
 */
export async function readPage<T>(request: PageRequest<T>): Promise<Page<T>> {
  const { first, after, seal, maxRows, read, idOf, timeOf, isVisible = () => true } = request;
  const start = after == null ? undefined : parseCursor(after, seal);
  const seen = new Set(start?.ids);
  const found: { readonly node: T; readonly position: Position }[] = [];
  let position = start;
  let ended = false;
  let stalls = 0;

  for (let reads = 0; reads < MAX_READS && found.length <= first && !ended; reads += 1) {
    const wanted = reads === 0 ? first + 1 + SPARE_ROWS + (position?.count ?? 0) : maxRows;
    const size = Math.min(wanted, maxRows);
    // A millisecond more than is needed; where that brings nothing new, one less each time.
    const endTime = position && position.time + 1 - stalls;
    const rows = await read(size, endTime, reads);
    if (!rows) {
      // A client that followed an unchanged cursor would never end.
      if (position === start) throw limitExceeded('reads');
      break;
    }
    const { items, rowCount } = rows;
    const before = seen.size;
    for (const { item, time } of newestFirst(items, timeOf, position?.time)) {
      if (seen.has(idOf(item)) || time > (position?.time ?? Infinity)) continue;
      seen.add(idOf(item));
      position = advance(position, time, idOf(item));
      if (isVisible(item)) found.push({ node: item, position });
    }
    ended = rowCount < Math.min(size, CERTAIN_ROWS);
    if (seen.size > before) {
      stalls = 0;
    } else if (!ended && (position === undefined || (stalls += 1) > 2)) {
      if (found.length > 0) break;
      throw new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause: 'the list does not go on' });
    }
  }

  const shown = found.slice(0, first);
  // Without a further visible item a page may end later than its last item: what lies between was not
  // visible.
  const end = found.length > first ? shown.at(-1)?.position : position;
  const cursorOf = (place: Position | undefined) => (place ? formatCursor(place, seal) : null);
  return {
    edges: shown.map(({ node, position: place }) => {
      // Made when it is asked for, which it mostly is not, and once.
      let cursor: string | undefined;
      return {
        node,
        get cursor() {
          return (cursor ??= formatCursor(place, seal));
        },
      };
    }),
    nodes: shown.map(({ node }) => node),
    pageInfo: {
      hasNextPage: !ended || found.length > first,
      hasPreviousPage: start !== undefined,
      get startCursor() {
        return cursorOf(shown[0]?.position);
      },
      get endCursor() {
        return cursorOf(end);
      },
    },
  };
}

/** The items with their times, newest first; those of one time in the order they came. */
function newestFirst<T>(
  items: readonly T[],
  timeOf: (item: T) => number | undefined,
  fallback: number | undefined,
): readonly { readonly item: T; readonly time: number }[] {
  const firstTime = items.map(timeOf).find((time) => time !== undefined);
  let last = firstTime ?? fallback ?? 0;
  const placed = items.map((item) => ({ item, time: (last = timeOf(item) ?? last) }));
  return placed.toSorted((one, other) => other.time - one.time);
}

/** The ids of one time are appended to one list: to copy it for each row would cost the square of the rows. */
function advance(position: Position | undefined, time: number, id: string): Position {
  if (position?.time !== time) return { time, ids: [id], count: 1 };
  const { ids } = position;
  ids.push(id);
  return { time, ids, count: ids.length };
}

function formatCursor({ time, ids, count }: Position, seal: CursorSeal): string {
  return sealCursor(JSON.stringify([time, ...ids.slice(0, count)]), seal);
}

function parseCursor(cursor: string, seal: CursorSeal): Position {
  const text = openCursor(cursor, seal);
  if (text === undefined) throw badUserInput('after', 'not-a-cursor');
  // Nobody else can have written it.
  const [time, ...ids] = JSON.parse(text) as [number, ...string[]];
  return { time, ids, count: ids.length };
}
