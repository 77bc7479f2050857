import type { ServerResponse } from 'node:http';

export interface UnreadAnswersOptions {
  /** Milliseconds without a byte after which a response ends its connection. Default 30000. */
  readonly stallMs?: number;
  /** Bytes that may wait for all clients together; beyond, there is no room for another request. Default 256 MiB. */
  readonly maxBytes?: number;
}

/** Pieces in which a long response is handed to its socket: one that is taken shows that the client reads. */
const PIECE_BYTES = 16 * 1024;
/** Bytes up to which a response is handed over at once: a socket's own buffers hold them. */
const AT_ONCE_BYTES = 64 * 1024;
/** How often in the time without a byte responses are looked at. */
const LOOKS = 6;

interface Unread {
  readonly bytes: number;
  movedAt: number;
}

/** Responses that their clients have not read. A client that never does costs no more than that, and not for ever. */
export class UnreadAnswers {
  readonly #stallMs: number;
  readonly #maxBytes: number;
  readonly #unread = new Map<ServerResponse, Unread>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ stallMs = 30_000, maxBytes = 256 * 1024 * 1024 }: UnreadAnswersOptions = {}) {
    this.#stallMs = stallMs;
    this.#maxBytes = maxBytes;
  }

  /** Whether so much waits to be read that no other request is to be taken. */
  isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  /** Ends a response with a text whose length in bytes is known. Its head has been written. */
  end(response: ServerResponse, text: string, bytes: number): void {
    const unread = { bytes, movedAt: performance.now() };
    this.#unread.set(response, unread);
    this.#bytes += bytes;
    this.#timer ??= setInterval(() => this.#look(), this.#stallMs / LOOKS).unref();
    // It comes when all has been handed to the system, and when the connection is gone.
    response.on('close', () => this.#forget(response));
    // A text of ASCII alone is the same in both, and sooner written in the first.
    const encoding = bytes === text.length ? 'latin1' : 'utf8';
    if (bytes <= AT_ONCE_BYTES) response.end(text, encoding);
    else endInPieces(response, Buffer.from(text, encoding), () => (unread.movedAt = performance.now()));
  }

  #look(): void {
    const now = performance.now();
    for (const [response, { movedAt }] of this.#unread) {
      if (now - movedAt >= this.#stallMs) response.destroy();
    }
  }

  #forget(response: ServerResponse): void {
    const unread = this.#unread.get(response);
    if (!unread) return;
    this.#unread.delete(response);
    this.#bytes -= unread.bytes;
    if (this.#unread.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function endInPieces(response: ServerResponse, body: Buffer, onMove: () => void): void {
  let at = 0;
  const next = (error?: Error | null) => {
    if (error || response.destroyed) return;
    if (at > 0) onMove();
    const piece = body.subarray(at, at + PIECE_BYTES);
    at += PIECE_BYTES;
    if (at < body.length) response.write(piece, next);
    else response.end(piece);
  };
  next();
}
