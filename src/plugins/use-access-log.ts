import { randomUUID } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';
import { readTrace, traceIdOf } from '../trace.ts';
import type { RequestState } from './request-state.ts';

export interface AccessLogOptions {
  readonly logger: Logger;
  /** A clock in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Gives each request an id (the caller's `x-request-id` where it is fit to log, else a new one), answers with
 * it, finds out which trace it belongs to, and writes one line when the request is done. Bodies, variables and
 * credentials are never in it.
 */
export function useAccessLog({
  logger,
  now = () => performance.now(),
}: AccessLogOptions): Plugin<object, RequestState> {
  return {
    onRequest({ request, url, serverContext }) {
      serverContext.pathname = url.pathname;
      const trace = readTrace(request.headers);
      serverContext.trace = trace;
      serverContext.requestId = trace?.['x-request-id'] ?? randomUUID();
      serverContext.startedAt = now();
    },

    onParams({ params: { operationName }, context }) {
      if (operationName && /^\w{1,128}$/.test(operationName)) context.operationName = operationName;
    },

    onResultProcess({ result, serverContext }) {
      if (!('errors' in result) || !result.errors) return;
      serverContext.errorCodes = [...new Set(result.errors.map(({ extensions }) => String(extensions.code)))];
      const errorIds = result.errors.flatMap(({ extensions }) => extensions.errorId ?? []);
      if (errorIds.length > 0) serverContext.errorIds = errorIds.map(String);
    },

    onResponse({ request, response, serverContext }) {
      const { requestId, trace, startedAt, pathname, operationName, errorCodes, errorIds } = serverContext;
      if (requestId !== undefined) response.headers.set('x-request-id', requestId);
      const line = {
        requestId,
        traceId: traceIdOf(trace),
        method: request.method,
        path: pathname,
        status: response.status,
        durationMs: startedAt === undefined ? undefined : Math.round(now() - startedAt),
        operationName,
        // Who has left has seen none of them: what was given up for that is no trouble of ours.
        ...(request.signal.aborted ? { callerLeft: true } : { errorCodes, errorIds }),
      };
      // Balancers ask after our health every second or so: nobody wants to read that.
      if (pathname === '/graphql') logger.info(line, 'request');
      else logger.debug(line, 'request');
    },
  };
}
