import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { ByteSink } from '../live/transport/byte-sink.ts';

/**
 * The sink of one subscription on a WebSocket. The library takes one result after another, and asks for the next when the
 * socket has accepted the one before.
 */
export class WebSocketSink implements ByteSink {
  readonly #socket: WebSocket;
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** Of the result that the library is sending. */
  #takenBytes = 0;
  #isEnded = false;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void>();
  #wake: (() => void) | undefined;
  #onDrain: (() => void) | undefined;
  #onClose: (() => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.once('close', this.#close);
  }

  /** Resolves when the subscription is over. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Results that the socket has not accepted. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  write(bytes: Buffer): void {
    // A heartbeat of this transport is a ping of the socket.
    if (this.#isEnded || this.#isClosed || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    this.#wake?.();
  }

  end(bytes?: Buffer): void {
    if (bytes) this.write(bytes);
    this.#isEnded = true;
    this.#wake?.();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#onClose = listener;
  }

  /**
   * The results of the subscription. This is no generator function: its `return` would wait for the next result, and a
   * client can complete a quiet subscription.
   */
  results(): AsyncGenerator<ExecutionResult, undefined, void> {
    const done = { value: undefined, done: true } as const;
    const close = async () => {
      this.#close();
      return done;
    };
    const generator = {
      next: () => this.#next(),
      return: close,
      throw: close,
      [Symbol.asyncIterator]: () => generator,
      [Symbol.asyncDispose]: async () => this.#close(),
    };
    return generator;
  }

  async #next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    // The socket has accepted the result before.
    if (this.#takenBytes > 0) {
      this.#queuedBytes -= this.#takenBytes;
      this.#takenBytes = 0;
      if (this.#queuedBytes === 0) this.#onDrain?.();
    }
    while (this.#queue.length === 0 && !this.#isEnded && !this.#isClosed) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
    const next = this.#isClosed ? undefined : this.#queue.shift();
    if (!next) {
      this.#close();
      return { value: undefined, done: true };
    }
    this.#takenBytes = next.length;
    return { value: JSON.parse(next.toString()) as ExecutionResult, done: false };
  }

  readonly #close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.off('close', this.#close);
    this.#wake?.();
    this.#onClose?.();
    this.#closed.resolve();
  };
}
