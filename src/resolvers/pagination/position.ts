import { badUserInput } from '../../errors.ts';
import { openCursor, sealCursor, type CursorSeal } from '../../lib/sealed-cursor.ts';

/*
 * The REST API pages by time: it returns rows before a millisecond. Whether that millisecond is included is not
 * documented. Several rows can share a millisecond, and a page can end between them. So a cursor holds a time and the
 * ids of all rows of that time that were read. The next page reads from one millisecond later than needed, and skips
 * these rows.
 */

/** A position in a list that goes back in time: after all rows newer than `time`, and after `ids` at `time`. */
export interface Position {
  readonly time: number;
  /** The ids that were read at `time`. All positions of one time share this array: each has its first `count` items. */
  readonly ids: string[];
  readonly count: number;
}

/** The position after one more row. It appends to a shared array, because a copy for each row would be quadratic. */
export function advance(position: Position | undefined, time: number, id: string): Position {
  if (position?.time !== time) return { time, ids: [id], count: 1 };
  const { ids } = position;
  ids.push(id);
  return { time, ids, count: ids.length };
}

/** @param knowledge what a subscription that starts here must know of older items. Paging ignores it */
export function formatCursor({ time, ids, count }: Position, seal: CursorSeal, knowledge?: object): string {
  const parts = [time, ...ids.slice(0, count), ...(knowledge ? [knowledge] : [])];
  return sealCursor(JSON.stringify(parts), seal);
}

/** @throws {GatewayError} `BAD_USER_INPUT` (`not-a-cursor`) for a cursor that was not sealed for this list */
export function parseCursor(cursor: string, seal: CursorSeal): Position {
  const text = openCursor(cursor, seal);
  if (text === undefined) throw badUserInput('after', 'not-a-cursor');
  // The seal proves that `formatCursor` wrote the text.
  const [time, ...parts] = JSON.parse(text) as [number, ...(string | object)[]];
  const ids = parts.filter((part) => typeof part === 'string');
  return { time, ids, count: ids.length };
}
