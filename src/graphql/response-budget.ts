import { limitExceeded, type GatewayError } from '../errors.ts';

/*
 * The cost of a response depends on its content, not on the length of the query. A cached page costs no REST call, and
 * can be in the response a thousand times, under a hundred aliases. Fields therefore count each value as they resolve,
 * and stop when the budget is used up.
 */

/** Maximum number of values in a response. Further fields are null with `LIMIT_EXCEEDED` (`cost`). */
export const MAX_VALUES = 50_000;
/** The cost of an error, in values: it takes longer to create and to write than a value. */
export const VALUES_PER_ERROR = 30;
/** Maximum number of fields beyond the limit that have an error. Others are null without one: this bounds the errors. */
const MAX_LIMIT_ERRORS = 10;

/**
 * Fields that say what a write has changed, by their names. No limit removes them from a response: a write that
 * succeeded is never reported as failed.
 */
export const WRITE_RESULT_FIELDS: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'createdAt',
  'status',
  'unreadCount',
]);

/** Counts the values of one response. */
export interface ResponseBudget {
  /** @returns whether the budget covers these values */
  consume(values: number): boolean;
  /** The error of a field beyond the budget; undefined once `MAX_LIMIT_ERRORS` fields have one. */
  limitError(): GatewayError | undefined;
  /** Remembers an object that a mutation has returned: its result fields are never dropped. */
  addWriteResult(object: object): void;
  /** Whether `addWriteResult` was called with the object. */
  isWriteResult(source: unknown): boolean;
}

export function createResponseBudget(): ResponseBudget {
  return new ValueBudget();
}

class ValueBudget implements ResponseBudget {
  #remaining = MAX_VALUES;
  #limitErrors = 0;
  /** One `Set` for each response, not a global `WeakSet`: the collector has extra work for each new key of one that is old. */
  #writeResults: Set<unknown> | undefined;

  consume(values: number): boolean {
    this.#remaining -= values;
    return this.#remaining >= 0;
  }

  limitError(): GatewayError | undefined {
    this.#limitErrors += 1;
    return this.#limitErrors > MAX_LIMIT_ERRORS ? undefined : costLimitError();
  }

  addWriteResult(object: object): void {
    (this.#writeResults ??= new Set()).add(object);
  }

  isWriteResult(source: unknown): boolean {
    return this.#writeResults?.has(source) ?? false;
  }
}

export function costLimitError(): GatewayError {
  return limitExceeded('cost', MAX_VALUES);
}
