import type { FetchAPI } from 'graphql-yoga';
import type { RequestState } from '../http/request-state.ts';
import { raceSignal } from '../lib/race-signal.ts';
import type { ByteSink } from '../live/transport/byte-sink.ts';
import {
  isStreamResponse,
  isTextResponse,
  type HandlerResponse,
  type StreamResponse,
} from './node-adapter.ts';

type Handler = (request: Request, state: RequestState) => Promise<HandlerResponse>;

/**
 * Handles requests without a socket.
 * @param onError called with an unexpected error; the response is 500 without a body
 * @returns a function that rejects with the reason of the request's signal when that is aborted
 */
export function createFetchHandler(
  handler: Handler,
  onError: (error: unknown, request: Request, state: RequestState) => void,
  { Response }: Pick<FetchAPI, 'Response'>,
): (request: Request) => Promise<Response> {
  return async (original) => {
    const { signal } = original;
    if (signal.aborted) throw signal.reason as Error;
    const state: RequestState = {};
    const isHead = original.method === 'HEAD';
    const request = isHead ? new Request(original, { method: 'GET' }) : original;
    const handled = handler(request, state).catch((error: unknown) => {
      onError(error, request, state);
      return new Response(null, { status: 500 });
    });
    const response = await raceSignal(handled, request.signal);
    if (isHead || response.status === 304) return new Response(null, response);
    // The Response of yoga's fetch API does not pass on that its reader has cancelled.
    if (isStreamResponse(response)) return new globalThis.Response(bodyOf(response, signal), response);
    return isTextResponse(response) ? new Response(response.text, response) : response;
  };
}

/** The bytes of a stream. Its producer learns when the reader cancels, or when the request is aborted. */
function bodyOf({ start }: StreamResponse, signal: AbortSignal): ReadableStream<Uint8Array> {
  const sink = new ReadableSink(signal);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        sink.controller = controller;
        start(sink);
      },
      pull: () => sink.pull(),
      cancel: () => sink.close(),
    },
    // Counts bytes, as a socket does.
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_MARK }),
  );
}

/** Bytes that a reader may leave before they count as queued: the buffers of a socket are about as large. */
const HIGH_WATER_MARK = 64 * 1024;

class ReadableSink implements ByteSink {
  controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isClosed = false;
  #onClose: (() => void) | undefined;
  #onDrain: (() => void) | undefined;
  readonly #signal: AbortSignal;
  readonly #abort = () => {
    this.controller?.error(this.#signal.reason);
    this.close();
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  write(bytes: Buffer): void {
    if (!this.#isClosed) this.controller?.enqueue(bytes);
  }

  end(): void {
    if (this.#isClosed) return;
    this.controller?.close();
    this.close();
  }

  destroy(): void {
    if (this.#isClosed) return;
    this.controller?.error(new DOMException('the stream was cut', 'AbortError'));
    this.close();
  }

  queuedBytes(): number {
    return Math.max(0, -(this.controller?.desiredSize ?? 0));
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
    if (this.#signal.aborted) this.#abort();
  }

  /** Called when the reader has taken what was queued. */
  pull(): void {
    this.#onDrain?.();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal.removeEventListener('abort', this.#abort);
    this.#onClose?.();
  }
}
