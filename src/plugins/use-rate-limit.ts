import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../context.ts';
import { GatewayError } from '../errors.ts';
import type { RateLimiter, Standing } from '../rate-limit.ts';
import type { RequestState } from './request-state.ts';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Ids that one call takes: so many cost a point. */
  readonly maxBatchSize: number;
  /** Whether services are exempt. */
  readonly exemptsServices: boolean;
}

/**
 * A request costs a point, and one more for as many ids as one call takes: to ask for a hundred under as many aliases
 * costs what a hundred cost. The first point is taken before the body is read; what the ids cost, once they are known.
 * Says how one stands in the header fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function useRateLimit(options: RateLimitOptions): Plugin<GatewayContext, RequestState> {
  const { limiter, maxBatchSize, exemptsServices } = options;
  const { points, seconds } = limiter.rate;
  const headersOf = ({ left, resetMs }: Standing) => ({
    'RateLimit-Policy': `"default";q=${points};w=${seconds}`,
    RateLimit: `"default";r=${left};t=${Math.ceil(resetMs / 1000)}`,
  });
  return {
    async onRequestParse({ serverContext }) {
      const { principal } = serverContext;
      if (!principal || (exemptsServices && principal.caller.role === 'SERVICE')) return;
      const standing = await limiter.take(principal.caller.id);
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
      serverContext.rateLimit = { who: principal.caller.id, headers };
    },
    onExecute({ args }) {
      const { rateLimit, idsSpent } = args.contextValue as GatewayContext & Pick<RequestState, 'rateLimit'>;
      return {
        onExecuteDone() {
          const ids = idsSpent();
          if (rateLimit && ids > 0) limiter.charge(rateLimit.who, Math.ceil(ids / maxBatchSize));
        },
      };
    },
    onResponse({ response, serverContext }) {
      for (const [name, value] of Object.entries(serverContext.rateLimit?.headers ?? {})) {
        response.headers.set(name, value);
      }
    },
  };
}
