import { GraphQLError, type ExecutionArgs } from 'graphql';
import type { Context, Server } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTick, setTimeout as delay } from 'node:timers/promises';
import type { WebSocket, WebSocketServer } from 'ws';
import { identify } from '../auth/identify.ts';
import type { Identity } from '../auth/principal.ts';
import { badRequest, GatewayError } from '../errors.ts';
import type { OriginList } from '../http/cors.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import { RequestState } from '../http/request-state.ts';
import type { Logger } from '../lib/logger.ts';
import { isStreamResponse, type AnyResponse } from './node-adapter.ts';
import type { PrepareOperation } from './prepare-operation.ts';
import { isSubscription } from './subscriptions.ts';
import { withoutHttpStatus } from './visible-errors.ts';
import { rejectUpgrade } from './reject-upgrade.ts';
import { credentialsOf, rejectionOf } from './web-socket-access.ts';
import { WebSocketSink } from './web-socket-sink.ts';

/*
 * Subscriptions over WebSocket, with the protocol `graphql-transport-ws`. Each subscription becomes a request of its own,
 * with the credentials of the connection. So it passes the same middleware and limits as over HTTP, and its events come from
 * the same audiences. Queries and mutations belong to HTTP.
 */

export interface WebSocketsOptions {
  readonly pipeline: RequestPipeline;
  readonly prepareOperation: PrepareOperation;
  /** Opens the subscription of a prepared request. */
  readonly serve: (request: Request, state: RequestState) => Promise<AnyResponse | undefined>;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly identity: Identity;
  /** Origins whose pages may open a WebSocket. CORS does not apply to them. */
  readonly origins: OriginList;
  /** Maximum number of bytes of a message. */
  readonly maxBodyBytes: number;
  readonly logger: Logger;
}

export interface WebSockets {
  /** Handles an `upgrade` event of a `node:http` server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes all connections with 1012, which tells clients to connect again, when their subscriptions have ended. */
  close(): Promise<void>;
}

/** Time for `connection_init` after the WebSocket is open. */
const INIT_MS = 3000;
/** Time between two pings. A connection that has not answered one by the next is cut. */
const PING_MS = 12_000;
/** Bytes that may wait for a client before its pings stay without an answer. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Time for the last results when the server closes. */
const CLOSE_MS = 500;
/** Close codes of `graphql-transport-ws`, and 1012 of RFC 6455. */
const CLOSE = { badRequest: 4400, unauthorized: 4401, forbidden: 4403, internal: 4500, restart: 1012 };

interface Connection {
  /** The headers of each request of this connection. */
  headers: Readonly<Record<string, string>>;
  readonly socket: WebSocket;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;

/** The errors that a client sees, by the error that the library carries. */
const visibleErrors = new WeakMap<GraphQLError, object>();

export function createWebSockets(options: WebSocketsOptions): WebSockets {
  const { identity, origins, maxBodyBytes, logger } = options;
  let loading:
    Promise<{ readonly sockets: WebSocketServer; readonly server: Server<Connection> }> | undefined;
  let opened: WebSocketServer | undefined;
  /** The open subscriptions. */
  const sinks = new Set<WebSocketSink>();

  // Both libraries are loaded with the first connection.
  const load = async () => {
    const [{ WebSocketServer }, { makeServer }] = await Promise.all([import('ws'), import('graphql-ws')]);
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: maxBodyBytes,
      perMessageDeflate: false,
      // `answerPing` sends the pongs.
      autoPong: false,
      handleProtocols: (protocols) => (protocols.has(PROTOCOL) ? PROTOCOL : false),
    });
    // Without this listener, the library would respond itself, and no log line would say so.
    sockets.on('wsClientError', (_error, socket, request) =>
      rejectUpgrade(request, socket, { status: 400, reason: 'handshake' }, logger),
    );
    opened = sockets;
    const server = makeServer<Record<string, unknown>, Connection>({
      connectionInitWaitTimeout: INIT_MS,
      onConnect: (context) => connect(context, identity, logger),
      onSubscribe: (context, _id, payload) => subscribe(context, payload, options, sinks),
      subscribe: ({ contextValue }) => (contextValue as WebSocketSink).results(),
      onNext: (_context, _id, _payload, _args, result) => result as never,
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) => visibleErrors.get(error) ?? error) as never,
    });
    return { sockets, server };
  };

  return {
    handleUpgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const rejection = rejectionOf(request, origins);
      if (rejection) {
        rejectUpgrade(request, socket, rejection, logger);
        return;
      }
      (loading ??= load()).then(
        ({ sockets, server }) =>
          sockets.handleUpgrade(request, socket, head, (webSocket) => serveConnection(webSocket, server)),
        (error: unknown) => {
          logger.error({ err: error }, 'unexpected error');
          rejectUpgrade(request, socket, { status: 500, reason: 'unexpected-error' }, logger);
        },
      );
    },
    async close() {
      await Promise.race([
        Promise.all([...sinks].map(({ closed }) => closed)),
        delay(CLOSE_MS, undefined, { ref: false }),
      ]);
      // The library still has to send that the last subscriptions are complete.
      await nextTick();
      for (const client of opened?.clients ?? []) {
        client.close(CLOSE.restart, 'Service restart');
        // A client that does not answer the close frame would delay the end of the process.
        setTimeout(() => client.terminate(), CLOSE_MS).unref();
      }
      opened?.close();
    },
  };
}

const PROTOCOL = 'graphql-transport-ws';

/** Connects the socket with the library, and pings it. */
function serveConnection(socket: WebSocket, server: Server<Connection>): void {
  let isAlive = true;
  // Each subscription listens for the end of the socket.
  socket.setMaxListeners(0);
  const pings = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise<void>((resolve) => {
          // An error of the connection is followed by its end.
          socket.send(data, () => resolve());
        }),
      close: (code, reason) => socket.close(code, reason),
      onPing: () => answerPing(socket, () => socket.send('{"type":"pong"}')),
      onMessage: (listener) =>
        socket.on('message', (data: Buffer, isBinary) => {
          if (isBinary) socket.close(CLOSE.badRequest, 'Text messages only');
          else void listener(data.toString()).catch(() => socket.close(CLOSE.badRequest, 'Bad request'));
        }),
    },
    { headers: {}, socket },
  );
  socket.on('ping', (data) => answerPing(socket, () => socket.pong(data)));
  socket.on('pong', () => (isAlive = true));
  // Such as a message beyond `maxPayload`: the library of the socket closes it.
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    clearInterval(pings);
    void closed(code, reason.toString());
  });
}

/** Answers a ping, unless the client does not read: its pongs would fill the memory. */
function answerPing(socket: WebSocket, answer: () => void): void {
  if (socket.bufferedAmount < MAX_BUFFERED_BYTES) answer();
}

/** Checks the credentials of a connection. @returns false if it was closed */
async function connect(
  { connectionParams = {}, extra }: ConnectionContext,
  identity: Identity,
  logger: Logger,
): Promise<boolean> {
  try {
    const headers = credentialsOf(connectionParams);
    await identify(new Headers(headers), identity);
    extra.headers = headers;
    return true;
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : undefined;
    const message = error instanceof GatewayError ? error.message : 'Bad request';
    if (code === 'UNAUTHENTICATED') extra.socket.close(CLOSE.unauthorized, 'Unauthorized');
    else if (code === 'FORBIDDEN') extra.socket.close(CLOSE.forbidden, 'Forbidden');
    else if (code === undefined) {
      logger.error({ err: error }, 'unexpected error');
      extra.socket.close(CLOSE.internal, 'Internal error');
    } else extra.socket.close(CLOSE.badRequest, message.slice(0, 120));
    return false;
  }
}

/** Opens a subscription. @returns its errors, or what the library passes to `subscribe` */
async function subscribe(
  { extra }: ConnectionContext,
  payload: object,
  { pipeline, prepareOperation, serve, maskError }: WebSocketsOptions,
  sinks: Set<WebSocketSink>,
): Promise<readonly GraphQLError[] | ExecutionArgs> {
  const request = new Request('http://websocket/graphql', {
    method: 'POST',
    headers: { ...extra.headers, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(payload),
  });
  const state = new RequestState();
  const fail = (errors: readonly GraphQLError[]) => {
    pipeline.onResult({ errors }, state);
    pipeline.onResponse({ status: 200, contentType: null }, request, state);
    return errors.map(asVisible);
  };
  const prepared = await prepareOperation(request, state);
  state.streamType = 'websocket';
  if (!prepared) return fail(await errorsOf(request, state, pipeline, maskError));
  if (!isSubscription(prepared)) return fail([maskError(badRequest('only-subscriptions'))]);
  const response = await serve(request, state);
  if (!response || !isStreamResponse(response)) return errorsIn(response);
  const sink = new WebSocketSink(extra.socket);
  sinks.add(sink);
  void sink.closed.then(() => sinks.delete(sink));
  response.start(sink);
  const { document, operation } = prepared;
  return { document, operationName: operation.name?.value, contextValue: sink } as unknown as ExecutionArgs;
}

/** Why a request could not be prepared. */
async function errorsOf(
  request: Request,
  state: RequestState,
  pipeline: RequestPipeline,
  maskError: WebSocketsOptions['maskError'],
): Promise<readonly GraphQLError[]> {
  try {
    await pipeline.readParams(request, state);
  } catch (error) {
    return [maskError(error)];
  }
  const { parsedDocument } = state;
  if (!parsedDocument) return [maskError(badRequest('malformed'))];
  if ('failure' in parsedDocument) return [maskError(asSyntaxError(parsedDocument.failure))];
  return parsedDocument.errors.length > 0
    ? parsedDocument.errors
    : [maskError(badRequest('only-subscriptions'))];
}

/** A syntax error with the code that it has over HTTP. */
function asSyntaxError(failure: unknown): unknown {
  if (!(failure instanceof GraphQLError) || failure.extensions.code !== undefined) return failure;
  const { message, source, positions } = failure;
  return new GraphQLError(message, {
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  });
}

/** The errors of a response that is no stream, such as 503. */
function errorsIn(response: AnyResponse | undefined): readonly GraphQLError[] {
  const text = response && 'text' in response && typeof response.text === 'string' ? response.text : '{}';
  const { errors = [] } = JSON.parse(text) as { errors?: { readonly message: string }[] };
  return errors.map((visible) => {
    const error = new GraphQLError(visible.message);
    visibleErrors.set(error, visible);
    return error;
  });
}

/** The error without its HTTP status, as every response shows it. */
function asVisible(error: GraphQLError): GraphQLError {
  visibleErrors.set(error, withoutHttpStatus(error));
  return error;
}
