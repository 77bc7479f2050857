import type { Endpoint } from './routes.ts';

/**
 * What goes wrong with a call:
 * - `answer`: another status, body or header than is due (500 and an empty body by default); nothing is done;
 * - `html`: the outage page of a web server, with 200 unless told otherwise; nothing is done;
 * - `error-envelope`: a refusal with this code; nothing is done;
 * - `large`: so many bytes of a list (default 5 MiB), compressed if told so; nothing is done;
 * - `hang`: there is no answer, and nothing is done;
 * - `reset`: the connection is cut. `applied` says whether the call has been done by then;
 * - `truncated`: the call is done, and half of the answer arrives before the connection is cut;
 * - `drip`: the call is done, and the answer comes byte by byte, one each `ms` (default 100);
 * - `delay`: the call is done and answered later, by `ms` or when a promise settles;
 * - `wrong-order`, `duplicate`, `stranger`: a list is turned round, says its first entry twice (the second
 *   time with another name), or begins with somebody nobody asked for.
 */
export type FaultKind =
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'error-envelope'; readonly errorCode: string }
  | { readonly kind: 'large'; readonly bytes?: number; readonly compressed?: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'drip'; readonly ms?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }
  | { readonly kind: 'wrong-order' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'stranger' };

/** A fault of the next `times` calls to an endpoint, or to any. */
export type Fault = FaultKind & {
  /** Default: every endpoint. */
  readonly endpoint?: Endpoint;
  /** Default 1. */
  readonly times?: number;
};

/** Faults that are due, in the order they were scripted. */
export interface FaultScript {
  add(fault: Fault): void;
  /** The fault of this call, which is thereby used up once. */
  take(endpoint: Endpoint): FaultKind | undefined;
  /** Those that are still due, with `times` that are left. */
  list(): readonly Fault[];
  clear(): void;
}

export function createFaultScript(): FaultScript {
  let script: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      script.push({ fault, left: fault.times ?? 1 });
    },
    take(endpoint) {
      const due = script.find(({ fault }) => (fault.endpoint ?? endpoint) === endpoint);
      if (!due) return undefined;
      due.left -= 1;
      if (due.left <= 0) script = script.filter((entry) => entry !== due);
      return due.fault;
    },
    list: () => script.map(({ fault, left }) => Object.assign({}, fault, { times: left })),
    clear() {
      script = [];
    },
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** Spoils a list of users, bare or in its envelope; anything else is left as it is. */
export function spoilList(body: unknown, kind: FaultKind['kind']): unknown {
  if (Array.isArray(body)) return spoil(body as Entry[], kind);
  if (typeof body === 'object' && body !== null && 'response' in body && Array.isArray(body.response)) {
    return { ...body, response: spoil(body.response as Entry[], kind) };
  }
  return body;
}

function spoil(entries: readonly Entry[], kind: FaultKind['kind']): readonly Entry[] {
  switch (kind) {
    case 'wrong-order':
      return entries.toReversed();
    case 'duplicate':
      return entries[0] ? [...entries, { ...entries[0], ...named('Somebody Else') }] : entries;
    case 'stranger':
      return [{ userId: 'a-stranger', ...named('A Stranger') }, ...entries];
    default:
      return entries;
  }
}

function named(name: string): Entry {
  return { userName: name, displayName: name };
}
