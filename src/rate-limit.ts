import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { boundUnaccepted } from './rate-counters.ts';
import type { Redis } from './redis.ts';

/** So many points in so many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** How somebody stands. */
export interface Standing {
  /** Whether there was still something to be had. */
  readonly isWithin: boolean;
  readonly left: number;
  /** When all of it can be had again, in milliseconds. */
  readonly resetMs: number;
}

export interface RateLimiter {
  readonly rate: Rate;
  /** Takes a point, or says that there are none. */
  take(who: string): Promise<Standing>;
  /** Takes what has turned out to be due, although there may be nothing left. Never fails. */
  charge(who: string, points: number): void;
}

/**
 * Counts points by whoever has them, in Redis for all processes, or in memory. While Redis is away each process
 * counts by itself.
 */
export function createRateLimiter(rate: Rate, redis: Redis | undefined): RateLimiter {
  const options = { points: rate.points, duration: rate.seconds, keyPrefix: 'kommunicate-graphql:rate' };
  const memory = new RateLimiterMemory(options);
  const counters = redis
    ? new RateLimiterRedis({
        ...options,
        // What the library wants of a client: to know whether it is there, and to run its script.
        storeClient: {
          get isReady() {
            return redis.isWell();
          },
          eval: redis.evaluate,
        },
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: memory,
      })
    : memory;
  const limiter = boundUnaccepted(counters, rate);

  return {
    rate,
    async take(who) {
      try {
        return standingOf(await limiter.consume(who), true);
      } catch (error) {
        // It rejects with the same where there is nothing left.
        if (error instanceof RateLimiterRes) return standingOf(error, false);
        throw error;
      }
    },
    charge(who, points) {
      limiter.penalty(who, points).catch(() => undefined);
    },
  };
}

function standingOf({ remainingPoints, msBeforeNext }: RateLimiterRes, isWithin: boolean): Standing {
  return { isWithin, left: Math.max(0, remainingPoints), resetMs: Math.max(0, msBeforeNext) };
}
