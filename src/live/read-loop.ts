import type { Span } from '../lib/observer.ts';
import { recordRead, type StartSpan } from './record-read.ts';
import type { Timers } from './timers.ts';

/** Delays before a read that looks for a hinted message which is not in the list yet, in milliseconds. */
export const UNLISTED_DELAYS_MS: readonly number[] = [200, 1000, 3000];

/** The delay before a failed read is repeated, in milliseconds: it doubles up to the maximum. */
export const RETRY_MS = { first: 500, max: 30_000 };

export interface ReadLoopOptions {
  readonly timers: Timers;
  /**
   * Reads once. Rejects if the read fails; it is then repeated.
   * @param span the span of the read; undefined if it is not recorded
   * @returns the delay until the next read, in milliseconds; undefined if none is needed
   */
  readonly read: (span: Span | undefined) => Promise<number | undefined>;
  /** Default: no read is recorded. */
  readonly startSpan?: StartSpan | undefined;
  /** Minimum time between the starts of two reads, in milliseconds. Default: 0. */
  readonly minIntervalMs?: number;
}

/**
 * The reads that hints ask for: one at a time. Hints during a read lead to one more. While reads fail, the delay decides,
 * and not the hints.
 */
export class ReadLoop {
  readonly #options: ReadLoopOptions;
  #phase: 'closed' | 'idle' | 'reading' | 'stopped' = 'closed';
  /** Whether there was a request since the last read has started. */
  #isRequested = false;
  #lastReadAt = -Infinity;
  #failures = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ReadLoopOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#phase === 'idle' || this.#phase === 'reading';
  }

  get isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  /** From now on requests lead to reads, also those that came before. */
  open(): void {
    if (this.#phase !== 'closed') return;
    this.#phase = 'idle';
    this.#continue();
  }

  /** Asks for a read that starts after this call. */
  request(): void {
    this.#isRequested = true;
    this.#continue();
  }

  stop(): void {
    this.#phase = 'stopped';
    this.#cancelTimer?.();
  }

  #continue(): void {
    if (!this.#isRequested || this.#phase !== 'idle' || this.#failures > 0) return;
    const { timers, minIntervalMs = 0 } = this.#options;
    const waitMs = this.#lastReadAt + minIntervalMs - timers.now();
    if (waitMs <= 0) void this.#run();
    else this.#runAfter(waitMs);
  }

  async #run(): Promise<void> {
    const { timers, read, startSpan } = this.#options;
    this.#cancelTimer?.();
    this.#phase = 'reading';
    this.#isRequested = false;
    this.#lastReadAt = timers.now();
    let delayMs: number | undefined;
    try {
      delayMs = await recordRead(startSpan, read);
      this.#failures = 0;
    } catch {
      delayMs = Math.min(RETRY_MS.max, RETRY_MS.first * 2 ** this.#failures);
      this.#failures += 1;
    }
    if (this.isStopped) return;
    this.#phase = 'idle';
    if (delayMs !== undefined) this.#runAfter(delayMs);
    this.#continue();
  }

  /** Replaces the timer of an earlier delay: a sooner read serves both. */
  #runAfter(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.timers.after(delayMs, () => {
      if (this.#phase === 'idle') void this.#run();
    });
  }
}
