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
    ['an outage page', { kind: 'html' }],
    ['a cut', { kind: 'reset', applied: false }],
    ['half an answer', { kind: 'truncated' }],
  ] as const)('is repeated after %s, and answered', async (_case, fault) => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault({ ...fault, times: 2 });
    const { data, errors } = await gateway.query(READ);
    expect(errors).toEqual([]);
    expect(data.user.displayName).toBe('Ana Ortiz');
    expect(gateway.calls()).toHaveLength(3);
  });

  it.each([
    ['a refused key', { kind: 'answer', status: 401 }, 'user UPSTREAM_AUTH_FAILED'],
    ['a refusal', { kind: 'error-envelope', errorCode: 'AL-X-01' }, 'user UPSTREAM_REJECTED'],
  ] as const)('is not repeated after %s', async (_case, fault, code) => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault(fault);
    expect(codesOf(await gateway.query(READ))).toEqual([code]);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('is not repeated where the REST API asks for more time than there is, and says after how much it may be', async () => {
    const gateway = await startTestGateway({ mode: 'trusted', retry });
    gateway.emulator.fault({ kind: 'answer', status: 429, headers: { 'Retry-After': '30' } });
    const { errors } = await gateway.query(READ);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterMs: 30_000 },
    ]);
    expect(gateway.calls()).toHaveLength(1);
  });
});

describe('a read that others share', () => {
  it.each([
    ['waits as long as the REST API asks, within the time of a request', 60_000, [15_000], 2],
    ['is not repeated where a request has less time', 15_000, [], 1],
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

  it('is repeated within that time for conversations too, one or many', async () => {
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
  it('of unknown outcome does not say when to try again, although the REST API did', async () => {
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
  ])('%s is never repeated once it may have arrived', async (field, document) => {
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
  ])('%s is repeated where nothing of it was sent', async (field, document) => {
    // A port where nobody listens.
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
