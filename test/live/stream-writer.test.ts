import { describe, expect, it } from 'vitest';
import type { ByteSink } from '../../src/live/transport/byte-sink.ts';
import { createErrorPayload, createPayload } from '../../src/live/transport/frames.ts';
import { createHeartbeat } from '../../src/live/transport/heartbeat.ts';
import { createStreamResponse } from '../../src/live/transport/stream-response.ts';
import { createStreamBudget, type StreamWriter } from '../../src/live/transport/stream-writer.ts';

/*
 * Streams with sinks that keep what is written until the test reads it, and with a clock that the test advances.
 */

const TICK_MS = 250;
const KILOBYTE = 1024;
const payloadOf = (bytes: number) => createPayload(JSON.stringify('x'.repeat(bytes)));

/** A client that accepts everything until it stalls. */
function createSink() {
  const listeners = { drain: () => undefined as void, close: () => undefined as void };
  const seen = { text: '', isCut: false, isEnded: false };
  let isStalled = false;
  let queued = 0;
  const write = (bytes: Buffer) => {
    seen.text += String(bytes);
    if (isStalled) queued += bytes.length;
  };
  const sink: ByteSink = {
    get queuedBytes() {
      return queued;
    },
    write,
    end(bytes) {
      if (bytes) write(bytes);
      seen.isEnded = true;
      if (queued === 0) listeners.close();
    },
    destroy() {
      seen.isCut = true;
      listeners.close();
    },
    onDrain: (listener) => void (listeners.drain = listener),
    onClose: (listener) => void (listeners.close = listener),
  };
  const read = (bytes: number) => {
    const wasFull = queued > 0;
    queued = Math.max(0, queued - bytes);
    if (wasFull && queued === 0) listeners.drain();
  };
  return {
    sink,
    seen,
    read,
    disconnect: () => listeners.close(),
    stall: () => void (isStalled = true),
    readAll() {
      isStalled = false;
      read(queued);
    },
  };
}

function createStreams({
  maxBytes,
  format = 'sse',
}: { maxBytes?: number; format?: 'sse' | 'multipart' } = {}) {
  let time = 0;
  let tick: (() => void) | undefined;
  const timer = { unref: () => timer } as unknown as NodeJS.Timeout;
  const heartbeat = createHeartbeat({
    now: () => time,
    setInterval(callback, ms) {
      expect(ms).toBe(TICK_MS);
      tick = callback;
      return timer;
    },
    clearInterval: () => void (tick = undefined),
  });
  const budget = createStreamBudget(maxBytes);
  const open = () => {
    const client = createSink();
    const events: string[] = [];
    let writer: StreamWriter | undefined;
    const response = createStreamResponse(
      {
        format,
        budget,
        heartbeat,
        random: () => 0.5,
      },
      {
        onOpen: (opened) => (writer = opened),
        onCaughtUp: () => events.push('caught up'),
        onClose: (end) => events.push(end),
      },
    );
    response.start(client.sink);
    return { ...client, response, events, writer: writer as unknown as StreamWriter };
  };
  return {
    open,
    budget,
    isRunning: () => tick !== undefined,
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        time += TICK_MS;
        tick?.();
      }
    },
  };
}

const heartbeats = (text: string) => text.split('\n').filter((line) => line === ':').length - 1;

describe('a stream', () => {
  it('begins with a time to reconnect and a comment, and ends with a last payload', () => {
    const { open } = createStreams();
    const { seen, writer, response, events } = open();
    expect(response.headers).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(writer.next(createPayload('{}', 'c1'))).toBe(true);
    writer.end(createErrorPayload('[]'));
    writer.end();
    expect(writer.next(createPayload('{}'))).toBe(false);
    expect(seen.text).toBe(
      'retry: 4500\n:\n\n' +
        'event: next\nid: c1\ndata: {}\n\n' +
        'event: next\ndata: {"errors":[]}\n\n' +
        'event: complete\ndata:\n\n',
    );
    expect([writer.state, events]).toEqual(['ended', ['ended']]);
  });

  it('reports a client that disconnects', () => {
    const { open, isRunning, pass } = createStreams();
    const { disconnect, events, writer } = open();
    disconnect();
    expect([writer.state, events]).toEqual(['ended', ['disconnected']]);
    pass(TICK_MS);
    expect(isRunning()).toBe(false);
  });

  it('is a multipart response for clients of Apollo', () => {
    const { open } = createStreams({ format: 'multipart' });
    const { seen, writer } = open();
    writer.end(createPayload('{"data":1}'));
    expect(seen.text.split('\r\n--graphql').map((part) => part.split('\r\n\r\n')[1] ?? part)).toEqual([
      '',
      '{}',
      '{"payload":{"data":1}}',
      '--',
    ]);
  });
});

describe('the heartbeats', () => {
  it('come every 12 s, with one timer for all streams', () => {
    const { open, pass } = createStreams();
    const streams = Array.from({ length: 100 }, open);
    pass(12_000);
    expect(streams.map(({ seen }) => heartbeats(seen.text))).toEqual(streams.map(() => 1));
    pass(36_000);
    expect(streams.map(({ seen }) => heartbeats(seen.text))).toEqual(streams.map(() => 4));
  });

  it('go on after a backlog, and wait during it', () => {
    const { open, pass } = createStreams();
    const { seen, writer, stall, readAll } = open();
    stall();
    writer.next(payloadOf(KILOBYTE));
    pass(24_000);
    expect(heartbeats(seen.text)).toBe(0);
    readAll();
    pass(24_000);
    expect(heartbeats(seen.text)).toBe(2);
  });
});

describe('a slow reader', () => {
  it('has at most 1 MiB in its queue, and is caught up once it has read', () => {
    const { open, budget } = createStreams();
    const { sink, events, writer, stall, readAll } = open();
    stall();
    const written = Array.from({ length: 1200 }, () => writer.next(payloadOf(KILOBYTE)));
    expect(written.filter(Boolean).length).toBeGreaterThan(900);
    expect(sink.queuedBytes).toBeLessThanOrEqual(1024 * KILOBYTE);
    expect([writer.state, events, budget.queuedBytes]).toEqual(['behind', [], sink.queuedBytes]);
    // Smaller payloads are refused too: the stream would lose its order.
    expect(writer.next(createPayload('{}'))).toBe(false);
    readAll();
    expect([writer.state, events, budget.queuedBytes]).toEqual(['open', ['caught up'], 0]);
    expect(writer.next(createPayload('{}'))).toBe(true);
  });

  it('does not make other streams wait, also when the queues of all streams are full', () => {
    const { open, budget } = createStreams({ maxBytes: 10 * KILOBYTE });
    const slow = [open(), open()];
    for (const { stall } of slow) stall();
    for (let sent = 0; sent < 9; sent += 1) for (const { writer } of slow) writer.next(payloadOf(KILOBYTE));
    expect(slow.map(({ writer }) => writer.state)).toEqual(['behind', 'behind']);
    expect(budget.queuedBytes).toBeLessThanOrEqual(11 * KILOBYTE);
    const other = open();
    for (let sent = 0; sent < 20; sent += 1) expect(other.writer.next(payloadOf(KILOBYTE))).toBe(true);
  });

  it('is cut when its queue is not empty after 30 s', () => {
    const { open, pass, budget } = createStreams();
    const { seen, read, events, writer, stall } = open();
    stall();
    while (writer.next(payloadOf(100 * KILOBYTE)));
    for (let passed = 0; passed < 29_000; passed += 1000) {
      pass(1000);
      read(KILOBYTE);
    }
    expect(seen.isCut).toBe(false);
    pass(1000);
    expect([seen.isCut, events, budget.queuedBytes]).toEqual([true, ['too-slow'], 0]);
  });

  it('is cut after 30 s without progress, also with a short queue', () => {
    const { open, pass } = createStreams();
    const { read, events, writer, stall } = open();
    stall();
    writer.next(payloadOf(KILOBYTE));
    pass(20_000);
    read(100);
    pass(29_750);
    expect(events).toEqual([]);
    pass(1000);
    expect(events).toEqual(['too-slow']);
  });

  it('is cut when it does not read the end', () => {
    const { open, pass } = createStreams();
    const { seen, events, writer, stall } = open();
    stall();
    writer.end(createErrorPayload('[]'));
    expect([seen.isEnded, events]).toEqual([true, []]);
    pass(30_250);
    expect(events).toEqual(['too-slow']);
  });
});
