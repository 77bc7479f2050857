import { createHash } from 'node:crypto';
import { GatewayError, type ErrorCode } from '../errors.ts';
import { isObject } from '../lib/json.ts';
import { raceSignal } from '../lib/race-signal.ts';

/** Runs each request with an idempotency key at most once. */
export interface IdempotencyStore {
  /**
   * Runs the request, unless its key was used before: then the stored outcome is returned, including "outcome unknown".
   * A request that certainly changed nothing does not use up its key. If an attempt with the key is pending, a second one
   * waits for it, until its own signal is aborted. If the first attempt sent nothing, the second one runs.
   * @throws {GatewayError}
   *   - `IDEMPOTENCY_KEY_REUSED` if the key was used with another payload;
   *   - `IDEMPOTENCY_IN_PROGRESS` if the first attempt is still pending;
   *   - `OVERLOADED` with `retryAfterMs` if no more keys can be stored: reason `idempotency-keys` for the caller's quota,
   *     `idempotency-memory` for the store;
   *   - `UPSTREAM_UNAVAILABLE` if the store cannot be read: nothing was sent then;
   *   - what `run` throws
   */
  execute<T>(request: IdempotentRequest<T>): Promise<T>;
  /** Resolves when all pending attempts have ended, and their outcomes are stored if that is possible now. */
  idle(): Promise<void>;
}

export interface IdempotentRequest<T> {
  /** Separates the keys of different callers. */
  readonly scope: readonly string[];
  readonly key: string;
  /** The quota that a new key is counted in. Default: a quota of the scope, of the store's default size. */
  readonly quota?: Quota;
  /** Describes the request as JSON. All requests with one key must have the same payload. */
  readonly payload: object;
  /** Ends the wait for another attempt. Default: waits without limit. */
  readonly signal?: AbortSignal | undefined;
  readonly run: () => Promise<T>;
}

/** Maximum number of keys that one caller may use during the time to live of a key. */
export interface Quota {
  /** Identifies the caller. Contains no secret. */
  readonly owner: string;
  readonly maxKeys: number;
}

/** An attempt with a key, pending or ended. */
export interface Attempt {
  readonly fingerprint: string;
  readonly outcome: Promise<unknown>;
}

/** Default time to live of a key. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** Hashes for the key and for its payload. Stores hold neither keys nor messages. */
export function storageKeys({ scope, key, payload }: IdempotentRequest<unknown>): {
  readonly name: string;
  readonly fingerprint: string;
} {
  // The scope contains a secret. Without it, a reader of the store could test guesses of a message.
  return { name: digest([...scope, key]), fingerprint: digest([...scope, key, payload]) };
}

/** Whether the request may have been carried out. Such an outcome is stored, and the request is not sent again. */
export function hasUnknownOutcome(error: unknown): boolean {
  return !(error instanceof GatewayError) || error.code === 'UPSTREAM_OUTCOME_UNKNOWN';
}

/**
 * Waits for the attempt with the same key, or starts one if there is none. If the other attempt sent nothing, another one
 * is started, but only once after a failure of the REST API.
 * @param find returns the attempt with the key, pending or ended
 * @param whenFree resolves when an attempt that sent nothing has released its key, or has failed to
 */
export async function joinOrStart<T>(
  { fingerprint }: { readonly fingerprint: string },
  { signal }: IdempotentRequest<T>,
  { find, start, whenFree }: { find(): Attempt | undefined; start(): Promise<T>; whenFree?(): Promise<void> },
): Promise<T> {
  for (let upstreamFailures = 0; ;) {
    const known = find();
    if (!known) return start();
    if (known.fingerprint !== fingerprint) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
    try {
      return await raceSignal(known.outcome as Promise<T>, signal, () => Promise.reject(inProgress()));
    } catch (error) {
      if (!(error instanceof GatewayError) || !SENT_NOTHING.has(error.code)) throw error;
      // Two attempts at most: each would wait for a REST API that is down.
      if (!OWN_REASONS.has(error.code)) upstreamFailures += 1;
      if (upstreamFailures > 1) throw error;
      await whenFree?.();
      if (signal?.aborted) throw new GatewayError('DEADLINE_EXCEEDED', { cause: signal.reason });
      // The key could not be released: nothing was sent, and nothing can be sent now.
      if (find() === known) throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    }
  }
}

/** Codes of attempts that sent nothing because of their own limits: another request may still send. */
const OWN_REASONS: ReadonlySet<ErrorCode> = new Set(['DEADLINE_EXCEEDED', 'LIMIT_EXCEEDED', 'RATE_LIMITED']);

/** Codes of writes of which no byte was sent. */
const SENT_NOTHING: ReadonlySet<ErrorCode> = new Set([
  ...OWN_REASONS,
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
]);

export function inProgress(): GatewayError {
  return new GatewayError('IDEMPOTENCY_IN_PROGRESS', { retryAfterMs: 1000 });
}

export function quotaUsedUp(retryAfterMs: number): GatewayError {
  return new GatewayError('OVERLOADED', { reason: 'idempotency-keys', retryAfterMs });
}

/** Hashes a JSON value, independent of the order of object keys. */
export function digest(value: unknown): string {
  const text = JSON.stringify(value, (_name, child: unknown) =>
    isObject(child)
      ? Object.fromEntries(Object.entries(child).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : child,
  );
  return createHash('sha256').update(text).digest('base64url');
}
