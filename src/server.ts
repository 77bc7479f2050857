import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { silentLogger } from './logger.ts';

export interface ServerOptions extends Omit<GatewayOptions, 'isDraining'> {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4000; 0 picks a free one. */
  readonly port?: number;
  /** How long new connections are still served once the server is told to close, in milliseconds. Default 0. */
  readonly drainDelayMs?: number;
  /** How the drain delay is waited for. Default: a timer. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

export interface RunningServer {
  /** Where the server listens, without a path. */
  readonly url: string;
  /** Not ready any more; then no new connections; resolves when the last request has been answered. */
  close(): Promise<void>;
}

/** A connection without a request, when the server closes: one may be on its way for this long. */
const UNUSED_GRACE_MS = 1000;

/**
 * Serves a gateway over HTTP.
 * @throws what `node:net` says when the address cannot be had, such as `EADDRINUSE`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 4000, drainDelayMs = 0, sleep = delay, logger = silentLogger } = options;
  let draining = false;
  // Browsers open connections ahead of need. Node does not count one as idle before its first request.
  const unused = new Set<Socket>();
  const gateway = createGateway({ ...options, isDraining: () => draining });

  const server = createServer((request, response) => {
    // A kept-alive connection would outlive the server: once draining, each answer is its connection's last.
    if (draining) response.setHeader('connection', 'close');
    unused.delete(request.socket);
    gateway.handle(request, response);
    response.once('close', () => {
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
  });
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => logger.error({ err: error }, 'server error'));

  let closing: Promise<void> | undefined;
  const close = async () => {
    draining = true;
    await sleep(drainDelayMs);
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeIdleConnections();
    const grace = setTimeout(() => unused.forEach((socket) => socket.destroy()), UNUSED_GRACE_MS);
    await closed;
    clearTimeout(grace);
  };

  return { url: urlOf(server.address() as AddressInfo), close: () => (closing ??= close()) };
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
