import type { Observer, Span, Tracer } from '../lib/observer.ts';
import { Stopwatch } from '../lib/stopwatch.ts';
import { readClientInfo } from './client-info.ts';
import type { Middleware } from './pipeline.ts';
import { operationOf, type RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';

export interface ObservationOptions {
  /** Hears of finished requests. */
  readonly observer: Observer | undefined;
  /** Records requests to `/graphql`. */
  readonly tracer: Tracer;
  /**
   * Whose `traceparent` decides whether a request is recorded, and is the parent of its span. `role`: that of services.
   * `trusted`: every caller's. `linked`: no caller's. A span only has a link to one that is not trusted.
   */
  readonly traceParent: 'role' | 'trusted' | 'linked';
}

/**
 * Reports each request to the observer, and records it as a span. `everyRequest` must come before `accessLog`, which logs
 * the ids of the span. `afterAuthentication` starts the span, because the role decides which callers the gateway trusts.
 */
export function observeRequests({ observer, tracer, traceParent }: ObservationOptions) {
  const start = (request: Request, state: RequestState) => {
    const { pathname } = urlOf(request);
    if (pathname !== '/graphql') return;
    const method = state.req?.method ?? request.method;
    const isTrusted =
      traceParent === 'role' ? state.principal?.caller.role === 'SERVICE' : traceParent === 'trusted';
    const now = performance.now();
    const ageMs = now - (state.startedAt ?? now);
    state.span = tracer.startRequest({ method, trace: state.trace, isTrusted, ageMs });
    state.hasStartedSpan = true;
  };
  const everyRequest: Middleware = {
    onRequest(_request, state) {
      observer?.requestStarted?.();
      if (observer?.request) state.stopwatch = new Stopwatch();
    },
    onResponse({ status }, request, state) {
      // A request that was rejected before its caller was known.
      if (!state.hasStartedSpan) start(request, state);
      state.executionSpan?.end(outcomeOf(state));
      if (state.span) endRequest(state.span, status, request, state);
      observer?.request?.(reportOf(status, request, state));
      return undefined;
    },
  };
  const afterAuthentication: Middleware = {
    beforeBody: start,
    // `accessLog` has found the codes of the result before.
    onResult(_result, state) {
      state.executionSpan?.end(outcomeOf(state));
      // Not `delete`: every later access to the state would take several times as long.
      state.executionSpan = undefined;
    },
  };
  return { everyRequest, afterAuthentication };
}

/** Starts the span of the execution, if the request is recorded. It ends when the result is known. */
export function startExecutionSpan(state: RequestState): Span | undefined {
  const operation = operationOf(state);
  if (!state.span || operation?.type === undefined) return undefined;
  const { documentId, parsedDocument } = state;
  const documentHash = parsedDocument && 'hash' in parsedDocument ? parsedDocument.hash : undefined;
  const { type, name } = operation;
  state.executionSpan = state.span.startExecution({ type, name, documentId, documentHash });
  return state.executionSpan;
}

function reportOf(status: number, request: Request, state: RequestState) {
  const { startedAt = 0, stopwatch, upstreamUsage, errorCodes = [], deadline, documentId, span } = state;
  const operation = operationOf(state);
  const isClientDisconnected = deadline?.isClientDisconnected() ?? false;
  return {
    method: state.req?.method ?? request.method,
    path: urlOf(request).pathname,
    status,
    durationMs: performance.now() - startedAt,
    waitedMs: upstreamUsage && stopwatch?.elapsedMs,
    operationType: operation?.type,
    trustedName: documentId === undefined ? undefined : operation?.name,
    // The errors of a request whose client disconnected are effects of the cancellation.
    errorCodes: isClientDisconnected ? [] : errorCodes,
    isClientDisconnected,
    trace: span?.ids,
  };
}

/** Codes of errors that the caller did not cause. */
const OWN_FAULTS = /^(UPSTREAM_.*|INTERNAL_SERVER_ERROR|DEADLINE_EXCEEDED|OVERLOADED)$/;

function outcomeOf({ errorCodes = [], errorCount = 0, deadline }: RequestState) {
  if (deadline?.isClientDisconnected()) return {};
  const [errorType] = errorCodes;
  if (errorType === undefined) return {};
  return { errorType, errorCount, isOwnFault: errorCodes.some((code) => OWN_FAULTS.test(code)) };
}

function endRequest(span: Span, status: number, request: Request, state: RequestState): void {
  const operation = operationOf(state);
  const { name, version } = readClientInfo(request.headers);
  const outcome = outcomeOf(state);
  span.end({
    ...outcome,
    ...(status >= 500 && { errorType: outcome.errorType ?? String(status), isOwnFault: true }),
    status,
    attributes: {
      ...(operation?.type !== undefined && { 'graphql.operation.type': operation.type }),
      ...(operation?.name !== undefined && { 'graphql.operation.name': operation.name }),
      ...(state.principal && { 'kommunicate.caller.role': state.principal.role }),
      ...(name !== undefined && { 'graphql.client.name': name }),
      ...(version !== undefined && { 'graphql.client.version': version }),
    },
  });
}
