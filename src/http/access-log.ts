import { randomUUID } from 'node:crypto';
import type { Logger } from '../lib/logger.ts';
import { readTrace, traceIdOf } from '../lib/trace.ts';
import { urlOf } from './request-url.ts';
import type { Middleware } from './pipeline.ts';

export interface AccessLogOptions {
  readonly logger: Logger;
  /** A clock in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Gives each request an id, reads its trace headers, and logs one line when it is done. The id is the caller's
 * `x-request-id` if that is safe to log, otherwise a new one. The response has it too. The line never contains bodies,
 * variables or credentials.
 */
export function accessLog({ logger, now = () => performance.now() }: AccessLogOptions): Middleware {
  return {
    onRequest({ headers }, state) {
      const trace = readTrace(headers);
      state.trace = trace;
      state.requestId = trace?.['x-request-id'] ?? randomUUID();
      state.startedAt = now();
    },

    onResult({ errors }, state) {
      if (!errors) return;
      state.errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions.code)))];
      const refusedOrigin = errors.find(({ extensions }) => typeof extensions.origin === 'string');
      if (refusedOrigin) state.refusedOrigin = refusedOrigin.extensions.origin as string;
      const errorIds = errors.flatMap(({ extensions }) => extensions.errorId ?? []);
      if (errorIds.length > 0) state.errorIds = errorIds.map(String);
    },

    onResponse({ status }, request, state) {
      const { requestId = '', trace, startedAt = 0, operationName, errorCodes, errorIds, deadline } = state;
      const { refusedOrigin } = state;
      const path = urlOf(request).pathname;
      const isClientDisconnected = deadline?.isClientDisconnected() ?? false;
      const line = {
        requestId,
        traceId: traceIdOf(trace),
        method: state.req?.method ?? request.method,
        path,
        status,
        durationMs: Math.round(now() - startedAt),
        operationName,
        // The errors of a request whose client disconnected are effects of the cancellation.
        callerLeft: isClientDisconnected ? true : undefined,
        errorCodes: isClientDisconnected ? undefined : errorCodes,
        errorIds: isClientDisconnected ? undefined : errorIds,
        refusedOrigin,
        setting: refusedOrigin === undefined ? undefined : 'CORS_ORIGINS',
      };
      // Load balancers poll the health endpoints every second.
      if (path === '/graphql') logger.info(line, 'request');
      else logger.debug(line, 'request');
      return { 'x-request-id': requestId };
    },
  };
}
