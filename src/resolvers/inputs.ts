import { badUserInput } from '../errors.ts';
import { isHeaderId } from '../lib/header-value.ts';
import type { WireMetadata } from '../kommunicate/types.ts';

/*
 * What a value must be before anything is called. Each check returns the value as it goes on the wire, or
 * throws `BAD_USER_INPUT` with where it stands (`input.email`, `ids.3`) and what is wrong in one word.
 */

const CONTROL_CHARACTER = /\p{Cc}/u;
/** In text that may have lines and columns. */
const CONTROL_CHARACTER_IN_TEXT = /[^\P{Cc}\t\n\r]/u;

/** Text of one line: no control characters, no half of a surrogate pair. */
function checkLine(text: string, argument: string): void {
  if (CONTROL_CHARACTER.test(text)) throw badUserInput(argument, 'control-character');
  if (!text.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
}

/** Text of any length: no control characters but tabs and line breaks, no half of a surrogate pair. */
export function checkText(text: string, argument: string): string {
  if (CONTROL_CHARACTER_IN_TEXT.test(text)) throw badUserInput(argument, 'control-character');
  if (!text.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
  return text;
}

/** An id: 1-256 characters without control characters or outer spaces, kept exactly. */
export function checkId(id: string, argument: string): string {
  if (id === '') throw badUserInput(argument, 'empty');
  if (id.length > 256 && Array.from(id).length > 256) throw badUserInput(argument, 'too-long', { max: 256 });
  if (CONTROL_CHARACTER.test(id)) throw badUserInput(argument, 'control-character');
  if (id.trim() !== id) throw badUserInput(argument, 'outer-space');
  if (!id.isWellFormed()) throw badUserInput(argument, 'not-well-formed');
  return id;
}

/** An id that goes into the `Of-User-Id` header. */
export function checkHeaderId(id: string, argument: string): string {
  checkId(id, argument);
  if (!isHeaderId(id)) throw badUserInput(argument, 'not-visible-ascii');
  return id;
}

/** A key of the caller's own making: 1-255 characters without control characters. */
export function checkIdempotencyKey(key: string | null | undefined, argument: string): string | undefined {
  if (key == null) return undefined;
  if (key === '') throw badUserInput(argument, 'empty');
  if (key.length > 255 && Array.from(key).length > 255)
    throw badUserInput(argument, 'too-long', { max: 255 });
  checkLine(key, argument);
  return key;
}

/** An e-mail address, as far as one can tell without writing to it. */
export function checkEmail(email: string, argument: string): string {
  if (email.length > 254) throw badUserInput(argument, 'too-long', { max: 254 });
  checkLine(email, argument);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw badUserInput(argument, 'not-an-email');
  return email;
}

/** A name to show: at most 256 characters, none of which is there to do something else than to be shown. */
export function checkName(name: string, argument: string): string {
  if (name.length > 256 && Array.from(name).length > 256)
    throw badUserInput(argument, 'too-long', { max: 256 });
  checkLine(name, argument);
  return name;
}

/** An http or https address. `URL` itself would drop spaces and line breaks: they are refused. */
export function checkUrl(url: string, argument: string): string {
  if (url.length > 2048) throw badUserInput(argument, 'too-long', { max: 2048 });
  checkLine(url, argument);
  if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)) throw badUserInput(argument, 'not-a-url');
  return url;
}

/** How many items a page may have. */
export function checkFirst(first: number, most: number): void {
  if (first < 1) throw badUserInput('first', 'too-small');
  if (first > most) throw badUserInput('first', 'too-large', { max: most });
}

/** Metadata for the wire, where every value is a string: numbers and booleans as text, the rest as JSON. */
export function checkMetadata(metadata: Readonly<Record<string, unknown>>, argument: string): WireMetadata {
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
 * A JSON value, at any depth. Its whole numbers have all the digits they were written with. Its texts and keys are
 * well-formed and without control characters. No key could turn into something else in a program that copies it
 * carelessly.
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
      const here = `${argument}.${key}`;
      if (FORBIDDEN_KEYS.has(key)) throw badUserInput(here, 'forbidden-key');
      checkJson(entry, here);
    }
  }
}

/** The texts and keys of JSON that was written as text, however deep, and is sent as it stands. */
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
