import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createIdempotencyMemory } from '../../src/idempotency/memory.ts';
import { stopClock } from '../support/clock.ts';
import { codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id createdAt text } }
}`;
const send = (gateway: TestGateway, input: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  gateway.query(SEND, {
    headers,
    variables: { input: { conversationId: '104250001', text: 'Hello', idempotencyKey: 'k-1', ...input } },
  });

describe('a message with an idempotency key', () => {
  it('is sent once, and every attempt returns the same id and time', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const [first, second] = [await send(gateway), await send(gateway)];
    expect(first.data.sendMessage.message.text).toBe('Hello');
    expect(second.data).toEqual(first.data);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('is sent once by concurrent attempts', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const responses = await Promise.all(Array.from({ length: 20 }, () => send(gateway)));
    expect(new Set(responses.map(({ data }) => data.sendMessage.message.id)).size).toBe(1);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('is in progress for a second attempt that runs out of time', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ mode: 'trusted', requestTimeoutMs: 200 });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const first = send(gateway);
    await clock.until(() => gateway.calls('messageSend').length === 1);
    await clock.pass(100);
    const second = send(gateway);
    await clock.pass(100);
    expect(codesOf(await first)).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(codesOf(await second)).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
    resolve();

    const memory = createIdempotencyMemory();
    const working = memory.execute({ ...REQUEST, run: () => deferred().promise });
    void working;
    const controller = new AbortController();
    const waiting = memory.execute({ ...REQUEST, signal: controller.signal, run: async () => 'twice' });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true });
    const late = memory.execute({ ...REQUEST, signal: controller.signal, run: async () => 'twice' });
    await expect(late).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
  });

  it('is the same message for any order of its metadata', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await send(gateway, { metadata: { a: '1', b: '2' } });
    expect((await send(gateway, { metadata: { b: '2', a: '1' } })).errors).toEqual([]);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it.each([
    ['another text', { text: 'Good-bye' }],
    ['another conversation', { conversationId: '104250002' }],
    ['another sender', { senderId: 'ana-ortiz' }],
    ['more metadata', { metadata: { a: '1' } }],
  ])('is rejected with %s and the same key', async (_case, input) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await send(gateway);
    expect(codesOf(await send(gateway, input))).toEqual(['sendMessage IDEMPOTENCY_KEY_REUSED']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('is not sent again if its outcome is unknown', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    gateway.emulator.fault({ kind: 'reset', applied: true });
    expect(codesOf(await send(gateway))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(codesOf(await send(gateway))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it.each([
    ['429', { kind: 'answer', status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    ['a rejection', { kind: 'error-envelope', errorCode: 'AL-X-01' }, 'UPSTREAM_REJECTED'],
  ] as const)('may be sent again after %s, which sent nothing', async (_case, fault, code) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    gateway.emulator.fault(fault);
    expect(codesOf(await send(gateway))).toEqual([`sendMessage ${code}`]);
    expect((await send(gateway)).errors).toEqual([]);
    expect(gateway.emulator.messages).toHaveLength(1);
  });

  it('is separate for each caller', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await send(gateway, { senderId: 'ana-ortiz' });
    await send(gateway, { senderId: 'ana-ortiz' }, { 'Of-User-Id': 'ana-ortiz' });
    expect(gateway.calls('messageSend')).toHaveLength(2);
  });

  it('is seen by later reads, also of a request that waited for another attempt', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const first = send(gateway);
    await expect.poll(() => gateway.calls('messageSend').length).toBe(1);
    const joined = gateway.query(`mutation {
      a: changeConversationStatus(input: { conversationId: "104250001", status: OPEN }) {
        conversation { messages(first: 1) { nodes { text } } }
      }
      b: sendMessage(input: { conversationId: "104250001", text: "Hello", idempotencyKey: "k-1" }) {
        message { conversation { messages(first: 1) { nodes { text } } } }
      }
    }`);
    await expect.poll(() => gateway.calls('messageList').length).toBe(1);
    resolve();
    expect((await first).errors).toEqual([]);
    const { data } = await joined;
    expect(data.b.message.conversation.messages.nodes).toEqual([{ text: 'Hello' }]);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('reads the selected fields again for each attempt', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await send(gateway);
    const { data } = await gateway.query(
      SEND.replace('text }', 'text sender { displayName } conversation { latestMessage { id } } }'),
      { variables: { input: { conversationId: '104250001', text: 'Hello', idempotencyKey: 'k-1' } } },
    );
    const { id, sender, conversation } = data.sendMessage.message;
    expect(sender.displayName).toBe('Mira Patel');
    expect(conversation.latestMessage.id).toBe(id);
  });

  it.each([
    ['an empty key', '', 'empty'],
    ['a key of 256 characters', 'x'.repeat(256), 'too-long'],
    ['a key with a line break', 'a\nb', 'control-character'],
  ])('is rejected with %s', async (_case, idempotencyKey, reason) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await send(gateway, { idempotencyKey });
    expect(errors[0]?.extensions).toMatchObject({ argument: 'input.idempotencyKey', reason });
    expect(gateway.calls()).toEqual([]);
  });

  it('accepts a key of 255 characters, and no key', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    expect((await send(gateway, { idempotencyKey: '🔑'.repeat(255) })).errors).toEqual([]);
    await send(gateway, { idempotencyKey: null });
    await send(gateway, { idempotencyKey: null });
    expect(gateway.calls('messageSend')).toHaveLength(3);
  });
});

const REQUEST = { scope: ['me'], key: 'k', payload: {} };

describe('the memory store', () => {
  it('keeps a key for a day', async () => {
    const clock = { now: 0 };
    const memory = createIdempotencyMemory({ now: () => clock.now });
    let runs = 0;
    const once = () => memory.execute({ ...REQUEST, run: async () => (runs += 1) });
    expect(await once()).toBe(1);
    clock.now = 24 * 60 * 60 * 1000 - 1;
    expect(await once()).toBe(1);
    clock.now += 1;
    expect(await once()).toBe(2);
  });

  it('at its limit accepts new keys of callers below an equal share, and keeps the old ones', async () => {
    const memory = createIdempotencyMemory({ maxKeys: 4 });
    const once = (owner: string, key: string) =>
      memory.execute({ scope: [owner], key, payload: {}, run: async () => key });
    for (const key of ['a', 'b', 'c', 'd']) expect(await once('me', key)).toBe(key);
    await expect(once('me', 'e')).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
      reason: 'idempotency-memory',
      retryAfterMs: expect.any(Number),
    });
    expect([await once('you', 'a'), await once('you', 'b')]).toEqual(['a', 'b']);
    await expect(once('you', 'c')).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await once('them', 'a')).toBe('a');
    expect(await once('me', 'a')).toBe('a');
  });

  it('limits the keys of one caller until they expire', async () => {
    const clock = { now: 0 };
    const memory = createIdempotencyMemory({ maxKeysPerCaller: 2, ttlMs: 100, now: () => clock.now });
    const once = (scope: string, key: string) =>
      memory.execute({ ...REQUEST, scope: [scope], key, run: async () => `${scope} ${key}` });
    expect([await once('me', 'a'), await once('me', 'b')]).toEqual(['me a', 'me b']);
    clock.now = 30;
    await expect(once('me', 'c')).rejects.toMatchObject({
      code: 'OVERLOADED',
      reason: 'idempotency-keys',
      retryAfterMs: 70,
    });
    expect(await once('you', 'c')).toBe('you c');
    clock.now = 100;
    expect(await once('me', 'c')).toBe('me c');
  });

  it('separates scope and key, also if their joined text is equal', async () => {
    const memory = createIdempotencyMemory();
    const once = (scope: string[], key: string) =>
      memory.execute({ ...REQUEST, scope, key, run: async () => [...scope, key] });
    expect(await once(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
    expect(await once(['a'], 'b')).toEqual(['a', 'b']);
    expect(await once(['a', ''], 'b')).toEqual(['a', '', 'b']);
  });

  it('stores an unexpected error as an unknown outcome: the message may have been sent', async () => {
    const memory = createIdempotencyMemory();
    let runs = 0;
    const once = (error: Error) =>
      memory.execute({
        ...REQUEST,
        async run() {
          runs += 1;
          throw error;
        },
      });
    await expect(once(new TypeError('a bug'))).rejects.toThrow('a bug');
    await expect(once(new GatewayError('UPSTREAM_REJECTED'))).rejects.toThrow('a bug');
    expect(runs).toBe(1);
  });
});
