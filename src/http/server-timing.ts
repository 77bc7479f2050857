import type { Middleware } from './pipeline.ts';

/**
 * Adds `Server-Timing` to the response of an executed operation, which the network panel of a browser shows: the time since
 * the request arrived, and the number of REST calls.
 * @param now a clock in milliseconds. Default `performance.now`
 */
export function serverTiming(now = () => performance.now()): Middleware {
  return {
    onExecute({ upstreamUsage }, state) {
      state.upstreamUsage = upstreamUsage;
      return undefined;
    },

    onResponse(_response, _request, { startedAt, upstreamUsage }) {
      if (startedAt === undefined || upstreamUsage === undefined) return undefined;
      const { calls } = upstreamUsage;
      const total = (now() - startedAt).toFixed(1);
      return {
        'server-timing': `total;dur=${total}, upstream;desc="${calls} REST ${calls === 1 ? 'call' : 'calls'}"`,
      };
    },
  };
}
