import { badUserInput } from '../../errors.ts';
import { checkUrl } from '../../lib/input-checks.ts';
import type { LinkInput } from './inputs.ts';
import type { Optional } from './types.ts';

/*
 * Checks that several templates share. Each throws `BAD_USER_INPUT` with the path of the value in the arguments.
 */

/** Checks every item of a list that must not be empty. */
export function checkEach<T, U>(
  items: readonly T[],
  argument: string,
  check: (item: T, argument: string) => U,
): U[] {
  if (items.length === 0) throw badUserInput(argument, 'empty');
  return items.map((item, index) => check(item, `${argument}.${index}`));
}

/** Checks that an object has a value other than null and an empty list. */
export function checkNotEmpty<T extends object>(input: T, argument: string): T {
  if (Object.values(input).every(isEmpty)) throw badUserInput(argument, 'empty');
  return input;
}

function isEmpty(value: unknown): boolean {
  return value == null || (Array.isArray(value) && value.length === 0);
}

/** Checks that a text to show, if there is one, is more than spaces. */
export function checkLabel<T extends Optional<string>>(label: T, argument: string): T {
  if (label?.trim() === '') throw badUserInput(argument, 'empty');
  return label;
}

export function checkOptionalUrl(url: Optional<string>, argument: string): void {
  if (url != null) checkUrl(url, argument);
}

export function checkUrlOf<T extends LinkInput>(item: T, argument: string): T {
  checkUrl(item.url, `${argument}.url`);
  return item;
}
