import type { Registry } from '@prometheus-io/client';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderMetrics } from './render-metrics.ts';

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 selects a free one. */
  readonly port: number;
  readonly registry: Registry;
  /** The status and the body of `/ready`. */
  readonly readiness: () => { readonly status: number; readonly body: object };
}

export interface MetricsServer {
  readonly address: AddressInfo;
  /** Closes all connections, also those of a scrape. */
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/health` and `/ready`, and nothing else. The format of the metrics is Prometheus' text, and
 * OpenMetrics with exemplars for a client that accepts it, such as Prometheus.
 * @throws {Error} the error of `node:net` when the server cannot listen, such as `EADDRINUSE`
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host, port, registry, readiness } = options;
  const respond = async ({ method, url = '', headers: { accept } }: IncomingMessage): Promise<Answer> => {
    const [path] = url.split('?');
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { allow: 'GET, HEAD' } };
    switch (path) {
      case '/metrics': {
        const { contentType, text } = await renderMetrics(registry, accept);
        return { status: 200, headers: { 'content-type': contentType, vary: 'Accept' }, text };
      }
      case '/health':
        return json(200, { status: 'ok' });
      case '/ready': {
        const { status, body } = readiness();
        return json(status, body);
      }
      default:
        return json(404, { status: 'not found', endpoint: '/metrics' });
    }
  };
  const server = createServer((request, response) => {
    respond(request).then(
      (answer) => send(response, answer),
      // A collector of an embedder's registry has failed.
      () => send(response, { status: 500 }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    address: server.address() as AddressInfo,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

function send(response: ServerResponse, { status, headers, text = '' }: Answer): void {
  response.writeHead(status, headers);
  response.end(text);
}
