import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { boundUnaccepted } from './rate-counters.ts';
import type { Redis } from './redis.ts';

/** So many points in so many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** How somebody stands. */
export interface RateLimitStatus {
  /** Whether there was still something to be had. */
  readonly allowed: boolean;
  readonly left: number;
  /** When all of it can be had again, in milliseconds. */
  readonly resetMs: number;
}

interface Reservation {
  readonly granted: number;
  /** When all points are there again, in milliseconds. */
  readonly resetMs: number;
}

/** Points are given back up to so many milliseconds before their window ends: Redis has a clock of its own. */
const GIVE_BACK_MARGIN_MS = 50;

export interface RateLimiter {
  readonly rate: Rate;
  /** Takes a point, or says that there are none. */
  consume(who: string): Promise<RateLimitStatus>;
  /** Reserves as many of `points` as are left, which may be none. */
  reserve(who: string, points: number): Promise<Reservation>;
  /**
   * Gives back reserved points, unless their window is over: then they would count in the next one. Never fails.
   * @param windowEndsAt milliseconds since 1970
   */
  giveBack(who: string, points: number, windowEndsAt: number): void;
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
            return redis.isReady();
          },
          eval: redis.evaluate,
        },
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: memory,
      })
    : memory;
  const limiter = boundUnaccepted(counters, rate);

  const giveBack = (who: string, points: number, windowEndsAt: number) => {
    if (Date.now() > windowEndsAt - GIVE_BACK_MARGIN_MS) return;
    limiter.reward(who, points).catch(() => undefined);
  };

  return {
    rate,
    async consume(who) {
      try {
        return standingOf(await limiter.consume(who), true);
      } catch (error) {
        // It rejects with the same where there is nothing left.
        if (error instanceof RateLimiterRes) return standingOf(error, false);
        throw error;
      }
    },
    async reserve(who, points) {
      try {
        const { msBeforeNext } = await limiter.consume(who, points);
        return { granted: points, resetMs: Math.max(0, msBeforeNext) };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // It has counted all of them: what was over the rate goes back.
        const before = error.consumedPoints - points;
        const granted = Math.min(points, Math.max(0, rate.points - before));
        const resetMs = Math.max(0, error.msBeforeNext);
        giveBack(who, points - granted, Date.now() + resetMs);
        return { granted, resetMs };
      }
    },
    giveBack,
  };
}

function standingOf({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): RateLimitStatus {
  return { allowed, left: Math.max(0, remainingPoints), resetMs: Math.max(0, msBeforeNext) };
}
