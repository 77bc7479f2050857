import { GatewayError } from '../errors.ts';
import type { Principal } from '../principal.ts';
import type { RateLimiter, Standing } from '../rate-limit.ts';
import type { Stage } from './stage.ts';

export interface CallerRateOptions {
  readonly limiter: RateLimiter;
  /** Ids that one call takes: so many cost a point. */
  readonly maxBatchSize: number;
  /** Whether services are exempt. */
  readonly exemptsServices: boolean;
  /** The name under which a caller is counted. */
  readonly nameOf: (principal: Principal) => string;
}

/**
 * A request costs a point, one more for as many ids as one call takes, and one more for each page and each change
 * beyond the first: to ask for a hundred under as many aliases costs what a hundred cost. The first point is taken
 * before the body is read; the others once they are known, also from those who do not wait for an answer.
 * Says how one stands in the header fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function callerRate(options: CallerRateOptions): Stage {
  const { limiter, maxBatchSize, exemptsServices, nameOf } = options;
  const { points, seconds } = limiter.rate;
  const headersOf = ({ left, resetMs }: Standing) => ({
    'RateLimit-Policy': `"default";q=${points};w=${seconds}`,
    RateLimit: `"default";r=${left};t=${Math.ceil(resetMs / 1000)}`,
  });
  return {
    async admit(_request, state) {
      const { principal } = state;
      if (!principal || (exemptsServices && principal.caller.role === 'SERVICE')) return;
      const who = nameOf(principal);
      const standing = await limiter.take(who);
      const headers = headersOf(standing);
      if (!standing.isWithin) {
        throw new GatewayError('RATE_LIMITED', {
          retryAfterMs: standing.resetMs,
          http: {
            status: 429,
            headers: { ...headers, 'Retry-After': String(Math.ceil(standing.resetMs / 1000)) },
          },
        });
      }
      state.rateLimit = { who, headers };
    },
    execute({ spent }, { rateLimit, deadline }) {
      if (!rateLimit) return undefined;
      let isSettled = false;
      const settle = () => {
        const { ids, lone } = spent();
        const due = Math.ceil(ids / maxBatchSize) + Math.max(0, lone - 1);
        if (due > 0 && !isSettled) limiter.charge(rateLimit.who, due);
        isSettled = true;
      };
      // Of whoever leaves, or runs out of time, the end is not heard.
      deadline?.whenGone(settle);
      return settle;
    },
    leave: (_answer, _request, { rateLimit }) => rateLimit?.headers,
  };
}
