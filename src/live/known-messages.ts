import { LATE_MS } from '../kommunicate/message-key.ts';
import type { LiveMessage } from './read-messages.ts';

/** Minimum number of messages that are remembered. Older ones are forgotten when there are twice as many. */
const MIN_KNOWN = 400;

/** The messages of a conversation that its subscribers have, or that are older than the first subscription. */
export class KnownMessages {
  readonly #times = new Map<string, number>();
  /** Messages at or below this time are known, whether they are in `#times` or not. */
  #floor = -Infinity;
  #newest = -Infinity;

  /** @param key the normalized key of a message */
  has(key: string): boolean {
    return this.#times.has(key);
  }

  /** Whether a message was neither given out, nor is it older than what was. */
  isNew(key: string, time: number): boolean {
    return !this.#times.has(key) && time > this.#floor;
  }

  /** A read has to go back to this time: no new message can be older. */
  get horizon(): number {
    return Math.max(this.#floor, this.#newest - LATE_MS);
  }

  add({ key, time }: LiveMessage): void {
    this.#times.set(key, time);
    this.#newest = Math.max(this.#newest, time);
  }

  /**
   * Takes everything that was added as the start: older messages are known too.
   * @param oldest the oldest message that was read, if there are older ones that could be new
   */
  setFloor(oldest: number | undefined): void {
    this.#floor = Math.max(this.#newest - LATE_MS, oldest ?? -Infinity);
  }

  /** Forgets messages that no read can meet as new ones. All older ones are below the floor. */
  forgetOld(): void {
    if (this.#times.size <= 2 * MIN_KNOWN) return;
    const byTime = [...this.#times].toSorted(([, one], [, other]) => other - one);
    const lateFrom = this.#newest - LATE_MS;
    for (const [index, [key, time]] of byTime.entries()) {
      if (index < MIN_KNOWN || time >= lateFrom) continue;
      this.#times.delete(key);
      this.#floor = Math.max(this.#floor, time);
    }
  }
}
