import type { Middleware } from './pipeline.ts';

/**
 * Adds a `Server-Timing` header (W3C Server Timing) to the responses of executed requests: the time since the request
 * arrived, and the number of REST calls, as in `extensions.upstream`.
 * @param now a clock in milliseconds, the same as that of `accessLog`
 */
export function serverTiming(now: () => number = () => performance.now()): Middleware {
  return {
    onExecute({ upstreamUsage }, state) {
      return () => {
        state.upstreamCalls = upstreamUsage.calls;
      };
    },
    onResponse(_response, _request, { upstreamCalls, startedAt }) {
      if (upstreamCalls === undefined || startedAt === undefined) return undefined;
      const total = (now() - startedAt).toFixed(1);
      const calls = `${upstreamCalls} ${upstreamCalls === 1 ? 'call' : 'calls'}`;
      return { 'server-timing': `total;dur=${total}, upstream;desc="${calls}"` };
    },
  };
}
