import { randomUUID } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import type { Logger } from '../lib/logger.ts';
import { readTrace, traceIdsOf } from '../lib/trace.ts';
import { readClientInfo } from './client-info.ts';
import type { Middleware } from './pipeline.ts';
import { operationOf } from './request-state.ts';
import { urlOf } from './request-url.ts';

export interface AccessLogOptions {
  readonly logger: Logger;
  /** Logs one of this number of good requests, and all others. Default 1. */
  readonly sample?: number;
  /** A clock in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** A request that takes this number of milliseconds or more is always logged. */
const SLOW_MS = 1000;

/**
 * Gives each request an id, reads its trace headers, and logs one line when it is done. The id is the caller's
 * `x-request-id` if that is safe to log, otherwise a new one. The response has it too. The line never contains bodies,
 * variables or credentials.
 */
export function accessLog({
  logger,
  sample = 1,
  now = () => performance.now(),
}: AccessLogOptions): Middleware {
  /** Good requests since the last logged one. */
  let goodRequests = 0;
  const isSkipped = (isGood: boolean) => {
    if (!isGood) return false;
    goodRequests = (goodRequests + 1) % sample;
    return goodRequests !== 1 % sample;
  };
  return {
    onRequest({ headers }, state) {
      const trace = readTrace(headers);
      state.trace = trace;
      state.requestId = trace?.['x-request-id'] ?? randomUUID();
      state.startedAt = now();
    },

    onExecute({ upstreamUsage }, state) {
      state.upstreamUsage = upstreamUsage;
      return undefined;
    },

    onResult({ errors }, state) {
      if (!errors) return;
      state.errorCount = errors.length;
      state.errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions.code)))];
      const reasons = [...new Set(errors.flatMap(reasonOf))];
      if (reasons.length > 0) state.errorReasons = reasons;
      const refusedOrigin = errors.find(({ extensions }) => typeof extensions.origin === 'string');
      if (refusedOrigin) state.refusedOrigin = refusedOrigin.extensions.origin as string;
      const errorIds = errors.flatMap(({ extensions }) => extensions.errorId ?? []);
      if (errorIds.length > 0) state.errorIds = errorIds.map(String);
    },

    onResponse({ status }, request, state) {
      const { requestId = '', trace, startedAt = 0, errorCodes, errorReasons, errorIds, deadline } = state;
      const { refusedOrigin, principal, documentId, parsedDocument, upstreamUsage, span } = state;
      const path = urlOf(request).pathname;
      const isClientDisconnected = deadline?.isClientDisconnected() ?? false;
      const durationMs = Math.round(now() - startedAt);
      const isGood = status < 400 && !errorCodes && !isClientDisconnected && durationMs < SLOW_MS;
      if (isSkipped(isGood && path === '/graphql')) return { 'x-request-id': requestId };
      const ids = span?.ids ?? traceIdsOf(trace);
      const operation = operationOf(state);
      const client = readClientInfo(request.headers);
      const line = {
        requestId,
        trace_id: ids?.traceId,
        span_id: span?.ids.spanId,
        trace_flags: ids?.traceFlags,
        method: state.req?.method ?? request.method,
        path,
        status,
        durationMs,
        role: principal?.role,
        operationName: operation?.name,
        operationType: operation?.type,
        documentId,
        documentHash:
          documentId === undefined && parsedDocument && 'hash' in parsedDocument
            ? parsedDocument.hash
            : undefined,
        upstreamCalls: upstreamUsage?.calls,
        keys: upstreamUsage?.keys,
        joined: upstreamUsage?.joined,
        requestBytes: state.requestBytes,
        responseBytes: state.responseBytes,
        clientName: client.name,
        clientVersion: client.version,
        // The errors of a request whose client disconnected are effects of the cancellation.
        callerLeft: isClientDisconnected ? true : undefined,
        errorCodes: isClientDisconnected ? undefined : errorCodes,
        errorReasons: isClientDisconnected ? undefined : errorReasons,
        errorIds: isClientDisconnected ? undefined : errorIds,
        refusedOrigin,
        setting: refusedOrigin === undefined ? undefined : 'CORS_ORIGINS',
        sampled: isGood && sample > 1 ? sample : undefined,
      };
      // Load balancers poll the health endpoints every second.
      if (path === '/graphql') logger.info(line, 'request');
      else logger.debug(line, 'request');
      return { 'x-request-id': requestId };
    },
  };
}

/** The code of an error, and its reason or limit; nothing if it has neither. */
function reasonOf({ extensions }: GraphQLError): string | readonly [] {
  const { code, reason, limit } = extensions;
  const word = reason ?? limit;
  return typeof word === 'string' ? `${String(code)}/${word}` : [];
}
