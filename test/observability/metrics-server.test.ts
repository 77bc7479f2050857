import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { METRICS } from '../../src/observability/metric-table.ts';
import { startServer } from '../../src/server/server.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { seriesIn } from '../support/metrics.ts';
import { deferred } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

async function start(options: Partial<ServerOptions> = {}) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url, retry: { retries: 0 } });
  const server = await startServer({
    client,
    port: 0,
    metricsPort: 0,
    identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID },
    logger: sweptLogger(),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  const metricsUrl = server.metricsUrl ?? '';
  return { server, emulator, metricsUrl, base: metricsUrl.replace(/\/metrics$/, '') };
}

const VIEWER = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ viewer { id } }"}',
};

describe('the server of the metrics', () => {
  it('serves metrics of the gateway and of the process, with the text that the table has', async () => {
    const { server, metricsUrl } = await start();
    await fetch(`${server.url}/graphql`, VIEWER);
    const response = await fetch(metricsUrl);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    for (const [name, { help, type }] of Object.entries(METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
    const series = seriesIn(text);
    expect(series['process_resident_memory_bytes']).toBeGreaterThan(0);
    expect(Object.entries(series).find(([name]) => name.startsWith('kommunicate_graphql_info'))).toEqual([
      expect.stringMatching(/\{version="[\d.]+",mode="sandbox",node="v[\d.]+"\}$/),
      1,
    ]);
  });

  it('serves OpenMetrics to a client that accepts it, and the same counters to all others', async () => {
    const { server, metricsUrl } = await start();
    await fetch(`${server.url}/graphql`, VIEWER);
    const read = async (accept: string) => {
      const response = await fetch(metricsUrl, { headers: { accept } });
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    const COUNTER = 'kommunicate_graphql_lookups_total{loader="users",outcome="fetched"} 1';
    // The header of Prometheus 2.42.
    const open = await read(
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    );
    expect(open.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(open.text).toContain(`# TYPE kommunicate_graphql_lookups counter\n${COUNTER}\n`);
    expect(open.text.endsWith('\n# EOF\n')).toBe(true);
    for (const accept of ['*/*', 'text/plain', 'application/openmetrics-text;q=0, text/plain']) {
      const { type, text } = await read(accept);
      expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(text).toContain(`# TYPE kommunicate_graphql_lookups_total counter\n${COUNTER}\n`);
    }
  });

  it('serves /health and /ready, and nothing else', async () => {
    const { base } = await start();
    expect(await (await fetch(`${base}/health`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${base}/ready`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${base}/graphql`, VIEWER)).status).toBe(405);
    expect((await fetch(`${base}/`)).status).toBe(404);
  });

  it('leaves the public port without metrics', async () => {
    const { server } = await start();
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });

  it('is absent without a port', async () => {
    const { server } = await start({ metricsPort: undefined });
    expect(server.metricsUrl).toBeUndefined();
  });

  it('shows the drain until the last request has ended', async () => {
    const { server, emulator, base, metricsUrl } = await start();
    const { promise, resolve } = deferred();
    emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const pending = fetch(`${server.url}/graphql`, VIEWER);
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closing = server.close();
    const ready = await fetch(`${base}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect(seriesIn(await (await fetch(metricsUrl)).text())['http_server_active_requests']).toBe(1);
    resolve();
    expect((await pending).status).toBe(200);
    await closing;
    await expect(fetch(metricsUrl)).rejects.toThrow('fetch failed');
  });

  it('fails the start if its port is in use, and leaves no server behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(start({ metricsPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});

describe('/ready', () => {
  it('says since when a circuit is open', async () => {
    const { server, emulator, base } = await start({
      client: createClient({
        baseUrl: 'http://127.0.0.1:1',
        retry: { retries: 0 },
        breaker: { minimumCalls: 1 },
      }),
    });
    const before = Date.now();
    await fetch(`${server.url}/graphql`, VIEWER);
    const after = Date.now();
    const response = await fetch(`${base}/ready`);
    const body = (await response.json()) as { since: { upstream: string } };
    expect([response.status, body]).toEqual([
      200,
      { status: 'degraded', degraded: ['upstream'], since: { upstream: expect.any(String) as string } },
    ]);
    const since = Date.parse(body.since.upstream);
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(after);
    expect(emulator.calls).toEqual([]);
    // The time stays the same while the trouble lasts.
    expect(await (await fetch(`${base}/ready`)).json()).toEqual(body);
  });
});
