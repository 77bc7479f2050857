import { badUserInput } from './errors.ts';

/*
 * The REST API pages by time: "those that ended before this millisecond", or at it, which is not known. Several things can
 * share a millisecond, and a page can end between them. So a cursor holds a time and everything that has been seen of that
 * time; the next page asks for a millisecond more than it needs, and leaves out what has been seen.
 */

/** A place in a list that goes back in time: after all that is newer than `time`, and after `ids` of that time. */
interface Position {
  readonly time: number;
  readonly ids: readonly string[];
}

export interface PageRequest<T> {
  /** Items at most. */
  readonly first: number;
  /** Where the page before ended: a cursor of `Page`, or absent for the newest. */
  readonly after: string | null | undefined;
  /** Reads items newest first, `endTime` and what is newer left out or not: at most `size` of them. */
  readonly read: (size: number, endTime: number | undefined) => Promise<readonly T[]>;
  readonly idOf: (item: T) => string;
  /** Milliseconds since 1970. */
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

/** A page of this size is certainly answered in full: the official clients ask for it (wire-facts 10). */
const CERTAIN_SIZE = 50;

/** Asked for besides, so that a few items that are not visible do not cost another call. */
const SPARE = 5;

/** Calls for one page at most; what has been found until then is the page. */
const MAX_READS = 5;

/**
 * Reads one page. Concatenated, the pages are the whole list once, however many items share a millisecond.
 * @throws {GatewayError} `BAD_USER_INPUT` for a cursor that is none
 */
export async function readPage<T>(request: PageRequest<T>): Promise<Page<T>> {
  const { first, after, read, idOf, timeOf, isVisible = () => true } = request;
  const start = after == null ? undefined : parseCursor(after);
  const seen = new Set(start?.ids);
  const found: { readonly node: T; readonly position: Position }[] = [];
  let position = start;
  let hasNextPage = true;
  let factor = 1;

  for (let reads = 0; reads < MAX_READS && found.length <= first; reads += 1) {
    const size = (first + 1 + SPARE + (position?.ids.length ?? 0)) * factor;
    const items = await read(size, position && position.time + 1);
    const fresh = items.filter(
      (item) => !seen.has(idOf(item)) && !((timeOf(item) ?? 0) > (position?.time ?? Infinity)),
    );
    for (const node of newestFirst(fresh, timeOf)) {
      position = advance(position, timeOf(node) ?? position?.time ?? 0, idOf(node));
      seen.add(idOf(node));
      if (isVisible(node)) found.push({ node, position });
    }
    if (items.length < Math.min(size, CERTAIN_SIZE)) {
      hasNextPage = false;
      break;
    }
    // A whole page of what has been seen: more items share this millisecond than were asked for.
    factor = fresh.length === 0 ? factor * 2 : 1;
  }

  const edges = found
    .slice(0, first)
    .map((entry) => ({ cursor: formatCursor(entry.position), node: entry.node }));
  // Without a further visible item a page may end later than its last item: what lies between was not visible.
  const end = found.length > first ? edges.at(-1)?.cursor : position && formatCursor(position);
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: hasNextPage || found.length > first,
      hasPreviousPage: start !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: end ?? null,
    },
  };
}

function newestFirst<T>(items: readonly T[], timeOf: (item: T) => number | undefined): readonly T[] {
  return items.toSorted((one, other) => (timeOf(other) ?? 0) - (timeOf(one) ?? 0));
}

function advance(position: Position | undefined, time: number, id: string): Position {
  return { time, ids: position?.time === time ? [...position.ids, id] : [id] };
}

function formatCursor({ time, ids }: Position): string {
  return Buffer.from(JSON.stringify([time, ...ids])).toString('base64url');
}

function parseCursor(cursor: string): Position {
  try {
    const [time, ...ids] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (Number.isSafeInteger(time) && ids.every((id) => typeof id === 'string'))
      return { time: time as number, ids };
  } catch {
    // Not base64 of JSON: no cursor of ours.
  }
  throw badUserInput('after', 'not-a-cursor');
}
