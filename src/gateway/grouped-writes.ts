import type { ServerResponse } from 'node:http';

export interface GroupedWritesOptions {
  /** Called with the error of a response that could not be written. Its connection is closed. Default: nothing. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** The current time in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

interface PendingWrite {
  readonly response: ServerResponse;
  readonly text: string | Buffer;
  readonly encoding: BufferEncoding;
}

/** Time in milliseconds after which a response does not wait for another callback. */
const OVERDUE_MS = 1;

/**
 * Writes the responses of one tick of the event loop one after another, when all callbacks of its poll phase have run.
 *
 * A write to a socket wakes its reader. With other work between two writes, the reader sleeps again before the second, and
 * the operating system has to wake it each time: a write took 20 µs instead of 8 (docs/performance.md, "What each request
 * paid").
 *
 * Responses of the same callback, such as those that wait for one batch, are written at once. They follow one another
 * anyway, and the next requests of their clients arrive while the other responses are made.
 *
 * A response waits for microseconds. If the callbacks take longer than a millisecond, all are written when the next
 * request starts, or the next response ends.
 */
export class GroupedWrites {
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  #pending: PendingWrite[] = [];
  /** When the oldest pending response ended. */
  #pendingSince = 0;
  #isScheduled = false;
  /** The number of responses of the running callback. */
  #count = 0;

  constructor({ onError = () => undefined, now = () => performance.now() }: GroupedWritesOptions = {}) {
    this.#onError = onError;
    this.#now = now;
  }

  /** Ends a response with the others of the tick. */
  end(response: ServerResponse, text: string | Buffer, encoding: BufferEncoding): void {
    this.#count += 1;
    this.flushOverdue();
    if (this.#count === 1) {
      if (this.#pending.length === 0) this.#pendingSince = this.#now();
      this.#pending.push({ response, text, encoding });
      this.#schedule();
      return;
    }
    const first = this.#count === 2 ? this.#pending.pop() : undefined;
    if (first) this.#write(first);
    this.#write({ response, text, encoding });
  }

  /** Ends a response now. */
  endNow(response: ServerResponse, text: string | Buffer, encoding: BufferEncoding): void {
    this.#write({ response, text, encoding });
  }

  /** Writes the pending responses if the oldest has waited for a millisecond. */
  flushOverdue(): void {
    if (this.#pending.length > 0 && this.#now() - this.#pendingSince >= OVERDUE_MS) this.#flush();
  }

  #schedule(): void {
    // A response comes from a promise. This runs when the callback has no further ones.
    process.nextTick(() => (this.#count = 0));
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const writes = this.#pending;
    this.#pending = [];
    for (const each of writes) this.#write(each);
  }

  /** A response that cannot be written must not keep the others from being written. */
  #write({ response, text, encoding }: PendingWrite): void {
    try {
      response.end(text, encoding);
    } catch (error) {
      response.destroy();
      this.#onError(error);
    }
  }
}
