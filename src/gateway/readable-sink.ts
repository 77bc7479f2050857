import type { ByteSink, StreamResponse } from '../live/transport/byte-sink.ts';

/**
 * Starts a stream whose bytes go to a `ReadableStream`. The stream closes when its reader cancels it, and fails with the
 * reason of the signal when that is aborted.
 * @param signal of the request
 */
export function openReadableStream(
  response: StreamResponse,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sink: ReadableSink | undefined;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        sink = new ReadableSink(controller, signal);
        response.start(sink);
      },
      // Called when the queue is empty: any chunk is larger than the high-water mark.
      pull: () => sink?.drained(),
      cancel: () => sink?.close(),
    },
    { highWaterMark: HIGH_WATER_MARK, size: ({ byteLength }) => byteLength },
  );
}

const HIGH_WATER_MARK = 1;

class ReadableSink implements ByteSink {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #signal: AbortSignal;
  #notifyDrain: (() => void) | undefined;
  #notifyClose: (() => void) | undefined;
  #hasQueue = false;
  #isEnded = false;
  #isClosed = false;

  constructor(controller: ReadableStreamDefaultController<Uint8Array>, signal: AbortSignal) {
    this.#controller = controller;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
  }

  get queuedBytes(): number {
    return this.#isClosed ? 0 : HIGH_WATER_MARK - (this.#controller.desiredSize ?? HIGH_WATER_MARK);
  }

  write(bytes: Buffer): void {
    if (this.#isEnded || this.#isClosed) return;
    // The reader owns its chunks, and other streams share these bytes.
    this.#controller.enqueue(new Uint8Array(bytes));
    this.#hasQueue = this.queuedBytes > 0;
  }

  end(bytes?: Buffer): void {
    if (this.#isEnded || this.#isClosed) return;
    if (bytes) this.write(bytes);
    this.#isEnded = true;
    this.#controller.close();
    // A stream that has been closed reports no more reads.
    this.close();
  }

  destroy(): void {
    if (this.#isClosed) return;
    this.#controller.error(new DOMException('The gateway closed the stream.', 'AbortError'));
    this.close();
  }

  onDrain(listener: () => void): void {
    this.#notifyDrain = listener;
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#notifyClose = listener;
  }

  drained(): void {
    if (!this.#hasQueue || this.queuedBytes > 0) return;
    this.#hasQueue = false;
    this.#notifyDrain?.();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#notifyClose?.();
  }

  readonly #onAbort = (): void => {
    this.#controller.error(this.#signal.reason);
    this.close();
  };
}
