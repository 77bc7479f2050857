import { GatewayError } from '../errors.ts';
import type { Principal } from '../auth/principal.ts';
import { createRateBudget } from '../graphql/rate-budget.ts';
import type { RateLimiter, RateLimitStatus } from '../lib/rate-limiter.ts';
import type { Middleware } from './pipeline.ts';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Maximum number of ids in one REST call. Each such number of ids costs one point. */
  readonly maxBatchSize: number;
  /** Whether callers with the role `SERVICE` have no limit. */
  readonly exemptsServices: boolean;
  /** The key under which the limiter counts a principal. */
  readonly keyOf: (principal: Principal) => string;
}

/**
 * Consumes one point before the body is read. Without a point left, the request fails with 429 `RATE_LIMITED`. Fields
 * reserve further points before they call the REST API (`RateBudget`). Without points left, only the field fails.
 * Responses carry the header fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function rateLimitCallers(options: RateLimitOptions): Middleware {
  const { limiter, maxBatchSize, exemptsServices, keyOf } = options;
  const { points, seconds } = limiter.rate;
  const headersOf = ({ left, resetMs }: RateLimitStatus) => ({
    'RateLimit-Policy': `"default";q=${points};w=${seconds}`,
    RateLimit: `"default";r=${left};t=${Math.ceil(resetMs / 1000)}`,
  });
  return {
    async beforeBody(_request, state) {
      const { principal } = state;
      if (!principal || (exemptsServices && principal.role === 'SERVICE')) return;
      const key = keyOf(principal);
      const { stopwatch } = state;
      stopwatch?.begin();
      const status = await limiter.consume(key).finally(() => stopwatch?.end());
      if (!status.allowed) {
        const retryAfter = String(Math.ceil(status.resetMs / 1000));
        throw new GatewayError('RATE_LIMITED', {
          retryAfterMs: status.resetMs,
          http: { status: 429, headers: { ...headersOf(status), 'Retry-After': retryAfter } },
        });
      }
      state.rateLimit = { budget: createRateBudget(limiter, key, maxBatchSize), status };
    },
    onExecute({ used }, { rateLimit, deadline }) {
      if (!rateLimit) return undefined;
      const settle = () => rateLimit.budget.settle(used());
      // A cancelled execution does not report its end.
      deadline?.onCancel(settle);
      return settle;
    },
    onResponse(_response, _request, { rateLimit }) {
      if (!rateLimit) return undefined;
      const { budget, status } = rateLimit;
      return headersOf({ ...status, left: Math.max(0, status.left - budget.charged) });
    },
  };
}
