import { limitExceeded, type ErrorLimit } from '../errors.ts';

/** How much of one thing a request may use. An amount beyond the rest is rejected as a whole; the rest stays usable. */
export class Budget {
  readonly #limit: ErrorLimit;
  readonly #max: number;
  #remaining: number;

  /** @param limit its name in the `limit` extension of `LIMIT_EXCEEDED` */
  constructor(limit: ErrorLimit, max: number) {
    this.#limit = limit;
    this.#max = max;
    this.#remaining = max;
  }

  /** @throws {GatewayError} `LIMIT_EXCEEDED` if the amount is more than what remains */
  spend(amount: number): void {
    if (amount > this.#remaining) throw limitExceeded(this.#limit, this.#max);
    this.#remaining -= amount;
  }

  /** Charges an amount after the fact, even below zero. */
  charge(amount: number): void {
    this.#remaining -= amount;
  }

  /** @throws {GatewayError} `LIMIT_EXCEEDED` if more was charged than the budget had */
  assertWithinLimit(): void {
    if (this.#remaining < 0) throw limitExceeded(this.#limit, this.#max);
  }
}
