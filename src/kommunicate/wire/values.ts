import { isObject } from '../../lib/json.ts';
import { mayHaveLostDigits, quoteInexactNumbers } from './exact-numbers.ts';

/*
 * Each function narrows one value of a response. It returns undefined if the value is missing or of the wrong type; the
 * rest of the record stays usable.
 */

export { isObject };

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/**
 * `JSON.parse`, but a number that a `number` cannot represent exactly becomes a string: an id must keep every digit.
 * @throws {SyntaxError} if the text is not JSON
 */
export function parseWithSafeIntegers(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  const quoted = quoteInexactNumbers(text);
  return quoted === text ? value : (JSON.parse(quoted) as unknown);
}

/** Thrown for an id or a text that is a number and may have lost digits. */
class UnsafeIntegerError extends Error {}

/** Whether the values being decoded come from plain `JSON.parse`, which loses digits. */
let mayLackDigits = false;

/**
 * Decodes with the fast `JSON.parse`, and again with the slower `parseWithSafeIntegers` if an id or text lost digits.
 * @param decode decodes with the functions of this file; it may run twice
 */
export function decodeKeepingDigits<T>(decode: (parse: (text: string) => unknown) => T): T {
  try {
    mayLackDigits = true;
    return decode(JSON.parse);
  } catch (error) {
    if (!(error instanceof UnsafeIntegerError)) throw error;
  } finally {
    mayLackDigits = false;
  }
  return decode(parseWithSafeIntegers);
}

/** @throws {UnsafeIntegerError} only in the first pass of `decodeKeepingDigits` */
function assertSafeInteger(value: unknown): void {
  if (mayLackDigits && typeof value === 'number' && mayHaveLostDigits(value)) throw new UnsafeIntegerError();
}

/** A string, or a number as text. */
export function asText(value: unknown): string | undefined {
  assertSafeInteger(value);
  return typeof value === 'number' ? String(value) : asString(value);
}

/** A boolean, or its text. */
export function asBooleanLike(value: unknown): boolean | undefined {
  return value === 'true' || value === 'false' ? value === 'true' : asBoolean(value);
}

/** Decodes a value if it is an object. */
export function asObject<T>(value: unknown, decode: (object: Record<string, unknown>) => T): T | undefined {
  return isObject(value) ? decode(value) : undefined;
}

const MAX_JSON_DEPTH = 64;
/** Maximum number of values in one JSON text, including objects and lists. */
export const MAX_JSON_VALUES = 2000;

/**
 * Parses JSON text and keeps every digit. Undefined if it is not JSON, or has more than 64 levels or 2000 values. No
 * client shows that much, and one message must not make a response impossible to serialize.
 */
export function asJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    const value = parseWithSafeIntegers(text);
    return countValues(value) <= MAX_JSON_VALUES ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts a JSON value and the values inside it. Infinity if it is too deep. */
export function countValues(value: unknown, levels = MAX_JSON_DEPTH): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (levels === 0) return Infinity;
  return Object.values(value).reduce<number>((sum, entry) => sum + countValues(entry, levels - 1), 1);
}

/**
 * Metadata, whose values are strings (wire-facts 5.4). Numbers and booleans become text; other values are omitted.
 * @param nestedText turns an object or a list into text. Default: omits it
 */
export function asMetadata(
  value: unknown,
  nestedText: (nested: object) => string | undefined = () => undefined,
): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const metadata: Record<string, string> = {};
  for (const key in value) {
    const entry = value[key];
    if (typeof entry === 'string') {
      define(metadata, key, entry);
    } else if (typeof entry === 'number' || typeof entry === 'boolean') {
      assertSafeInteger(entry);
      define(metadata, key, String(entry));
    } else if (typeof entry === 'object' && entry !== null) {
      const text = nestedText(entry);
      if (text !== undefined) define(metadata, key, text);
    }
  }
  return metadata;
}

/** The JSON text of an object or a list that should have been sent as text. Undefined if `asJson` would reject it. */
export function asJsonText(value: object): string | undefined {
  if (countValues(value) > MAX_JSON_VALUES) return undefined;
  return JSON.stringify(value, (_key, entry: unknown) => {
    assertSafeInteger(entry);
    return entry;
  });
}

/** An id: a string that is not empty, or an integer with every digit. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  assertSafeInteger(value);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Sets a property of any name. An assignment to `__proto__` would have no effect. */
function define(object: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true });
  else object[name] = value;
}

/** An integer that fits GraphQL's 32-bit `Int`. */
function asInt(value: unknown): number | undefined {
  return typeof value === 'number' && (value | 0) === value ? value : undefined;
}

// RFC 3339 has four-digit years. There is no other lower bound, because documented samples are from 1970.
const EARLIEST_TIME = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970, within the range of RFC 3339. Fractions are dropped. */
function asTime(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const time = Math.trunc(value);
  return time >= EARLIEST_TIME && time <= LATEST_TIME ? time : undefined;
}

/** An integer, or its text. */
export function asIntLike(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return asInt(number);
}

/** Decodes the entries of a list, and skips those that decode to undefined. */
export function asList<T>(value: unknown, decode: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const decoded: T[] = [];
  for (const entry of value as unknown[]) {
    const item = decode(entry);
    if (item !== undefined) decoded.push(item);
  }
  return decoded;
}

/** A time in milliseconds since 1970, or its text. */
export function asTimeLike(value: unknown): number | undefined {
  return asTime(typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value);
}
