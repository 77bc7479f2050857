import { GatewayError } from '../errors.ts';

/** How much of one thing a request may use. An amount beyond it is rejected as a whole and leaves the rest usable. */
export class Budget {
  readonly #limit: string;
  #remaining: number;

  /** @param limit its name in the `limit` extension of `LIMIT_EXCEEDED` */
  constructor(limit: string, amount: number) {
    this.#limit = limit;
    this.#remaining = amount;
  }

  /** @throws {GatewayError} `LIMIT_EXCEEDED` if the amount is more than what remains */
  spend(amount: number): void {
    if (amount > this.#remaining) throw new GatewayError('LIMIT_EXCEEDED', { limit: this.#limit });
    this.#remaining -= amount;
  }

  /** Charges an amount after the fact, even below zero. */
  charge(amount: number): void {
    this.#remaining -= amount;
  }

  /** @throws {GatewayError} `LIMIT_EXCEEDED` if more was charged than the budget had */
  assertWithinLimit(): void {
    if (this.#remaining < 0) throw new GatewayError('LIMIT_EXCEEDED', { limit: this.#limit });
  }
}
