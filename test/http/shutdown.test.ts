import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VIEWER } from './request-helpers.ts';
import { connect, ended, send, serve, statusOf } from './serve.ts';

describe('a server that closes', () => {
  /**
   * A server whose grace periods end when the test says so: first `unsentGraceMs`, then `answerGraceMs`.
   */
  async function closable() {
    const graces = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let waits = 0;
    const { server, emulator } = await serve({ sleep: () => graces[waits++]?.promise ?? Promise.resolve() });
    onTestFinished(() => graces.forEach(({ resolve }) => resolve()));
    const endGrace = (index: number) => graces[index]?.resolve();
    return { server, emulator, endGrace };
  }

  it('finishes requests in flight, closes their connections, and accepts no new ones', async () => {
    const { server, emulator } = await closable();
    const { promise, resolve } = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: promise });
    const headers = ['Api-Key', emulator.apiKey, 'Of-User-Id', 'ana-ortiz', 'Connection', 'keep-alive'];
    const inFlight = send(server.url, headers, JSON.stringify({ query: VIEWER }));
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closed = server.close();
    await expect.poll(() => statusOf(`${server.url}/ready`)).toBe('refused');
    resolve();
    expect(JSON.parse((await inFlight).text)).toEqual({ data: { viewer: { id: 'ana-ortiz' } } });
    expect((await inFlight).connection).toBe('close');
    // No grace period has ended: the response itself closed the connection.
    await closed;
  });

  it('is not ready during the drain delay, but still executes requests and closes their connections', async () => {
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
    const { server } = await serve({ drainDelayMs: 5000, sleep: () => passed });
    const closed = server.close();
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    const answer = await send(server.url, ['Api-Key', 'k'], JSON.stringify({ query: '{ __typename }' }));
    expect(answer.status).toBe(200);
    pass();
    await closed;
    expect(await statusOf(`${server.url}/ready`)).toBe('refused');
  });

  it('executes a request that arrives on an idle connection, and then closes it', async () => {
    const { server, endGrace } = await closable();
    const [busy, idle] = [await connect(server.url), await connect(server.url)];
    const request = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
    for (const socket of [busy, idle]) {
      socket.write(request);
      await once(socket, 'data');
    }
    const closing = server.close();
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    busy.write(request);
    expect(Buffer.concat((await busy.toArray()) as Buffer[]).toString()).toMatch(
      /^HTTP\/1.1 200 OK[\s\S]*connection: close/i,
    );
    expect(idle.closed).toBe(false);
    endGrace(0);
    await closing;
    await ended(idle);
  });

  it.each([
    ['has sent nothing', ''],
    ['has sent half of its headers', 'POST /graphql HTTP/1.1\r\nHost:'],
    [
      'has sent half of its body',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: k\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"q',
    ],
  ])('disconnects a client that %s when unsentGraceMs is over', async (_name, text) => {
    const { server, endGrace } = await closable();
    const stalled = await connect(server.url);
    if (text) stalled.write(text);
    // The server has accepted the connection and received the text.
    expect(await statusOf(`${server.url}/health`)).toBe(200);
    let closed = false;
    const closing = server.close().then(() => (closed = true));
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    expect(closed).toBe(false);
    endGrace(0);
    await closing;
    await ended(stalled);
  });

  it('finishes the request before a stalled one, and then closes the connection', async () => {
    const { server, emulator, endGrace } = await closable();
    const answer = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: answer.promise });
    const body = JSON.stringify({ query: VIEWER });
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: x',
      `Api-Key: ${emulator.apiKey}`,
      'Of-User-Id: ana-ortiz',
    ];
    const text = [...head, 'Content-Type: application/json', `Content-Length: ${body.length}`, '', body].join(
      '\r\n',
    );
    const socket = await connect(server.url);
    // The body of the second request is incomplete.
    socket.write(`${text}${text.slice(0, -5)}`);
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closing = server.close();
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    endGrace(0);
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    answer.resolve();
    expect(Buffer.concat((await socket.toArray()) as Buffer[]).toString()).toContain(
      '{"viewer":{"id":"ana-ortiz"}}',
    );
    await closing;
  });

  it('disconnects a request that does not finish when answerGraceMs is over', async () => {
    const { server, emulator, endGrace } = await closable();
    emulator.fault({ kind: 'delay', until: Promise.withResolvers().promise });
    const headers = ['Api-Key', emulator.apiKey, 'Of-User-Id', 'ana-ortiz'];
    const lost = send(server.url, headers, JSON.stringify({ query: VIEWER })).catch(() => 'lost');
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closing = server.close();
    endGrace(0);
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    expect(await Promise.race([lost, Promise.resolve('waiting')])).toBe('waiting');
    endGrace(1);
    await closing;
    expect(await lost).toBe('lost');
  });
});
