import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { browserIsMissing, useBrowser } from '../support/browser.ts';
import { sweptLogger } from '../support/sweep.ts';

/** The request of a page. */
interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe.skipIf(browserIsMissing)('a page in a browser, on another port', () => {
  const browser = useBrowser();

  /** An empty page on a port of its own. */
  async function openPage() {
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>page</title>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const tab = await browser().newPage();
    onTestFinished(async () => {
      await tab.close();
      site.closeAllConnections();
      site.close();
    });
    await tab.goto(origin);
    const send = (url: string, init: Sent) =>
      tab.evaluate(
        async ([address, options]) => {
          try {
            return await (await fetch(address, options)).text();
          } catch {
            return 'blocked';
          }
        },
        [url, init] as const,
      );
    return { origin, send };
  }

  async function serve(options: (emulatorKey: string) => Partial<ServerOptions>) {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
    const server = await startServer({
      client,
      identity,
      port: 0,
      unsentGraceMs: 0,
      logger: sweptLogger(),
      ...options(emulator.apiKey),
    });
    onTestFinished(async () => {
      await server.close();
      await client.close();
      await emulator.close();
    });
    return { url: `${server.url}/graphql`, emulator };
  }

  const inService = (apiKey: string, corsOrigins: readonly string[]) => ({
    identity: {
      mode: 'service' as const,
      apiKey,
      verifyToken: async () => ({ userId: 'ana-ortiz', role: 'USER' as const }),
    },
    cors: { origins: corsOrigins },
  });

  const POST = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollographql-client-name': 'page',
      'sentry-trace': '1',
      baggage: 'a=b',
    },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  };
  const GET = '?query=%7B__typename%7D';

  it('reads responses of the sandbox, by POST with any header and by GET', async () => {
    const { send } = await openPage();
    const { url } = await serve(() => ({}));
    expect(await send(url, POST)).toContain(`{"viewer":{"id":"${DEMO_AGENT_ID}"}}`);
    expect(await send(`${url}${GET}`, {})).toContain('{"__typename":"Query"}');
  });

  it('reads responses in service mode when its origin is listed', async () => {
    const { origin, send } = await openPage();
    const { url } = await serve((apiKey) => inService(apiKey, [origin]));
    const headers = { ...POST.headers, authorization: 'Bearer token' };
    expect(await send(url, { ...POST, headers })).toContain('{"viewer":{"id":"ana-ortiz"}}');
    expect(await send(`${url}${GET}`, { headers: { authorization: 'Bearer token' } })).toContain('Query');
  });

  it('reads and changes nothing when its origin is not listed', async () => {
    const { send } = await openPage();
    const { url, emulator } = await serve((apiKey) => inService(apiKey, ['https://app.example']));
    expect(await send(url, POST)).toBe('blocked');
    expect(await send(`${url}${GET}`, {})).toBe('blocked');
    expect(emulator.calls).toEqual([]);
  });
});
