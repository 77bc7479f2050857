import { GatewayError } from '../errors.ts';
import type { AttemptSpan, Observer, Span, TraceIds, WriteOutcome } from '../lib/observer.ts';
import { traceIdsOf } from '../lib/trace.ts';
import { decodeFailure } from './resilience/failure-policy.ts';
import { HttpFailure, type Http, type HttpCall, type HttpResponse } from './transport/http.ts';
import type { CallEffect } from './wire/response.ts';

/** Who hears of a call's attempts. Both may be absent. */
export interface CallObservers {
  readonly observer: Observer | undefined;
  /** The batch or the execution that the call belongs to. */
  readonly span: Span | undefined;
}

interface Attempt {
  readonly http: Http;
  readonly endpoint: string;
  readonly request: HttpCall;
  readonly effect: CallEffect;
  /** 0 for the first attempt. */
  readonly resendCount: number;
}

/**
 * Sends one attempt of a call, decodes its response, and reports how it ended: as a span with the trace headers of the
 * call, and to the observer.
 */
export async function observeAttempt<T>(
  { http, endpoint, request, effect, resendCount }: Attempt,
  { observer, span }: CallObservers,
  decode: (response: HttpResponse) => T,
): Promise<T> {
  const { method } = request;
  const { host, port, baseUrl } = http;
  const attemptSpan = span?.startAttempt({
    method,
    endpoint,
    host,
    port,
    url: baseUrl + endpoint,
    resendCount,
  });
  const startedAt = performance.now();
  let status: number | undefined;
  const report = (error?: unknown) => {
    const durationMs = performance.now() - startedAt;
    const failure = error === undefined ? undefined : failureOf(decodeFailure(error, effect), http);
    endSpan(attemptSpan, status, failure);
    observer?.attempt?.({
      method,
      endpoint,
      attempt: resendCount + 1,
      durationMs,
      status,
      failure,
      trace: attemptSpan?.ids ?? traceIdsOf(request.headers),
    });
  };
  try {
    const response = await http.send(attemptSpan ? withTrace(request, attemptSpan) : request);
    status = response.status;
    const decoded = decode(response);
    report();
    return decoded;
  } catch (error) {
    report(error);
    throw error;
  }
}

function withTrace(request: HttpCall, { headers }: AttemptSpan): HttpCall {
  const { traceparent: _, tracestate: __, ...others } = request.headers;
  return { ...request, headers: { ...others, ...headers } };
}

function failureOf(error: unknown, { host, port }: Http) {
  const cause = error instanceof GatewayError ? error.cause : undefined;
  const http = cause instanceof HttpFailure ? cause : undefined;
  const { code: errno } = (http?.cause ?? {}) as NodeJS.ErrnoException;
  return {
    code: error instanceof GatewayError ? error.code : 'CANCELLED',
    kind: http?.kind,
    errno: typeof errno === 'string' ? errno : undefined,
    host,
    port,
  };
}

type Failure = ReturnType<typeof failureOf>;

function endSpan(
  span: AttemptSpan | undefined,
  status: number | undefined,
  failure: Failure | undefined,
): void {
  if (!span) return;
  const failedStatus = status !== undefined && status >= 400 ? String(status) : undefined;
  const errorType = failedStatus ?? failure?.kind ?? failure?.code;
  span.end({ status, errorType, isOwnFault: failure?.code !== 'CANCELLED' });
}

const REFUSED: ReadonlySet<string> = new Set([
  'UPSTREAM_REJECTED',
  'UPSTREAM_AUTH_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'NOT_FOUND',
]);

/** What an error means for a change: whether it was performed. */
export function outcomeOf(error: unknown): WriteOutcome {
  if (!(error instanceof GatewayError)) return 'unsent';
  if (error.code === 'UPSTREAM_OUTCOME_UNKNOWN') return 'unknown';
  return REFUSED.has(error.code) ? 'refused' : 'unsent';
}

/** The ids to log with an event of a call: those of its span, or of the headers that it sends. */
export function idsOf(
  span: Span | undefined,
  headers: Readonly<Record<string, string>>,
): TraceIds | undefined {
  return span?.ids ?? traceIdsOf(headers);
}
