import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway } from '../support/harness.ts';

const READ = '{ user(id: "ana-ortiz") { displayName } }';
const SEND = 'mutation { sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } } }';
const UPDATE = 'mutation { updateUser(input: { userId: "ana-ortiz", email: "a@b" }) { user { id } } }';
const retry = { baseMs: 1 };

describe('a read', () => {
  it.each([
    ['a 5xx', { kind: 'answer', status: 503 }],
    ['a 429', { kind: 'answer', status: 429 }],
    ['an HTML page', { kind: 'html' }],
    ['a reset', { kind: 'reset', applied: false }],
    ['a truncated response', { kind: 'truncated' }],
  ] as const)('is retried after %s', async (_case, fault) => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault({ ...fault, times: 2 });
    const { data, errors } = await gateway.query(READ);
    expect(errors).toEqual([]);
    expect(data.user.displayName).toBe('Ana Ortiz');
    expect(gateway.calls()).toHaveLength(3);
  });

  it.each([
    ['a rejected key', { kind: 'answer', status: 401 }, 'user UPSTREAM_AUTH_FAILED'],
    ['a rejected call', { kind: 'error-envelope', errorCode: 'AL-X-01' }, 'user UPSTREAM_REJECTED'],
  ] as const)('is not retried after %s', async (_case, fault, code) => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault(fault);
    expect(codesOf(await gateway.query(READ))).toEqual([code]);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('is not retried if Retry-After is longer than the request has time, and returns retryAfterMs', async () => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault({ kind: 'answer', status: 429, headers: { 'Retry-After': '30' } });
    const { errors } = await gateway.query(READ);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterMs: 30_000 },
    ]);
    expect(gateway.calls()).toHaveLength(1);
  });
});

describe('a read that requests can share', () => {
  it.each([
    ['waits for Retry-After within the time of a request', 60_000, [15_000], 2],
    ['is not retried if a request has less time', 15_000, [], 1],
  ])('%s', async (_case, requestTimeoutMs, expected, calls) => {
    const waits: number[] = [];
    const gateway = await startTestGateway({
      mode: 'trusted',
      requestTimeoutMs,
      retry: { sleep: async (milliseconds) => waits.push(milliseconds) },
    });
    gateway.emulator.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '15' } });
    await gateway.query(READ);
    expect(waits).toEqual(expected);
    expect(gateway.calls()).toHaveLength(calls);
  });

  it('waits for Retry-After for conversations too, one or many', async () => {
    const waits: number[] = [];
    const gateway = await startTestGateway({
      mode: 'trusted',
      requestTimeoutMs: 60_000,
      retry: { sleep: async (milliseconds) => waits.push(milliseconds) },
    });
    gateway.emulator.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '15' }, times: 1 });
    await gateway.query('{ conversation(id: "104250001") { status } }');
    gateway.emulator.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '15' }, times: 1 });
    await gateway.query(
      '{ a: conversation(id: "104250001") { status } b: conversation(id: "104250003") { status } }',
    );
    expect(waits).toEqual([15_000, 15_000]);
  });
});

describe('a change', () => {
  it('with an unknown outcome has no retryAfterMs, even with a Retry-After', async () => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '1' } });
    const { errors } = await gateway.query(SEND);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_OUTCOME_UNKNOWN', retryable: false },
    ]);
  });

  it.each([
    ['sendMessage', SEND],
    ['updateUser', UPDATE],
  ])('%s is never retried if it may have arrived', async (field, document) => {
    for (const fault of [
      { kind: 'answer', status: 503 },
      { kind: 'html' },
      { kind: 'reset', applied: true },
      { kind: 'reset', applied: false },
      { kind: 'truncated' },
    ] as const) {
      const gateway = await startTestGateway({ mode: 'trusted', retry });
      gateway.emulator.fault(fault);
      expect(codesOf(await gateway.query(document))).toEqual([`${field} UPSTREAM_OUTCOME_UNKNOWN`]);
      expect(gateway.calls()).toHaveLength(1);
    }
  });

  it.each([
    ['sendMessage', SEND],
    ['updateUser', UPDATE],
  ])('%s is retried if nothing was sent', async (field, document) => {
    // A port on which nothing listens.
    const server = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<{ port: number }>((resolve) => {
      server.once('listening', () => resolve(server.address() as { port: number }));
    });
    await new Promise((resolve) => server.close(resolve));
    const waits: number[] = [];
    const gateway = await startTestGateway({
      mode: 'trusted',
      http: { baseUrl: `http://127.0.0.1:${port}` },
      retry: { sleep: async (milliseconds) => waits.push(milliseconds) },
    });
    expect(codesOf(await gateway.query(document))).toEqual([`${field} UPSTREAM_UNAVAILABLE`]);
    expect(waits).toHaveLength(2);
  });
});
