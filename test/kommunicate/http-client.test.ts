import { getEventListeners } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createSemaphore } from '../../src/kommunicate/transport/connection-limiter.ts';
import { cancellationOf } from '../../src/lib/cancellation.ts';
import type { HttpOptions } from '../../src/kommunicate/options.ts';
import { createHttp } from '../../src/kommunicate/transport/http.ts';
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
  it('resolves with a response of any status', async () => {
    const http = await serve((_request, response) => response.writeHead(418).end('téa'));
    expect(await http.send(CALL)).toEqual({ status: 418, body: 'téa' });
  });

  it('ignores interim responses', async () => {
    const http = await serve((_request, response) => {
      response.writeProcessing();
      response.end('done');
    });
    expect(await http.send(CALL)).toEqual({ status: 200, body: 'done' });
  });

  it('keeps its connection for the next calls', async () => {
    const sockets = new Set<unknown>();
    const http = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    // undici releases a connection a moment after the response is read, so the second call may open another.
    for (let n = 0; n < 20; n += 1) await http.send(CALL);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('leaves no timer and no listener behind after any outcome', async () => {
    const http = await serve((request, response) => {
      if (request.url === '/reset') response.destroy();
      else if (request.url === '/done') response.end();
    });
    const controller = new AbortController();
    const cancellation = cancellationOf(controller.signal);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await http.send({ ...CALL, path: '/done', cancellation });
      await http.send({ ...CALL, path: '/reset', cancellation }).catch(() => undefined);
      // undici has one timer for the idle connection.
      const before = vi.getTimerCount();
      const hanging = http.send({ ...CALL, path: '/hang', cancellation }).catch(() => undefined);
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
      controller.abort();
      await hanging;
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      expect(vi.getTimerCount()).toBeLessThanOrEqual(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts the exact size of a response of tiny chunks', async () => {
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

  it('that is cancelled while it waits for a connection is never sent, and destroys no connection', async () => {
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
    const controller = new AbortController();
    const waiting = Array.from({ length: 100 }, () =>
      http
        .send({ ...CALL, path: '/never', cancellation: cancellationOf(controller.signal) })
        .catch((error: unknown) => error),
    );
    const patient = http.send({ ...CALL, path: '/3' });
    controller.abort(new Error('cancelled'));
    expect(new Set((await Promise.all(waiting)).map(String))).toEqual(new Set(['Error: cancelled']));
    for (const release of held) release();
    expect((await Promise.all(first)).map(({ body }) => body)).toEqual(['late', 'late']);
    await expect.poll(() => arrived.slice(2)).toEqual(['/3']);
    held.at(-1)?.();
    expect((await patient).body).toBe('late');
    expect(sockets.size).toBe(2);
  });

  it('times out during a response that arrives byte by byte', async () => {
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

  it('that is cancelled before it is sent rejects with the signal’s reason', async () => {
    let arrived = 0;
    const http = await serve(() => (arrived += 1));
    const aborted = AbortSignal.abort(new Error('aborted'));
    await expect(http.send({ ...CALL, cancellation: cancellationOf(aborted) })).rejects.toThrow('aborted');
    const withoutReason = cancellationOf(AbortSignal.abort(null));
    await expect(http.send({ ...CALL, cancellation: withoutReason })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const controller = new AbortController();
    const call = http.send({ ...CALL, cancellation: cancellationOf(controller.signal) });
    controller.abort(new Error('cancelled'));
    await expect(call).rejects.toThrow('cancelled');
    expect(arrived).toBe(0);
  });

  it('distinguishes its own shorter timeout from the client’s', async () => {
    const clock = stopClock();
    const http = await serve(() => undefined, { timeoutMs: 300 });
    const outcomeOf = (timeoutMs: number) =>
      clock.passUntil(http.send({ ...CALL, timeoutMs })).catch((error: unknown) => error);
    expect(await outcomeOf(20)).toMatchObject({ kind: 'deadline-exceeded' });
    expect(await outcomeOf(300)).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('reports pool-timeout if it only waited for a connection', async () => {
    const clock = stopClock();
    const http = await serve(() => undefined, { timeoutMs: 300, connections: 1 });
    const [first, second] = await clock.passUntil(Promise.allSettled([http.send(CALL), http.send(CALL)]));
    expect(first).toMatchObject({ reason: { kind: 'timeout' } });
    expect(second).toMatchObject({ reason: { kind: 'pool-timeout' } });
  });

  it('with completesOnceSent is cancelled while it waits, and not after it is sent', async () => {
    const arrived: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const http = await serve(
      (request, response) => {
        arrived.push(request.url ?? '');
        void promise.then(() => response.end('done'));
      },
      { connections: 1 },
    );
    const controller = new AbortController();
    const kept = { ...CALL, completesOnceSent: true, cancellation: cancellationOf(controller.signal) };
    const sent = http.send({ ...kept, path: '/sent' });
    await expect.poll(() => arrived).toEqual(['/sent']);
    const waiting = http.send({ ...kept, path: '/never' });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'deadline-exceeded', sent: false });
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
  ])('decodes a response with content-encoding %j', async (encoding, encode) => {
    const http = await serve((_request, response) =>
      response.setHeader('content-encoding', encoding).end(encode('téa')),
    );
    expect((await http.send(CALL)).body).toBe('téa');
  });

  it.each([
    ['an unknown encoding', 'zstd, gzip', gzipSync('a')],
    ['bytes that are not in the declared encoding', 'gzip', Buffer.from('[]')],
    ['codings in the wrong order', 'br, gzip', brotliCompressSync(gzipSync('a'))],
    ['an incomplete list of codings', 'gzip, br', gzipSync('a')],
    ['more than three codings', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync('a'))))],
    [
      'too many bytes after inflating without a zlib header',
      'deflate',
      deflateRawSync(Buffer.alloc(30_000_000)),
    ],
    [
      'too many bytes after the first of two codings',
      'deflate, gzip',
      gzipSync(deflateRawSync(Buffer.alloc(30_000_000))),
    ],
    ['a truncated body', 'gzip', gzipSync('a'.repeat(999)).subarray(0, 20)],
    ['too many bytes after decompression', 'br', brotliCompressSync(Buffer.alloc(30_000_000))],
    ['compressed bytes without a content-encoding', undefined, gzipSync('a')],
  ])('is an invalid-response with %s', async (_case, encoding, bytes) => {
    const http = await serve((_request, response) => {
      if (encoding) response.setHeader('content-encoding', encoding);
      response.end(bytes);
    });
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'invalid-response', sent: true });
  });

  it('resolves with an error status even if its body is invalid', async () => {
    const http = await serve(
      (_request, response) => {
        response.writeHead(429, { 'content-encoding': 'gzip', 'retry-after': '7' }).end('x'.repeat(2000));
      },
      { maxAnswerBytes: 1000 },
    );
    expect(await http.send(CALL)).toEqual({ status: 429, retryAfter: '7', body: '' });
  });

  it('is an invalid-response if the body is not UTF-8', async () => {
    const http = await serve((_request, response) => response.end(Buffer.from([0x22, 0xff, 0x22])));
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'invalid-response', sent: true });
  });

  it('to a peer that does not speak HTTP counts as sent', async () => {
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

  it('to an unknown host, or with a failed TLS handshake, counts as not sent', async () => {
    const unresolvable = createHttp({ baseUrl: 'http://nowhere.invalid' });
    await expect(unresolvable.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const tls = createHttp({ baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(tls.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
    server.close();
  });
});

describe('the dispatcher', () => {
  it('from the options stays open when the client closes, after the calls in flight', async () => {
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
    const response = another.send(CALL);
    await expect.poll(() => held.length).toBe(2);
    held[1]?.();
    expect((await response).body).toBe('[]');
  });

  it.each(['before', 'after'])(
    'that throws %s it has dispatched fails only its own call, which has one connection',
    async (when) => {
      let failures = 1;
      const dispatcher = new Agent();
      onTestFinished(() => dispatcher.close());
      const throwing: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
        const fails = failures-- > 0;
        if (fails && when === 'before') throw new Error('not dispatched');
        const isReady = dispatch(options, handler);
        if (fails) throw new Error('dispatched');
        return isReady;
      };
      const http = await serve((_request, response) => response.end('done'), {
        dispatcher: dispatcher.compose(throwing),
        connections: 1,
      });
      await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
      expect((await http.send(CALL)).body).toBe('done');
      expect(http.connections()).toEqual({ busy: 0, waiting: 0 });
    },
  );

  it('of the client itself is closed with the client', async () => {
    const http = await serve((_request, response) => response.end('done'));
    expect((await http.send(CALL)).body).toBe('done');
    await http.close();
    await expect(http.send(CALL)).rejects.toMatchObject({ kind: 'connection-failed', sent: false });
  });
});

describe('an Api-Key that is not a valid header value', () => {
  it('throws a TypeError, is never sent, and does not break later calls', async () => {
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

describe('a semaphore', () => {
  it('runs jobs up to its limit, in the order in which they were added', () => {
    const semaphore = createSemaphore({ limit: 2 });
    const started: number[] = [];
    const jobs = Array.from({ length: 7 }, (_, n) => () => void started.push(n));
    for (const job of jobs) semaphore.acquire(job, 'a');
    expect(started).toEqual([0, 1]);
    expect([
      semaphore.cancel(jobs[3] as () => void, 'a'),
      semaphore.cancel(jobs[0] as () => void, 'a'),
    ]).toEqual([true, false]);
    semaphore.release('a');
    expect(started).toEqual([0, 1, 2]);
    semaphore.release('a');
    semaphore.release('a');
    expect(started).toEqual([0, 1, 2, 4, 5]);
    semaphore.acquire(() => void started.push(99), 'a');
    expect(started).toEqual([0, 1, 2, 4, 5]);
    for (let n = 0; n < 4; n += 1) semaphore.release('a');
    expect(started).toEqual([0, 1, 2, 4, 5, 6, 99]);
    // All jobs have ended: two can run again.
    for (const job of jobs.slice(0, 3)) semaphore.acquire(job, 'a');
    expect(started.slice(7)).toEqual([0, 1]);
  });
});

describe('the acting user', () => {
  it.each([[undefined], [''], [' '], ['a b'], ['josé'], ['a\r\nApi-Key: x']])(
    '%j throws a TypeError, and nothing is sent',
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
