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

/** `timeoutMs`: long, so that a Redis that answers does so in time, on a busy machine too. */
async function connect(server: RedisServer, timeoutMs = 20_000) {
  const redis = await connectRedis({ url: server.url, logger: silentLogger, timeoutMs });
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.isReady()).toBe(true);
  return redis;
}

/** Gateways as on several machines: one REST API, one Redis, nothing else in common. */
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

describe.skipIf(!hasRedisServer())('a message with a key, and Redis', () => {
  it('is sent once, whichever instance is asked and however often', async () => {
    const { instances, first } = await startInstances(3);
    const answers = [];
    for (const instance of [...instances, ...instances]) answers.push(await send(instance));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(answers[0]?.data.sendMessage.message.id).toBeDefined();
    expect(sentBy(first)).toHaveLength(1);
    const another = await send(instances[1] as TestGateway, { text: 'Good-bye' });
    expect(codesOf(another)).toEqual(['sendMessage IDEMPOTENCY_KEY_REUSED']);
  });

  it('is sent once by many at the same time: the others get its answer, or learn that it is being sent', async () => {
    const { instances, first } = await startInstances(3);
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const asked = Array.from({ length: 30 }, (_, n) => send(instances[n % 3] as TestGateway));
    await expect.poll(() => sentBy(first).length).toBe(1);
    // Two instances find the claim of the third.
    await Promise.race(asked);
    resolve();
    const outcomes = (await Promise.all(asked)).map((answer) => codesOf(answer)[0] ?? 'sent');
    expect(new Set(outcomes)).toEqual(new Set(['sent', 'sendMessage IDEMPOTENCY_IN_PROGRESS']));
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(10);
    expect(sentBy(first)).toHaveLength(1);
    expect((await send(instances[2] as TestGateway)).errors).toEqual([]);
  });

  it('is not known to Redis by its words, nor is its key', async () => {
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

  it('is not sent again after a restart when nobody knows what became of it', async () => {
    const { instances, first } = await startInstances(2);
    first.emulator.fault({ kind: 'reset', applied: true });
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(codesOf(await send(instances[1] as TestGateway))).toEqual([
      'sendMessage UPSTREAM_OUTCOME_UNKNOWN',
    ]);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('may be sent again by anybody where nothing was sent', async () => {
    const { instances, first } = await startInstances(2);
    first.emulator.fault({ kind: 'answer', status: 429 });
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_RATE_LIMITED']);
    expect((await send(instances[1] as TestGateway)).errors).toEqual([]);
    expect(first.emulator.messages).toHaveLength(1);
  });

  it('is refused while Redis is down, and everything else goes on', async () => {
    const { server, first } = await startInstances(1);
    await server.kill();
    const refused = await send(first);
    expect(refused.status).toBe(200);
    expect(refused.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    ]);
    expect((await send(first, { idempotencyKey: null })).errors).toEqual([]);
    expect((await first.query('{ user(id: "ana-ortiz") { displayName } }')).errors).toEqual([]);
    expect(sentBy(first)).toHaveLength(1);
    expect(await readiness(first)).toEqual([200, { status: 'degraded', degraded: ['redis'] }]);

    await server.start();
    await expect.poll(() => readiness(first)).toEqual([200, { status: 'ok' }]);
    // It writes each command to a disk: on a busy machine the first may take longer than anybody waits for it.
    await expect.poll(async () => (await send(first)).errors).toEqual([]);
    expect(sentBy(first)).toHaveLength(2);
  });

  it('is sent once although Redis is killed while it is being sent, for whoever asks then and later', async () => {
    const { server, instances, first } = await startInstances(2);
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const sending = send(first);
    await expect.poll(() => sentBy(first).length).toBe(1);
    await server.kill();
    resolve();
    const sent = await sending;
    expect(sent.errors).toEqual([]);
    // The one who sent it remembers; the other cannot know.
    expect((await send(first)).data).toEqual(sent.data);
    expect(codesOf(await send(instances[1] as TestGateway))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);

    await server.start();
    const again = async () => (await send(instances[1] as TestGateway)).data;
    await expect.poll(again).toEqual(sent.data);
    expect((await send(first)).data).toEqual(sent.data);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is refused while Redis hangs, and nothing is left of that afterwards', async () => {
    const { server, first } = await startInstances(1, { timeoutMs: 300 });
    server.pause();
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(await readiness(first)).toEqual([200, { status: 'degraded', degraded: ['redis'] }]);
    expect(sentBy(first)).toEqual([]);
    server.resume();
    // The claim that Redis may have heard of is taken back.
    await expect.poll(async () => codesOf(await send(first))).toEqual([]);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is written down when Redis is no longer full, without anybody asking', async () => {
    // Redis is asked how it is once in so long: the test waits for that.
    const { server, instances, first } = await startInstances(2, { timeoutMs: 3000 });
    const { promise, resolve } = deferred();
    first.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const sending = send(first);
    await expect.poll(() => sentBy(first).length).toBe(1);
    server.cli('config', 'set', 'maxmemory', '1');
    resolve();
    const sent = await sending;
    expect(sent.errors).toEqual([]);
    expect(await readiness(first)).toEqual([200, { status: 'degraded', degraded: ['redis'] }]);
    server.cli('config', 'set', 'maxmemory', '0');
    await expect.poll(() => readiness(first)).toEqual([200, { status: 'ok' }]);
    await expect.poll(async () => (await send(instances[1] as TestGateway)).data).toEqual(sent.data);
    expect(sentBy(first)).toHaveLength(1);
  });

  it('is refused while Redis is full, which is seen', async () => {
    const { server, first } = await startInstances(1);
    server.cli('config', 'set', 'maxmemory', '1');
    expect(codesOf(await send(first))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(await readiness(first)).toEqual([200, { status: 'degraded', degraded: ['redis'] }]);
    server.cli('config', 'set', 'maxmemory', '0');
    expect((await send(first)).errors).toEqual([]);
    expect(await readiness(first)).toEqual([200, { status: 'ok' }]);
    expect(sentBy(first)).toHaveLength(1);
  });
});

describe.skipIf(!hasRedisServer())('keys in Redis', () => {
  const job = { scope: ['me'], key: 'k', payload: { a: 1 } };
  const isWithout = (code: string) => ({ code });

  it('say that nobody knows what came of a job whose process is gone', async () => {
    const server = await startRedisServer();
    const [one, other] = [await connect(server), await connect(server)];
    // The process dies with the claim made, and nothing written down.
    const dead = createIdempotencyRedis({ redis: one, maxAttemptMs: 60_000 });
    const begun = deferred();
    void dead.execute({ ...job, run: () => (begun.resolve(), deferred().promise) });
    await begun.promise;
    await one.close();

    const alive = createIdempotencyRedis({ redis: other, maxAttemptMs: 60_000 });
    const again = () => alive.execute({ ...job, run: async () => 'twice' });
    await expect(again()).rejects.toMatchObject(isWithout('IDEMPOTENCY_IN_PROGRESS'));
    // As if it had been claimed so long ago.
    server.cli('pexpire', server.cli('keys', '*:once:*'), String(DAY_MS - 60_001));
    await expect(again()).rejects.toMatchObject(isWithout('UPSTREAM_OUTCOME_UNKNOWN'));
    await expect(alive.execute({ ...job, payload: {}, run: async () => 'twice' })).rejects.toMatchObject(
      isWithout('IDEMPOTENCY_KEY_REUSED'),
    );
  });

  it('are free again when their time is over', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({
      redis: await connect(server),
      maxAttemptMs: 1000,
      ttlMs: 60_000,
    });
    let runs = 0;
    const once = () => store.execute({ ...job, run: async () => (runs += 1) });
    expect([await once(), await once()]).toEqual([1, 1]);
    const name = server.cli('keys', '*:once:*');
    const left = Number(server.cli('pttl', name));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
    server.cli('pexpire', name, '1');
    await expect.poll(once).toBe(2);
  });

  it('are not used up by a job that certainly did nothing, nor freed by one that may have', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    const failing = (error: Error) =>
      store.execute({
        ...job,
        async run() {
          throw error;
        },
      });
    await expect(failing(new GatewayError('UPSTREAM_REJECTED'))).rejects.toMatchObject(
      isWithout('UPSTREAM_REJECTED'),
    );
    expect(server.cli('keys', '*:once:*')).toBe('');
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
    await expect(store.execute({ ...job, run: async () => 'twice' })).rejects.toMatchObject(
      isWithout('UPSTREAM_OUTCOME_UNKNOWN'),
    );
  });
});

describe.skipIf(!hasRedisServer())('keys of one caller', () => {
  it('are so many a day, whichever process is asked, and keep nobody else out', async () => {
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
    const once = (store: typeof one, who: string, key: string) =>
      store.execute({ scope: [who], key, payload: {}, run: async () => key });
    expect([await once(one, 'me', 'a'), await once(other, 'me', 'b')]).toEqual(['a', 'b']);
    let runs = 0;
    const third = { scope: ['me'], key: 'c', payload: {}, run: async () => (runs += 1) };
    // It is noon: the next day begins in twelve hours. What is refused does not count.
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
    // What is known already is no new key, and the refused one has not been used up.
    expect(await once(other, 'me', 'a')).toBe('a');
    expect(await once(other, 'you', 'c')).toBe('c');
    clock.now += 12 * 60 * 60 * 1000;
    expect(await one.execute(third)).toBe(1);
    expect(server.cli('keys', '*')).not.toMatch(/\bme\b|\byou\b/);
  });
});

describe('a store behind a Redis that does as it is told', () => {
  const job = { scope: ['me'], key: 'k', payload: { a: 1 } };
  /** A Redis of nothing but what a test says it does. */
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
      isReady: () => true,
      onRecovery: () => undefined,
      close: nothing,
      ...does,
    };
  };

  it('does nothing where keys cannot be counted, and takes its claim back', async () => {
    const deleted: string[] = [];
    const redis = fake({
      count: () => Promise.reject(new RedisFailure(true)),
      deleteIf: async (name) => void deleted.push(name),
    });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const run = () => Promise.reject(new Error('it is done'));
    await expect(store.execute({ ...job, run })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(deleted).toHaveLength(1);
  });

  it('says that a key is in use whose claim was taken back in between', async () => {
    const owner = { owner: 'other', forMs: 1000, print: 'whatever' };
    const redis = fake({ setIfAbsent: async () => false, get: async () => JSON.stringify(owner) });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    await expect(store.execute({ ...job, run: async () => 1 })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
  });

  it('begins nothing for one who has left while the key was claimed, and takes the claim back', async () => {
    const claimed = deferred<boolean>();
    const released: string[] = [];
    const redis = fake({
      setIfAbsent: () => claimed.promise,
      deleteIf: async (name) => void released.push(name),
    });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const leaving = new AbortController();
    let runs = 0;
    const once = store.execute({ ...job, signal: leaving.signal, run: async () => (runs += 1) });
    leaving.abort();
    claimed.resolve(true);
    await expect(once).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await store.idle();
    expect([runs, released.length]).toEqual([0, 1]);
  });

  it('does not make an outcome wait that is known, and is idle only once that is written down', async () => {
    const written = deferred();
    const redis = fake({ setIf: () => written.promise.then(() => true) });
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const leaving = new AbortController();
    const once = store.execute({ ...job, signal: leaving.signal, run: async () => 'done' });
    let idle = false;
    await new Promise((later) => setImmediate(later));
    const waiting = store.idle().then(() => (idle = true));
    leaving.abort();
    expect(await once).toBe('done');
    await new Promise((later) => setImmediate(later));
    expect(idle).toBe(false);
    written.resolve();
    await waiting;
  });
});

describe('Redis that was never there', () => {
  it('does not keep the gateway from starting', async () => {
    const redis = await connectRedis({ url: 'redis://127.0.0.1:1', logger: silentLogger, timeoutMs: 100 });
    onTestFinished(() => redis.close());
    const gateway = await startTestGateway({ redis });
    expect(codesOf(await send(gateway))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect((await send(gateway, { idempotencyKey: null })).errors).toEqual([]);
    expect(await readiness(gateway)).toEqual([200, { status: 'degraded', degraded: ['redis'] }]);
  });

  it('does not say where it is, or who gets in', async () => {
    const lines: object[] = [];
    const warn = (fields: object) => void lines.push(fields);
    const redis = await connectRedis({
      url: 'redis://somebody:the-password@127.0.0.1:1',
      logger: { ...silentLogger, warn, info: warn, error: warn, debug: warn },
      timeoutMs: 100,
    });
    await expect.poll(() => lines.length).toBe(1);
    await redis.close();
    expect(lines).toEqual([{ reason: 'ECONNREFUSED' }]);
  });
});
