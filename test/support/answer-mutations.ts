/*
 * Mutations of a valid JSON response: numbers, types, nesting, keys, long texts, long lists, envelopes, truncation.
 */

export interface RawResponse {
  readonly status: number;
  readonly body: string;
}

type Random = () => number;

/** Marks text that `write` puts into the JSON unchanged, such as numbers that `JSON.stringify` cannot write. */
const RAW = '\u0001raw:';
const raw = (text: string) => `${RAW}${text}`;

const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1.0E20',
  '1e21',
  '-1E+21',
  '1e999',
  '-1e999',
  '1e-999',
  '5e-324',
  '1.7976931348623157e308',
  '2147483648',
  '9007199254740993',
  '-12345678901234567890',
  '17841400008460056',
  '0.12345678901234567890',
  '253402300800000',
  '1718000000000.75',
  '9'.repeat(5000),
  `0.${'0'.repeat(5000)}1`,
];

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\ud83c',
  '\u2028\u202e',
  'success',
  'error',
  'null',
  '1718000000000',
  '-3',
  '1e21',
  '__proto__',
  '<html>',
  '[{"label":17841400008460056,"value":1e999}]',
  '{"a":'.repeat(40),
  'x'.repeat(100_000),
  '\u0001'.repeat(50_000),
  '\\"'.repeat(50_000),
  '😀'.repeat(25_000),
];

const KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'then',
  'length',
  '',
  'status',
];

const BODIES: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  'success',
  'error',
  'CONVERSATION_CLOSED',
  'UnAuthorized Access',
  '<html><body>502</body></html>',
  '{"status":"error","errorResponse":[{"errorCode":"AL-U-01"}]}',
  '{"status":"error","errorResponse":[{"errorCode":"AL-G-01"}]}',
  '{"status":"error","errorResponse":[{"errorCode":"AL-MA-01"}]}',
  '{"status":"error","errorResponse":{"length":1e999}}',
  '{"status":"success"}',
  '{"status":"success","response":1.0E20}',
  '1.0E20',
  `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
];

const MAX_REPEATED_CHARACTERS = 8 * 1024 * 1024;

const STATUSES: readonly number[] = [200, 201, 204, 206, 302, 400, 404, 405, 408, 422, 429, 500, 503];

/** Mutates a valid response: usually one or two values, sometimes the whole body. */
export function mutate(valid: unknown, random: Random): RawResponse {
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;

  const otherValue = (value: unknown): unknown => {
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
        return raw(pick(NUMBERS));
      case 3:
      case 4:
        return pick(TEXTS);
      case 5:
        return pick([null, true, false, [], {}, [[]], [null], { '': null }]);
      case 6: {
        const depth = pick([1, 3, 63, 64, 65, 1000, 50_000]);
        return raw(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
      }
      case 7:
        return Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : [value];
      case 8:
        return typeof value === 'object' && value !== null ? Object.values(value) : { value };
      case 9:
        return JSON.stringify(value) ?? '';
      case 10:
        return Array.isArray(value) ? repeated(value) : raw(`"${String.raw`\ud83c\u0000`}"`);
      default:
        return mutateText(value);
    }
  };

  /** Repeats a list, up to twice the characters that a REST response may have. */
  const repeated = (list: readonly unknown[]): unknown[] => {
    const most = Math.ceil(MAX_REPEATED_CHARACTERS / JSON.stringify(list).length);
    return Array.from({ length: Math.min(most, pick([2, 5, 50, 2000])) }, () => list).flat();
  };

  /** Mutates a value inside JSON text. */
  const mutateText = (value: unknown): unknown => {
    if (typeof value !== 'string') return pick(TEXTS);
    try {
      return write(mutateOne(JSON.parse(value)));
    } catch {
      return value.slice(0, below(value.length + 1)) + pick(TEXTS);
    }
  };

  const mutateOne = (root: unknown): unknown => {
    const holders: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
    // Not a structured clone: there a change of one repeated entry would change all of them.
    const copy = { root: JSON.parse(JSON.stringify(root) ?? 'null') as unknown };
    const pending: unknown[] = [copy];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, entry] of Object.entries(value)) {
        holders.push({ holder: value as Record<string, unknown>, key });
        pending.push(entry);
      }
    }
    const { holder, key } = pick(holders);
    const value = holder[key];
    const change = below(10);
    if (change === 0) delete holder[key];
    else if (change === 1) define(holder, Array.isArray(holder) ? '0' : pick(KEYS), otherValue(value));
    else define(holder, key, otherValue(value));
    return copy.root;
  };

  if (random() < 0.04) return { status: 200, body: pick(BODIES) };
  let mutated = mutateOne(valid);
  if (random() < 0.4) mutated = mutateOne(mutated);
  if (random() < 0.05) mutated = { status: pick(['success', 'error', raw('1e21')]), response: mutated };
  let body = write(mutated);
  const position = below(body.length);
  const damage = below(100);
  if (damage < 5) body = body.slice(0, position);
  else if (damage < 10)
    body = body.slice(0, position) + pick(['"', '\\', ',', '1', 'e', '\0', '}']) + body.slice(position);
  else if (damage < 13) body = JSON.stringify(body);
  return { status: random() < 0.05 ? pick(STATUSES) : 200, body };
}

function write(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.replaceAll(
    /"\\u0001raw:((?:[^"\\]|\\.)*)"/g,
    (_whole, inner: string) => JSON.parse(`"${inner}"`) as string,
  );
}

/** Sets a property of any name. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
