import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isFlag, isObject, isOneOf, isText, parseControlBody, wholeFrom, type Check } from './checks.ts';
import type { Fault, FaultKind } from './faults.ts';
import { ENDPOINTS, type Endpoint } from './routes.ts';

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
  /** What happens to the call, the message or the webhook, for the docs. A number in brackets is the default of the field before it. */
  readonly effect: string;
  readonly fields?: Readonly<Record<string, Check>>;
  readonly required?: string;
  /** The endpoints that it can name. Default: all. */
  readonly endpoints?: readonly Endpoint[];
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
  'visible-late': {
    effect: 'the next message is stored, and the next `reads` (1) calls of `messageList` do not show it',
    fields: { reads: wholeFrom(1, 1_000_000) },
    endpoints: ['messageList'],
  },
  drop: { effect: 'the next webhook is not sent', endpoints: [] },
  double: { effect: 'the next webhook is sent twice', endpoints: [] },
  late: {
    effect: 'the next webhook is sent when `after` (3) others were due, or when held ones are released',
    fields: { after: wholeFrom(1, 1_000_000) },
    endpoints: [],
  },
  swap: { effect: 'the next webhook changes places with the one after it', endpoints: [] },
  'wrong-token': { effect: 'the next webhook has another token', endpoints: [] },
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
  const parsed = parseControlBody(text);
  if ('problems' in parsed) return parsed;
  const { value } = parsed;
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
  const { fields = {}, required, endpoints } = KINDS[fault.kind as FaultKind['kind']];
  const checks: Readonly<Record<string, Check>> = { ...ANY_KIND, ...fields };
  const missing = required !== undefined && fault[required] === undefined ? [required] : [];
  if (endpoints && fault.endpoint !== undefined && !endpoints.includes(fault.endpoint as Endpoint)) {
    return [`endpoint: ${String(fault.kind)} is for ${endpoints[0] ?? 'webhooks, which have no endpoint'}`];
  }
  return [
    ...missing.map((name) => `${name}: is missing`),
    ...Object.entries(fault).flatMap(([name, entry]) => {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      const problem = check ? check(entry) : `is not a field of ${String(fault.kind)}`;
      return problem ? [`${name}: ${problem}`] : [];
    }),
  ];
}
