import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { cancellationReason } from '../lib/cancellation.ts';
import { createTurns } from './pipelining.ts';
import { UnreadAnswers } from './unread-responses.ts';

/*
 * Between `node:http` and whoever answers a Request with a Response. The general adapters make whole fetch objects of
 * everything: that costs several times what it takes to answer. Here a request is what Node has read, seen as a Request:
 * its headers are Node's own, its URL is cut in two, and its body is not touched until somebody asks for it.
 */

/** What a request brings along for whoever answers it: Node's own request, with everything that came twice. */
type NodeState = Readonly<Record<string, unknown>> & {
  readonly req: IncomingMessage;
  /** Registers what to do when the client goes away before its answer is complete. */
  readonly onDisconnect: (leave: () => void) => void;
  /** Registers what to do once the answer has been handed to the client, or the connection is gone. */
  readonly whenClosed: (done: () => void) => void;
};

/** An answer that needs no Response to be written. */
export interface TextResponse {
  readonly status: number;
  /** By names in small letters. What is missing is added to them. */
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** A function from a Request, and what is known of it, to what is answered. */
export type RequestHandler = (
  request: Request,
  state: NodeState,
) => Response | TextResponse | Promise<Response | TextResponse>;

/**
 * Answers the requests of a `node:http` server. Their targets must be paths, and their hosts be hosts.
 * @param onError told of what should not have happened; the client gets 500 without a word
 */
export function createNodeHandler(
  answer: RequestHandler,
  onError: (error: unknown, request: Request, state: NodeState) => void,
  unread = new UnreadAnswers(),
): RequestListener {
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    // It is as much of a Request as is looked at here and in yoga; tests go through all of it.
    const request = new NodeRequest(req, res) as unknown as Request;
    const onDisconnect = (leave: () => void) => onLeaving(res, leave);
    const whenClosed = (done: () => void) => onClosing(res, done);
    const state: NodeState = { req, onDisconnect, whenClosed };
    try {
      await send(await answer(request, state), res, unread);
    } catch (error) {
      onError(error, request, state);
      if (!res.headersSent) res.writeHead(500);
      res.end();
    }
  };
  const turnsOf = createTurns();
  return (req, res) => turnsOf(req.socket).wait(res, () => void handle(req, res));
}

export function isTextResponse(answer: Response | TextResponse): answer is TextResponse {
  return typeof answer.text === 'string';
}

async function send(
  answer: Response | TextResponse,
  res: ServerResponse,
  unread: UnreadAnswers,
): Promise<void> {
  const text = isTextResponse(answer) ? answer.text : await answer.text();
  if (res.closed || res.destroyed) return;
  const headers: Record<string, string> = isTextResponse(answer)
    ? answer.headers
    : Object.fromEntries(answer.headers);
  const length = Buffer.byteLength(text);
  if (answer.status !== 204) headers['content-length'] = String(length);
  res.writeHead(answer.status, headers);
  unread.end(res, text, length);
}

function onLeaving(res: ServerResponse, leave: () => void): void {
  onClosing(res, () => {
    if (!res.writableFinished) leave();
  });
}

function onClosing(res: ServerResponse, act: () => void): void {
  if (res.destroyed || res.closed) act();
  // It comes once, and the response is gone with it: nothing is to be taken off.
  else res.on('close', act);
}

class NodeRequest {
  readonly method: string;
  readonly headers: NodeHeaders;
  readonly parsedUrl: NodeUrl;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  #controller: AbortController | undefined;
  #body: ReadableStream<Uint8Array> | undefined;

  constructor(req: IncomingMessage, res: ServerResponse) {
    // The answer to HEAD is that to GET: Node leaves its body out.
    this.method = req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET');
    this.headers = new NodeHeaders(req);
    this.parsedUrl = new NodeUrl(req);
    this.#req = req;
    this.#res = res;
  }

  get url(): string {
    return this.parsedUrl.href;
  }

  /** Aborted when the client goes away before its answer is complete. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    onLeaving(this.#res, () => controller.abort(cancellationReason()));
    return controller.signal;
  }

  /** Whoever has Node's request reads that instead. */
  get body(): ReadableStream<Uint8Array> {
    return (this.#body ??= Readable.toWeb(this.#req) as ReadableStream<Uint8Array>);
  }
}

/** Node's headers, of which those that came twice are joined by ", " as in a Headers. */
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

/** A URL of ours, as far as anybody looks at it. */
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
