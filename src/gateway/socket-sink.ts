import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ByteSink } from '../live/transport/byte-sink.ts';

/**
 * Writes a stream to the socket of a response whose headers have been sent. `ServerResponse.write` would write four pieces
 * for each chunk and delay them to the next tick. The chunks of shared bytes are shared too.
 */
export class SocketSink implements ByteSink {
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  #notify: (() => void) | undefined;
  #hasQueue = false;

  /** @param response with a socket */
  constructor(response: ServerResponse, socket: Socket) {
    this.#response = response;
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Buffer): void {
    if (this.#response.writableEnded || this.#socket.destroyed) return;
    // HTTP/1.0 has no chunks. The end of the connection is the end of the response.
    this.#socket.write(this.#response.chunkedEncoding ? chunkOf(bytes) : bytes, this.#onWritten);
    if (this.#socket.writableLength > 0) this.#hasQueue = true;
  }

  end(bytes?: Buffer): void {
    if (bytes) this.write(bytes);
    if (!this.#response.writableEnded && !this.#socket.destroyed) this.#response.end();
  }

  destroy(): void {
    this.#response.destroy();
  }

  onDrain(listener: () => void): void {
    this.#notify = listener;
  }

  onClose(listener: () => void): void {
    if (this.#response.destroyed || this.#response.closed) listener();
    else this.#response.once('close', listener);
  }

  readonly #onWritten = (): void => {
    if (!this.#hasQueue || this.#socket.writableLength > 0) return;
    this.#hasQueue = false;
    this.#notify?.();
  };
}

const chunks = new WeakMap<Buffer, Buffer>();
const CRLF = Buffer.from('\r\n');

/** Bytes as a chunk (RFC 9112, 7.1). */
function chunkOf(bytes: Buffer): Buffer {
  let chunk = chunks.get(bytes);
  if (!chunk) {
    chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]);
    chunks.set(bytes, chunk);
  }
  return chunk;
}
