import { getEventListeners } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createSemaphore } from '../../src/kommunicate/transport/connection-limiter.ts';
import { createHttp, type HttpOptions } from '../../src/kommunicate/transport/http.ts';
import { stopClock } from '../support/clock.ts';

const CALL = { method: 'POST', path: '/x', headers: { a: 'b' }, body: '{}' } as const;

async function serve(listener: RequestListener, options: Partial<HttpOptions> = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = createHttp({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...options,
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await http.close();
  });
  return http;
}

describe('a call', () => {
  it('resolves with any answer, whatever its status', async () => {
    const http = await serve((_request, response) => response.writeHead(418).end('téa'));
    expect(await http.send(CALL)).toEqual({ status: 418, body: 'téa' });
  });

  it('passes interim answers over', async () => {
    const http = await serve((_request, response) => {
      response.writeProcessing();
      response.end('done');
    });
    expect(await http.send(CALL)).toEqual({ status: 200, body: 'done' });
  });

  it('keeps its connections for the next ones', async () => {
    const sockets = new Set<unknown>();
    const http = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    // undici frees a connection a moment after the answer is read: the second call may open another.
    for (let n = 0; n < 20; n += 1) await http.send(CALL);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('leaves no timer and no listener behind, whatever came of it', async () => {
    const http = await serve((request, response) => {
      if (request.url === '/reset') response.destroy();
      else if (request.url === '/done') response.end();
    });
    const leaving = new AbortController();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await http.send({ ...CALL, path: '/done', signal: leaving.signal });
      await http.send({ ...CALL, path: '/reset', signal: leaving.signal }).catch(() => undefined);
      // undici has one of its own, for the connection that it keeps.
      const before = vi.getTimerCount();
      const hanging = http.send({ ...CALL, path: '/hang', signal: leaving.signal }).catch(() => undefined);
      expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(1);
      leaving.abort();
      await hanging;
      expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
      expect(vi.getTimerCount()).toBeLessThanOrEqual(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is exact about the size of an answer, however small its pieces', async () => {
    const [first, second] = Buffer.from('é');
    const http = await serve(
      (request, response) => {
        for (let n = Number(request.url?.slice(1)); n > 0; n -= 1) {
          response.write(Buffer.from([first ?? 0]));
          response.write(Buffer.from([second ?? 0]));
        }
        response.end();
      },
      { maxAnswerBytes: 50_000 },
    );
    expect((await http.send({ ...CALL, path: '/25000' })).body).toBe('é'.repeat(25_000));
    await expect(http.send({ ...CALL, path: '/25001' })).rejects.toMatchObject({ kind: 'invalid-response' });
  });

  it('that waits in line waits in ours: when it gives up no connection suffers, and it never leaves', async () => {
    const sockets = new Set<unknown>();
    const arrived: string[] = [];
    const held: (() => void)[] = [];
    const http = await serve(
      (request, response) => {
        sockets.add(request.socket);
        arrived.push(request.url ?? '');
        held.push(() => response.end('late'));
      },
      { connections: 2 },
    );
    const first = [http.send({ ...CALL, path: '/1' }), http.send({ ...CALL, path: '/2' })];
    await expect.poll(() => arrived.length).toBe(2);
    const leaving = new AbortController();
    const waiting = Array.from({ length: 100 }, () =>
      http.send({ ...CALL, path: '/never', signal: leaving.signal }).catch((error: unknown) => error),
    );
    const patient = http.send({ ...CALL, path: '/3' });
    leaving.abort(new Error('left'));
    expect(new Set((await Promise.all(waiting)).map(String))).toEqual(new Set(['Error: left']));
    for (const release of held) release();
    expect((await Promise.all(first)).map(({ body }) => body)).toEqual(['late', 'late']);
    await expect.poll(() => arrived.slice(2)).toEqual(['/3']);
    held.at(-1)?.();
    expect((await patient).body).toBe('late');
    expect(sockets.size).toBe(2);
  });

  it('has one deadline for all of the answer, so that one that drips is cut off', async () => {
    let drip: (() => void) | undefined;
    let closed = false;
    const clock = stopClock();
    const http = await serve(
      (_request, response) => {
        drip = () => response.write('.');
        response.once('close', () => (closed = true));
      },
      { timeoutMs: 1000 },
    );
    const outcome = http.send(CALL).catch((error: unknown) => error);
    await clock.until(() => drip !== undefined);
    for (let elapsed = 0; elapsed < 1000; elapsed += 100) {
      drip?.();
      await clock.pass(100);
    }
    expect(await outcome).toMatchObject({ name: 'HttpFailure', kind: 'timeout', sent: true });
    await expect.poll(() => closed).toBe(true);
  });

  it('that is given up rejects with the reason, and does not leave if it has not yet', async () => {
    let arrived = 0;
    const http = await serve(() => (arrived += 1));
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(http.send({ ...CALL, signal: gone })).rejects.toThrow('gone');
    const leaving = new AbortController();
    const call = http.send({ ...CALL, signal: leaving.signal });
    leaving.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
    expect(arrived).toBe(0);
  });

  it('tells who was in a hurry from an answer that took too long', async () => {
    const clock = stopClock();
    const http = await serve(() => undefined, { timeoutMs: 300 });
    const outcomeOf = (timeoutMs: number) =>
      clock.passUntil(http.send({ ...CALL, timeoutMs })).catch((error: unknown) => error);
    expect(await outcomeOf(20)).toMatchObject({ kind: 'deadline-exceeded' });
    expect(await outcomeOf(300)).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('tells one that has only stood in line', async () => {
    const clock = stopClock();
    const http = await serve(() => undefined, { timeoutMs: 300, connections: 1 });
    const [first, second] = await clock.passUntil(Promise.allSettled([http.send(CALL), http.send(CALL)]));
    expect(first).toMatchObject({ reason: { kind: 'timeout' } });
    expect(second).toMatchObject({ reason: { kind: 'pool-timeout' } });
  });

  it('that is kept once it is sent leaves the line with whoever made it, and the wire not', async () => {
    const arrived: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const http = await serve(
      (request, response) => {
        arrived.push(request.url ?? '');
        void promise.then(() => response.end('done'));
      },
      { connections: 1 },
    );
    const leaving = new AbortController();
    const kept = { ...CALL, completesOnceSent: true, signal: leaving.signal };
    const sent = http.send({ ...kept, path: '/sent' });
    await expect.poll(() => arrived).toEqual(['/sent']);
    const inLine = http.send({ ...kept, path: '/never' });
    leaving.abort();
    await expect(inLine).rejects.toMatchObject({ kind: 'deadline-exceeded', sent: false });
    resolve();
    expect((await sent).body).toBe('done');
    await expect(http.send({ ...kept, path: '/never' })).rejects.toMatchObject({
      kind: 'deadline-exceeded',
      sent: false,
    });
    expect(arrived).toEqual(['/sent']);
  });

  it.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => text],
    ['gzip ', gzipSync],
    ['\tGzip, ', gzipSync],
    ['gzip, identity', gzipSync],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
    ['deflate', deflateRawSync],
    ['gzip , DEFLATE', (text: string) => deflateRawSync(gzipSync(text))],
    ['', (text: string) => text],
  ])('may have an answer that says it is %s', async (encoding, encode) => {
    const http = await serve((_request, response) =>
      response.setHeader('content-encoding', encoding).end(encode('téa')),
    );
    expect((await http.send(CALL)).body).toBe('téa');
  });

  it.each([
    ['an encoding that is not known', 'zstd, gzip', gzipSync('a')],
    ['an encoding that it does not have', 'gzip', Buffer.from('[]')],
    ['codings in the wrong order', 'br, gzip', brotliCompressSync(gzipSync('a'))],
    ['half of a list', 'gzip, br', gzipSync('a')],
    ['more codings than there may be', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync('a'))))],
    ['more than there may be, without a zlib header', 'deflate', deflateRawSync(Buffer.alloc(30_000_000))],
    [
      'more than there may be, in the middle of a list',
      'deflate, gzip',
      gzipSync(deflateRawSync(Buffer.alloc(30_000_000))),
    ],
    ['half of it', 'gzip', gzipSync('a'.repeat(999)).subarray(0, 20)],
    ['more than there may be, in few bytes', 'br', brotliCompressSync(Buffer.alloc(30_000_000))],
    ['compressed bytes without saying so', undefined, gzipSync('a')],
  ])('is unreadable with %s', async (_case, encoding, bytes) => {
    const http = await serve((_request, response) => {
      if (encoding) response.setHeader('content-encoding', encoding);
      response.end(bytes);
    });
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'invalid-response', sent: true });
  });

  it('is answered where its status says it all, whatever its body is', async () => {
    const http = await serve(
      (_request, response) => {
        response.writeHead(429, { 'content-encoding': 'gzip', 'retry-after': '7' }).end('x'.repeat(2000));
      },
      { maxAnswerBytes: 1000 },
    );
    expect(await http.send(CALL)).toEqual({ status: 429, retryAfter: '7', body: '' });
  });

  it('is not UTF-8: unreadable', async () => {
    const http = await serve((_request, response) => response.end(Buffer.from([0x22, 0xff, 0x22])));
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'invalid-response', sent: true });
  });

  it('to a peer that does not speak HTTP has been sent all the same', async () => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = createHttp({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await http.close();
    });
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: true });
  });

  it('to a name that does not resolve, or over TLS that fails, has not been sent', async () => {
    const unresolvable = createHttp({ baseUrl: 'http://nowhere.invalid' });
    await expect(unresolvable.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const tls = createHttp({ baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(tls.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
    server.close();
  });
});

describe('a dispatcher that was given', () => {
  it('is left open by a client that is closed, which waits for its calls and makes no more', async () => {
    const held: (() => void)[] = [];
    const server = createServer((_request, response) => held.push(() => response.end('[]')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dispatcher = new Agent();
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await dispatcher.close();
    });
    const client = createClient({ baseUrl, dispatcher, retry: { retries: 0 } });
    const read = client.getUsers(['ana-ortiz'], { apiKey: 'k' });
    await expect.poll(() => held.length).toBe(1);
    let isClosed = false;
    const closing = client.close().then(() => (isClosed = true));
    await new Promise((later) => setImmediate(later));
    expect(isClosed).toBe(false);
    held[0]?.();
    expect(await read).toEqual([]);
    await closing;
    const late = client.getUsers(['ana-ortiz'], { apiKey: 'k' });
    await expect(late).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(held).toHaveLength(1);

    const another = createHttp({ baseUrl, dispatcher });
    const answer = another.send(CALL);
    await expect.poll(() => held.length).toBe(2);
    held[1]?.();
    expect((await answer).body).toBe('[]');
  });

  it('is closed where it is the client’s own', async () => {
    const http = await serve((_request, response) => response.end('done'));
    expect((await http.send(CALL)).body).toBe('done');
    await http.close();
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
  });
});

describe('a key that cannot stand in a header', () => {
  it('is a bug, is never sent, and does no harm to the calls that follow', async () => {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url, connections: 1 });
    onTestFinished(async () => {
      await emulator.close();
      await client.close();
    });
    for (const apiKey of ['a\nb', '', 'clé', undefined as unknown as string]) {
      await expect(client.getUsers(['ana-ortiz'], { apiKey })).rejects.toThrow(TypeError);
    }
    expect(await client.getUsers(['ana-ortiz'], { apiKey: emulator.apiKey })).toHaveLength(1);
    expect(emulator.calls).toHaveLength(1);
  });
});

describe('the line of calls', () => {
  it('lets as many run as it may, now and later, first come first served', () => {
    const limiter = createSemaphore({ limit: 2 });
    const started: number[] = [];
    const jobs = Array.from({ length: 7 }, (_, n) => () => void started.push(n));
    for (const job of jobs) limiter.acquire(job, 'a');
    expect(started).toEqual([0, 1]);
    expect([limiter.cancel(jobs[3] as () => void, 'a'), limiter.cancel(jobs[0] as () => void, 'a')]).toEqual([
      true,
      false,
    ]);
    limiter.release('a');
    expect(started).toEqual([0, 1, 2]);
    limiter.release('a');
    limiter.release('a');
    expect(started).toEqual([0, 1, 2, 4, 5]);
    limiter.acquire(() => void started.push(99), 'a');
    expect(started).toEqual([0, 1, 2, 4, 5]);
    for (let n = 0; n < 4; n += 1) limiter.release('a');
    expect(started).toEqual([0, 1, 2, 4, 5, 6, 99]);
    // All is over: there is room for two again.
    for (const job of jobs.slice(0, 3)) limiter.acquire(job, 'a');
    expect(started.slice(7)).toEqual([0, 1]);
  });
});

describe('the acting user', () => {
  it.each([[undefined], [''], [' '], ['a b'], ['josé'], ['a\r\nApi-Key: x']])(
    'is never absent or another than was meant: %j is a bug, and nothing is sent',
    async (userId) => {
      const emulator = await startEmulator();
      const client = createClient({ baseUrl: emulator.url });
      onTestFinished(async () => {
        await emulator.close();
        await client.close();
      });
      const options = { apiKey: emulator.apiKey };
      const group = { groupId: '104250001', metadata: {} };
      await expect(client.updateUser(userId as string, { email: 'a@b' }, options)).rejects.toThrow(TypeError);
      await expect(client.updateGroup(userId as string, group, options)).rejects.toThrow(TypeError);
      expect(emulator.calls).toEqual([]);
    },
  );
});
