import { GatewayError, limitExceeded } from '../errors.ts';
import type { RateLimiter } from '../lib/rate-limiter.ts';

/** What a request has used: ids that it looked up itself, and pages and mutations that made a REST call. */
export interface RateUsage {
  readonly ids: number;
  readonly calls: number;
}

/**
 * The rate points of one request. A request costs one point, which includes its first page or mutation. Every
 * `maxBatchSize` ids cost one more, and so does each further page or mutation. A page has one price, whatever the number
 * of its reads. Points are reserved before a REST call is made for them.
 */
export interface RateBudget {
  /**
   * @returns undefined if the points reserved so far cover these ids, else a promise of the reservation. It rejects with
   *   `RATE_LIMITED` if too few points are left, and with `LIMIT_EXCEEDED` (`rate`) if the ids cost more than the whole
   *   rate.
   */
  reserveIds(count: number): Promise<void> | undefined;
  /** Reserves points for a page or a mutation, in the same way. */
  reserveCall(): Promise<void> | undefined;
  /** Gives back the points that were reserved and not used. Only the first call has an effect. */
  settle(used: RateUsage): void;
  /** Points reserved and not given back, without the one of the request itself. */
  readonly charged: number;
}

/** @param key the caller, as the limiter counts it */
export function createRateBudget(limiter: RateLimiter, key: string, maxBatchSize: number): RateBudget {
  return new RequestRateBudget(limiter, key, maxBatchSize);
}

/** A field that waits for points. */
interface PointsRequest extends PromiseWithResolvers<void> {
  readonly points: number;
}

class RequestRateBudget implements RateBudget {
  readonly #limiter: RateLimiter;
  readonly #key: string;
  readonly #maxBatchSize: number;
  #ids = 0;
  /** Points for ids, reserved or requested. */
  #idPoints = 0;
  /** The pending reservation for ids. Ids that its points cover wait for it. */
  #idsReserved: Promise<void> | undefined;
  #hasCalled = false;
  #waiting: PointsRequest[] = [];
  #reserved = 0;
  #windowEndsAt = 0;
  #isSettled = false;

  constructor(limiter: RateLimiter, key: string, maxBatchSize: number) {
    this.#limiter = limiter;
    this.#key = key;
    this.#maxBatchSize = maxBatchSize;
  }

  get charged(): number {
    return this.#reserved;
  }

  reserveIds(count: number): Promise<void> | undefined {
    const points = this.#pointsFor(this.#ids + count) - this.#idPoints;
    this.#ids += count;
    if (points <= 0) return this.#idsReserved;
    this.#idPoints += points;
    const reserved = this.#reserve(points).catch((error: unknown) => {
      this.#ids -= count;
      this.#idPoints -= points;
      throw error;
    });
    this.#idsReserved = reserved;
    const clear = () => {
      if (this.#idsReserved === reserved) this.#idsReserved = undefined;
    };
    reserved.then(clear, clear);
    return reserved;
  }

  reserveCall(): Promise<void> | undefined {
    if (this.#hasCalled) return this.#reserve(1);
    this.#hasCalled = true;
    return undefined;
  }

  settle({ ids, calls }: RateUsage): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const price = this.#pointsFor(Math.min(ids, this.#ids)) + Math.max(0, calls - 1);
    const unused = this.#reserved - price;
    if (unused <= 0) return;
    this.#reserved -= unused;
    this.#limiter.giveBack(this.#key, unused, this.#windowEndsAt);
  }

  #pointsFor(ids: number): number {
    return Math.ceil(ids / this.#maxBatchSize);
  }

  /** Reservations of one microtask tick are sent to the limiter as one. */
  #reserve(points: number): Promise<void> {
    // `>=`, because the request itself has already taken one point.
    if (points >= this.#limiter.rate.points) {
      return Promise.reject(limitExceeded('rate', this.#limiter.rate.points));
    }
    const request = { points, ...Promise.withResolvers<void>() };
    this.#waiting.push(request);
    if (this.#waiting.length === 1) queueMicrotask(() => void this.#flush());
    return request.promise;
  }

  async #flush(): Promise<void> {
    const requests = this.#waiting;
    this.#waiting = [];
    const total = requests.reduce((sum, { points }) => sum + points, 0);
    try {
      const { granted, resetMs } = await this.#limiter.reserve(this.#key, total);
      let remaining = granted;
      this.#windowEndsAt = Date.now() + resetMs;
      if (this.#isSettled) {
        // The request is over. Fields that still run get no values: their loads reject with the cancel reason.
        this.#limiter.giveBack(this.#key, granted, this.#windowEndsAt);
        for (const { resolve } of requests) resolve();
        return;
      }
      for (const { points, resolve, reject } of requests) {
        if (points > remaining) {
          reject(new GatewayError('RATE_LIMITED', { retryAfterMs: resetMs }));
          continue;
        }
        remaining -= points;
        this.#reserved += points;
        resolve();
      }
      if (remaining > 0) this.#limiter.giveBack(this.#key, remaining, this.#windowEndsAt);
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }
}
