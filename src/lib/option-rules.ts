/* How the options of public factories are checked. */

import { isLoopbackHost } from './loopback.ts';

/** The smallest and the largest integer that an option may be. */
export type Range = readonly [min: number, max: number];

/** Minimum number of characters in a shared secret. An HMAC key must not be shorter than its hash (RFC 7518, 3.2). */
export const MIN_SECRET_LENGTH = 32;

/** What an option must be. */
export interface Rule {
  /** The requirement, worded to follow "must be". */
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether the option must be given. Default: no. */
  readonly isRequired?: boolean;
  /** Whether an error omits the value. Default: no. */
  readonly isSecret?: boolean;
}

type Rules<T> = Readonly<Partial<Record<keyof T & string, Rule>>>;

/**
 * Checks the options of a public factory. An option that is undefined counts as absent.
 * @param path where the options are nested, such as `limits`. Default: at the top
 * @throws {TypeError} naming the path of the first option that breaks its rule, the rule, and the value unless it is secret
 */
export function checkOptions<T extends object>(
  factory: string,
  options: T,
  rules: Rules<T>,
  path?: string,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${factory}: ${path ?? 'options'} must be an object, not ${show(options)}`);
  }
  for (const [name, rule] of Object.entries<Rule | undefined>(rules)) {
    if (!rule) continue;
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value === undefined ? !rule.isRequired : rule.holds(value)) continue;
    const where = path === undefined ? name : `${path}.${name}`;
    throw new TypeError(`${factory}: ${where} must be ${rule.text}, not ${show(value, rule.isSecret)}`);
  }
}

export const required = (rule: Rule): Rule => ({ ...rule, isRequired: true });
export const secret = (rule: Rule): Rule => ({ ...rule, isSecret: true });

export const integer = ([min, max]: Range): Rule => ({
  text: `a whole number from ${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
});

/** Milliseconds that a timer can wait: a signed integer of 32 bits. */
export const duration: Rule = integer([0, 2_147_483_647]);

export const boolean: Rule = { text: 'true or false', holds: (value) => typeof value === 'boolean' };

export const func: Rule = { text: 'a function', holds: (value) => typeof value === 'function' };

export const object: Rule = {
  text: 'an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export const map: Rule = { text: 'a Map', holds: (value) => value instanceof Map };

/** A string that is not empty and passes a test. */
export const text = (what: string, fits: (value: string) => boolean): Rule => ({
  text: what,
  holds: (value) => typeof value === 'string' && value !== '' && fits(value),
});

export const nonEmpty: Rule = text('a string that is not empty', () => true);

export const list = (item: Rule, what: string): Rule => ({
  text: `an array of ${what}`,
  holds: (value) => Array.isArray(value) && value.every((entry) => item.holds(entry)),
});

export const oneOf = (choices: readonly string[]): Rule => ({
  text: `one of ${choices.join(', ')}`,
  holds: (value) => choices.includes(value as string),
});

/** An object with methods of these names. */
export const withMethods = (...names: readonly string[]): Rule => ({
  text: `an object with ${names.join(', ')}`,
  holds: (value) =>
    object.holds(value) &&
    names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'),
});

export const logger: Rule = withMethods('error', 'warn', 'info', 'debug');

/** Whether a string is an origin such as `https://app.example.com`: no path, no `*`. */
export function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === value;
}

export const baseUrl: Rule = text('an http or https URL without user, query or fragment', (value) => {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return !url.username && !url.password && !url.search && !url.hash;
});

/** Whether no other machine can read calls to a URL: it is https or on this machine, and has no user or password. */
export function isPrivate(value: string): boolean {
  const url = URL.parse(value);
  if (url?.username || url?.password) return false;
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && isLoopbackHost(url.hostname);
}

export const redisUrl: Rule = secret(
  text('a redis: or rediss: URL, such as redis://localhost:6379', (value) => {
    const url = URL.parse(value);
    if (url === null || !/^rediss?:$/.test(url.protocol)) return false;
    try {
      decodeURIComponent(url.username + url.password);
    } catch {
      return false;
    }
    return url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname);
  }),
);

export const typePrefix: Rule = {
  text: 'a capital letter, then letters, digits and _, such as Kommunicate, or empty',
  holds: (value) => typeof value === 'string' && /^(?:[A-Z][A-Za-z0-9_]{0,63})?$/.test(value),
};

/** Maximum number of characters of a value that an error shows. */
const MAX_SHOWN = 60;

function show(value: unknown, isSecret = false): string {
  if (value === undefined || value === null) return String(value);
  if (isSecret) return `a value of type ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  const shown = JSON.stringify(value.slice(0, MAX_SHOWN));
  return value.length > MAX_SHOWN ? `${shown}…` : shown;
}
