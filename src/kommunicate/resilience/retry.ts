import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  /** How often a call is repeated at most. Default 2. */
  readonly retries?: number;
  /** The longest wait before the first repetition, in milliseconds; it doubles each time. Default 100. */
  readonly baseMs?: number;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: a timer. Rejects when the signal is aborted. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>;
  /** Milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

export interface RetryPolicy {
  /** Whether a failure may be met by trying again, without risk of doing anything twice. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Whether a failed attempt was made at all: what is refused at once earns nothing. */
  readonly wasAttempted: (error: unknown) => boolean;
  /** How long the other side has asked to wait, in milliseconds. */
  readonly retryAfterMs: (error: unknown) => number | undefined;
  /** How much time there is, in milliseconds. */
  readonly timeLeftMs: () => number;
  readonly signal: AbortSignal | undefined;
}

export type Retry = <T>(attempt: () => Promise<T>, how: RetryPolicy) => Promise<T>;

/** Retries that every call earns for later ones, and those that are granted each minute in any case. */
const TOKENS_PER_CALL = 0.1;
const TOKENS_PER_MINUTE = 10;
/** More are not saved up: an outage after a busy day must not be met by a storm. */
const MAX_TOKENS_SAVED = 100;

/**
 * Tries again after a random part of a time that doubles ("full jitter"), so that those who failed together do not
 * come back together. All calls of a client share a budget: retries are a tenth of the calls at most, and ten a
 * minute where there are few. What a service that is down needs least is every call three times.
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
    tokens = Math.min(MAX_TOKENS_SAVED, tokens + TOKENS_PER_CALL + minutes * TOKENS_PER_MINUTE);
  }

  return async (attempt, { isRetryable, wasAttempted, retryAfterMs, timeLeftMs, signal }) => {
    for (let count = 0; ; count += 1) {
      try {
        const answer = await attempt();
        if (count === 0) refill();
        return answer;
      } catch (error) {
        if (count === 0 && wasAttempted(error)) refill();
        if (count === retries || signal?.aborted || !isRetryable(error)) throw error;
        const waitMs = Math.max(retryAfterMs(error) ?? 0, random() * baseMs * 2 ** count);
        // Who cannot wait so long is told now.
        if (waitMs >= timeLeftMs() || tokens < 1) throw error;
        tokens -= 1;
        await sleep(waitMs, signal).catch(() => {
          throw signal?.reason ?? error;
        });
      }
    }
  };
}
