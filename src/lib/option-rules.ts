/* The limits shared by options and variables, and the rules that check options. */

/** The minimum and maximum of each integer option. */
export const RANGES = {
  port: [0, 65_535],
  timeoutMs: [1, 600_000],
  requestTimeoutMs: [1, 600_000],
  connections: [1, 10_000],
  maxBatchSize: [1, 1000],
  maxBatchesInFlight: [1, 1000],
  maxBodyBytes: [1, 100_000_000],
  maxTokens: [1, 1_000_000],
  maxDepth: [1, 1000],
  maxAliases: [0, 1_000_000],
  maxMutations: [1, 1_000_000],
  maxIdempotencyKeys: [1, 10_000_000],
  maxIds: [1, 1_000_000],
  maxUpstreamCalls: [1, 1_000_000],
  maxRequestsInFlight: [1, 1_000_000],
  points: [1, 999_999_999],
  seconds: [1, 86_400],
  keepAliveTimeoutMs: [1, 600_000],
  drainDelayMs: [0, 600_000],
} as const satisfies Record<string, Range>;

type Range = readonly [min: number, max: number];

/** An HMAC key must not be shorter than the hash output (RFC 7518, 3.2). */
export const MIN_SECRET_LENGTH = 32;

/** A rule that the value of an option must follow. */
export interface Rule {
  /** Completes "must be …" in the error message. */
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether the option is required. Default no. */
  readonly isRequired?: boolean;
  /** Whether errors must not show the value. Default no. */
  readonly isSecret?: boolean;
}

type Rules<T> = Readonly<Partial<Record<keyof T & string, Rule>>>;

/**
 * Checks the options of a public factory. An option that is undefined counts as absent.
 * @throws {TypeError} naming the first option that breaks its rule, the rule, and the value unless it is a secret
 */
export function checkOptions<T extends object>(where: string, options: T, rules: Rules<T>): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}: options must be an object, not ${show(options)}`);
  }
  for (const [name, rule] of Object.entries<Rule | undefined>(rules)) {
    if (!rule) continue;
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value === undefined ? !rule.isRequired : rule.holds(value)) continue;
    throw new TypeError(`${where}: ${name} must be ${rule.text}, not ${show(value, rule.isSecret)}`);
  }
}

export const required = (rule: Rule): Rule => ({ ...rule, isRequired: true });
export const secret = (rule: Rule): Rule => ({ ...rule, isSecret: true });

export const whole = ([min, max]: Range): Rule => ({
  text: `a whole number from ${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
});

/** Milliseconds up to the maximum of `setTimeout`. */
export const duration: Rule = whole([0, 2_147_483_647]);

export const flag: Rule = { text: 'true or false', holds: (value) => typeof value === 'boolean' };

export const func: Rule = { text: 'a function', holds: (value) => typeof value === 'function' };

export const object: Rule = {
  text: 'an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export const map: Rule = { text: 'a Map', holds: (value) => value instanceof Map };

/** A string that is not empty and passes an optional test. */
export const text = (what = 'a string that is not empty', fits = (_value: string) => true): Rule => ({
  text: what,
  holds: (value) => typeof value === 'string' && value !== '' && fits(value),
});

export const list = (item: Rule, what: string): Rule => ({
  text: `an array of ${what}`,
  holds: (value) => Array.isArray(value) && value.every((entry) => item.holds(entry)),
});

export const oneOf = (choices: readonly string[]): Rule => ({
  text: `one of ${choices.join(', ')}`,
  holds: (value) => choices.includes(value as string),
});

/** An object with these methods. */
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

/** Whether a string is an http or https URL without user, query or fragment. */
export function isBaseUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return !url.username && !url.password && !url.search && !url.hash;
}

/** Whether calls of a URL cannot be intercepted: it is https, or a loopback address. */
export function isPrivate(value: string): boolean {
  const url = URL.parse(value);
  if (url?.username || url?.password) return false;
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** Whether a string is a redis: or rediss: URL. */
export function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || !/^rediss?:$/.test(url.protocol)) return false;
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    return false;
  }
  return url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname);
}

/** Whether a string is a valid prefix of type names. */
export function isTypePrefix(value: string): boolean {
  return /^[A-Z][A-Za-z0-9_]{0,63}$/.test(value);
}

const MAX_SHOWN_CHARACTERS = 60;

function show(value: unknown, isSecret = false): string {
  if (value === undefined || value === null) return String(value);
  if (isSecret) return `a value of type ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  const shown = JSON.stringify(value.slice(0, MAX_SHOWN_CHARACTERS));
  return value.length > MAX_SHOWN_CHARACTERS ? `${shown}…` : shown;
}
