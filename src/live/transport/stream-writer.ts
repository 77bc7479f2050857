import type { ByteSink } from './byte-sink.ts';
import { FORMATS, type Payload, type StreamFormat } from './frames.ts';
import type { BeatingStream, Heartbeat } from './heartbeat.ts';

/** Bytes in the queue of one stream at most. */
const MAX_STREAM_BYTES = 1024 * 1024;
/** Time without progress after which a stream is cut. */
const STALL_MS = 30_000;

/** The bytes in the queues of all streams. */
export interface StreamBudget {
  /** At most this many bytes. */
  readonly maxBytes: number;
  /** Written by the streams. */
  queuedBytes: number;
}

/** @param maxBytes default 64 MiB */
export function createStreamBudget(maxBytes: number = 64 * 1024 * 1024): StreamBudget {
  return { maxBytes, queuedBytes: 0 };
}

/** `behind`: payloads were refused, and the queue is not empty yet. `ended`: nothing more is written. */
type StreamState = 'open' | 'behind' | 'ended';

/** `too-slow`: the client did not read, and the gateway closed the connection. */
export type StreamEnd = 'ended' | 'disconnected' | 'too-slow';

export interface StreamWriter {
  readonly state: StreamState;
  /**
   * Writes a result.
   * @returns false if it was not written, because the stream is behind or has ended
   */
  next(payload: Payload): boolean;
  /** Ends the stream after a last payload. It is written to a stream that is behind too. Does nothing after the end. */
  end(payload?: Payload): void;
}

export interface StreamListeners {
  /** Called when a stream that was behind can be written again: the moment to replay what was refused. */
  onCaughtUp(): void;
  /** Called once, when the response was sent or the connection closed. */
  onClose(end: StreamEnd): void;
}

export interface StreamWriterOptions {
  readonly sink: ByteSink;
  readonly format: StreamFormat;
  readonly budget: StreamBudget;
  readonly heartbeat: Heartbeat;
  readonly listeners: StreamListeners;
  /** Time after which a browser connects again, in milliseconds. */
  readonly retryMs: number;
}

/**
 * Opens a stream and limits what it queues for a client that reads slowly: the stream refuses payloads when its own queue
 * or the budget of all streams is full. A stream whose queue is empty is never refused, so other clients do not wait.
 */
export function createStreamWriter(options: StreamWriterOptions): StreamWriter {
  return new Writer(options);
}

/** A class, because fields take less memory than closures, for each of thousands of streams. */
class Writer implements StreamWriter, BeatingStream {
  state: StreamState = 'open';
  readonly #sink: ByteSink;
  readonly #format: StreamFormat;
  readonly #budget: StreamBudget;
  readonly #heartbeat: Heartbeat;
  readonly #listeners: StreamListeners;
  readonly #slot: Set<BeatingStream>;
  #end: StreamEnd = 'disconnected';
  /** What the budget holds for this stream. */
  #counted = 0;
  #lastProgressAt = 0;
  #behindSince = 0;

  constructor({ sink, format, budget, heartbeat, listeners, retryMs }: StreamWriterOptions) {
    this.#sink = sink;
    this.#format = format;
    this.#budget = budget;
    this.#heartbeat = heartbeat;
    this.#listeners = listeners;
    this.#slot = heartbeat.add(this);
    sink.onDrain(() => this.#drained());
    sink.onClose(() => this.#closed());
    this.#write(FORMATS[format].opening(retryMs));
  }

  next(payload: Payload): boolean {
    if (this.state !== 'open') return false;
    const bytes = payload.frame(this.#format);
    if (!this.#hasRoom(bytes.length)) {
      this.state = 'behind';
      this.#behindSince = this.#heartbeat.now();
      return false;
    }
    this.#write(bytes);
    return true;
  }

  end(payload?: Payload): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.#end = 'ended';
    const { ending } = FORMATS[this.#format];
    this.#sink.end(payload ? Buffer.concat([payload.frame(this.#format), ending]) : ending);
    this.#count();
  }

  beat(): void {
    // Bytes in the queue show the client as much as a heartbeat.
    if (this.state === 'open' && this.#sink.queuedBytes === 0) this.#write(FORMATS[this.#format].heartbeat);
  }

  check(now: number): void {
    this.#count();
    const isTooSlow =
      now - this.#lastProgressAt >= STALL_MS ||
      (this.state === 'behind' && now - this.#behindSince >= STALL_MS);
    if (this.#counted === 0 || !isTooSlow) return;
    this.state = 'ended';
    this.#end = 'too-slow';
    this.#sink.destroy();
  }

  #hasRoom(bytes: number): boolean {
    this.#count();
    const queued = this.#counted;
    if (queued === 0) return true;
    return queued + bytes <= MAX_STREAM_BYTES && this.#budget.queuedBytes + bytes <= this.#budget.maxBytes;
  }

  #write(bytes: Buffer): void {
    this.#sink.write(bytes);
    this.#count();
  }

  /** Tells the budget and the timer about the queue. */
  #count(): void {
    const queued = this.#sink.queuedBytes;
    if (queued === this.#counted) return;
    const { watched, now } = this.#heartbeat;
    if (this.#counted === 0) watched.add(this);
    else if (queued === 0) watched.delete(this);
    if (this.#counted === 0 || queued < this.#counted) this.#lastProgressAt = now();
    this.#budget.queuedBytes += queued - this.#counted;
    this.#counted = queued;
  }

  #drained(): void {
    this.#count();
    if (this.state !== 'behind') return;
    this.state = 'open';
    this.#listeners.onCaughtUp();
  }

  #closed(): void {
    this.state = 'ended';
    this.#slot.delete(this);
    this.#heartbeat.watched.delete(this);
    this.#budget.queuedBytes -= this.#counted;
    this.#counted = 0;
    this.#listeners.onClose(this.#end);
  }
}
