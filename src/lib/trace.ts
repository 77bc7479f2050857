/**
 * What follows a request from service to service, as headers: `traceparent` and `tracestate` (W3C Trace Context), and
 * `x-request-id`. Each is there if the request came with it.
 */
export type Trace = Readonly<Record<string, string>>;

export const TRACE_HEADERS = ['traceparent', 'tracestate', 'x-request-id'] as const;

/** Of the trace and of the caller in it, neither of which is all zeros, and flags. */
const TRACE_IDS = '(?!0{32})[\\da-f]{32}-(?!0{16})[\\da-f]{16}-[\\da-f]{2}';

/** What each must be to be passed on: one that is not is as good as none. */
const FORMATS: Readonly<Record<(typeof TRACE_HEADERS)[number], RegExp>> = {
  // Later versions may say more at the end; ff is none.
  traceparent: new RegExp(
    `^(?:00-${TRACE_IDS}|(?!00|ff)[\\da-f]{2}-${TRACE_IDS}(?:-[\\x21-\\x7e]{0,200})?)$`,
  ),
  tracestate: /^[\x20-\x7e]{1,512}$/,
  'x-request-id': /^[\x21-\x7e]{1,128}$/,
};

/** Takes over what a request came with; undefined where that is nothing. */
export function readTrace(headers: Headers): Trace | undefined {
  // Most come with none.
  if (!TRACE_HEADERS.some((name) => headers.has(name))) return undefined;
  const given = TRACE_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value !== null && FORMATS[name].test(value) ? [[name, value] as const] : [];
  });
  const trace = Object.fromEntries(given);
  // The one says nothing without the other.
  if (!trace.traceparent) delete trace.tracestate;
  return Object.keys(trace).length === 0 ? undefined : Object.freeze(trace);
}

/** The id by which a trace is found; undefined where a request came with none. */
export function traceIdOf(trace: Trace | undefined): string | undefined {
  return trace?.traceparent?.slice(3, 35);
}
