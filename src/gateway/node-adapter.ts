import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { cancellationReason } from '../lib/cancellation.ts';
import type { StreamResponse } from '../live/transport/byte-sink.ts';
import { RequestState, type NodeRequestFacts } from '../http/request-state.ts';
import { createRequestQueues, type RequestQueue } from './pipelining.ts';
import { SocketSink } from './socket-sink.ts';
import { UnreadResponses } from './unread-responses.ts';

/*
 * Presents Node's requests as fetch requests, and writes responses to Node. Creating a `Request` would take 2 µs of the
 * about 60 µs of a request, and more with a body stream. So `NodeRequest` is a view of Node's request that has only what
 * the gateway and yoga read.
 */

/** A response as plain data. Its content may be shared with other responses. */
export interface TextResponse<Content extends string | Buffer = string | Buffer<ArrayBuffer>> {
  readonly status: number;
  /** By lower-case names. The middleware and the adapter add to them. */
  readonly headers: Record<string, string>;
  /** The number of bytes of the content. Default: it is counted. */
  readonly bytes?: number;
  /** Bytes if the content is compressed. */
  readonly text: Content;
}

export type AnyResponse = Response | TextResponse | StreamResponse;

/** @param state has what Node knows about the request */
export type RequestHandler = (
  request: Request,
  state: RequestState & NodeRequestFacts,
) => AnyResponse | Promise<AnyResponse>;

/**
 * Handles the requests of a `node:http` server. The target of each request must be a path, and its `Host` must be valid.
 * @param onError called with an unexpected error; the client receives 500 without a body
 */
export function createNodeHandler(
  handler: RequestHandler,
  onError: (error: unknown, request: Request, state: RequestState) => void,
  unread = new UnreadResponses(),
): RequestListener {
  const handle = async (req: IncomingMessage, res: ServerResponse, queue: RequestQueue) => {
    // It lacks members that neither the gateway nor yoga reads. The tests of both paths cover all members that they read.
    const request = new NodeRequest(req, res) as unknown as Request;
    const facts: NodeRequestFacts = {
      req,
      onDisconnect: (listener) => onDisconnect(res, listener),
      whenClosed: (listener) => onClose(res, listener),
    };
    const state = new RequestState(facts) as RequestState & NodeRequestFacts;
    try {
      await send(await handler(request, state), res, { unread, queue });
    } catch (error) {
      onError(error, request, state);
      if (!res.headersSent) res.writeHead(500);
      res.end();
    }
  };
  const queueOf = createRequestQueues();
  return (req, res) => {
    unread.flushOverdue();
    const queue = queueOf(req.socket);
    queue.add(res, () => void handle(req, res, queue));
  };
}

export function isStreamResponse(response: AnyResponse): response is StreamResponse {
  return 'start' in response;
}

export function isTextResponse(response: Response | TextResponse): response is TextResponse {
  return typeof response.text !== 'function';
}

async function send(
  response: AnyResponse,
  res: ServerResponse,
  { unread, queue }: { unread: UnreadResponses; queue: RequestQueue },
): Promise<void> {
  if (isStreamResponse(response)) {
    startStream(response, res);
    return;
  }
  const text = isTextResponse(response) ? response.text : await response.text();
  if (res.closed || res.destroyed) return;
  const headers: Record<string, string> = isTextResponse(response)
    ? response.headers
    : Object.fromEntries(response.headers);
  const length = (isTextResponse(response) ? response.bytes : undefined) ?? Buffer.byteLength(text);
  if (response.status !== 204 && response.status !== 304) headers['content-length'] = String(length);
  res.writeHead(response.status, headers);
  // A client that pipelines may have closed its side already. Node closes the connection when it reads that, so the
  // responses of one tick must be written in that tick.
  unread.end(res, text, length, queue.hasWaited());
}

function startStream(response: StreamResponse, res: ServerResponse): void {
  const { socket } = res;
  if (res.closed || res.destroyed || !socket) return;
  res.writeHead(response.status, response.headers);
  if (res.req.method === 'HEAD') {
    res.end();
    return;
  }
  res.flushHeaders();
  // Node keeps the request as long as its response.
  res.req.headers = {};
  res.req.rawHeaders = [];
  response.start(new SocketSink(res, socket));
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
