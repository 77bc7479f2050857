import { describe, expect, it, onTestFinished } from 'vitest';
import { GatewayError, type ErrorCode } from '../../src/errors.ts';
import { createIdempotencyMemory } from '../../src/idempotency/memory.ts';
import { createIdempotencyRedis } from '../../src/idempotency/redis.ts';
import type { IdempotencyStore } from '../../src/idempotency/store.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { connectRedis, RedisFailure, type Redis } from '../../src/lib/redis.ts';
import { codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';
import { hasRedisServer, startRedisServer } from '../support/redis-server.ts';

const SEND = `mutation {
  sendMessage(input: { conversationId: "104250001", text: "Hello", idempotencyKey: "k-1" }) { message { id } }
}`;

async function connect(): Promise<Redis> {
  const { url } = await startRedisServer();
  const redis = await connectRedis({ url, logger: silentLogger, timeoutMs: 20_000 });
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.isReady()).toBe(true);
  return redis;
}

const STORES = ['memory', ...(hasRedisServer() ? ['Redis'] : [])] as const;

/** Waits until everything that needs no response has happened. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise((later) => setImmediate(later));
}

/** A gateway with one connection, which a read holds until it is released. */
async function startBusyGateway(
  options: { readonly redis?: Redis; readonly requestTimeoutMs?: number } = {},
) {
  const gateway = await startTestGateway({ ...options, http: { connections: 1 } });
  const { promise, resolve } = deferred();
  gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
  const read = gateway.query('{ user(id: "ana-ortiz") { id } }').catch(() => undefined);
  onTestFinished(() => resolve());
  await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
  const release = async () => {
    resolve();
    await read;
  };
  return { gateway, release };
}

const idOf = (answer: Awaited<ReturnType<TestGateway['query']>>) => answer.data.sendMessage?.message.id;

describe('a message whose first request is cancelled before it is sent', () => {
  it.each(STORES)('is sent for a waiting request with the same key: %s', async (store) => {
    const redis = store === 'Redis' ? await connect() : undefined;
    const { gateway, release } = await startBusyGateway(redis ? { redis } : {});
    const controller = new AbortController();
    const first = gateway.query(SEND, { signal: controller.signal }).catch(() => undefined);
    await settle();
    const others = [gateway.query(SEND), gateway.query(SEND), gateway.query(SEND)];
    await settle();
    controller.abort();
    await first;
    await settle();
    await release();
    const answers = await Promise.all(others);
    expect(answers.flatMap(codesOf)).toEqual([]);
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(idOf(await gateway.query(SEND))).toBe(idOf(answers[0] as (typeof answers)[0]));
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });
});

describe.each(STORES)('an attempt that waits for another one: %s', (name) => {
  const create = async (): Promise<IdempotencyStore> =>
    name === 'memory'
      ? createIdempotencyMemory()
      : createIdempotencyRedis({ redis: await connect(), maxAttemptMs: 60_000 });
  const REQUEST = { scope: ['me'], key: 'k', payload: { a: 1 } };

  /** Attempts of one key: the first fails when told to, each of the others as `outcomes` says. */
  async function setUp(failure: Error, outcomes: readonly (string | Error)[]) {
    const store = await create();
    const { promise: begun, resolve: begin } = deferred();
    const { promise, reject } = deferred<string>();
    const first = store
      .execute({ ...REQUEST, run: () => (begin(), promise) })
      .catch((error: unknown) => error);
    await begun;
    let runs = 1;
    const others = outcomes.map((outcome) =>
      store
        .execute({
          ...REQUEST,
          async run() {
            runs += 1;
            await settle();
            if (outcome instanceof Error) throw outcome;
            return outcome;
          },
        })
        .catch((error: unknown) => error),
    );
    reject(failure);
    await first;
    return { outcomes: await Promise.all(others), runs };
  }

  it.each(['DEADLINE_EXCEEDED', 'LIMIT_EXCEEDED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT'] as const)(
    'runs after %s of the first, which sent nothing, and the others wait for it',
    async (code) => {
      const { outcomes, runs } = await setUp(new GatewayError(code), ['b', 'c', 'd']);
      expect(outcomes).toEqual(['b', 'b', 'b']);
      expect(runs).toBe(2);
    },
  );

  it('runs after any number of earlier attempts ran out of time', async () => {
    const late = new GatewayError('DEADLINE_EXCEEDED');
    const { outcomes, runs } = await setUp(late, [late, late, 'd']);
    expect(outcomes).toEqual([late, late, 'd']);
    expect(runs).toBe(4);
  });

  it('does not wait for one attempt after another if the REST API is unreachable', async () => {
    const down = new GatewayError('UPSTREAM_UNAVAILABLE');
    const { outcomes, runs } = await setUp(down, [down, 'c', 'd']);
    expect(outcomes).toEqual([down, down, down]);
    expect(runs).toBe(2);
  });

  it.each<ErrorCode>(['UPSTREAM_REJECTED', 'UPSTREAM_OUTCOME_UNKNOWN', 'UPSTREAM_RATE_LIMITED'])(
    'returns the %s of the first, which was sent',
    async (code) => {
      const { outcomes, runs } = await setUp(new GatewayError(code), ['b']);
      expect(outcomes).toEqual([expect.objectContaining({ code })]);
      expect(runs).toBe(1);
    },
  );
});

describe('an attempt that waits for one whose lease cannot be released', () => {
  it('sends nothing, and fails with a retryable error', async () => {
    const { promise, reject } = deferred<string>();
    const redis: Redis = {
      get: async () => undefined,
      setIf: async () => true,
      setIfAbsent: async () => true,
      deleteIf: () => Promise.reject(new RedisFailure(true)),
      ttl: async () => -2,
      count: async () => 1,
      evaluate: async () => undefined,
      append: async () => undefined,
      openStreams: () => expect.unreachable(),
      isReady: () => true,
      onRecovery: () => undefined,
      close: async () => undefined,
    };
    const store = createIdempotencyRedis({ redis, maxAttemptMs: 1000 });
    const request = { scope: ['me'], key: 'k', payload: {} };
    const first = store.execute({ ...request, run: () => promise }).catch((error: unknown) => error);
    const second = store.execute({ ...request, run: async () => 'twice' }).catch((error: unknown) => error);
    reject(new GatewayError('LIMIT_EXCEEDED'));
    expect([await first, await second]).toEqual([
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', retryable: false }),
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true }),
    ]);
  });
});
