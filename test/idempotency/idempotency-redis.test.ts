import { describe, expect, it, onTestFinished } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createIdempotencyRedis } from '../../src/idempotency/redis.ts';
import { DAY_MS } from '../../src/idempotency/store.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { connectRedis, RedisFailure, type Redis } from '../../src/lib/redis.ts';
import { codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';
import { hasRedisServer, startRedisServer, type RedisServer } from '../support/redis-server.ts';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id createdAt } }
}`;
const send = ({ query }: TestGateway, input: object = {}) =>
  query(SEND, {
    variables: { input: { conversationId: '104250001', text: 'Hello', idempotencyKey: 'k-1', ...input } },
  });
const sentBy = ({ emulator }: TestGateway) =>
  emulator.calls.filter(({ endpoint }) => endpoint === 'messageSend');

/** `timeoutMs` is long, so that Redis replies in time on a busy machine too. */
async function connect(server: RedisServer, timeoutMs = 20_000) {
  const redis = await connectRedis({ url: server.url, logger: silentLogger, timeoutMs });
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.isReady()).toBe(true);
  return redis;
}

/** Gateways as on several machines, with one REST API and one Redis. */
async function startInstances(count: number, { timeoutMs }: { readonly timeoutMs?: number } = {}) {
  const server = await startRedisServer();
  const first = await startTestGateway({ redis: await connect(server, timeoutMs) });
  const instances = [first];
  while (instances.length < count) {
    const baseUrl = first.emulator.url;
    const next = await startTestGateway({ redis: await connect(server, timeoutMs), http: { baseUrl } });
    instances.push({ ...next, emulator: first.emulator });
  }
  return { server, instances, first };
}

const readiness = async ({ fetch }: TestGateway) => {
  const response = await fetch(new Request('http://gateway/ready'));
  return [response.status, await response.json()] as const;
};

describe.skipIf(!hasRedisServer())('a message with an idempotency key in Redis', () => {
  it('is sent once by any number of instances and attempts', async () => {
    const { instances, first } = await startInstances(3);
    const responses = [];
    for (const instance of [...instances, ...instances]) responses.push(await send(instance));
    expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(responses[0]?.data.sendMessage.message.id).toBeDefined();
    expect(sentBy(first)).toHaveLength(1);
    const another = await send(instances[1] as TestGateway, { text: 'Good-bye' });
    expect(codesOf(another)).toEqual(['sendMessage IDEMPOTENCY_KEY_REUSED']);
  });

  it('is sent once by concurrent attempts: the others return its result or an in-progress error', async () => {
    const { instances, first } = await startInstances(3);
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const asked = Array.from({ length: 30 }, (_, n) => send(instances[n % 3] as TestGateway));
    await expect.poll(() => sentBy(first).length).toBe(1);
    // Two instances find the lease of the third.
    await Promise.race(asked);
    resolve();
    const outcomes = (await Promise.all(asked)).map((answer) => codesOf(answer)[0] ?? 'sent');
    expect(new Set(outcomes)).toEqual(new Set(['sent', 'sendMessage IDEMPOTENCY_IN_PROGRESS']));
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(10);
    expect(sentBy(first)).toHaveLength(1);
    expect((await send(instances[2] as TestGateway)).errors).toEqual([]);
  });

  it('shares its keys with conversations, which all instances create once, too', async () => {
    const { instances, first } = await startInstances(2);
    const CREATE = `mutation ($input: CreateConversationInput!) {
      createConversation(input: $input) { conversation { id } }
    }`;
    const variables = { input: { participantIds: ['ana-ortiz'], idempotencyKey: 'k-1' } };
    const created = [];
    for (const { query } of [...instances, ...instances]) created.push(await query(CREATE, { variables }));
    expect(created.flatMap(codesOf)).toEqual([]);
    expect(new Set(created.map(({ data }) => data.createConversation.conversation.id)).size).toBe(1);
    const calls = first.emulator.calls.filter(({ endpoint }) => endpoint === 'groupCreate');
    expect(calls).toHaveLength(1);
    expect(codesOf(await send(first))).toEqual(['sendMessage IDEMPOTENCY_KEY_REUSED']);
  });

  it('is stored in Redis without its text and key', async () => {
    const { server, first } = await startInstances(1);
    await send(first, { text: 'the-secret-text', idempotencyKey: 'the-secret-key' });
    const [name = ''] = server.cli('keys', '*:once:*').split('\n');
    const stored = `${server.cli('keys', '*')} ${server.cli('get', name)}`;
    expect(stored).toContain('"outcome":"done"');
    expect(stored).not.toMatch(/secret|104250001|emulator-api-key/);
    const left = Number(server.cli('pttl', name));
    expect(left).toBeGreaterThan(86_000_000);
    expect(left).toBeLessThanOrEqual(86_400_000);
  });

  it('is not sent again by another instance if its outcome is unknown', async () => {
    const { instances, first } = await startInstances(2);
    first.emulator.fault({ kind: 'reset', applied: true });
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(codesOf(await send(instances[1] as TestGateway))).toEqual([
      'sendMessage UPSTREAM_OUTCOME_UNKNOWN',
    ]);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('may be sent by any instance if nothing was sent before', async () => {
    const { instances, first } = await startInstances(2);
    first.emulator.fault({ kind: 'answer', status: 429 });
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_RATE_LIMITED']);
    expect((await send(instances[1] as TestGateway)).errors).toEqual([]);
    expect(first.emulator.messages).toHaveLength(1);
  });

  it('is rejected while Redis is down, and other requests succeed', async () => {
    const { server, first } = await startInstances(1);
    await server.kill();
    const rejected = await send(first);
    expect(rejected.status).toBe(200);
    expect(rejected.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    ]);
    expect((await send(first, { idempotencyKey: null })).errors).toEqual([]);
    expect((await first.query('{ user(id: "ana-ortiz") { displayName } }')).errors).toEqual([]);
    expect(sentBy(first)).toHaveLength(1);
    expect(await readiness(first)).toMatchObject([200, { status: 'degraded', degraded: ['redis'] }]);

    await server.start();
    await expect.poll(() => readiness(first)).toEqual([200, { status: 'ok' }]);
    // Redis writes each command to disk: on a busy machine the first may time out.
    await expect.poll(async () => (await send(first)).errors).toEqual([]);
    expect(sentBy(first)).toHaveLength(2);
  });

  it('is sent once although Redis is killed while it is being sent', async () => {
    const { server, instances, first } = await startInstances(2);
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const sending = send(first);
    await expect.poll(() => sentBy(first).length).toBe(1);
    await server.kill();
    resolve();
    const sent = await sending;
    expect(sent.errors).toEqual([]);
    // The instance that sent it keeps the outcome; the other cannot read it.
    expect((await send(first)).data).toEqual(sent.data);
    expect(codesOf(await send(instances[1] as TestGateway))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);

    await server.start();
    const again = async () => (await send(instances[1] as TestGateway)).data;
    await expect.poll(again).toEqual(sent.data);
    expect((await send(first)).data).toEqual(sent.data);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is rejected while Redis hangs, and its key is released afterwards', async () => {
    const { server, first } = await startInstances(1, { timeoutMs: 300 });
    server.pause();
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(await readiness(first)).toMatchObject([200, { status: 'degraded', degraded: ['redis'] }]);
    expect(sentBy(first)).toEqual([]);
    server.resume();
    // The lease that Redis may have stored is deleted.
    await expect.poll(async () => codesOf(await send(first))).toEqual([]);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is stored when Redis is no longer full, without another request', async () => {
    // The test waits for the next ping, which is sent once in each `timeoutMs`.
    const { server, instances, first } = await startInstances(2, { timeoutMs: 3000 });
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const sending = send(first);
    await expect.poll(() => sentBy(first).length).toBe(1);
    server.cli('config', 'set', 'maxmemory', '1');
    resolve();
    const sent = await sending;
    expect(sent.errors).toEqual([]);
    expect(await readiness(first)).toMatchObject([200, { status: 'degraded', degraded: ['redis'] }]);
    server.cli('config', 'set', 'maxmemory', '0');
    await expect.poll(() => readiness(first)).toEqual([200, { status: 'ok' }]);
    await expect.poll(async () => (await send(instances[1] as TestGateway)).data).toEqual(sent.data);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is rejected while Redis is full, and readiness is degraded', async () => {
    const { server, first } = await startInstances(1);
    server.cli('config', 'set', 'maxmemory', '1');
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(await readiness(first)).toMatchObject([200, { status: 'degraded', degraded: ['redis'] }]);
    server.cli('config', 'set', 'maxmemory', '0');
    expect((await send(first)).errors).toEqual([]);
    expect(await readiness(first)).toEqual([200, { status: 'ok' }]);
    expect(sentBy(first)).toHaveLength(1);
  });
});

describe.skipIf(!hasRedisServer())('the Redis store', () => {
  const request = { scope: ['me'], key: 'k', payload: { a: 1 } };
  const withCode = (code: string) => ({ code });

  it('reports an unknown outcome if the process of the attempt has ended', async () => {
    const server = await startRedisServer();
    const [one, other] = [await connect(server), await connect(server)];
    // The process ends with the lease, and without an outcome.
    const dead = createIdempotencyRedis({ redis: one, maxAttemptMs: 60_000 });
    const started = deferred();
    void dead.execute({ ...request, run: () => (started.resolve(), deferred().promise) });
    await started.promise;
    await one.close();

    const alive = createIdempotencyRedis({ redis: other, maxAttemptMs: 60_000 });
    const again = () => alive.execute({ ...request, run: async () => 'twice' });
    await expect(again()).rejects.toMatchObject(withCode('IDEMPOTENCY_IN_PROGRESS'));
    // As if the lease was acquired that long ago.
    server.cli('pexpire', server.cli('keys', '*:once:*'), String(DAY_MS - 60_001));
    await expect(again()).rejects.toMatchObject(withCode('UPSTREAM_OUTCOME_UNKNOWN'));
    await expect(alive.execute({ ...request, payload: {}, run: async () => 'twice' })).rejects.toMatchObject(
      withCode('IDEMPOTENCY_KEY_REUSED'),
    );
  });

  it('accepts a key again after its time to live', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({
      redis: await connect(server),
      maxAttemptMs: 1000,
      ttlMs: 60_000,
    });
    let runs = 0;
    const once = () => store.execute({ ...request, run: async () => (runs += 1) });
    expect([await once(), await once()]).toEqual([1, 1]);
    const name = server.cli('keys', '*:once:*');
    const left = Number(server.cli('pttl', name));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
    server.cli('pexpire', name, '1');
    await expect.poll(once).toBe(2);
  });

  it('releases a key if nothing was sent, and keeps it if something may have been sent', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    const failing = (error: Error) =>
      store.execute({
        ...request,
        async run() {
          throw error;
        },
      });
    await expect(failing(new GatewayError('UPSTREAM_REJECTED'))).rejects.toMatchObject(
      withCode('UPSTREAM_REJECTED'),
    );
    expect(server.cli('keys', '*:once:*')).toBe('');
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
    await expect(store.execute({ ...request, run: async () => 'twice' })).rejects.toMatchObject(
      withCode('UPSTREAM_OUTCOME_UNKNOWN'),
    );
  });
});

describe.skipIf(!hasRedisServer())('the keys of one caller in Redis', () => {
  it('are limited for a day in all processes, and do not limit other callers', async () => {
    const server = await startRedisServer();
    const clock = { now: Date.UTC(2026, 0, 1, 12) };
    const start = async () =>
      createIdempotencyRedis({
        redis: await connect(server),
        maxAttemptMs: 1000,
        maxKeysPerCaller: 2,
        now: () => clock.now,
      });
    const [one, other] = [await start(), await start()];
    const once = (store: typeof one, owner: string, key: string) =>
      store.execute({ scope: [owner], key, payload: {}, run: async () => key });
    expect([await once(one, 'me', 'a'), await once(other, 'me', 'b')]).toEqual(['a', 'b']);
    let runs = 0;
    const third = { scope: ['me'], key: 'c', payload: {}, run: async () => (runs += 1) };
    // It is noon: the next day begins in twelve hours. A rejected key does not count.
    for (const store of [one, other, one]) {
      await expect(store.execute(third)).rejects.toMatchObject({
        code: 'OVERLOADED',
        retryable: true,
        reason: 'idempotency-keys',
        retryAfterMs: 12 * 60 * 60 * 1000,
      });
    }
    expect(runs).toBe(0);
    expect(server.cli('get', server.cli('keys', '*:keys-of:*'))).toBe('2');
    // A used key is not a new one, and the rejected key is not used up.
    expect(await once(other, 'me', 'a')).toBe('a');
    expect(await once(other, 'you', 'c')).toBe('c');
    clock.now += 12 * 60 * 60 * 1000;
    expect(await one.execute(third)).toBe(1);
    expect(server.cli('keys', '*')).not.toMatch(/\bme\b|\byou\b/);
  });
});

describe('the Redis store with a fake Redis', () => {
  const request = { scope: ['me'], key: 'k', payload: { a: 1 } };
  /** A Redis with the given methods, and no-ops for all others. */
  const fake = (does: Partial<Redis>): Redis => {
    const nothing = async () => undefined;
    return {
      get: nothing,
      setIf: async () => true,
      setIfAbsent: async () => true,
      deleteIf: nothing,
      ttl: async () => -2,
      count: async () => 1,
      evaluate: nothing,
      append: nothing,
      openStreams: () => expect.unreachable(),
      isReady: () => true,
      onRecovery: () => undefined,
      close: nothing,
      ...does,
    };
  };

  it('sends nothing if the key cannot be counted, and releases its lease', async () => {
    const deleted: string[] = [];
    const redis = fake({
      count: () => Promise.reject(new RedisFailure(true)),
      deleteIf: async (name) => void deleted.push(name),
    });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const run = () => Promise.reject(new Error('it was sent'));
    await expect(store.execute({ ...request, run })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(deleted).toHaveLength(1);
  });

  it('reports a key in progress if its lease is released during the read', async () => {
    const owner = { owner: 'other', forMs: 1000, print: 'whatever' };
    const redis = fake({ setIfAbsent: async () => false, get: async () => JSON.stringify(owner) });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    await expect(store.execute({ ...request, run: async () => 1 })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
  });

  it('sends nothing if the request is cancelled while it acquires the lease, and releases it', async () => {
    const acquired = deferred<boolean>();
    const released: string[] = [];
    const redis = fake({
      setIfAbsent: () => acquired.promise,
      deleteIf: async (name) => void released.push(name),
    });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const controller = new AbortController();
    let runs = 0;
    const once = store.execute({ ...request, signal: controller.signal, run: async () => (runs += 1) });
    controller.abort();
    acquired.resolve(true);
    await expect(once).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await store.idle();
    expect([runs, released.length]).toEqual([0, 1]);
  });

  it('returns a known outcome before it is stored, and is idle only after that', async () => {
    const written = deferred();
    const redis = fake({ setIf: () => written.promise.then(() => true) });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const controller = new AbortController();
    const once = store.execute({ ...request, signal: controller.signal, run: async () => 'done' });
    let idle = false;
    await new Promise((later) => setImmediate(later));
    const waiting = store.idle().then(() => (idle = true));
    controller.abort();
    expect(await once).toBe('done');
    await new Promise((later) => setImmediate(later));
    expect(idle).toBe(false);
    written.resolve();
    await waiting;
  });
});

describe('a Redis that is never reachable', () => {
  it('does not prevent the gateway from starting', async () => {
    const redis = await connectRedis({ url: 'redis://127.0.0.1:1', logger: silentLogger, timeoutMs: 100 });
    onTestFinished(() => redis.close());
    const gateway = await startTestGateway({ redis });
    expect(codesOf(await send(gateway))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect((await send(gateway, { idempotencyKey: null })).errors).toEqual([]);
    expect(await readiness(gateway)).toMatchObject([200, { status: 'degraded', degraded: ['redis'] }]);
  });

  it('does not reveal its address or credentials in the log', async () => {
    const lines: object[] = [];
    const warn = (fields: object) => void lines.push(fields);
    const redis = await connectRedis({
      url: 'redis://the-user:the-password@127.0.0.1:1',
      logger: { ...silentLogger, warn, info: warn, error: warn, debug: warn },
      timeoutMs: 100,
    });
    await expect.poll(() => lines.length).toBe(1);
    await redis.close();
    expect(lines).toEqual([{ reason: 'ECONNREFUSED' }]);
  });
});
