import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';

/** Does what a key stands for at most once. */
export interface IdempotencyStore {
  /**
   * Runs the job unless that has been done under its key: then what came of it comes again, also that nobody knows
   * what came of it. A job that certainly did nothing does not use the key up. Who comes while the first is at work
   * waits for what it gets, for as long as there is time.
   * @throws {GatewayError} `IDEMPOTENCY_KEY_REUSED` for another payload; `IDEMPOTENCY_IN_PROGRESS` where the first is
   *   still at work; `OVERLOADED` where no more keys can be remembered; `UPSTREAM_UNAVAILABLE` where it cannot be
   *   found out what came of the key: nothing was done then; what the job throws
   */
  once<T>(job: Job<T>): Promise<T>;
  /** Resolves when what is under way has ended, and been written down if that is possible now. */
  idle(): Promise<void>;
}

export interface Job<T> {
  /** Whose key it is. */
  readonly scope: readonly string[];
  readonly key: string;
  /** What the job does, as JSON: under one key it is always the same. */
  readonly payload: object;
  /** How long somebody waits who did not begin it. */
  readonly signal?: AbortSignal | undefined;
  readonly run: () => Promise<T>;
}

/** How long a key is remembered. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** What stands for the key in a store, and for what is done under it: neither keys nor messages are kept. */
export function namesOf({ scope, key, payload }: Job<unknown>): {
  readonly name: string;
  readonly print: string;
} {
  // With its scope, which holds a secret: who reads a store must not be able to try out messages.
  return { name: digest([...scope, key]), print: digest([...scope, key, payload]) };
}

/** Whether the job may have been done: not to know is an outcome, and is not tried a second time. */
export function isUnknown(error: unknown): boolean {
  return !(error instanceof GatewayError) || error.code === 'UPSTREAM_OUTCOME_UNKNOWN';
}

/** Waits for somebody else's job, and no longer than there is time. */
export function join<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return outcome;
  return new Promise((resolve, reject) => {
    const leave = () => reject(inProgress());
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

export function inProgress(): GatewayError {
  return new GatewayError('IDEMPOTENCY_IN_PROGRESS', { retryAfterMs: 1000 });
}

/** The same whatever the order of keys. */
export function digest(value: unknown): string {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
  return createHash('sha256').update(text).digest('base64url');
}
