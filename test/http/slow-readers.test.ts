import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { GatewayError } from '../../src/errors.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createNodeHandler, type RequestHandler } from '../../src/gateway/node-adapter.ts';
import { startServer } from '../../src/server/server.ts';
import { concurrencyLimit } from '../../src/http/concurrency-limit.ts';
import type { RequestState } from '../../src/http/request-state.ts';
import { UnreadResponses } from '../../src/gateway/unread-responses.ts';
import { stopClock } from '../support/clock.ts';
import { deferred, startTestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

const MEGABYTE = 1024 * 1024;
/** More than any system buffers for a socket. */
const LONG = 64 * MEGABYTE;
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** A server whose responses have this many bytes, and clients that read on demand. */
async function serve(bytes: number, unread = new UnreadResponses(), body?: Buffer<ArrayBuffer>) {
  const text = body ?? 'x'.repeat(bytes);
  const seen = { taken: 0, closed: 0 };
  const answer: RequestHandler = (_request, { whenClosed }) => {
    seen.taken += 1;
    whenClosed(() => void (seen.closed += 1));
    return { status: 200, headers: {}, text };
  };
  const server = createServer(createNodeHandler(answer, (error) => expect(error).toBeUndefined(), unread));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const connect = (request: string) => {
    const socket = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    // The test causes connection errors.
    socket.on('error', () => undefined);
    socket.write(request);
    return socket;
  };
  return { seen, connect, unread };
}

describe('a client that does not read its response', () => {
  it('is disconnected after 30 s without progress', async () => {
    const clock = stopClock();
    const { seen, connect, unread } = await serve(LONG, new UnreadResponses({ maxBytes: LONG }));
    connect(GET);
    await clock.until(() => seen.taken === 1);
    await clock.pass(29_000);
    expect([seen.closed, unread.isFull()]).toEqual([0, true]);
    await clock.pass(6000);
    await clock.until(() => seen.closed === 1);
    expect(unread.isFull()).toBe(false);
  });

  it('of a file that all responses share does not make the gateway reject others', async () => {
    const clock = stopClock();
    const file = Buffer.alloc(LONG);
    const { seen, connect, unread } = await serve(LONG, new UnreadResponses({ maxBytes: LONG }), file);
    for (const _client of [1, 2, 3]) connect(GET);
    await clock.until(() => seen.taken === 3);
    expect(unread.isFull()).toBe(false);
    // It is disconnected like the others.
    await clock.pass(35_000);
    await clock.until(() => seen.closed === 3);
  });

  it('stays connected while it reads, however slowly', async () => {
    const clock = stopClock();
    const { seen, connect } = await serve(LONG);
    const socket = connect(GET);
    await clock.until(() => seen.taken === 1);
    let read = 0;
    const readSome = (enough: number) =>
      clock.until(() => {
        read += (socket.read() as Buffer | null)?.length ?? 0;
        return read >= enough;
      });
    for (let turn = 1; turn <= 4; turn += 1) {
      await readSome(turn * 8 * MEGABYTE);
      await clock.pass(25_000);
    }
    expect([seen.closed, socket.destroyed]).toEqual([0, false]);
    await readSome(LONG);
    await clock.until(() => seen.closed === 1);
    expect(socket.destroyed).toBe(false);
  });

  it('is in flight, and its bytes count, until it has read the response', async () => {
    const { seen, connect, unread } = await serve(LONG, new UnreadResponses({ maxBytes: 2 * LONG }));
    const sockets = [connect(GET), connect(GET)];
    await expect.poll(() => seen.taken).toBe(2);
    expect([seen.closed, unread.isFull()]).toEqual([0, true]);
    sockets[0]?.resume();
    await expect.poll(() => seen.closed).toBe(1);
    expect(unread.isFull()).toBe(false);
    sockets[1]?.destroy();
    await expect.poll(() => seen.closed).toBe(2);
  });

  it('has one request in flight, however many it pipelines', async () => {
    const { seen, connect } = await serve(LONG);
    const socket = connect(GET.repeat(30));
    await expect.poll(() => seen.taken).toBe(1);
    let read = 0;
    socket.on('data', ({ length }: Buffer) => {
      read += length;
      if (read > LONG * 2) socket.pause();
    });
    await expect.poll(() => seen.closed).toBeGreaterThan(0);
    await expect.poll(() => socket.isPaused()).toBe(true);
    expect(seen.taken - seen.closed).toBe(1);
    expect(seen.taken).toBeLessThan(5);
  });
});

describe('a client that pipelines', () => {
  it('gets all responses in order, also beyond the size of the queue', async () => {
    const { seen, connect } = await serve(1);
    const socket = connect(GET.repeat(100));
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text.match(/HTTP\/1.1 200/g)?.length).toBe(100);
    expect(seen).toEqual({ taken: 100, closed: 100 });
  });

  it('has no request executed after it disconnects', async () => {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const server = await startServer({
      client,
      identity: { mode: 'passthrough' },
      port: 0,
      logger: sweptLogger(),
    });
    onTestFinished(async () => {
      await server.close();
      await client.close();
      await emulator.close();
    });
    const first = deferred();
    emulator.fault({ kind: 'delay', endpoint: 'messageSend', until: first.promise });
    const body = JSON.stringify({
      query:
        'mutation { sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "Hi" }) { message { id } } }',
    });
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: ${emulator.apiKey}\r\nContent-Type: application/json\r\n`;
    const request = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
    const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(request.repeat(3));
    const sent = () => emulator.calls.filter(({ endpoint }) => endpoint === 'messageSend').length;
    await expect.poll(sent).toBe(1);
    socket.destroy();
    first.resolve();
    await expect.poll(() => emulator.messages.length).toBe(1);
    await server.close();
    expect(sent()).toBe(1);
  });
});

describe('a gateway with too many unread responses', () => {
  it('rejects new requests with 503, and continues the others', async () => {
    const gateway = await startTestGateway();
    const isFull = vi.spyOn(UnreadResponses.prototype, 'isFull').mockReturnValue(true);
    onTestFinished(() => isFull.mockRestore());
    const rejected = await gateway.query('{ viewer { id } }');
    expect([rejected.status, rejected.errors[0]?.extensions.code]).toEqual([503, 'OVERLOADED']);
    expect(gateway.calls()).toEqual([]);
    isFull.mockReturnValue(false);
    expect((await gateway.query('{ viewer { id } }')).status).toBe(200);
  });

  it('is full at 256 MiB', () => {
    const unread = new UnreadResponses();
    const ended = { on: () => undefined, end: () => undefined } as never;
    unread.end(ended, '', 256 * MEGABYTE - 1);
    expect(unread.isFull()).toBe(false);
    unread.end(ended, '', 1);
    expect(unread.isFull()).toBe(true);
  });

  it('counts a request as in flight until its response has been sent', () => {
    const middleware = concurrencyLimit(1);
    let hasClosed: (() => void) | undefined;
    const state: RequestState = { whenClosed: (done) => (hasClosed = done) };
    middleware.afterBody?.(state);
    middleware.onResponse?.({ status: 200, contentType: null }, new Request('http://x'), state);
    expect(() => middleware.afterBody?.({})).toThrow(GatewayError);
    hasClosed?.();
    expect(() => middleware.afterBody?.({})).not.toThrow();
  });
});
