import { GatewayError, limitExceeded } from '../errors.ts';
import type { RateLimiter } from '../lib/rate-limiter.ts';

/** What a request called: ids that it looked up itself, and pages and mutations that made a REST call. */
export interface Used {
  readonly ids: number;
  readonly calls: number;
}

/**
 * What one request pays under its caller's rate. It costs a point, which also pays for its first page or mutation;
 * one more for each `maxBatchSize` ids; and one more for each further page or mutation. A page has one price, however
 * many reads it takes. Points are reserved before anything is called for them.
 */
export interface RateBudget {
  /**
   * @returns undefined where these ids are paid for already, else when they are. Rejects with `RATE_LIMITED`, and with
   *   `LIMIT_EXCEEDED` (`rate`) where they cost more than the whole rate
   */
  reserveIds(count: number): Promise<void> | undefined;
  /** The same for a page or a mutation. */
  reserveCall(): Promise<void> | undefined;
  /** Gives back what was reserved and not used. Only the first time counts. */
  settle(used: Used): void;
  /** Points that were reserved and not given back, beside the first. */
  readonly charged: number;
}

/** @param who the caller, as the limiter counts it */
export function createRateBudget(limiter: RateLimiter, who: string, maxBatchSize: number): RateBudget {
  return new RequestRateBudget(limiter, who, maxBatchSize);
}

/** A field that waits for points. */
interface PointsRequest extends PromiseWithResolvers<void> {
  readonly points: number;
}

class RequestRateBudget implements RateBudget {
  readonly #limiter: RateLimiter;
  readonly #who: string;
  readonly #maxBatchSize: number;
  #ids = 0;
  /** Points for ids, reserved or asked for, and what ids wait for that those points cover. */
  #idPoints = 0;
  #idsReserved: Promise<void> | undefined;
  #hasCalled = false;
  #waiting: PointsRequest[] = [];
  #reserved = 0;
  #windowEndsAt = 0;
  #isSettled = false;

  constructor(limiter: RateLimiter, who: string, maxBatchSize: number) {
    this.#limiter = limiter;
    this.#who = who;
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
    const forget = () => {
      if (this.#idsReserved === reserved) this.#idsReserved = undefined;
    };
    reserved.then(forget, forget);
    return reserved;
  }

  reserveCall(): Promise<void> | undefined {
    if (this.#hasCalled) return this.#reserve(1);
    this.#hasCalled = true;
    return undefined;
  }

  settle({ ids, calls }: Used): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const price = this.#pointsFor(Math.min(ids, this.#ids)) + Math.max(0, calls - 1);
    const unused = this.#reserved - price;
    if (unused <= 0) return;
    this.#reserved -= unused;
    this.#limiter.giveBack(this.#who, unused, this.#windowEndsAt);
  }

  #pointsFor(ids: number): number {
    return Math.ceil(ids / this.#maxBatchSize);
  }

  /** Fields that ask in the same turn are asked for together. */
  #reserve(points: number): Promise<void> {
    // The request itself costs one.
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
      const { granted, resetMs } = await this.#limiter.reserve(this.#who, total);
      let left = granted;
      this.#windowEndsAt = Date.now() + resetMs;
      if (this.#isSettled) {
        // The request is over: what its fields load now is refused for that reason.
        this.#limiter.giveBack(this.#who, granted, this.#windowEndsAt);
        for (const { resolve } of requests) resolve();
        return;
      }
      for (const { points, resolve, reject } of requests) {
        if (points > left) {
          reject(new GatewayError('RATE_LIMITED', { retryAfterMs: resetMs }));
          continue;
        }
        left -= points;
        this.#reserved += points;
        resolve();
      }
      if (left > 0) this.#limiter.giveBack(this.#who, left, this.#windowEndsAt);
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }
}
