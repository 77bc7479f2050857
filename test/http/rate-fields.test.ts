import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRateBudget } from '../../src/graphql/rate-budget.ts';
import { createRateLimiter } from '../../src/lib/rate-limiter.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import { bearer, codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';
import { hasRedisServer, startRedisServer } from '../support/redis-server.ts';

const ana = bearer('USER', 'ana-ortiz');
const router = bearer('SERVICE', 'router');
const start = (points: number) =>
  startTestGateway({ mode: 'service', rateLimit: { points, seconds: 60 }, maxBatchSize: 2 });
/** Time-outs and a window that do not end on a slow machine: only the rate decides. */
const PATIENT = { requestTimeoutMs: 100_000, http: { timeoutMs: 90_000 } };
const HOUR = 3600;
const repeat = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const pages = (count: number) =>
  `{ conversation(id: "104250001") { ${repeat(count, (n) => `p${n}: messages(first: ${n + 1}) { nodes { id } }`)} } }`;

/** Remaining points. The request for them takes one. */
async function pointsLeft(gateway: TestGateway, headers: Readonly<Record<string, string>>): Promise<number> {
  const answer = await gateway.query('{ __typename }', { headers });
  return Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]) + 1;
}

describe('fields without points left', () => {
  it('are rejected one by one: 100 concurrent requests of 44 pages start no more calls than the rate', async () => {
    const rateLimit = { points: 600, seconds: HOUR };
    const gateway = await startTestGateway({ mode: 'service', rateLimit, ...PATIENT });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => gateway.query(pages(44), { headers: ana })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const errors = answers.flatMap((answer) => answer.errors);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['RATE_LIMITED']));
    for (const { extensions } of errors) expect(extensions.retryAfterMs).toBeGreaterThan(0);
    const read = answers.flatMap(({ data }) => Object.values(data.conversation ?? {})).filter(Boolean);
    expect(read.length + errors.length).toBeGreaterThan(4000);
    expect(read.length).toBeGreaterThan(400);
    expect(gateway.calls().length).toBeLessThanOrEqual(600);
    // Another caller is not affected.
    expect(codesOf(await gateway.query(pages(1), { headers: bearer('AGENT', 'ana-ortiz') }))).toEqual([]);
  });

  it('do not affect other fields, also when their number is known only at run time', async () => {
    const gateway = await start(5);
    const { status, data, errors } = await gateway.query(
      '{ inbox(first: 20) { nodes { id messages(first: 1) { nodes { id } } } } }',
      { headers: router },
    );
    expect(status).toBe(200);
    expect(data.inbox.nodes).toHaveLength(20);
    // The request takes a point for the inbox, so four remain.
    expect(data.inbox.nodes.filter(({ messages }: any) => messages)).toHaveLength(4);
    expect(gateway.calls('messageList')).toHaveLength(4);
    expect(errors.map(({ path, extensions }) => `${path?.at(-1)} ${String(extensions.code)}`)).toEqual(
      Array(16).fill('messages RATE_LIMITED'),
    );
  });

  it.each([
    [
      'receipts',
      '{ conversation(id: "104250001") { messages(first: 6) { nodes { it: receipts { readAt } } } } }',
      6,
      'messageInfo',
    ],
    [
      'conversations of users',
      '{ inbox(first: 6) { nodes { assignee { it: conversations(first: 1) { nodes { id } } } } } }',
      6,
      'messageList',
    ],
  ] as const)('can be %s: each needs a call of its own', async (_case, document, count, endpoint) => {
    const gateway = await start(5);
    const answer = await gateway.query(document, { headers: router });
    expect(answer.status).toBe(200);
    const fields = codesOf(answer).map((code) => code.split('.').at(-1));
    expect(new Set(fields)).toEqual(new Set(['it RATE_LIMITED']));
    expect(gateway.calls(endpoint).length + fields.length).toBe(count);
    expect(gateway.calls(endpoint).length).toBeLessThanOrEqual(4);
  });

  it('can be mutations, which then read and send nothing', async () => {
    const gateway = await start(3);
    const send = (n: number) =>
      `m${n}: sendMessage(input: { conversationId: "104250001", text: "${n}" }) { message { id } }`;
    const answer = await gateway.query(`mutation { ${repeat(6, send)} }`, { headers: ana });
    expect(codesOf(answer)).toEqual(['m3 RATE_LIMITED', 'm4 RATE_LIMITED', 'm5 RATE_LIMITED']);
    expect(gateway.calls('messageSend')).toHaveLength(3);
    expect(gateway.calls()).toHaveLength(6);
  });

  it('can be entities and lists of conversations', async () => {
    const gateway = await start(4);
    const representations = Array.from({ length: 7 }, (_, n) => ({ __typename: 'User', id: `u${n}` }));
    const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } } }';
    const rejected = await gateway.query(entities, { variables: { r: representations }, headers: router });
    expect([rejected.status, rejected.errors.map(({ extensions }) => extensions)]).toEqual([
      200,
      [{ code: 'LIMIT_EXCEEDED', retryable: false, limit: 'rate', limitValue: 4 }],
    ]);
    // One point remains after this, and three ids cost two.
    for (let n = 0; n < 2; n += 1) await gateway.query('{ __typename }', { headers: ana });
    const list = '{ conversations(ids: ["104250001", "104250002", "104250003"]) { id } }';
    const answer = await gateway.query(list, { headers: ana });
    expect([answer.status, codesOf(answer)]).toEqual([200, ['conversations RATE_LIMITED']]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe('reserved points', () => {
  it.each([
    [
      'a page that the request has already read',
      '{ conversation(id: "104250001") { latestMessage { id } a: messages(first: 1) { nodes { id } } b: messages(first: 1) { nodes { id } } } }',
      2,
    ],
    ['users that the caller may not read', '{ users(ids: ["a", "b", "c", "d", "e", "f", "g"]) { id } }', 1],
    ['repeated ids', '{ users(ids: ["ana-ortiz", "ana-ortiz", "ana-ortiz", "ana-ortiz"]) { id } }', 2],
    [
      'a mutation that is not allowed',
      'mutation { a: changeConversationStatus(input: { conversationId: "1", status: OPEN }) { conversation { id } } b: changeConversationStatus(input: { conversationId: "1", status: OPEN }) { conversation { id } } }',
      1,
    ],
    ['ids of an invalid list', '{ users(ids: ["", "b", "c"]) { id } }', 1],
  ])('are refunded for what needs no call: %s', async (_case, document, points) => {
    const gateway = await start(20);
    await gateway.query(document, { headers: ana });
    expect(await pointsLeft(gateway, ana)).toBe(20 - points);
  });

  it('are spent by a mutation that has read something', async () => {
    const gateway = await start(20);
    const send = (n: number) =>
      `m${n}: sendMessage(input: { conversationId: "10425003${n}", text: "x" }) { message { id } }`;
    const answer = await gateway.query(`mutation { ${repeat(5, send)} }`, { headers: bearer('USER', 'zoe') });
    expect(codesOf(answer)).toHaveLength(5);
    expect(gateway.calls('messageSend')).toEqual([]);
    expect(await pointsLeft(gateway, bearer('USER', 'zoe'))).toBe(20 - gateway.calls().length);
  });

  it('are refunded for a lookup that is shared with another request', async () => {
    const gateway = await start(20);
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const read = () => gateway.query('{ users(ids: ["a", "b"]) { id } }', { headers: router });
    const first = read();
    await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
    const second = read();
    await gateway.query('{ __typename }', { headers: ana });
    resolve();
    await Promise.all([first, second]);
    expect(gateway.calls('userDetail')).toHaveLength(1);
    // One point for each request, and one for both ids.
    expect(await pointsLeft(gateway, router)).toBe(20 - 3);
  });

  it('reduce the remaining points in RateLimit until they are refunded', async () => {
    const gateway = await start(20);
    const leftAfter = async (document: string) =>
      (await gateway.query(document, { headers: ana })).headers.get('ratelimit');
    // One point for the request, one for the id, two for further pages.
    expect(await leftAfter(pages(3))).toMatch(/;r=16;/);
    expect(await leftAfter('{ users(ids: ["a", "b", "c", "d"]) { id } }')).toMatch(/;r=15;/);
  });

  it('are not refunded into the next window', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const limiter = createRateLimiter({ points: 10, seconds: 60 }, undefined);
    const budgets = [1, 2].map(() => createRateBudget(limiter, 'who', 1));
    for (const budget of budgets) {
      await budget.reserveIds(4);
      vi.advanceTimersByTime(59_000);
      budget.settle({ ids: 0, calls: 0 });
    }
    expect((await limiter.reserve('who', 20)).granted).toBe(10);
  });

  it('are refunded when the request ends before they are granted', async () => {
    const limiter = createRateLimiter({ points: 10, seconds: 60 }, undefined);
    const budget = createRateBudget(limiter, 'who', 1);
    const reserved = budget.reserveIds(4);
    budget.settle({ ids: 0, calls: 0 });
    await reserved;
    expect(budget.charged).toBe(0);
    expect((await limiter.reserve('who', 20)).granted).toBe(10);
  });

  it('are shared by all fields of a request that need the same lookup', async () => {
    const limiter = createRateLimiter({ points: 10, seconds: 60 }, undefined);
    const budget = createRateBudget(limiter, 'who', 2);
    const [one, two, three] = [budget.reserveIds(1), budget.reserveIds(1), budget.reserveIds(1)];
    expect(two).toBe(one);
    expect(three).not.toBe(one);
    await Promise.all([one, two, three]);
    expect(budget.reserveIds(1)).toBeUndefined();
    expect((await limiter.reserve('who', 20)).granted).toBe(8);
  });
});

describe.skipIf(!hasRedisServer())('a rate in Redis', () => {
  it('serves reservations and refunds of all processes', async () => {
    const server = await startRedisServer();
    const connect = async () => {
      const redis = await connectRedis({ url: server.url, logger: silentLogger, timeoutMs: 20_000 });
      onTestFinished(() => redis.close());
      await expect.poll(() => redis.isReady()).toBe(true);
      return redis;
    };
    const rateLimit = { points: 60, seconds: HOUR };
    const start = async () =>
      startTestGateway({
        mode: 'service',
        rateLimit,
        redis: await connect(),
        isCompared: false,
        ...PATIENT,
      });
    const [one, other] = [await start(), await start()];
    const denied = `{ users(ids: ${JSON.stringify(Array.from({ length: 900 }, (_, n) => `u${n}`))}) { id } }`;
    const entities = `{ ${repeat(30, (n) => `u${n}: users(ids: ["ana-ortiz"]) { id }`)} }`;
    await one.query(denied, { headers: ana });
    await one.query(entities, { headers: ana });
    expect(await pointsLeft(other, ana)).toBe(60 - 3);
    const answers = await Promise.all(
      [one, other, one, other].map((each) => each.query(pages(44), { headers: ana })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const calls = [one, other].flatMap((each) => each.calls('messageList'));
    expect(calls.length).toBeGreaterThan(40);
    expect(calls.length).toBeLessThanOrEqual(56);
  });
});
