import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeHandler } from '../../src/gateway/node-adapter.ts';
import { createPayload } from '../../src/live/transport/frames.ts';
import { createHeartbeat } from '../../src/live/transport/heartbeat.ts';
import { createStreamResponse } from '../../src/live/transport/stream-response.ts';
import { createStreamBudget, type StreamWriter } from '../../src/live/transport/stream-writer.ts';

/*
 * Streams over real sockets. The buffers of the operating system hold some megabytes before a queue grows, so the tests send
 * more. The timer of the heartbeats runs when a test lets time pass.
 */

const MEGABYTE = 1024 * 1024;
const PIECE = createPayload(JSON.stringify('x'.repeat(200 * 1024)));
const PERIOD_MS = 12_000;

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTick();
}

async function serve() {
  let time = 0;
  let tick: () => void = () => undefined;
  let tickMs = 0;
  const timer = { unref: () => timer } as unknown as NodeJS.Timeout;
  const heartbeat = createHeartbeat({
    everyMs: PERIOD_MS,
    now: () => time,
    setInterval(callback, ms) {
      [tick, tickMs] = [callback, ms];
      return timer;
    },
    clearInterval: () => void (tick = () => undefined),
  });
  const budget = createStreamBudget();
  const opened: StreamWriter[] = [];
  const events: string[] = [];
  const handler = createNodeHandler(
    () => {
      const index = opened.length;
      return createStreamResponse(
        {
          format: 'sse',
          heartbeat,
          budget,
        },
        {
          onOpen: (writer) => opened.push(writer),
          onCaughtUp: () => events.push(`${index} caught up`),
          onClose: (end) => events.push(`${index} ${end}`),
        },
      );
    },
    (error) => expect(error).toBeUndefined(),
  );
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  /** Opens a stream, whose client reads nothing yet. */
  const open = async () => {
    const socket = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    // The test causes connection errors.
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const index = opened.length;
    await until(() => opened.length > index);
    const seen = { bytes: 0, last: '' };
    const read = () =>
      socket.on('data', (data: Buffer) => {
        seen.bytes += data.length;
        seen.last = String(data.subarray(-40));
      });
    return { writer: opened[index] as StreamWriter, seen, read };
  };
  /** Sends pieces until the stream refuses one. */
  const fill = async (writer: StreamWriter) => {
    let sent = 0;
    for (; writer.next(PIECE); sent += PIECE.text.length) await nextTick();
    return sent;
  };
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += tickMs) {
      time += tickMs;
      tick();
    }
    await nextTick();
  };
  return { open, fill, pass, events, budget };
}

describe('a client that does not read megabytes', () => {
  it('delays no other client, is caught up when it reads, and has heartbeats again', async () => {
    const { open, fill, pass, events, budget } = await serve();
    const slow = await open();
    const sent = await fill(slow.writer);
    expect(sent).toBeGreaterThan(MEGABYTE);
    expect(slow.writer.state).toBe('behind');
    expect(budget.queuedBytes).toBeLessThanOrEqual(MEGABYTE);

    const quick = await open();
    quick.read();
    let received = 0;
    for (; received < 8 * MEGABYTE; received += PIECE.text.length) {
      expect(quick.writer.next(PIECE)).toBe(true);
      await until(() => quick.seen.bytes > received + PIECE.text.length);
    }

    slow.read();
    await until(() => events.length > 0);
    expect([events, slow.writer.state, budget.queuedBytes]).toEqual([['0 caught up'], 'open', 0]);
    await pass(PERIOD_MS);
    await until(() => slow.seen.last.endsWith('\r\n:\n\n\r\n'));
    expect(slow.seen.bytes).toBeGreaterThan(sent);
  });

  it('is cut after 30 s, and the queue of all streams is released', async () => {
    const { open, fill, pass, events, budget } = await serve();
    const slow = await open();
    await fill(slow.writer);
    await pass(29_000);
    expect(events).toEqual([]);
    await pass(2000);
    await until(() => events.length > 0);
    expect([events, slow.writer.state, budget.queuedBytes]).toEqual([['0 too-slow'], 'ended', 0]);
  });
});
