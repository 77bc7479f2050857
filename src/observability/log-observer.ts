import type { Logger } from '../lib/logger.ts';
import type { Observer, TraceIds } from '../lib/observer.ts';

/** Failures that say something about the REST API or its configuration. The others belong to one request. */
const LOGGED: ReadonlySet<string> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_AUTH_FAILED',
  'UPSTREAM_OUTCOME_UNKNOWN',
]);

/** Logs failed attempts of REST calls, retries and circuits, with the trace ids of their calls. Never logs ids or bodies. */
export function createLogObserver(logger: Logger): Observer {
  return {
    attempt({ endpoint, attempt, durationMs, status, failure, trace }) {
      if (!failure || !LOGGED.has(failure.code)) return;
      const { code, kind, errno, host, port } = failure;
      const line = {
        endpoint,
        host,
        port,
        attempt,
        durationMs: Math.round(durationMs),
        code,
        status,
        kind,
        errno,
        ...traceFields(trace),
      };
      logger.warn(line, 'a REST call failed');
    },
    retry(endpoint, waitMs, trace) {
      logger.info({ endpoint, waitMs: Math.round(waitMs), ...traceFields(trace) }, 'a REST call is repeated');
    },
    circuit(endpoint, state, trace) {
      if (state === 'open') {
        logger.warn({ endpoint, ...traceFields(trace) }, 'circuit open: calls fail without being sent');
      } else logger.info({ endpoint, ...traceFields(trace) }, 'circuit closed: calls are sent again');
    },
  };
}

/** The fields of a log line for trace ids, by the names that OpenTelemetry gives them. */
function traceFields(trace: TraceIds | undefined): object {
  if (!trace) return {};
  const { traceId, spanId, traceFlags } = trace;
  return { trace_id: traceId, span_id: spanId, trace_flags: traceFlags };
}
