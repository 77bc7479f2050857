import { createHash } from 'node:crypto';
import { GatewayError, type ErrorCode } from '../errors.ts';

/** Does what a key stands for at most once. */
export interface IdempotencyStore {
  /**
   * Runs the job unless that has been done under its key: then what came of it comes again, also that nobody knows
   * what came of it. A job that certainly did nothing does not use the key up. A second attempt joins one that
   * is under way, for as long as there is time, and runs its own job where that one sent nothing.
   * @throws {GatewayError} `IDEMPOTENCY_KEY_REUSED` for another payload; `IDEMPOTENCY_IN_PROGRESS` where the first is
   *   still at work; `OVERLOADED` where no more keys can be remembered, with a reason (`idempotency-keys` for the
   *   caller's quota, `idempotency-memory` for the store) and a time; `UPSTREAM_UNAVAILABLE` where it cannot be
   *   found out what came of the key: nothing was done then; what the job throws
   */
  execute<T>(job: IdempotentRequest<T>): Promise<T>;
  /** Resolves when what is under way has ended, and been written down if that is possible now. */
  idle(): Promise<void>;
}

export interface IdempotentRequest<T> {
  /** Whose key it is. */
  readonly scope: readonly string[];
  readonly key: string;
  /** Which quota a new key is taken from. Default: one of the scope's own, of the store's default size. */
  readonly quota?: Quota;
  /** What the job does, as JSON: under one key it is always the same. */
  readonly payload: object;
  /** How long somebody waits who did not begin it. */
  readonly signal?: AbortSignal | undefined;
  readonly run: () => Promise<T>;
}

/** How many keys one caller may use in the time for which they are remembered. */
export interface Quota {
  /** Stands for the caller, and holds no secret. */
  readonly owner: string;
  readonly maxKeys: number;
}

/** An attempt under a key that another one may join. */
export interface Attempt {
  readonly print: string;
  readonly outcome: Promise<unknown>;
}

/** How long a key is remembered. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** What stands for the key in a store, and for what is done under it: neither keys nor messages are kept. */
export function storageKeys({ scope, key, payload }: IdempotentRequest<unknown>): {
  readonly name: string;
  readonly print: string;
} {
  // With its scope, which holds a secret: who reads a store must not be able to try out messages.
  return { name: digest([...scope, key]), print: digest([...scope, key, payload]) };
}

/** Whether the job may have been done: not to know is an outcome, and is not tried a second time. */
export function hasUnknownOutcome(error: unknown): boolean {
  return !(error instanceof GatewayError) || error.code === 'UPSTREAM_OUTCOME_UNKNOWN';
}

/**
 * Joins the attempt that is under way with the job's key, or starts one. Where the joined attempt sent nothing, for
 * reasons of its own request, another one is started.
 * @param find the attempt that is under way, or its outcome
 * @param whenFree resolves when an attempt that sent nothing has given its key back, or could not
 */
export async function joinOrStart<T>(
  { print }: { readonly print: string },
  { signal }: IdempotentRequest<T>,
  { find, start, whenFree }: { find(): Attempt | undefined; start(): Promise<T>; whenFree?(): Promise<void> },
): Promise<T> {
  for (let upstreamFailures = 0; ;) {
    const known = find();
    if (!known) return start();
    if (known.print !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
    try {
      return await awaitFirstAttempt(known.outcome as Promise<T>, signal);
    } catch (error) {
      if (!(error instanceof GatewayError) || !SENT_NOTHING.has(error.code)) throw error;
      // Not one after the other, where each would wait for a REST API that is down.
      if (!OWN_REASONS.has(error.code)) upstreamFailures += 1;
      if (upstreamFailures > 1) throw error;
      await whenFree?.();
      if (signal?.aborted) throw new GatewayError('DEADLINE_EXCEEDED', { cause: signal.reason });
      // The key could not be given back: nothing was sent, and nothing can be now.
      if (find() === known) throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    }
  }
}

/** Why a request ends without having sent anything, where another request may still send. */
const OWN_REASONS: ReadonlySet<ErrorCode> = new Set(['DEADLINE_EXCEEDED', 'LIMIT_EXCEEDED', 'RATE_LIMITED']);

/** Of a change these codes say that not one byte of it was sent. */
const SENT_NOTHING: ReadonlySet<ErrorCode> = new Set([
  ...OWN_REASONS,
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
]);

/** Waits for somebody else's job, and no longer than there is time. */
function awaitFirstAttempt<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
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

/** The quota of a job's key is used up. */
export function quotaUsedUp(retryAfterMs: number): GatewayError {
  return new GatewayError('OVERLOADED', { reason: 'idempotency-keys', retryAfterMs });
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
