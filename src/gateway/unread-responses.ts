import type { ServerResponse } from 'node:http';
import { GroupedWrites } from './grouped-writes.ts';

export interface UnreadResponsesOptions {
  /** Milliseconds without progress after which the connection of a response is closed. Default 30000. */
  readonly stallMs?: number;
  /** Number of unread bytes, of all clients together, at which the gateway accepts no further request. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Called with the error of a response that could not be written. Default: nothing. */
  readonly onError?: (error: unknown) => void;
}

/** Size of the chunks of a long response: the socket accepts the next one only while the client reads. */
const CHUNK_BYTES = 16 * 1024;
/** Responses up to this size are written at once, because the buffers of a socket hold them. */
const MAX_SINGLE_WRITE_BYTES = 64 * 1024;
/** Number of checks for stalled responses in each `stallMs`. */
const CHECKS_PER_STALL = 6;

interface UnreadResponse {
  readonly response: ServerResponse;
  readonly bytes: number;
  lastProgressAt: number;
  /** Its place in the list; undefined when it was read. */
  index: number | undefined;
}

/**
 * Tracks the responses that clients have not read, limits their bytes, and ends connections that stall.
 *
 * They are in an array, and not in a `Map` or `Set`: one whose entries come and go with each request makes the collector
 * keep all of them alive for seconds (`src/batching/shared-lookups.ts` says why). It doubled the processor time of W1.
 */
export class UnreadResponses {
  readonly #stallMs: number;
  readonly #maxBytes: number;
  readonly #unread: UnreadResponse[] = [];
  readonly #writes: GroupedWrites;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ stallMs = 30_000, maxBytes = 256 * 1024 * 1024, onError }: UnreadResponsesOptions = {}) {
    this.#writes = new GroupedWrites({ onError });
    this.#stallMs = stallMs;
    this.#maxBytes = maxBytes;
  }

  /** Whether the gateway must accept no further request. */
  isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  /** Writes the responses that have waited for a millisecond. Called before other work of the tick. */
  flushOverdue(): void {
    this.#writes.flushOverdue();
  }

  /**
   * Writes the body of a response whose head has been written.
   * @param bytes the length of the text in bytes
   * @param isUrgent whether to write it now, and not with the other responses of the tick
   */
  end(response: ServerResponse, text: string | Buffer, bytes: number, isUrgent = false): void {
    // A buffer is a file that all responses share. It takes no memory for each of them.
    const unread: UnreadResponse = {
      response,
      bytes: typeof text === 'string' ? bytes : 0,
      lastProgressAt: performance.now(),
      index: this.#unread.length,
    };
    this.#unread.push(unread);
    this.#bytes += unread.bytes;
    this.#timer ??= setInterval(() => this.#endStalled(), this.#stallMs / CHECKS_PER_STALL).unref();
    // Node emits `close` when the operating system has accepted the whole response, and when the connection is closed.
    response.on('close', () => this.#remove(unread));
    // ASCII text is the same in Latin-1. Writing 30 kB as Latin-1 takes 48 µs instead of 58.
    const encoding = bytes === text.length ? 'latin1' : 'utf8';
    if (bytes <= MAX_SINGLE_WRITE_BYTES) {
      if (isUrgent) this.#writes.endNow(response, text, encoding);
      else this.#writes.end(response, text, encoding);
    } else {
      const body = typeof text === 'string' ? Buffer.from(text, encoding) : text;
      endInChunks(response, body, () => (unread.lastProgressAt = performance.now()));
    }
  }

  #endStalled(): void {
    // Stopped here, and not after the last response: a timer for each request takes time.
    if (this.#unread.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const now = performance.now();
    const stalled = this.#unread.filter(({ lastProgressAt }) => now - lastProgressAt >= this.#stallMs);
    for (const { response } of stalled) response.destroy();
  }

  /** The last one takes its place. */
  #remove(unread: UnreadResponse): void {
    const { index } = unread;
    if (index === undefined) return;
    unread.index = undefined;
    const last = this.#unread.pop();
    if (last && last !== unread) {
      this.#unread[index] = last;
      last.index = index;
    }
    this.#bytes -= unread.bytes;
  }
}

function endInChunks(response: ServerResponse, body: Buffer, onProgress: () => void): void {
  let offset = 0;
  const writeNext = (error?: Error | null) => {
    if (error || response.destroyed) return;
    if (offset > 0) onProgress();
    const chunk = body.subarray(offset, offset + CHUNK_BYTES);
    offset += CHUNK_BYTES;
    if (offset < body.length) response.write(chunk, writeNext);
    else response.end(chunk);
  };
  writeNext();
}
