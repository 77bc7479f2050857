/** Returns what is wrong with a value; undefined for a valid one. */
export type Check = (value: unknown) => string | undefined;

export const wholeFrom =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
export const isFlag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
export const isText: Check = (value) => (typeof value === 'string' ? undefined : 'must be text');
export const isOneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    choices.includes(value as string) ? undefined : `must be one of ${choices.join(', ')}`;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a body that must be JSON. */
export function parseControlBody(
  text: string,
): { readonly value: unknown } | { readonly problems: readonly string[] } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problems: ['the body is not JSON'] };
  }
}
