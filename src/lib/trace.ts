import type { TraceIds } from './observer.ts';

/**
 * Trace headers of a request, which the gateway copies to its REST calls: `traceparent` and `tracestate` (W3C Trace
 * Context), and `x-request-id`. Contains only those that the request has.
 */
export type Trace = Readonly<Record<string, string>>;

export const TRACE_HEADERS = ['traceparent', 'tracestate', 'x-request-id'] as const;

/** Trace id, parent id and flags. Neither id may be all zeros. */
const TRACE_IDS = '(?!0{32})[\\da-f]{32}-(?!0{16})[\\da-f]{16}-[\\da-f]{2}';

/** The format of each header. A header with another format is ignored. */
const FORMATS: Readonly<Record<(typeof TRACE_HEADERS)[number], RegExp>> = {
  // Later versions may have more fields. Version ff is invalid.
  traceparent: new RegExp(
    `^(?:00-${TRACE_IDS}|(?!00|ff)[\\da-f]{2}-${TRACE_IDS}(?:-[\\x21-\\x7e]{0,200})?)$`,
  ),
  tracestate: /^[\x20-\x7e]{1,512}$/,
  'x-request-id': /^[\x21-\x7e]{1,128}$/,
};

/** Reads the trace headers of a request; undefined if it has none. */
export function readTrace(headers: Headers): Trace | undefined {
  // A fast path: most requests have none.
  if (!TRACE_HEADERS.some((name) => headers.has(name))) return undefined;
  const valid = TRACE_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value !== null && FORMATS[name].test(value) ? [[name, value] as const] : [];
  });
  const trace = Object.fromEntries(valid);
  // `tracestate` has no meaning without `traceparent`.
  if (!trace.traceparent) delete trace.tracestate;
  return Object.keys(trace).length === 0 ? undefined : Object.freeze(trace);
}

/** The ids in `traceparent`; undefined if there is none. */
export function traceIdsOf(trace: Trace | undefined): TraceIds | undefined {
  const traceparent = trace?.traceparent;
  if (traceparent === undefined) return undefined;
  const traceFlags = traceparent.slice(53, 55);
  return { traceId: traceparent.slice(3, 35), spanId: traceparent.slice(36, 52), traceFlags };
}
