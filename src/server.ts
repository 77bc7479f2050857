import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { badRequest } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { silentLogger } from './logger.ts';

export interface ServerOptions extends Omit<GatewayOptions, 'isDraining'> {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4000; 0 picks a free one. */
  readonly port?: number;
  /** How long new connections are still served once the server is told to close, in milliseconds. Default 0. */
  readonly drainDelayMs?: number;
  /**
   * How long a connection may take, once the server closes, to send the rest of a request, in milliseconds. Nothing has been
   * executed for it. Default 1000.
   */
  readonly unsentGraceMs?: number;
  /** How long a request that is being answered may take after that, in milliseconds. Default 30000. */
  readonly answerGraceMs?: number;
  /** How times are waited for. Default: timers that do not keep the process alive. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

export interface RunningServer {
  /** Where the server listens, without a path. */
  readonly url: string;
  /** Not ready any more; then no new connections; resolves when the last request has been answered. */
  close(): Promise<void>;
}

/**
 * Serves a gateway over HTTP.
 * @throws what `node:net` says when the address cannot be had, such as `EADDRINUSE`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    host = '127.0.0.1',
    port = 4000,
    drainDelayMs = 0,
    unsentGraceMs = 1000,
    answerGraceMs = 30_000,
    sleep = (milliseconds) => delay(milliseconds, undefined, { ref: false }),
    logger = silentLogger,
  } = options;
  let draining = false;
  const gateway = createGateway({ ...options, isDraining: () => draining });
  /** What each connection is at: the request it has sent last, if any. */
  const connections = new Map<Socket, IncomingMessage | undefined>();

  const server = createServer((request, response) => {
    connections.set(request.socket, request);
    response.once('close', () => {
      if (connections.get(request.socket) === request) connections.set(request.socket, undefined);
      // The connection is idle a moment later.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
    // A kept-alive connection would outlive the server: once draining, each answer is its connection's last.
    if (draining) response.setHeader('connection', 'close');
    if (hasHost(request)) gateway.handle(request, response);
    else refuseHost(response);
  });
  server.on('connection', (socket) => {
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => logger.error({ err: error }, 'server error'));

  /**
   * Node stops its own time-outs with the server, and does not count a connection as idle before its first request (browsers
   * open some ahead of need): without this one stalled client would keep the process alive for ever.
   */
  const closeStalled = async () => {
    await sleep(unsentGraceMs);
    for (const [socket, request] of connections) if (!request?.complete) socket.destroy();
    await sleep(answerGraceMs);
    server.closeAllConnections();
  };

  let closing: Promise<void> | undefined;
  const close = async () => {
    draining = true;
    if (drainDelayMs > 0) await sleep(drainDelayMs);
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeIdleConnections();
    void closeStalled();
    await closed;
  };

  return { url: urlOf(server.address() as AddressInfo), close: () => (closing ??= close()) };
}

/** Whether a request has one `Host`, which is nothing but a host: everything behind takes its URL from it. */
function hasHost({ headers: { host }, rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  return (
    hosts.length === 1 &&
    /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host ?? '') &&
    URL.canParse(`http://${host}`)
  );
}

function refuseHost(response: ServerResponse): void {
  const { message, code, retryable, reason } = badRequest('host');
  const body = JSON.stringify({ errors: [{ message, extensions: { code, retryable, reason } }] });
  response
    .writeHead(400, { 'content-type': 'application/json; charset=utf-8', connection: 'close' })
    .end(body);
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
