import { badUserInput } from '../errors.ts';
import { isHeaderId } from './header-value.ts';

/*
 * Checks of argument values before the first REST call. Each check returns the value to send, or throws
 * `BAD_USER_INPUT` with the position of the value (`input.email`, `ids.3`) and a reason.
 */

const CONTROL_CHARACTER = /\p{Cc}/u;
const CONTROL_CHARACTER_EXCEPT_TAB_AND_LINE_BREAK = /[^\P{Cc}\t\n\r]/u;

/** Text of one line: no control characters, no lone surrogates. */
function checkLine(text: string, argument: string): void {
  if (CONTROL_CHARACTER.test(text)) throw badUserInput(argument, 'control-character');
  if (!text.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
}

/** Text of any length: no control characters except tabs and line breaks, no lone surrogates. */
export function checkText(text: string, argument: string): string {
  if (CONTROL_CHARACTER_EXCEPT_TAB_AND_LINE_BREAK.test(text))
    throw badUserInput(argument, 'control-character');
  if (!text.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
  return text;
}

/** An id: 1-256 characters without control characters, leading or trailing spaces. It is sent unchanged. */
export function checkId(id: string, argument: string): string {
  if (id === '') throw badUserInput(argument, 'empty');
  if (id.length > 256 && Array.from(id).length > 256) throw badUserInput(argument, 'too-long', { max: 256 });
  if (CONTROL_CHARACTER.test(id)) throw badUserInput(argument, 'control-character');
  if (id.trim() !== id) throw badUserInput(argument, 'outer-space');
  if (!id.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
  return id;
}

/** An id for the `Of-User-Id` header. */
export function checkHeaderId(id: string, argument: string): string {
  checkId(id, argument);
  if (!isHeaderId(id)) throw badUserInput(argument, 'not-visible-ascii');
  return id;
}

/** An idempotency key: 1-255 characters without control characters. */
export function checkIdempotencyKey(key: string | null | undefined, argument: string): string | undefined {
  if (key == null) return undefined;
  if (key === '') throw badUserInput(argument, 'empty');
  if (key.length > 255 && Array.from(key).length > 255)
    throw badUserInput(argument, 'too-long', { max: 255 });
  checkLine(key, argument);
  return key;
}

/** An e-mail address: at most 254 characters, one `@`, no spaces. */
export function checkEmail(email: string, argument: string): string {
  if (email.length > 254) throw badUserInput(argument, 'too-long', { max: 254 });
  checkLine(email, argument);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw badUserInput(argument, 'not-an-email');
  return email;
}

/** A name to show: at most 256 characters without control characters. */
export function checkName(name: string, argument: string): string {
  if (name.length > 256 && Array.from(name).length > 256)
    throw badUserInput(argument, 'too-long', { max: 256 });
  checkLine(name, argument);
  return name;
}

/** A text to search for: 1-256 characters of one line, not only spaces. */
export function checkSearch(text: string, argument: string): string {
  if (text.trim() === '') throw badUserInput(argument, 'empty');
  return checkName(text, argument);
}

/** A list of different ids: at least one, at most `max`. */
export function checkIds(ids: readonly string[], argument: string, max: number): readonly string[] {
  if (ids.length === 0) throw badUserInput(argument, 'empty');
  if (ids.length > max) throw badUserInput(argument, 'too-many', { max });
  const seen = new Set<string>();
  for (const [index, id] of ids.entries()) {
    if (seen.has(checkId(id, `${argument}.${index}`))) throw badUserInput(`${argument}.${index}`, 'repeated');
    seen.add(id);
  }
  return ids;
}

/** An http or https URL of at most 2048 characters. Spaces are rejected here, because `URL` would drop them. */
export function checkUrl(url: string, argument: string): string {
  if (url.length > 2048) throw badUserInput(argument, 'too-long', { max: 2048 });
  checkLine(url, argument);
  if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)) throw badUserInput(argument, 'not-a-url');
  return url;
}

/** The number of items on a page: from 1 to `max`. */
export function checkFirst(first: number, max: number): void {
  if (first < 1) throw badUserInput('first', 'too-small');
  if (first > max) throw badUserInput('first', 'too-large', { max });
}

/** Metadata for the REST API, where every value is a string: objects and arrays become JSON text. */
export function checkMetadata(
  metadata: Readonly<Record<string, unknown>>,
  argument: string,
): Readonly<Record<string, string>> {
  checkJson(metadata, argument);
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (key === '') throw badUserInput(argument, 'empty-key');
      if (value === null || value === undefined) throw badUserInput(`${argument}.${key}`, 'null');
      return [key, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A JSON value, at any depth. Integers must be exact, strings and keys well-formed and without control characters. Keys
 * that could change an object's prototype are rejected, because a recipient may copy them without a check.
 */
export function checkJson(value: unknown, argument: string): void {
  if (typeof value === 'string') {
    checkText(value, argument);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw badUserInput(argument, 'inexact-number');
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      checkLine(key, argument);
      const entryArgument = `${argument}.${key}`;
      if (FORBIDDEN_KEYS.has(key)) throw badUserInput(entryArgument, 'forbidden-key');
      checkJson(entry, entryArgument);
    }
  }
}

/** The strings and keys of parsed JSON text. It uses no recursion, because the text can be nested very deeply. */
export function checkTextsOfJson(value: unknown, argument: string): void {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string') checkText(next, argument);
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, entry] of Object.entries(next)) {
      checkLine(key, argument);
      pending.push(entry);
    }
  }
}
