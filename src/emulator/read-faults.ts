import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Fault, FaultKind } from './faults.ts';
import { ENDPOINTS } from './routes.ts';

/** Returns what is wrong with a value; undefined for a valid one. */
type Check = (value: unknown) => string | undefined;

const wholeFrom =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
const isFlag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const isText: Check = (value) => (typeof value === 'string' ? undefined : 'must be text');
const isOneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    choices.includes(value as string) ? undefined : `must be one of ${choices.join(', ')}`;
const areHeaders: Check = (value) => {
  try {
    if (!isObject(value)) return 'must be an object';
    for (const [name, text] of Object.entries(value)) {
      // Node sets the headers that frame a response. A second value would break the connection.
      if (typeof text !== 'string' || FRAMING.test(name)) throw new TypeError(name);
      validateHeaderName(name);
      validateHeaderValue(name, text);
    }
    return undefined;
  } catch {
    return 'must be valid header names and values';
  }
};

const FRAMING = /^(content-length|transfer-encoding|connection|__proto__)$/i;

const DAY_MS = 24 * 60 * 60 * 1000;
const milliseconds = wholeFrom(0, DAY_MS);

interface Kind {
  /** What happens to the call, for the docs. A number in brackets is the default of the field before it. */
  readonly effect: string;
  readonly fields?: Readonly<Record<string, Check>>;
  readonly required?: string;
}

/** What each kind of fault does, its fields, and the required one. */
export const KINDS: Readonly<Record<FaultKind['kind'], Kind>> = {
  answer: {
    effect: 'responds with `status` (500), `body` and `headers`; not applied',
    fields: { status: wholeFrom(200, 599), body: isText, headers: areHeaders },
  },
  html: {
    effect: 'responds with the outage page of a web server and `status` (200); not applied',
    fields: { status: wholeFrom(200, 599) },
  },
  'error-envelope': {
    effect: 'responds with an error envelope and `errorCode`; not applied',
    fields: { errorCode: isText },
    required: 'errorCode',
  },
  large: {
    effect: 'responds with `bytes` (5 MiB) of a list, gzipped with `compressed`; not applied',
    fields: { bytes: wholeFrom(2, 100_000_000), compressed: isFlag },
  },
  hang: { effect: 'no response; not applied' },
  reset: {
    effect: 'the connection is cut; `applied` says whether the call is applied before',
    fields: { applied: isFlag },
    required: 'applied',
  },
  truncated: { effect: 'applied, and half of the response arrives' },
  drip: {
    effect: 'applied, and the response arrives byte by byte, each `ms` (100)',
    fields: { ms: milliseconds },
  },
  delay: { effect: 'applied; the response arrives `ms` later', fields: { ms: milliseconds }, required: 'ms' },
  'wrong-order': { effect: 'applied; a list of users is reversed' },
  duplicate: { effect: 'applied; a list of users has its first user twice' },
  stranger: { effect: 'applied; a list of users begins with an unrequested user' },
};

const ANY_KIND: Readonly<Record<string, Check>> = {
  kind: isOneOf(Object.keys(KINDS)),
  endpoint: isOneOf(ENDPOINTS),
  times: wholeFrom(1, 1_000_000),
};

/** The maximum number of faults in one request. */
const MAX_FAULTS = 1000;

/**
 * Reads one fault or a list of them from a request body. Reports all problems of all faults together.
 */
export function readFaults(
  text: string,
): { readonly faults: readonly Fault[] } | { readonly problems: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problems: ['the body is not JSON'] };
  }
  const faults = Array.isArray(value) ? (value as unknown[]) : [value];
  if (faults.length > MAX_FAULTS) return { problems: [`more than ${MAX_FAULTS} faults`] };
  const problems = faults.flatMap((fault, index) =>
    problemsOf(fault).map((problem) => (Array.isArray(value) ? `${index}.${problem}` : problem)),
  );
  // Sound: a value that is not a fault has a problem.
  return problems.length > 0 ? { problems } : { faults: faults as Fault[] };
}

function problemsOf(fault: unknown): readonly string[] {
  if (!isObject(fault)) return ['a fault must be an object'];
  const kindProblem = ANY_KIND.kind?.(fault.kind);
  if (kindProblem) return [`kind: ${kindProblem}`];
  const { fields = {}, required } = KINDS[fault.kind as FaultKind['kind']];
  const checks: Readonly<Record<string, Check>> = { ...ANY_KIND, ...fields };
  const missing = required !== undefined && fault[required] === undefined ? [required] : [];
  return [
    ...missing.map((name) => `${name}: is missing`),
    ...Object.entries(fault).flatMap(([name, entry]) => {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      const problem = check ? check(entry) : `is not a field of ${String(fault.kind)}`;
      return problem ? [`${name}: ${problem}`] : [];
    }),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
