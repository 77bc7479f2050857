import type { Endpoint } from './routes.ts';

/**
 * The ways in which a call can fail. These do not perform the call:
 * - `answer`: responds with this status, body and headers (default: 500 and an empty body);
 * - `html`: responds with the outage page of a web server (default status: 200);
 * - `error-envelope`: rejects with this error code;
 * - `large`: responds with a list of `bytes` bytes (default: 5 MiB), which may be compressed;
 * - `hang`: never responds.
 *
 * `reset` closes the connection; `applied` says whether the call is performed first. These perform the call:
 * - `truncated`: sends half of the response, and closes the connection;
 * - `drip`: sends one byte of the response per `ms` (default: 100);
 * - `delay`: performs and responds after `ms`, or when a promise settles;
 * - `wrong-order`: reverses a list;
 * - `duplicate`: repeats the first entry of a list at its end, under another name;
 * - `stranger`: inserts an entry that was not requested at the start of a list.
 */
export type CallFault =
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

/**
 * What can happen to a webhook:
 * - `drop`: it is not sent;
 * - `double`: it is sent twice;
 * - `late`: it is sent when `after` others were due after it (default: 3), or when held ones are released;
 * - `swap`: it changes places with the webhook after it;
 * - `wrong-token`: it has another token.
 */
export type WebhookFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'double' }
  | { readonly kind: 'late'; readonly after?: number }
  | { readonly kind: 'swap' }
  | { readonly kind: 'wrong-token' };

/** A message is stored, and the next `reads` calls of `message/list` for its conversation do not show it (default: 1). */
export type VisibilityFault = { readonly kind: 'visible-late'; readonly reads?: number };

export type FaultKind = CallFault | WebhookFault | VisibilityFault;

/** A fault of the next `times` calls to one endpoint or to all, or of the next `times` webhooks or messages. */
export type Fault = FaultKind & {
  /** Default: every endpoint. Webhooks have none. */
  readonly endpoint?: Endpoint;
  /** Default: 1. */
  readonly times?: number;
};

/** Pending faults, in the order in which they were scripted. */
export interface FaultScript {
  add(fault: Fault): void;
  /** Returns the fault of this call, and counts it as used once. */
  take(endpoint: Endpoint): CallFault | undefined;
  /** The same for a webhook to send. */
  takeForWebhook(): WebhookFault | undefined;
  /** The same for a message that was stored. */
  takeForMessage(): VisibilityFault | undefined;
  /** The pending faults, with the remaining `times`. */
  list(): readonly Fault[];
  clear(): void;
}

export function createFaultScript(): FaultScript {
  let script: { fault: Fault; remaining: number }[] = [];

  function takeFirst<F extends Fault>(matches: (fault: Fault) => fault is F): F | undefined {
    const next = script.find(({ fault }) => matches(fault));
    if (!next) return undefined;
    next.remaining -= 1;
    if (next.remaining <= 0) script = script.filter((entry) => entry !== next);
    return next.fault as F;
  }

  return {
    add(fault) {
      script.push({ fault, remaining: fault.times ?? 1 });
    },
    take: (endpoint) =>
      takeFirst(
        (fault): fault is Fault & CallFault =>
          !isWebhookFault(fault) && !isVisibilityFault(fault) && (fault.endpoint ?? endpoint) === endpoint,
      ),
    takeForWebhook: () => takeFirst(isWebhookFault),
    takeForMessage: () => takeFirst(isVisibilityFault),
    list: () => script.map(({ fault, remaining }) => Object.assign({}, fault, { times: remaining })),
    clear() {
      script = [];
    },
  };
}

const WEBHOOK_KINDS: ReadonlySet<FaultKind['kind']> = new Set([
  'drop',
  'double',
  'late',
  'swap',
  'wrong-token',
]);

function isWebhookFault(fault: Fault): fault is Fault & WebhookFault {
  return WEBHOOK_KINDS.has(fault.kind);
}

function isVisibilityFault(fault: Fault): fault is Fault & VisibilityFault {
  return fault.kind === 'visible-late';
}

type Entry = Readonly<Record<string, unknown>>;

/** Corrupts a list of users, with or without its envelope. Returns any other body unchanged. */
export function corruptList(body: unknown, kind: FaultKind['kind']): unknown {
  if (Array.isArray(body)) return corrupt(body as Entry[], kind);
  if (typeof body === 'object' && body !== null && 'response' in body && Array.isArray(body.response)) {
    return { ...body, response: corrupt(body.response as Entry[], kind) };
  }
  return body;
}

function corrupt(entries: readonly Entry[], kind: FaultKind['kind']): readonly Entry[] {
  // Receipts were not requested by their ids.
  if (entries.some((entry) => 'readAtTime' in entry)) return entries;
  switch (kind) {
    case 'wrong-order':
      return entries.toReversed();
    case 'duplicate':
      return entries[0] ? [...entries, { ...entries[0], ...named('Another Name') }] : entries;
    case 'stranger':
      return [{ userId: 'a-stranger', ...named('A Stranger') }, ...entries];
    default:
      return entries;
  }
}

function named(name: string): Entry {
  return { userName: name, displayName: name };
}
