const DAY_MS = 86_400_000;

/** Maximum number of cached days. Most times in a response fall on a few days. */
const MAX_CACHED_DAYS = 1000;

const days = new Map<number, string>();

/**
 * Formats a time like `Date.prototype.toISOString`: RFC 3339 in UTC with milliseconds. Caches the date part, because
 * `toISOString` takes 370 ns and this 105 ns (Node 24). For 50 users with one time each, that is 13 of 450 µs (3 %).
 * @param milliseconds since 1970, an integer in the years 0 to 9999
 */
export function toDateTime(milliseconds: number): string {
  const day = Math.floor(milliseconds / DAY_MS);
  let date = days.get(day);
  if (date === undefined) {
    if (days.size === MAX_CACHED_DAYS) days.clear();
    date = new Date(day * DAY_MS).toISOString().slice(0, 11);
    days.set(day, date);
  }
  const time = milliseconds - day * DAY_MS;
  const seconds = Math.floor(time / 1000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${date}${clock}.${String(1000 + (time % 1000)).slice(1)}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
