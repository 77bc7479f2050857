import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import {
  bearer,
  codesOf,
  deferred,
  post,
  startTestGateway,
  type TestGatewayOptions,
} from '../support/harness.ts';
import { hasRedisServer, startRedisServer } from '../support/redis-server.ts';

const READ = '{ viewer { id } }';
const ana = bearer('USER', 'ana-ortiz');
const start = (options: TestGatewayOptions = {}) =>
  startTestGateway({ mode: 'service', rateLimit: { points: 3, seconds: 60 }, ...options });

describe('a caller above its rate', () => {
  it('is rejected before the body is read, with Retry-After', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const gateway = await start();
    for (const left of [2, 1, 0]) {
      const { status, headers } = await gateway.query(READ, { headers: ana });
      expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"default";q=3;w=60']);
      expect(headers.get('ratelimit')).toBe(`"default";r=${left};t=60`);
    }
    const rejected = await gateway.fetch(post('not even JSON', ana));
    expect(rejected.status).toBe(429);
    expect(rejected.headers.get('retry-after')).toBe('60');
    expect(rejected.headers.get('ratelimit')).toBe('"default";r=0;t=60');
    const { errors } = (await rejected.json()) as { errors: { extensions: object }[] };
    expect(errors[0]?.extensions).toEqual({
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterMs: 60_000,
    });
    expect(gateway.calls()).toHaveLength(3);
  });

  it('does not affect other callers, and is accepted again in the next window', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const gateway = await start();
    const send = async (headers: Readonly<Record<string, string>>) =>
      (await gateway.query('{ __typename }', { headers })).status;
    for (let n = 0; n < 3; n += 1) await send(ana);
    expect([
      await send(ana),
      await send(bearer('USER', 'ben-carter')),
      await send(bearer('AGENT', 'ana-ortiz')),
    ]).toEqual([429, 200, 200]);
    vi.advanceTimersByTime(60_000);
    expect(await send(ana)).toBe(200);
  });

  it('gains nothing by aliases: ids cost as many points as calls', async () => {
    const gateway = await startTestGateway({
      mode: 'trusted',
      rateLimit: { points: 10, seconds: 60 },
      maxBatchSize: 2,
    });
    const aliases = Array.from({ length: 9 }, (_, n) => `a${n}: user(id: "u${n}") { id }`).join(' ');
    // One point for the request, and five for nine ids.
    await gateway.query(`{ ${aliases} }`);
    expect((await gateway.query('{ __typename }')).headers.get('ratelimit')).toContain(';r=3;');
    // Four more points are needed, and two remain.
    const rejected = await gateway.query(`{ users(ids: ["a", "b", "c", "d", "e", "f", "g"]) { id } }`);
    expect([rejected.status, codesOf(rejected)]).toEqual([200, ['users RATE_LIMITED']]);
    expect(codesOf(await gateway.query(`{ user(id: "ana-ortiz") { id } }`))).toEqual([]);
    expect((await gateway.query('{ __typename }')).status).toBe(429);
  });

  it.each([
    [
      'pages',
      '{ conversation(id: "104250001") { a: messages(first: 1) { nodes { id } } b: messages(first: 2) { nodes { id } } c: messages(first: 3) { nodes { id } } } }',
      4,
    ],
    [
      'mutations',
      `mutation { ${[1, 2, 3].map((n) => `a${n}: updateUser(input: { userId: "ana-ortiz", displayName: "${n}" }) { user { id } }`).join(' ')} }`,
      3,
    ],
    [
      'one mutation',
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }',
      1,
    ],
    ['a page', '{ conversation(id: "104250001") { messages(first: 1) { nodes { id } } } }', 2],
  ])('pays for other calls than lookups too: %s', async (_case, document, points) => {
    const gateway = await startTestGateway({ mode: 'service', rateLimit: { points: 10, seconds: 60 } });
    expect((await gateway.query(document, { headers: ana })).errors).toEqual([]);
    const { headers } = await gateway.query('{ __typename }', { headers: ana });
    expect(headers.get('ratelimit')).toContain(`;r=${10 - points - 1};`);
  });

  it('pays for calls whose results it does not wait for', async () => {
    const gateway = await startTestGateway({
      mode: 'trusted',
      rateLimit: { points: 10, seconds: 60 },
      maxBatchSize: 2,
    });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const client = new AbortController();
    const cancelled = gateway.query('{ users(ids: ["a", "b", "c", "d"]) { id } }', { signal: client.signal });
    await expect.poll(() => gateway.calls().length).toBe(2);
    client.abort();
    await cancelled.catch(() => undefined);
    resolve();
    expect((await gateway.query('{ __typename }')).headers.get('ratelimit')).toContain(';r=6;');
  });

  it.each([
    ['exempt', true, 200],
    ['limited', false, 429],
  ])(
    'is %s as a service that acts for no user, by exemptsServices',
    async (_case, exemptsServices, status) => {
      const gateway = await start({ rateLimit: { points: 1, seconds: 60, exemptsServices } });
      const headers = bearer('SERVICE', 'router');
      await gateway.query(READ, { headers });
      expect((await gateway.query(READ, { headers })).status).toBe(status);
    },
  );

  it.each([true, false])(
    'is counted by user when a service acts for users (exemptsServices: %s)',
    async (exemptsServices) => {
      const gateway = await start({ rateLimit: { points: 1, seconds: 60, exemptsServices } });
      const statusOf = async (service: string, user: string) => {
        const headers = { ...bearer('SERVICE', service), 'of-user-id': user };
        return (await gateway.query(READ, { headers })).status;
      };
      expect(await statusOf('router', 'ana-ortiz')).toBe(200);
      expect(await statusOf('router', 'ana-ortiz')).toBe(429);
      expect(await statusOf('router', 'ben-carter')).toBe(200);
      expect(await statusOf('other-router', 'ana-ortiz')).toBe(200);
      expect((await gateway.query(READ, { headers: ana })).status).toBe(200);
    },
  );

  it('is not limited without a rate', async () => {
    const gateway = await startTestGateway();
    const { headers } = await gateway.query(READ);
    expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null]);
  });
});

describe.skipIf(!hasRedisServer())('a rate in Redis', () => {
  it('is shared by all processes, and local to each while Redis is unreachable', async () => {
    const server = await startRedisServer();
    const connect = async () => {
      const redis = await connectRedis({ url: server.url, logger: silentLogger, timeoutMs: 20_000 });
      onTestFinished(() => redis.close());
      await expect.poll(() => redis.isReady()).toBe(true);
      return redis;
    };
    const [one, other] = [await start({ redis: await connect() }), await start({ redis: await connect() })];
    const send = async (gateway: typeof one) => (await gateway.query(READ, { headers: ana })).status;
    expect([await send(one), await send(other), await send(one), await send(other), await send(one)]).toEqual(
      [200, 200, 200, 429, 429],
    );
    expect(server.cli('keys', '*')).not.toContain('ana');
    await server.kill();
    expect([await send(one), await send(one), await send(one), await send(one)]).toEqual([
      200, 200, 200, 429,
    ]);
    expect(codesOf(await other.query(READ, { headers: ana }))).toEqual([]);
  });
});
