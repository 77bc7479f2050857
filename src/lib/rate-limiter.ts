import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { boundUnaccepted } from './rate-counters.ts';
import type { Redis } from './redis.ts';

/** A rate limit: `points` within `seconds`. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

export interface RateLimitStatus {
  /** Whether a point was left. */
  readonly allowed: boolean;
  readonly left: number;
  /** Time until all points are available again, in milliseconds. */
  readonly resetMs: number;
}

interface Reservation {
  readonly granted: number;
  /** Time until all points are available again, in milliseconds. */
  readonly resetMs: number;
}

/** Points are returned only until this time before their window ends, because the clock of Redis may differ. */
const GIVE_BACK_MARGIN_MS = 50;

export interface RateLimiter {
  readonly rate: Rate;
  /** Consumes a point of a key, unless none is left. */
  consume(key: string): Promise<RateLimitStatus>;
  /** Reserves up to `points`: as many as are left, which may be none. */
  reserve(key: string, points: number): Promise<Reservation>;
  /**
   * Returns reserved points, unless their window has ended: they would count in the next one. Never throws.
   * @param windowEndsAt milliseconds since 1970
   */
  giveBack(key: string, points: number, windowEndsAt: number): void;
}

/**
 * Creates a rate limiter that counts points by key: in Redis for all processes, or in the memory of this one. While Redis
 * is disconnected, each process counts separately.
 */
export function createRateLimiter(rate: Rate, redis: Redis | undefined): RateLimiter {
  const options = { points: rate.points, duration: rate.seconds, keyPrefix: 'kommunicate-graphql:rate' };
  const memory = new RateLimiterMemory(options);
  const counters = redis
    ? new RateLimiterRedis({
        ...options,
        // The part of a Redis client that the library uses.
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

  const giveBack = (key: string, points: number, windowEndsAt: number) => {
    if (Date.now() > windowEndsAt - GIVE_BACK_MARGIN_MS) return;
    limiter.reward(key, points).catch(() => undefined);
  };

  return {
    rate,
    async consume(key) {
      try {
        return statusOf(await limiter.consume(key), true);
      } catch (error) {
        // The library rejects with a status when no point is left.
        if (error instanceof RateLimiterRes) return statusOf(error, false);
        throw error;
      }
    },
    async reserve(key, points) {
      try {
        const { msBeforeNext } = await limiter.consume(key, points);
        return { granted: points, resetMs: Math.max(0, msBeforeNext) };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The library has counted all points: those above the rate are returned.
        const consumedBefore = error.consumedPoints - points;
        const granted = Math.min(points, Math.max(0, rate.points - consumedBefore));
        const resetMs = Math.max(0, error.msBeforeNext);
        giveBack(key, points - granted, Date.now() + resetMs);
        return { granted, resetMs };
      }
    },
    giveBack,
  };
}

function statusOf({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): RateLimitStatus {
  return { allowed, left: Math.max(0, remainingPoints), resetMs: Math.max(0, msBeforeNext) };
}
