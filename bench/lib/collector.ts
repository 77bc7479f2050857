import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Makes a gateway serve its metrics. */
export const METRICS: Readonly<Record<string, string>> = { METRICS_PORT: '0' };

export interface Collector {
  /** Makes a gateway send the spans of a share of its requests. */
  traces(ratio: number): Readonly<Record<string, string>>;
  close(): void;
}

/** Accepts spans, and reads them as a collector does. */
export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  return {
    traces: (ratio) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(ratio),
      TRACE_PARENT: 'linked',
    }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
