import { hashOf, LATE_MS } from '../kommunicate/message-key.ts';
import { recentHashes, type EventPosition } from './event-position.ts';
import type { LiveMessage } from './read-messages.ts';

/** Which events a viewer sees: end users see no hidden messages. */
export type Visibility = 'all' | 'visible';

/** The events of a conversation as one kind of viewer sees them, and how far they have come. */
export class ViewerChain {
  #time: number | undefined;
  #recent: { readonly time: number; readonly hash: string }[] = [];
  #sequence = 0;

  /** Adds a message that the viewer has, or that is older than its subscription. */
  add({ message, time }: LiveMessage): void {
    this.#time = Math.max(this.#time ?? -Infinity, time);
    const lateFrom = this.#time - LATE_MS;
    this.#recent = this.#recent.filter((each) => each.time >= lateFrom);
    if (time >= lateFrom) this.#recent.push({ time, hash: hashOf(message.messageKey) });
  }

  /** Counts an event, so that its position differs from the one before. */
  count(): void {
    this.#sequence += 1;
  }

  /** @param state of the conversation */
  position(state: string | undefined): EventPosition {
    return { time: this.#time, hashes: recentHashes(this.#recent), state, sequence: this.#sequence };
  }
}
