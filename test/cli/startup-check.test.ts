import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { startStartupCheck } from '../../src/cli/startup-check.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { run } from '../support/command.ts';
import { sweptLogger } from '../support/sweep.ts';

const SECRET = 'a-secret-of-32-characters-or-more-0';

async function startService(environment: Readonly<Record<string, string>>) {
  const emulator = await startEmulator({ apiKey: 'the-key-of-the-account' });
  onTestFinished(() => emulator.close());
  const command = run([], {
    GATEWAY_MODE: 'service',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    KOMMUNICATE_BASE_URL: emulator.url,
    KOMMUNICATE_API_KEY: 'the-key-of-the-account',
    JWT_SECRET: SECRET,
    JWT_ISSUER: 'i',
    JWT_AUDIENCE: 'a',
    ...environment,
  });
  return { emulator, command };
}

describe('the startup check', () => {
  it('makes one call for one id, and logs that the key is accepted', async () => {
    const { emulator, command } = await startService({});
    await command.find(/"level":"info".*(startup check: the REST API accepts the Api-Key)/);
    expect(emulator.calls.map(({ path, body }) => [path, body])).toEqual([
      ['/rest/ws/user/v2/detail', '{"userIdList":["kommunicate-graphql-startup-check"]}'],
    ]);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('warns by default, and /ready says since when', async () => {
    const { command } = await startService({ KOMMUNICATE_API_KEY: 'another-key-of-someone' });
    const line = await command.find(/(\{.*"msg":"startup check failed"\})/);
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', code: 'UPSTREAM_AUTH_FAILED' });
    const url = await command.find(/"metricsUrl":"([^"]+)\/metrics"/);
    const response = await fetch(`${url}/ready`);
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'degraded', degraded: ['upstream'], since: { upstream: expect.any(String) as string } },
    ]);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('with STARTUP_CHECK=fail ends the process with 1, and says what came back', async () => {
    const { command } = await startService({
      STARTUP_CHECK: 'fail',
      KOMMUNICATE_API_KEY: 'another-key-of-someone',
    });
    expect(await command.exit).toBe(1);
    expect(command.output.stderr).toMatch(/^STARTUP_CHECK: The REST API rejected the Api-Key.*HTTP 401/m);
    expect(command.output.stdout).not.toContain('listening');
  });

  it('with STARTUP_CHECK=off makes no call', async () => {
    const { emulator, command } = await startService({ STARTUP_CHECK: 'off' });
    await command.find(/"msg":"(listening)"/);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(emulator.calls).toEqual([]);
  });

  it('ends the degradation with the first call that succeeds', async () => {
    const emulator = await startEmulator({ apiKey: 'the-key-of-the-account' });
    const upstream = createClient({ baseUrl: emulator.url, retry: { retries: 0 } });
    onTestFinished(async () => {
      await upstream.close();
      await emulator.close();
    });
    emulator.fault({ kind: 'answer', status: 503 });
    const apiKey = 'the-key-of-the-account';
    const { client, report } = startStartupCheck({
      client: upstream,
      apiKey,
      timeoutMs: 5000,
      logger: sweptLogger(),
      signal: new AbortController().signal,
    });
    expect(await report).toMatchObject({ isAccepted: false, code: 'UPSTREAM_UNAVAILABLE' });
    expect(client.isDegraded()).toBe(true);
    await client.getUsers(['ana-ortiz'], { apiKey });
    expect(client.isDegraded()).toBe(false);
  });
});
