/** The longest delay to report, in milliseconds: JSON parsers can represent it exactly. */
const MAX_DELAY_MS = Number.MAX_SAFE_INTEGER;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SHORT_DAYS = DAYS.map((day) => day.slice(0, 3));

const MONTH = `(?<month>${MONTHS.join('|')})`;
const SHORT_DAY = `(?<weekday>${SHORT_DAYS.join('|')})`;
const LONG_DAY = `(?<weekday>${DAYS.join('|')})`;
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

/** The three formats of an HTTP-date (RFC 9110, 5.6.7): IMF-fixdate, RFC 850, asctime. */
const HTTP_DATES = [
  String.raw`${SHORT_DAY}, (?<day>\d\d) ${MONTH} (?<year>\d{4}) ${TIME} GMT`,
  String.raw`${LONG_DAY}, (?<day>\d\d)-${MONTH}-(?<year>\d\d) ${TIME} GMT`,
  String.raw`${SHORT_DAY} ${MONTH} (?<day>\d\d| \d) ${TIME} (?<year>\d{4})`,
].map((pattern) => new RegExp(`^${pattern}$`));

/**
 * Parses `Retry-After` (RFC 9110, 10.2.3): whole seconds, or an HTTP-date.
 * @param now milliseconds since 1970
 * @returns milliseconds from now, 0 for a date that has passed; undefined for anything else
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.replace(/^[ \t]+|[ \t]+$/g, '') ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_DELAY_MS);
  const time = readHttpDate(text, now);
  return time === undefined ? undefined : Math.max(0, time - now);
}

/** @returns milliseconds since 1970; undefined for anything but a date that exists */
function readHttpDate(text: string, now: number): number | undefined {
  const parts = HTTP_DATES.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  if (!parts) return undefined;
  const month = MONTHS.indexOf(parts.month ?? '');
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const year = fullYear(parts.year ?? '', now);
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  if (!DAYS[date.getUTCDay()]?.startsWith(parts.weekday ?? '')) return undefined;
  return date.setUTCHours(hour, minute, second);
}

/** A two-digit year more than 50 years ahead is in the previous century (RFC 9110, 5.6.7). */
function fullYear(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
