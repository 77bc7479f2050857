import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ByteSink } from '../live/transport/byte-sink.ts';
import { cancellationReason } from '../lib/cancellation.ts';
import { createRequestQueues } from './pipelining.ts';
import { UnreadResponses } from './unread-responses.ts';

/*
 * Presents Node's requests as fetch requests, and writes responses to Node. Creating a `Request` would take 2 µs of the
 * about 60 µs of a request, and more with a body stream. So `NodeRequest` is a view of Node's request that has only what
 * the gateway and yoga read.
 */

/** The state that the adapter creates for a request. `RequestState` in `http/request-state.ts` extends it. */
type NodeState = Readonly<Record<string, unknown>> & {
  readonly req: IncomingMessage;
  readonly onDisconnect: (listener: () => void) => void;
  readonly whenClosed: (listener: () => void) => void;
};

/** A response as plain data. Its content may be shared with other responses. */
export interface TextResponse<Content extends string | Buffer = string | Buffer<ArrayBuffer>> {
  readonly status: number;
  /** By lower-case names. The middleware and the adapter add to them. */
  readonly headers: Record<string, string>;
  /** Bytes if the content is compressed. */
  readonly text: Content;
}

/** A response that stays open until its producer ends it, or the client disconnects. */
export interface StreamResponse {
  readonly status: 200;
  /** By lower-case names. */
  readonly headers: Record<string, string>;
  /** Starts to write. The headers have been sent by then. */
  readonly start: (sink: ByteSink) => void;
}

/** What a handler responds with. Only GraphiQL and yoga create a `Response`. */
export type HandlerResponse = Response | TextResponse | StreamResponse;

export type RequestHandler = (
  request: Request,
  state: NodeState,
) => HandlerResponse | Promise<HandlerResponse>;

/**
 * Handles the requests of a `node:http` server. The target of each request must be a path, and its `Host` must be valid.
 * @param onError called with an unexpected error; the client receives 500 without a body
 */
export function createNodeHandler(
  handler: RequestHandler,
  onError: (error: unknown, request: Request, state: NodeState) => void,
  unread = new UnreadResponses(),
): RequestListener {
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    // It lacks members that neither the gateway nor yoga reads. The tests of both paths cover all members that they read.
    const request = new NodeRequest(req, res) as unknown as Request;
    const state: NodeState = {
      req,
      onDisconnect: (listener) => onDisconnect(res, listener),
      whenClosed: (listener) => onClose(res, listener),
    };
    try {
      const response = await handler(request, state);
      if (isStreamResponse(response)) stream(response, req, res);
      else await send(response, res, unread);
    } catch (error) {
      onError(error, request, state);
      if (!res.headersSent) res.writeHead(500);
      res.end();
    }
  };
  const queueOf = createRequestQueues();
  return (req, res) => queueOf(req.socket).add(res, () => void handle(req, res));
}

export function isTextResponse(response: Response | TextResponse): response is TextResponse {
  return typeof response.text !== 'function';
}

export function isStreamResponse(response: HandlerResponse): response is StreamResponse {
  return 'start' in response;
}

/** Sends the headers at once, and lets the producer write. The producer learns when the client has gone. */
function stream({ status, headers, start }: StreamResponse, req: IncomingMessage, res: ServerResponse): void {
  if (res.closed || res.destroyed) return;
  // A proxy may wait for a full packet otherwise.
  res.socket?.setNoDelay(true);
  res.writeHead(status, headers);
  res.flushHeaders();
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  start(new ResponseSink(res));
}

class ResponseSink implements ByteSink {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  write(bytes: Buffer): void {
    this.#res.write(bytes);
  }

  end(): void {
    this.#res.end();
  }

  destroy(): void {
    this.#res.destroy();
  }

  queuedBytes(): number {
    return this.#res.writableLength;
  }

  onDrain(listener: () => void): void {
    this.#res.on('drain', listener);
  }

  onClose(listener: () => void): void {
    onClose(this.#res, listener);
  }
}

async function send(
  response: Response | TextResponse,
  res: ServerResponse,
  unread: UnreadResponses,
): Promise<void> {
  const text = isTextResponse(response) ? response.text : await response.text();
  if (res.closed || res.destroyed) return;
  const headers: Record<string, string> = isTextResponse(response)
    ? response.headers
    : Object.fromEntries(response.headers);
  const length = Buffer.byteLength(text);
  if (response.status !== 204 && response.status !== 304) headers['content-length'] = String(length);
  res.writeHead(response.status, headers);
  unread.end(res, text, length);
}

function onDisconnect(res: ServerResponse, listener: () => void): void {
  onClose(res, () => {
    if (!res.writableFinished) listener();
  });
}

function onClose(res: ServerResponse, listener: () => void): void {
  if (res.destroyed || res.closed) listener();
  else res.on('close', listener);
}

class NodeRequest {
  readonly method: string;
  readonly headers: NodeHeaders;
  readonly parsedUrl: NodeUrl;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  #signal: AbortSignal | undefined;
  #body: ReadableStream<Uint8Array> | undefined;

  constructor(req: IncomingMessage, res: ServerResponse) {
    // Node omits the body of a response to HEAD.
    this.method = req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET');
    this.headers = new NodeHeaders(req);
    this.parsedUrl = new NodeUrl(req);
    this.#req = req;
    this.#res = res;
  }

  get url(): string {
    return this.parsedUrl.href;
  }

  /** Aborted when the client disconnects before its response is complete. Created on first use: it takes 6 µs of 60. */
  get signal(): AbortSignal {
    if (this.#signal) return this.#signal;
    const controller = new AbortController();
    this.#signal = controller.signal;
    onDisconnect(this.#res, () => controller.abort(cancellationReason()));
    return this.#signal;
  }

  /** Created on first use. `http/request-body.ts` reads Node's request instead, so most requests need no web stream. */
  get body(): ReadableStream<Uint8Array> {
    return (this.#body ??= Readable.toWeb(this.#req) as ReadableStream<Uint8Array>);
  }
}

/** Node's headers. Duplicates are joined by ", " as in `Headers`. */
class NodeHeaders {
  readonly #headers: IncomingMessage['headers'];

  constructor({ headers }: IncomingMessage) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  }

  has(name: string): boolean {
    return this.#headers[name.toLowerCase()] !== undefined;
  }
}

/** The parts of a `URL` that the gateway and yoga read. */
class NodeUrl {
  readonly host: string;
  readonly pathname: string;
  readonly #search: string;

  constructor({ url = '/', headers }: IncomingMessage) {
    const at = url.indexOf('?');
    this.host = headers.host ?? 'localhost';
    this.pathname = at < 0 ? url : url.slice(0, at);
    this.#search = at < 0 ? '' : url.slice(at);
  }

  get searchParams(): URLSearchParams {
    return new URLSearchParams(this.#search);
  }

  get href(): string {
    return `http://${this.host}${this.pathname}${this.#search}`;
  }
}
