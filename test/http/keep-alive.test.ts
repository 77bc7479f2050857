import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../src/kommunicate/client.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer, timeoutsOf } from '../../src/server/server.ts';

/** The `Keep-Alive` header of a response, in which Node states its `keepAliveTimeout`. */
async function announced(options: Partial<ServerOptions>): Promise<string | null> {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
  const server = await startServer({ client, identity: { mode: 'passthrough' }, port: 0, ...options });
  onTestFinished(async () => {
    await server.close();
    await client.close();
  });
  return (await fetch(`${server.url}/health`)).headers.get('keep-alive');
}

describe('an idle connection', () => {
  it('stays open longer than the 60 seconds of common load balancers', async () => {
    expect(await announced({})).toBe('timeout=65');
  });

  it('stays open for keepAliveTimeoutMs', async () => {
    expect(await announced({ keepAliveTimeoutMs: 7000 })).toBe('timeout=7');
  });

  it.each([1, 65_000, 600_000])('of %i ms has a shorter timeout than headers and whole requests', (ms) => {
    const { keepAliveTimeout, headersTimeout, requestTimeout } = timeoutsOf(ms);
    expect(keepAliveTimeout).toBe(ms);
    expect(headersTimeout).toBeGreaterThan(keepAliveTimeout);
    expect(requestTimeout).toBeGreaterThanOrEqual(headersTimeout);
  });
});
