/* Lists of the REST API go back in time: a page holds rows before a millisecond, newest first. */

/**
 * Fewer rows than requested can mean the end of the list, or the REST API's own page limit. No official client requests
 * fewer than 30 rows (wire-facts 10), so a response with fewer than this many rows is the end.
 */
export const MIN_FULL_PAGE_ROWS = 20;

/** An item of a list with its time, in milliseconds since 1970. */
export interface Timed<T> {
  readonly item: T;
  readonly time: number;
}

/**
 * The items with their times, newest first. Items of the same time keep their order. An item without a time gets the time
 * of the item before it.
 * @param fallback the time if no item has one
 */
export function newestFirst<T>(
  items: readonly T[],
  timeOf: (item: T) => number | undefined,
  fallback: number | undefined,
): readonly Timed<T>[] {
  const firstTime = items.map(timeOf).find((time) => time !== undefined);
  let previousTime = firstTime ?? fallback ?? 0;
  const timed = items.map((item) => ({ item, time: (previousTime = timeOf(item) ?? previousTime) }));
  return timed.toSorted((one, other) => other.time - one.time);
}
