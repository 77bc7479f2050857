import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFetchHandler } from '../../src/gateway/fetch-adapter.ts';
import { createNodeHandler } from '../../src/gateway/node-adapter.ts';
import type { ByteSink, StreamResponse } from '../../src/live/transport/byte-sink.ts';
import { deferred } from '../support/harness.ts';

/*
 * Responses that stay open, over a socket and by `gateway.fetch`. The handler gives the test the sink of each stream.
 */

const fail = (error: unknown) => expect(error).toBeUndefined();
const MEGABYTE = 1024 * 1024;

/** A handler that opens streams, and the sinks of these streams. */
function streams() {
  const opened: ReturnType<typeof deferred<ByteSink>>[] = [];
  const nth = (index: number) => (opened[index] ??= deferred<ByteSink>());
  let count = 0;
  const closed: number[] = [];
  const handler = (): StreamResponse => {
    const index = count++;
    return {
      status: 200,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      start(sink) {
        sink.onClose(() => closed.push(index));
        nth(index).resolve(sink);
      },
    };
  };
  return { handler, closed, sink: (index = 0) => nth(index).promise, count: () => count };
}

async function serve() {
  const opened = streams();
  const server = createServer(createNodeHandler(opened.handler, fail));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const connect = (request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n') => {
    const socket = createConnection(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    // The test causes connection errors.
    socket.on('error', () => undefined);
    socket.write(request);
    return socket;
  };
  return { ...opened, url: `http://127.0.0.1:${port}`, connect };
}

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTick();
}

describe('a stream over a socket', () => {
  it('sends its headers at once, and each write at once', async () => {
    const { url, sink } = await serve();
    const response = await fetch(url);
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-length')).toBeNull();
    expect(response.headers.get('content-encoding')).toBeNull();
    const reader = response.body?.getReader();
    const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    const opened = await sink();
    opened.write(Buffer.from('one'));
    expect(await read()).toBe('one');
    opened.write(Buffer.from('two ü'));
    expect(await read()).toBe('two ü');
    opened.end(Buffer.from('three'));
    expect(await read()).toBe('three');
    expect(await read()).toBe('');
  });

  it('keeps the connection for the next request', async () => {
    const { connect, sink, closed } = await serve();
    const socket = connect();
    (await sink()).end(Buffer.from('one'));
    await until(() => closed.length === 1);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    (await sink(1)).end(Buffer.from('two'));
    await until(() => closed.length === 2);
    const text = String(socket.read());
    expect(text.split('HTTP/1.1 200').length).toBe(3);
    expect(text).toContain('\r\n\r\n3\r\none\r\n0\r\n\r\n');
    expect(text).toMatch(/3\r\ntwo\r\n0\r\n\r\n$/);
  });

  it('has no chunks for a client of HTTP/1.0', async () => {
    const { connect, sink } = await serve();
    const socket = connect('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    socket.on('data', (bytes) => (text += String(bytes)));
    (await sink()).end(Buffer.from('one'));
    await new Promise((resolve) => socket.once('end', resolve));
    expect(text).toMatch(/\r\n\r\none$/);
  });

  it('ends after the headers for HEAD, and is not started', async () => {
    const { url, sink, count } = await serve();
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(await response.text()).toBe('');
    expect(count()).toBe(1);
    expect(await Promise.race([sink(), Promise.resolve('not started')])).toBe('not started');
  });

  it.each([
    ['closes its connection', 'end'],
    ['resets its connection', 'resetAndDestroy'],
  ] as const)('reports at once that a client %s, though nothing is written', async (_case, disconnect) => {
    const { connect, sink, closed } = await serve();
    const socket = connect();
    const opened = await sink();
    socket[disconnect]();
    await until(() => closed.length === 1);
    opened.write(Buffer.from('late'));
    opened.end(Buffer.from('late'));
    opened.destroy();
    await nextTick();
    expect(closed).toEqual([0]);
  });

  it('cuts the connection on request', async () => {
    const { connect, sink, closed } = await serve();
    const socket = connect();
    const disconnected = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    (await sink()).destroy();
    await disconnected;
    expect(closed).toEqual([0]);
  });

  it('counts what a client does not read, reports once when it has read, and delays no other client', async () => {
    const { connect, sink } = await serve();
    const slow = connect();
    const stalled = await sink(0);
    let drains = 0;
    stalled.onDrain(() => (drains += 1));
    // The buffers of the operating system hold some megabytes.
    const piece = Buffer.alloc(MEGABYTE, 'x');
    for (let written = 0; written < 12; written += 1) stalled.write(piece);
    await nextTick();
    expect(stalled.queuedBytes).toBeGreaterThan(MEGABYTE);
    const other = connect();
    let received = '';
    other.on('data', (data) => (received += String(data)));
    (await sink(1)).write(Buffer.from('for the other client'));
    await until(() => received.includes('for the other client'));
    expect(drains).toBe(0);
    let bytes = 0;
    slow.on('data', ({ length }) => (bytes += length));
    await until(() => stalled.queuedBytes === 0 && bytes > 12 * MEGABYTE);
    expect(drains).toBe(1);
    stalled.write(Buffer.from('more'));
    await until(() => bytes > 12 * MEGABYTE + 100);
  });
});

describe('a stream by gateway.fetch', () => {
  const open = async (init?: RequestInit) => {
    const opened = streams();
    const handle = createFetchHandler(async () => opened.handler(), fail, { Response });
    const response = await handle(new Request('http://x/', init));
    return { ...opened, response, reader: () => response.body?.getReader() };
  };

  it('has the same bytes and headers', async () => {
    const { response, sink } = await open();
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const opened = await sink();
    opened.write(Buffer.from('one '));
    opened.end(Buffer.from('two'));
    opened.write(Buffer.from('late'));
    expect(await response.text()).toBe('one two');
  });

  it('closes when its reader cancels it', async () => {
    const { closed, reader, sink } = await open();
    await reader()?.cancel();
    expect(closed).toEqual([0]);
    (await sink()).write(Buffer.from('late'));
  });

  it('fails with the reason of the signal of its request', async () => {
    const controller = new AbortController();
    const { closed, reader, sink } = await open({ signal: controller.signal });
    const reading = reader()?.read();
    const reason = new Error('the user went away');
    controller.abort(reason);
    expect(closed).toEqual([0]);
    await expect(reading).rejects.toBe(reason);
    (await sink()).end(Buffer.from('late'));
    expect(closed).toEqual([0]);
  });

  it('fails when the gateway cuts it', async () => {
    const { closed, response, sink } = await open();
    (await sink()).destroy();
    await expect(response.text()).rejects.toThrow('The gateway closed the stream.');
    expect(closed).toEqual([0]);
  });

  it('counts what is not read, and reports once when it is', async () => {
    const { reader, sink } = await open();
    const opened = await sink();
    let drains = 0;
    opened.onDrain(() => (drains += 1));
    await nextTick();
    opened.write(Buffer.alloc(10));
    opened.write(Buffer.alloc(5));
    expect([opened.queuedBytes, drains]).toEqual([15, 0]);
    const reading = reader();
    await reading?.read();
    await nextTick();
    expect([opened.queuedBytes, drains]).toEqual([5, 0]);
    await reading?.read();
    await nextTick();
    expect([opened.queuedBytes, drains]).toEqual([0, 1]);
  });

  it('is not started for HEAD', async () => {
    const { response, sink } = await open({ method: 'HEAD' });
    expect(await response.text()).toBe('');
    expect(await Promise.race([sink(), Promise.resolve('not started')])).toBe('not started');
  });
});
