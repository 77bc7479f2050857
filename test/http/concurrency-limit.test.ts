import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../src/server/server.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { stopClock } from '../support/clock.ts';
import { deferred, post, startTestGateway, type TestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

const READ = '{ user(id: "ana-ortiz") { displayName } }';
const get = async ({ fetch }: TestGateway, path: string) =>
  (await fetch(new Request(`http://gateway${path}`))).status;

describe('a gateway with maxRequestsInFlight requests', () => {
  it('rejects the next request before reading it, with Retry-After', async () => {
    const gateway = await startTestGateway({ maxRequestsInFlight: 2 });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise });
    const underWay = [gateway.query(READ), gateway.query(READ)];
    await expect.poll(() => gateway.calls().length).toBe(1);
    const rejected = await gateway.fetch(post('not even JSON'));
    expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await rejected.json()).toEqual({
      errors: [
        {
          message: 'The gateway is overloaded. Nothing was done.',
          extensions: { code: 'OVERLOADED', retryable: true, retryAfterMs: 1000 },
        },
      ],
    });
    expect([await get(gateway, '/health'), await get(gateway, '/ready')]).toEqual([200, 200]);

    resolve();
    for (const answer of await Promise.all(underWay)) expect(answer.errors).toEqual([]);
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it('does not count rejected requests', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', maxRequestsInFlight: 1 });
    for (let n = 0; n < 5; n += 1) expect((await gateway.query(READ)).status).toBe(401);
    const malformed = [post('{'), new Request('http://gateway/graphql', { method: 'PUT' })];
    for (const request of malformed) expect((await gateway.fetch(request)).status).toBeLessThan(500);
    const headers = { 'Api-Key': gateway.emulator.apiKey };
    expect((await gateway.query(READ, { headers })).status).toBe(200);
  });

  it.each([true, false])(
    'frees the slot when the access log cannot be written (fast path: %s)',
    async (fastPath) => {
      const write = () => {
        throw new Error('the disk is full');
      };
      const logger = { error: write, warn: write, info: write, debug: write };
      const gateway = await startTestGateway({ fastPath, logger, maxRequestsInFlight: 1 });
      const rejected = await gateway.query('{ user(id: "") { id } }');
      expect(rejected.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect((await gateway.query('{ nothing }')).status).toBe(200);
      expect((await gateway.query(READ)).errors).toEqual([]);
    },
  );

  it('frees the slots of disconnected clients, at every stage of a request', async () => {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const server = await startServer({
      client,
      identity: { mode: 'passthrough' },
      port: 0,
      limits: { maxRequestsInFlight: 1 },
      logger: sweptLogger(),
    });
    onTestFinished(async () => {
      await server.close();
      await client.close();
      await emulator.close();
    });
    emulator.fault({ kind: 'hang', endpoint: 'groupInfo', times: 2 });
    const send = () =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
        body: JSON.stringify({ query: READ }),
      }).then(({ status }) => status);
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: ${emulator.apiKey}\r\nContent-Type: application/json\r\n`;
    const body = JSON.stringify({ query: '{ conversation(id: "104250001") { name } }' });
    const requests = [
      // During a REST call; the same with another request queued behind it.
      `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
      `${head}Content-Length: ${body.length}\r\n\r\n${body}${head}Content-Length: 100\r\n\r\n`,
    ];
    for (const [index, text] of requests.entries()) {
      const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text);
      await expect
        .poll(() => emulator.calls.filter(({ endpoint }) => endpoint === 'groupInfo').length)
        .toBe(index + 1);
      // The slot is taken until then.
      expect(await send()).toBe(503);
      socket.destroy();
      await expect.poll(send, { message: `after request ${index}` }).toBe(200);
    }
  });

  it('does not count a request whose body is still arriving, and applies the deadline to it', async () => {
    const clock = stopClock();
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const identity = { mode: 'passthrough' } as const;
    const limits = { maxRequestsInFlight: 1, requestTimeoutMs: 300 };
    const server = await startServer({ client, identity, port: 0, logger: sweptLogger(), limits });
    onTestFinished(async () => {
      await server.close();
      await client.close();
      await emulator.close();
    });
    const sockets = Array.from({ length: 5 }, () => {
      const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
      socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: bogus\r\n');
      socket.write('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
      return socket;
    });
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query: READ }),
    });
    expect(answer.status).toBe(200);
    await clock.pass(300);
    for (const socket of sockets) {
      const said = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
      expect(said).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close[\s\S]*"reason":"body-too-slow"/i);
    }
  });
});
