import type { Timers } from '../timers.ts';
import type { ByteSink } from './byte-sink.ts';
import { COMPLETE, HEARTBEATS, type Payload, type StreamFormat } from './frames.ts';

/*
 * Writes the frames of one stream, and bounds what waits for a client that does not read. Beyond the bound nothing more is
 * written. When the client has read everything, it can catch up; if it does not read for a while, it is cut. Other streams
 * never wait for it.
 */

export interface StreamWriter {
  /** @returns false if the client reads too slowly: nothing was written, and nothing is until `onCaughtUp` */
  next(payload: Payload): boolean;
  /** Ends the stream, after one more result if there is one. */
  end(payload?: Payload): void;
}

export interface StreamWriterOptions {
  readonly sink: ByteSink;
  readonly format: StreamFormat;
  readonly pulse: StreamPulse;
  /** What the stream starts with. Default: nothing before the first result. */
  readonly opening?: Buffer | undefined;
  /** Called when a slow client has read everything that was queued. */
  readonly onCaughtUp: () => void;
  /** Called once, when the stream is over: ended, cut, or closed by the client. */
  readonly onClose: (reason: 'ended' | 'too-slow' | 'disconnected') => void;
}

/** Bytes that may wait for one client, and for all clients of a process. */
export const MAX_QUEUED_BYTES = { stream: 1024 * 1024, process: 64 * 1024 * 1024 };

const HEARTBEAT_MS = 12_000;
/** Time in which a slow client must have read what is queued. */
const MAX_STALLED_MS = 30_000;

/** One timer for all streams: heartbeats, stalled clients, and the sum of what is queued. */
export interface StreamPulse {
  add(stream: PulsedStream): void;
  remove(stream: PulsedStream): void;
  /** Whether the streams together have queued too much. */
  isFull(): boolean;
  readonly now: () => number;
}

interface PulsedStream {
  beat(): void;
  queuedBytes(): number;
}

/** How often the sum of queued bytes is taken, and stalled clients are looked for. */
const CHECK_MS = 1000;

export function createStreamPulse(timers: Timers, maxBytes = MAX_QUEUED_BYTES.process): StreamPulse {
  const streams = new Set<PulsedStream>();
  let stop: (() => void) | undefined;
  let checks = 0;
  let isFull = false;
  const check = () => {
    checks += 1;
    const isBeat = checks % (HEARTBEAT_MS / CHECK_MS) === 0;
    let bytes = 0;
    for (const stream of streams) {
      bytes += stream.queuedBytes();
      if (isBeat || stream.queuedBytes() > 0) stream.beat();
    }
    isFull = bytes > maxBytes;
  };
  return {
    now: timers.now,
    isFull: () => isFull,
    add(stream) {
      streams.add(stream);
      stop ??= timers.every(CHECK_MS, check);
    },
    remove(stream) {
      if (!streams.delete(stream) || streams.size > 0) return;
      stop?.();
      stop = undefined;
      isFull = false;
    },
  };
}

export function createStreamWriter(options: StreamWriterOptions): StreamWriter {
  return new Writer(options);
}

class Writer implements StreamWriter, PulsedStream {
  readonly #options: StreamWriterOptions;
  #state: 'open' | 'stalled' | 'closed' = 'open';
  #stalledAt = 0;
  #lastWriteAt = 0;

  constructor(options: StreamWriterOptions) {
    this.#options = options;
    const { sink, pulse, opening } = options;
    pulse.add(this);
    sink.onClose(() => this.#close('disconnected'));
    sink.onDrain(() => this.#drain());
    if (opening) this.#write(opening);
  }

  next(payload: Payload): boolean {
    const { format, pulse } = this.#options;
    if (this.#state !== 'open') return false;
    if (this.queuedBytes() > 0 && (this.queuedBytes() > MAX_QUEUED_BYTES.stream || pulse.isFull())) {
      this.#state = 'stalled';
      this.#stalledAt = pulse.now();
      return false;
    }
    this.#write(payload.frame(format));
    return true;
  }

  end(payload?: Payload): void {
    if (this.#state === 'closed') return;
    const { sink, format } = this.#options;
    const isOpen = this.#state === 'open';
    this.#close('ended');
    if (payload && isOpen) sink.write(payload.frame(format));
    sink.write(COMPLETE[format]);
    sink.end();
  }

  queuedBytes(): number {
    return this.#state === 'closed' ? 0 : this.#options.sink.queuedBytes();
  }

  beat(): void {
    const { sink, format, pulse } = this.#options;
    const now = pulse.now();
    if (this.#state === 'stalled' && now - this.#stalledAt >= MAX_STALLED_MS) {
      this.#close('too-slow');
      sink.destroy();
      return;
    }
    // A client that does not read gets no heartbeats: they would only queue.
    if (sink.queuedBytes() === 0 && now - this.#lastWriteAt >= HEARTBEAT_MS - CHECK_MS) {
      this.#write(HEARTBEATS[format]);
    }
  }

  #write(bytes: Buffer): void {
    this.#lastWriteAt = this.#options.pulse.now();
    this.#options.sink.write(bytes);
  }

  #drain(): void {
    if (this.#state !== 'stalled') return;
    this.#state = 'open';
    this.#options.onCaughtUp();
  }

  #close(reason: Parameters<StreamWriterOptions['onClose']>[0]): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#options.pulse.remove(this);
    this.#options.onClose(reason);
  }
}
