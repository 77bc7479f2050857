import { setTimeout as delay } from 'node:timers/promises';
import type { Cancellation } from '../../lib/cancellation.ts';

export interface RetryOptions {
  /** Maximum number of retries of one call. Default 2. */
  readonly retries?: number;
  /** Upper bound of the first backoff, in milliseconds. Doubles with each retry. Default 100. */
  readonly baseMs?: number;
  /** Returns a number from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Waits, and rejects when the signal is aborted. Default: a timer. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** The current time in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

export interface RetryPolicy {
  /** Whether a retry can help, and cannot do something twice. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Whether a failed attempt was made. An attempt that an open circuit rejected does not refill the budget. */
  readonly wasAttempted: (error: unknown) => boolean;
  /** The `Retry-After` of the response, in milliseconds. */
  readonly retryAfterMs: (error: unknown) => number | undefined;
  /** Time that the caller has left, in milliseconds. */
  readonly timeLeftMs: () => number;
  readonly cancellation: Cancellation | undefined;
  /** Called before the wait for each retry. Default: no call. */
  readonly onRetry?: ((waitMs: number) => void) | undefined;
}

export interface Retry {
  <T>(attempt: (count: number) => Promise<T>, policy: RetryPolicy): Promise<T>;
  /** How many retries are left at the moment. */
  readonly budget: () => number;
}

const TOKENS_PER_CALL = 0.1;
const TOKENS_PER_MINUTE = 10;
/** Limits the burst of retries when an outage follows a busy time. */
const MAX_TOKENS = 100;

/**
 * Retries with exponential backoff and full jitter, so calls that failed together are not repeated together.
 *
 * All calls share a retry budget, which is a token bucket. Each retry takes a token, each call adds a tenth of one, and
 * each minute adds ten. A REST API that is down then gets about a tenth more calls, and not three times as many.
 */
export function createRetry(options: RetryOptions = {}): Retry {
  const {
    retries = 2,
    baseMs = 100,
    random = Math.random,
    sleep = (milliseconds, signal) => delay(milliseconds, undefined, { signal, ref: false }),
    now = () => performance.now(),
  } = options;
  let tokens = TOKENS_PER_MINUTE;
  let refilledAt = now();

  function refill(): void {
    const minutes = (now() - refilledAt) / 60_000;
    refilledAt = now();
    tokens = Math.min(MAX_TOKENS, tokens + TOKENS_PER_CALL + minutes * TOKENS_PER_MINUTE);
  }

  const retry = async <T>(attempt: (count: number) => Promise<T>, policy: RetryPolicy): Promise<T> => {
    const { isRetryable, wasAttempted, retryAfterMs, timeLeftMs, cancellation, onRetry } = policy;
    for (let count = 0; ; count += 1) {
      try {
        const result = await attempt(count);
        if (count === 0) refill();
        return result;
      } catch (error) {
        if (count === 0 && wasAttempted(error)) refill();
        if (count === retries || cancellation?.cancelReason() || !isRetryable(error)) throw error;
        const waitMs = Math.max(retryAfterMs(error) ?? 0, random() * baseMs * 2 ** count);
        if (waitMs >= timeLeftMs() || tokens < 1) throw error;
        tokens -= 1;
        onRetry?.(waitMs);
        const waiting = new AbortController();
        const removeListener = cancellation?.onCancel((reason) => waiting.abort(reason));
        try {
          await sleep(waitMs, waiting.signal);
        } catch {
          throw cancellation?.cancelReason() ?? error;
        } finally {
          removeListener?.();
        }
      }
    }
  };
  return Object.assign(retry, { budget: () => tokens });
}
