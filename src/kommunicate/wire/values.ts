import { isObject } from '../../lib/json.ts';
import { mayHaveLostDigits, quoteInexactNumbers } from './exact-numbers.ts';

/*
 * One value of an answer, narrowed: undefined where it is missing or of the wrong type, so that only its own
 * field is lost.
 */

export { isObject };

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/**
 * `JSON.parse`, but a number that a `number` cannot hold is the text of its digits: an id must not become another one.
 * @throws {SyntaxError} when it is not JSON
 */
export function parseWithSafeIntegers(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  const quoted = quoteInexactNumbers(text);
  return quoted === text ? value : (JSON.parse(quoted) as unknown);
}

/** A number of which digits were lost stands where every digit counts. */
class UnsafeIntegerError extends Error {}

/** Whether `JSON.parse` has read what the functions of this file look at, so that digits may be lost. */
let mayLackDigits = false;

/**
 * Reads a text with `JSON.parse`; once more with `parseWithSafeIntegers`, which takes longer, where digits were lost that count.
 * @param read what takes ids and texts with the functions of this file, and may do so twice
 */
export function decodeKeepingDigits<T>(read: (parse: (text: string) => unknown) => T): T {
  try {
    mayLackDigits = true;
    return read(JSON.parse);
  } catch (error) {
    if (!(error instanceof UnsafeIntegerError)) throw error;
  } finally {
    mayLackDigits = false;
  }
  return read(parseWithSafeIntegers);
}

/** @throws {UnsafeIntegerError} only inside the first reading of `decodeKeepingDigits` */
function assertSafeInteger(value: unknown): void {
  if (mayLackDigits && typeof value === 'number' && mayHaveLostDigits(value)) throw new UnsafeIntegerError();
}

/** Text, also where it came as a number. */
export function asText(value: unknown): string | undefined {
  assertSafeInteger(value);
  return typeof value === 'number' ? String(value) : asString(value);
}

/** A switch, also where it came as text. */
export function asBooleanLike(value: unknown): boolean | undefined {
  return value === 'true' || value === 'false' ? value === 'true' : asBoolean(value);
}

/** An object, decoded. */
export function asObject<T>(value: unknown, decode: (object: Record<string, unknown>) => T): T | undefined {
  return isObject(value) ? decode(value) : undefined;
}

const MAX_JSON_DEPTH = 64;
/** Objects, lists and everything in them that one JSON text may hold. */
export const MAX_JSON_VALUES = 2000;

/**
 * What JSON text holds, with every digit; undefined where it does not parse, is nested deeper than 64 levels or holds more than
 * 2000 values. That is far more than anything that is meant to be shown, and somebody's message must not be able
 * to make an answer that cannot be written.
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

/** How many values a JSON value holds, itself included; infinite where it is too deep. */
export function countValues(value: unknown, levels = MAX_JSON_DEPTH): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (levels === 0) return Infinity;
  return Object.values(value).reduce<number>((sum, entry) => sum + countValues(entry, levels - 1), 1);
}

/**
 * Metadata's values are strings (wire-facts 5.4). Numbers and booleans are taken as text, anything else is
 * left out.
 * @param nestedText what is made of an object or a list. Default: nothing, it is left out
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

/**
 * The JSON text of an object or a list that should have been text already; undefined where `asJson` would not
 * read it back.
 */
export function asJsonText(value: object): string | undefined {
  if (countValues(value) > MAX_JSON_VALUES) return undefined;
  return JSON.stringify(value, (_key, entry: unknown) => {
    assertSafeInteger(entry);
    return entry;
  });
}

/** An id is a string; a number is taken where every digit of it is certain. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  assertSafeInteger(value);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Sets a property of any name: an assignment to `__proto__` would be lost. */
function define(object: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true });
  else object[name] = value;
}

/** A whole number that fits GraphQL's 32-bit `Int`. */
function asInt(value: unknown): number | undefined {
  return typeof value === 'number' && (value | 0) === value ? value : undefined;
}

// RFC 3339 has four-digit years. There is no other lower bound: documented samples are from 1970.
const EARLIEST_TIME = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 that RFC 3339 can write; parts of one are dropped. */
function asTime(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const time = Math.trunc(value);
  return time >= EARLIEST_TIME && time <= LATEST_TIME ? time : undefined;
}

/** A whole number, also where it came as text. */
export function asIntLike(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return asInt(number);
}

/** The entries of a list, each decoded; those that cannot be are skipped. */
export function asList<T>(value: unknown, decode: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const decoded: T[] = [];
  for (const entry of value as unknown[]) {
    const found = decode(entry);
    if (found !== undefined) decoded.push(found);
  }
  return decoded;
}

/** A time that may have come as text. */
export function asTimeLike(value: unknown): number | undefined {
  return asTime(typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value);
}
