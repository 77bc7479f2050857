import type { StreamResponse } from './byte-sink.ts';
import { FORMATS, type StreamFormat } from './frames.ts';
import type { Heartbeat } from './heartbeat.ts';
import {
  createStreamWriter,
  type StreamBudget,
  type StreamListeners,
  type StreamWriter,
} from './stream-writer.ts';

/** A browser connects again after a random time between these, so that a restart does not bring all clients at once. */
const [MIN_RETRY_MS, MAX_RETRY_MS] = [1000, 8000];

export interface StreamResponseOptions {
  readonly format: StreamFormat;
  /** Shared by all streams of the process. */
  readonly budget: StreamBudget;
  /** Shared by all streams of the process. */
  readonly heartbeat: Heartbeat;
  /** A number from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

export interface StreamHandler extends StreamListeners {
  /**
   * Called once, when the headers and the first bytes have been sent. Not called for HEAD, and not for a client that has
   * disconnected: what it would release must not be acquired before. `onClose` follows each call.
   */
  onOpen(writer: StreamWriter): void;
}

/** Creates a response that sends results until it is ended. The middleware adds its headers. */
export function createStreamResponse(options: StreamResponseOptions, handler: StreamHandler): StreamResponse {
  const { format, random = Math.random, budget, heartbeat } = options;
  return {
    status: 200,
    headers: {
      'content-type': FORMATS[format].contentType,
      'cache-control': 'no-store',
      // nginx would buffer the response otherwise.
      'x-accel-buffering': 'no',
    },
    start(sink) {
      const retryMs = Math.round(MIN_RETRY_MS + random() * (MAX_RETRY_MS - MIN_RETRY_MS));
      handler.onOpen(createStreamWriter({ sink, format, budget, heartbeat, listeners: handler, retryMs }));
    },
  };
}
