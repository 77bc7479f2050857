import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/**
 * Serves a gateway over HTTP.
 * @throws what `node:net` says when the address cannot be had, such as `EADDRINUSE`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 4000, drainDelayMs = 0, sleep = delay, logger = silentLogger } = options;
  let draining = false;
  const gateway = createGateway({ ...options, isDraining: () => draining });

  const server = createServer((request, response) => {
    // A kept-alive connection would outlive the server: once draining, each answer is its connection's last.
    if (draining) response.setHeader('connection', 'close');
    gateway.handle(request, response);
    response.once('close', () => {
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
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
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  };

  return { url: urlOf(server.address() as AddressInfo), close: () => (closing ??= close()) };
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
