import type { IncomingMessage } from 'node:http';
import { badRequest, limitExceeded, type GatewayError } from '../errors.ts';
import { createByteCollector, type ByteCollector } from '../lib/bytes.ts';
import type { Deadline } from '../lib/deadline.ts';

/** Reads the body of one request, from Node or from a web stream. */
export interface BodyReader {
  /** The whole body if it has already arrived, otherwise undefined. */
  readBuffered(): Uint8Array | undefined;
  read(listeners: BodyListeners): void;
  /** Stops reading. The connection stays open for the response. */
  detach(): void;
}

interface BodyListeners {
  chunk(chunk: Uint8Array): void;
  end(): void;
  /** The body ended before it was complete. */
  onAborted(): void;
}

/**
 * Reads a body as text. Counts the bytes as they arrive, because the client may state a wrong `Content-Length`.
 * @throws {GatewayError} 413 beyond `maxBodyBytes`; 408 when the deadline passes; 400 for a body that is cut short or not
 *   UTF-8
 */
export async function readBody(
  headers: Headers,
  reader: BodyReader,
  maxBodyBytes: number,
  deadline: Deadline | undefined,
): Promise<string> {
  if (Number(headers.get('content-length')) > maxBodyBytes) {
    reader.detach();
    throw tooLarge(maxBodyBytes);
  }
  const bytes = createByteCollector(maxBodyBytes);
  // Node makes a body that arrived with its headers readable just after it has emitted the request.
  await Promise.resolve();
  const buffered = reader.readBuffered();
  if (buffered) {
    if (!bytes.add(buffered)) throw tooLarge(maxBodyBytes);
    return textOf(bytes);
  }
  if (deadline?.cancelReason()) {
    reader.detach();
    throw tooSlow();
  }
  await new Promise<void>((resolve, reject) => {
    const stop = (error?: Error) => {
      stopWatching?.();
      reader.detach();
      if (error) reject(error);
      else resolve();
    };
    const stopWatching = deadline?.onCancel(() => stop(tooSlow()));
    reader.read({
      chunk: (chunk) => bytes.add(chunk) || stop(tooLarge(maxBodyBytes)),
      end: () => stop(),
      onAborted: () => stop(badRequest('body-cut-short')),
    });
  });
  return textOf(bytes);
}

// `Connection: close`, because the gateway does not read the rest of the body.
function tooLarge(maxBodyBytes: number): GatewayError {
  return limitExceeded('body', maxBodyBytes, { http: { status: 413, headers: { Connection: 'close' } } });
}

function tooSlow(): GatewayError {
  return badRequest('body-too-slow', 408, { Connection: 'close' });
}

function textOf(bytes: ByteCollector): string {
  try {
    return bytes.text();
  } catch {
    throw badRequest('body-not-utf-8');
  }
}

/** Reads from Node's request. A web stream would be slower (`docs/performance.md`). */
export function nodeBody(req: IncomingMessage): BodyReader {
  let listeners: Readonly<Record<string, (chunk: Uint8Array) => void>> = {};
  return {
    readBuffered() {
      // Node sets `complete` only after it has emitted the last chunk.
      const hasArrived = req.complete || req.readableLength === Number(req.headers['content-length']);
      if (!hasArrived || req.destroyed || req.readableEnded) return undefined;
      const body = (req.read() as Uint8Array | null) ?? new Uint8Array();
      // Lets the stream emit `end`.
      req.resume();
      return body;
    },
    read({ chunk, end, onAborted }) {
      // The client may have disconnected while the middleware waited, for example for the keys of a token's issuer.
      if (req.destroyed && !req.readableEnded) return onAborted();
      if (req.readableEnded) return end();
      listeners = { data: chunk, end, error: onAborted, close: onAborted };
      for (const [event, listener] of Object.entries(listeners)) req.on(event, listener);
      return undefined;
    },
    detach() {
      for (const [event, listener] of Object.entries(listeners)) req.off(event, listener);
      // An `error` event without a listener would end the process.
      req.on('error', () => undefined);
      if (!req.readableEnded) req.pause();
    },
  };
}

/** Reads from a request of the fetch API. */
export function streamBody(body: Request['body']): BodyReader {
  const reader = body?.getReader();
  let isOver = false;
  return {
    readBuffered: () => undefined,
    read({ chunk, end, onAborted }) {
      const readAll = async () => {
        while (!isOver) {
          const result = await reader?.read();
          if (!result || result.done) {
            isOver = true;
            return end();
          }
          chunk(result.value);
        }
      };
      readAll().catch(() => {
        isOver = true;
        onAborted();
      });
    },
    detach() {
      if (isOver) return;
      isOver = true;
      reader?.cancel().catch(() => undefined);
    },
  };
}
