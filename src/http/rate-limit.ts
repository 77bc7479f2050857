import { GatewayError } from '../errors.ts';
import type { Principal } from '../auth/principal.ts';
import { createRateBudget } from '../graphql/rate-budget.ts';
import type { RateLimiter, RateLimitStatus } from '../lib/rate-limiter.ts';
import type { Middleware } from './pipeline.ts';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Ids that one call takes: so many cost a point. */
  readonly maxBatchSize: number;
  /** Whether services that act for no user are exempt. */
  readonly exemptsServices: boolean;
  /** The name under which a caller is counted. */
  readonly nameOf: (principal: Principal) => string;
}

/**
 * Takes a point for each request before its body is read. The request's fields reserve what else they cost before
 * anything is called for them (`RateBudget`): a field beyond the rate is `RATE_LIMITED`, and the others stand.
 * Says how one stands in the header fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function rateLimitCallers(options: RateLimitOptions): Middleware {
  const { limiter, maxBatchSize, exemptsServices, nameOf } = options;
  const { points, seconds } = limiter.rate;
  const headersOf = ({ left, resetMs }: RateLimitStatus) => ({
    'RateLimit-Policy': `"default";q=${points};w=${seconds}`,
    RateLimit: `"default";r=${left};t=${Math.ceil(resetMs / 1000)}`,
  });
  return {
    async beforeBody(_request, state) {
      const { principal } = state;
      if (!principal || (exemptsServices && principal.role === 'SERVICE')) return;
      const who = nameOf(principal);
      const standing = await limiter.consume(who);
      if (!standing.allowed) {
        const headers = headersOf(standing);
        throw new GatewayError('RATE_LIMITED', {
          retryAfterMs: standing.resetMs,
          http: {
            status: 429,
            headers: { ...headers, 'Retry-After': String(Math.ceil(standing.resetMs / 1000)) },
          },
        });
      }
      state.rateLimit = { budget: createRateBudget(limiter, who, maxBatchSize), standing };
    },
    onExecute({ used }, { rateLimit, deadline }) {
      if (!rateLimit) return undefined;
      const settle = () => rateLimit.budget.settle(used());
      // The end of a request whose client disconnected, or whose time is over, is not reported.
      deadline?.onCancel(settle);
      return settle;
    },
    onResponse(_answer, _request, { rateLimit }) {
      if (!rateLimit) return undefined;
      const { budget, standing } = rateLimit;
      return headersOf({ ...standing, left: Math.max(0, standing.left - budget.charged) });
    },
  };
}
