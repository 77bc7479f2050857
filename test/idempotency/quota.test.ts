import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createIdempotencyMemory } from '../../src/idempotency/memory.ts';
import { quotaOf } from '../../src/idempotency/quota.ts';
import { createIdempotencyRedis } from '../../src/idempotency/redis.ts';
import type { IdempotencyStore } from '../../src/idempotency/store.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import { identify, type Identity } from '../../src/auth/principal.ts';
import {
  bearer,
  codesOf,
  startTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from '../support/harness.ts';
import { hasRedisServer, startRedisServer, type RedisServer } from '../support/redis-server.ts';

const SEND = `mutation ($key: String!) {
  sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "Hello", idempotencyKey: $key }) {
    message { id }
  }
}`;
const send = (gateway: TestGateway, key: string, headers: Readonly<Record<string, string>> = {}) =>
  gateway.query(SEND, { variables: { key }, headers });

async function connect(server: RedisServer) {
  const redis = await connectRedis({ url: server.url, logger: silentLogger, timeoutMs: 20_000 });
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.isReady()).toBe(true);
  return redis;
}

describe('the quota of idempotency keys', () => {
  const service: Identity = {
    mode: 'service',
    apiKey: 'k',
    verifyToken: async (token) => ({ userId: 'x', role: token as 'USER' | 'AGENT' | 'SERVICE' }),
  };
  const quota = async (role: string, actingFor?: string, maxKeys?: number) => {
    const headers = new Headers({ authorization: `Bearer ${role}` });
    if (actingFor !== undefined) headers.set('of-user-id', actingFor);
    return quotaOf(await identify(headers, service), maxKeys);
  };

  it('is 10,000 a day for users and agents, and 100,000 for services and Api-Keys, unless it is set', async () => {
    expect((await quota('USER')).maxKeys).toBe(10_000);
    expect((await quota('AGENT')).maxKeys).toBe(10_000);
    expect((await quota('SERVICE')).maxKeys).toBe(100_000);
    const principal = await identify(new Headers({ 'api-key': 'k' }), { mode: 'passthrough' });
    expect(quotaOf(principal, undefined).maxKeys).toBe(100_000);
    expect((await quota('SERVICE', undefined, 7)).maxKeys).toBe(7);
    expect((await quota('USER', undefined, 7)).maxKeys).toBe(7);
  });

  it('is separate for each user that a service acts for, and for the service itself', async () => {
    const [own, ana, ben] = [
      await quota('SERVICE'),
      await quota('SERVICE', 'ana'),
      await quota('SERVICE', 'ben'),
    ];
    expect(new Set([own, ana, ben].map(({ owner }) => owner)).size).toBe(3);
    expect([ana.maxKeys, ben.maxKeys]).toEqual([10_000, 10_000]);
  });

  it('is one for an Api-Key, for all users it acts for', async () => {
    const ownerFor = async (ofUserId: string) => {
      const headers = new Headers({ 'api-key': 'k', 'of-user-id': ofUserId });
      return quotaOf(await identify(headers, { mode: 'passthrough' }), undefined).owner;
    };
    expect(await ownerFor('ana')).toBe(await ownerFor('ben'));
  });

  it('is separate for a user, an agent and a service with the same id, and contains no plain id', async () => {
    const owners = await Promise.all([
      quota('USER'),
      quota('AGENT'),
      quota('SERVICE'),
      quota('SERVICE', 'x'),
    ]);
    expect(new Set(owners.map(({ owner }) => owner)).size).toBe(4);
    expect(inspect(owners)).not.toContain("'x'");
  });
});

describe.each(['memory', ...(hasRedisServer() ? ['Redis'] : [])])('MAX_IDEMPOTENCY_KEYS: %s', (name) => {
  const start = async (options: TestGatewayOptions) => {
    const redis = name === 'Redis' ? await connect(await startRedisServer()) : undefined;
    return startTestGateway({ mode: 'service', ...(redis && { redis }), ...options });
  };

  it('limits the keys of a caller in a day, and says when there are more', async () => {
    const gateway = await start({ maxIdempotencyKeys: 2 });
    const router = bearer('SERVICE', 'router');
    for (const key of ['a', 'b', 'a']) expect(codesOf(await send(gateway, key, router))).toEqual([]);
    const rejected = await send(gateway, 'c', router);
    const [extensions] = rejected.errors.map((error) => error.extensions);
    expect(extensions).toMatchObject({ code: 'OVERLOADED', retryable: true, reason: 'idempotency-keys' });
    expect(extensions?.retryAfterMs).toBeGreaterThan(0);
    expect(extensions?.retryAfterMs).toBeLessThanOrEqual(24 * 60 * 60 * 1000);
    // Used keys still work, and other callers are not affected.
    expect(codesOf(await send(gateway, 'b', router))).toEqual([]);
    expect(codesOf(await send(gateway, 'c', bearer('SERVICE', 'another')))).toEqual([]);
    expect(gateway.calls('messageSend')).toHaveLength(3);
  });

  it('does not count a message that was not sent', async () => {
    const gateway = await start({ maxIdempotencyKeys: 1 });
    const router = bearer('SERVICE', 'router');
    for (const key of ['a', 'b', 'c']) {
      gateway.emulator.fault({ kind: 'answer', status: 429 });
      expect(codesOf(await send(gateway, key, router))).toEqual(['sendMessage UPSTREAM_RATE_LIMITED']);
    }
    expect(codesOf(await send(gateway, 'd', router))).toEqual([]);
    for (let n = 0; n < 5; n += 1) {
      expect(codesOf(await send(gateway, 'e', router))).toEqual(['sendMessage OVERLOADED']);
    }
  });

  it('counts a message whose outcome is unknown', async () => {
    const gateway = await start({ maxIdempotencyKeys: 1 });
    const router = bearer('SERVICE', 'router');
    gateway.emulator.fault({ kind: 'reset', applied: true });
    expect(codesOf(await send(gateway, 'a', router))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    expect(codesOf(await send(gateway, 'b', router))).toEqual(['sendMessage OVERLOADED']);
  });
});

describe('the memory store', () => {
  it('may hold as many keys as the quota of one caller', async () => {
    const memory = createIdempotencyMemory({ maxKeys: 3 });
    const quota = { owner: 'me', maxKeys: 3 };
    const once = (key: string) =>
      memory.execute({ scope: [], key, quota, payload: {}, run: async () => key });
    expect([await once('a'), await once('b'), await once('c')]).toEqual(['a', 'b', 'c']);
    await expect(once('d')).rejects.toMatchObject({ reason: 'idempotency-keys' });
  });

  it('holds no plain Api-Key, as a map key or as a value', async () => {
    const kept = vi.spyOn(Map.prototype, 'set');
    onTestFinished(() => kept.mockRestore());
    const memory = createIdempotencyMemory();
    const request = { scope: ['the-secret-api-key', 'ana'], key: 'the-secret-key', payload: { text: 'x' } };
    await memory.execute({ ...request, run: async () => 'done' });
    const calls = [...kept.mock.calls];
    kept.mockRestore();
    expect(calls.length).toBeGreaterThan(0);
    expect(inspect(calls, { depth: 6 })).not.toContain('secret');
  });
});

describe.skipIf(!hasRedisServer())('the counter of a caller in Redis', () => {
  const request = { scope: ['me'], payload: {} };
  const failUnsent = (store: IdempotencyStore, key: string) =>
    store
      .execute({ ...request, key, run: () => Promise.reject(new GatewayError('UPSTREAM_AUTH_FAILED')) })
      .catch(() => undefined);

  it('is deleted if nothing was sent: an invalid Api-Key leaves nothing in Redis', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    for (const key of ['a', 'b', 'c']) await failUnsent(store, key);
    await store.idle();
    expect(server.cli('keys', '*')).toBe('');
  });

  it('is decremented if nothing was sent, and keeps its expiry', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    await store.execute({ ...request, key: 'a', run: async () => 'done' });
    await failUnsent(store, 'b');
    const counter = server.cli('keys', '*:keys-of:*');
    expect(server.cli('get', counter)).toBe('1');
    expect(Number(server.cli('pttl', counter))).toBeGreaterThan(0);
  });

  it('is not created again by a decrement after it expired', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    await store
      .execute({
        ...request,
        key: 'a',
        async run() {
          server.cli('del', server.cli('keys', '*:keys-of:*'));
          throw new GatewayError('UPSTREAM_REJECTED');
        },
      })
      .catch(() => undefined);
    await store.idle();
    expect(server.cli('keys', '*')).toBe('');
  });

  it('does not keep the lease of an unsent message when Redis is full', async () => {
    const server = await startRedisServer();
    const store = createIdempotencyRedis({ redis: await connect(server), maxAttemptMs: 1000 });
    const once = store.execute({
      ...request,
      key: 'a',
      async run() {
        server.cli('config', 'set', 'maxmemory', '1');
        throw new GatewayError('UPSTREAM_REJECTED');
      },
    });
    await expect(once).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
    await store.idle();
    expect(server.cli('keys', '*:once:*')).toBe('');
  });
});
