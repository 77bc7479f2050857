import type { ServerResponse } from 'node:http';

interface PendingWrite {
  readonly response: ServerResponse;
  readonly text: string | Buffer;
  readonly encoding: BufferEncoding;
}

/**
 * Writes the responses of one tick of the event loop one after another, at the end of the tick.
 *
 * A write to a socket wakes its reader. With other work between two writes, the reader sleeps again before the second, and
 * the operating system has to wake it each time: a write took 20 µs instead of 8 (docs/performance.md, "What each request
 * paid").
 *
 * Responses of the same callback, such as those that wait for one batch, are written at once. They follow one another
 * anyway, and the next requests of their clients arrive while the other responses are made.
 */
export class GroupedWrites {
  #pending: PendingWrite[] = [];
  #isScheduled = false;
  /** The number of responses of the running callback. */
  #count = 0;

  end(response: ServerResponse, text: string | Buffer, encoding: BufferEncoding): void {
    this.#count += 1;
    if (this.#count === 1) {
      this.#pending.push({ response, text, encoding });
      this.#schedule();
      return;
    }
    const first = this.#count === 2 ? this.#pending.pop() : undefined;
    if (first) write(first);
    write({ response, text, encoding });
  }

  #schedule(): void {
    // A response comes from a promise. This runs when the callback has no further ones.
    process.nextTick(() => (this.#count = 0));
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const writes = this.#pending;
      this.#pending = [];
      for (const each of writes) write(each);
    });
  }
}

/** A response that cannot be written must not keep the others from being written. */
function write({ response, text, encoding }: PendingWrite): void {
  try {
    response.end(text, encoding);
  } catch {
    response.destroy();
  }
}
