import { describe, expect, it } from 'vitest';
import { createBatchers, type BatchersOptions } from '../../src/batching/batchers.ts';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { createLoaders } from '../../src/batching/loaders.ts';
import { GatewayError } from '../../src/errors.ts';
import type { CallOptions, KommunicateClient } from '../../src/kommunicate/client.ts';
import { rejectedRequest, UnknownEndpoint } from '../../src/kommunicate/wire/response.ts';
import type { GroupRecord, UserRecord } from '../../src/kommunicate/types.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { cancellationOf } from '../support/harness.ts';
import { loadOne } from '../support/batcher.ts';

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Batchers over a client that records its calls, and responds when the test says so. */
function setUp(options: Partial<BatchersOptions> = {}, methods: Partial<KommunicateClient> = {}) {
  const calls: (readonly [method: string, apiKey: string, ids: readonly string[]])[] = [];
  const responders: (() => Promise<void>)[] = [];
  function respondLater<T>(call: (typeof calls)[number], { beforeCall }: CallOptions, value: T): Promise<T> {
    beforeCall?.();
    calls.push(call);
    const { promise, resolve } = Promise.withResolvers<T>();
    responders.push(() => (resolve(value), nextTick()));
    return promise;
  }
  const client = {
    getUsers: (ids: readonly string[], call: CallOptions) =>
      respondLater(
        ['getUsers', call.apiKey, ids],
        call,
        ids.map((userId) => ({ userId }) as UserRecord),
      ),
    getGroups: (ids: readonly string[], call: CallOptions) =>
      respondLater(
        ['getGroups', call.apiKey, ids],
        call,
        ids.map((groupId) => ({ groupId }) as GroupRecord),
      ),
    getGroup: (groupId: string, call: CallOptions) =>
      respondLater(
        ['getGroup', call.apiKey, [groupId]],
        call,
        groupId === 'none' ? null : ({ groupId } as GroupRecord),
      ),
    ...methods,
  } as KommunicateClient;
  const scheduledTicks: (() => void)[] = [];
  const getBatchers = createBatchers({
    client,
    maxBatchSize: 60,
    maxBatchesInFlight: 8,
    requestTimeoutMs: 10_000,
    logger: silentLogger,
    scheduleTick: (run) => scheduledTicks.push(run),
    ...options,
  });
  const ticks = async () => {
    for (let count = 0; count < 4; count += 1) {
      for (const run of scheduledTicks.splice(0)) run();
      await nextTick();
    }
  };
  return {
    client,
    getBatchers,
    ticks,
    calls,
    respond: async () => {
      for (const one of responders.splice(0)) await one();
    },
  };
}

const scope = () => createLoadScope();
const user = (getBatchers: ReturnType<typeof createBatchers>, apiKey: string, id: string) =>
  loadOne(getBatchers(apiKey).users(), id, scope());

describe('accounts', () => {
  it('share one batcher for each Api-Key', async () => {
    const { getBatchers, ticks, calls } = setUp();
    void user(getBatchers, 'one', 'a');
    void user(getBatchers, 'two', 'b');
    void user(getBatchers, 'one', 'c');
    void user(getBatchers, 'One', 'd');
    await ticks();
    expect(calls).toEqual([
      ['getUsers', 'one', ['a', 'c']],
      ['getUsers', 'two', ['b']],
      ['getUsers', 'One', ['d']],
    ]);
  });

  it('have separate batchers for users and conversations', async () => {
    const { getBatchers, ticks, calls } = setUp();
    void user(getBatchers, 'one', '1');
    void loadOne(getBatchers('one').conversations(), '1', scope());
    await ticks();
    expect(calls).toEqual([
      ['getUsers', 'one', ['1']],
      ['getGroup', 'one', ['1']],
    ]);
  });

  it('keep their batcher while the pool has room', async () => {
    const { getBatchers, ticks, respond } = setUp();
    const account = getBatchers('one');
    const before = account.users();
    expect(account.users()).toBe(before);
    const loaded = loadOne(before, 'a', scope());
    await ticks();
    expect(getBatchers('one').users({ mustShare: true })).toBe(before);
    await respond();
    expect(await loaded).toEqual({ userId: 'a' });
    expect(getBatchers('one').users()).toBe(before);
  });

  it('get a new batcher after their idle one was evicted, also through an earlier handle', () => {
    const { getBatchers } = setUp({ maxAccounts: 2 });
    const account = getBatchers('one');
    const before = account.users({ mustShare: true });
    before.beginWrite('a')();
    getBatchers('two').users({ mustShare: true }).beginWrite('a')();
    // Now the batcher of the other account has been idle for longest.
    account.users({ mustShare: true }).beginWrite('a')();
    getBatchers('three').users({ mustShare: true }).beginWrite('a');
    expect(account.users({ mustShare: true })).toBe(before);
    before.beginWrite('a')();
    getBatchers('four').users({ mustShare: true }).beginWrite('a');
    const after = account.users({ mustShare: true });
    expect(after).not.toBe(before);
    expect(getBatchers('one').users()).toBe(after);
  });

  it('keep a busy batcher when an evicted one of the same account becomes idle', () => {
    const { getBatchers } = setUp({ maxAccounts: 1 });
    const older = getBatchers('one').users({ mustShare: true });
    older.beginWrite('a')();
    getBatchers('two').users({ mustShare: true }).beginWrite('a')();
    const newer = getBatchers('one').users({ mustShare: true });
    expect(newer).not.toBe(older);
    newer.beginWrite('b');
    older.beginWrite('a')();
    getBatchers('two').users({ mustShare: true }).beginWrite('a');
    expect(getBatchers('one').users({ mustShare: true })).toBe(newer);
  });

  it('are evicted once idle, if more than the maximum are writing', () => {
    const { getBatchers } = setUp({ maxAccounts: 2 });
    const keys = ['one', 'two', 'three', 'four', 'five'];
    const before = new Map(keys.map((key) => [key, getBatchers(key).users({ mustShare: true })]));
    const ends = [...before.values()].map((batcher) => batcher.beginWrite('a'));
    for (const end of ends) end();
    const kept = keys
      .toReversed()
      .filter((key) => getBatchers(key).users({ mustShare: true }) === before.get(key));
    expect(kept).toEqual(['five', 'four']);
  });

  it('share a new batcher if all others are idle', () => {
    const { getBatchers } = setUp({ maxAccounts: 1 });
    getBatchers('one').users({ mustShare: true }).beginWrite('a')();
    const batcher = getBatchers('two').users();
    void loadOne(batcher, 'b', scope());
    expect(getBatchers('two').users()).toBe(batcher);
  });

  it('beyond the maximum batch for each request separately', async () => {
    const { getBatchers, ticks, calls } = setUp({ maxAccounts: 1 });
    void user(getBatchers, 'one', 'a');
    const [first, second] = [getBatchers('two').users, getBatchers('two').users];
    void loadOne(first(), 'b', scope());
    void loadOne(first(), 'c', scope());
    void loadOne(second(), 'd', scope());
    await ticks();
    expect(calls).toEqual([
      ['getUsers', 'one', ['a']],
      ['getUsers', 'two', ['b', 'c']],
      ['getUsers', 'two', ['d']],
    ]);
  });

  it('beyond the maximum share a batcher once one of them writes', () => {
    const { getBatchers } = setUp({ maxAccounts: 1 });
    void user(getBatchers, 'one', 'a');
    const writing = getBatchers('two').users({ mustShare: true });
    writing.beginWrite('b');
    expect(getBatchers('two').users()).toBe(writing);
  });

  it('are 1000 by default', () => {
    const { getBatchers } = setUp();
    for (let index = 0; index < 999; index += 1) void user(getBatchers, `key ${index}`, 'a');
    const last = getBatchers('last').users();
    expect(getBatchers('last').users()).toBe(last);
    const beyond = getBatchers('beyond').users();
    expect(getBatchers('beyond').users()).not.toBe(beyond);
  });

  it('are in the debug log, by the hash of their key', async () => {
    const lines: object[] = [];
    const { getBatchers, ticks, respond } = setUp({
      logger: {
        ...silentLogger,
        debug: (fields: object, message: string) => lines.push({ message, ...fields }),
      },
      now: () => 7,
    });
    void user(getBatchers, 'secret-key', 'a');
    void user(getBatchers, 'secret-key', 'a');
    void loadOne(getBatchers('secret-key').conversations(), '1', scope());
    await ticks();
    await respond();
    const account = expect.stringMatching(/^[\w-]{8}$/);
    const rest = { message: 'batch', account, waitedMs: 0, tookMs: 0, failed: false };
    expect(lines).toEqual([
      { ...rest, batch: 'users', size: 1, joined: 1 },
      { ...rest, batch: 'conversations', size: 1, joined: 0 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret-key');
    const [one, other] = [lines[0], lines[1]] as { account: string }[];
    expect(one?.account).toBe(other?.account);
  });

  it('are in the debug log when a batch fails', async () => {
    const lines: { failed?: boolean }[] = [];
    const { getBatchers, ticks } = setUp(
      { logger: { ...silentLogger, debug: (fields: object) => lines.push(fields) } },
      { getUsers: () => Promise.reject(new GatewayError('UPSTREAM_TIMEOUT')) },
    );
    user(getBatchers, 'one', 'a').catch(() => undefined);
    await ticks();
    expect(lines).toMatchObject([{ failed: true }]);
  });
});

describe('conversations', () => {
  it('use the batch call for several keys, and the single call for one', async () => {
    const { getBatchers, ticks, calls, respond } = setUp();
    const { conversations } = getBatchers('one');
    const loads = ['1', '2'].map((id) => loadOne(conversations(), id, scope()));
    await ticks();
    await respond();
    expect(await Promise.all(loads)).toEqual([{ groupId: '1' }, { groupId: '2' }]);
    const none = loadOne(conversations(), 'none', scope());
    await ticks();
    await respond();
    expect(await none).toBeNull();
    expect(calls).toEqual([
      ['getGroups', 'one', ['1', '2']],
      ['getGroup', 'one', ['none']],
    ]);
  });

  it('use the single call for each key if the REST API has no batch call', async () => {
    const unknown = new GatewayError('UPSTREAM_REJECTED', { cause: new UnknownEndpoint() });
    const { getBatchers, ticks, calls, respond } = setUp({}, { getGroups: () => Promise.reject(unknown) });
    const loads = ['1', '2', '3'].map((id) => loadOne(getBatchers('one').conversations(), id, scope()));
    await ticks();
    await ticks();
    expect(calls.map(([, , ids]) => ids)).toEqual([['1'], ['2'], ['3']]);
    await respond();
    expect(await Promise.all(loads)).toEqual([{ groupId: '1' }, { groupId: '2' }, { groupId: '3' }]);
  });

  it('are bisected if one of them is rejected', async () => {
    const { getBatchers, ticks, calls, respond } = setUp(
      {},
      { getGroups: () => Promise.reject(rejectedRequest()) },
    );
    for (const id of ['1', '2']) void loadOne(getBatchers('one').conversations(), id, scope());
    await ticks();
    await ticks();
    await respond();
    expect(calls.map(([method, , ids]) => [method, ...ids])).toEqual([
      ['getGroup', '1'],
      ['getGroup', '2'],
    ]);
  });
});

describe('a call', () => {
  it('is charged to the request that waits for it, and aborted with it', async () => {
    const options: CallOptions[] = [];
    const never = (call: CallOptions) => (
      options.push(call),
      call.beforeCall?.(),
      new Promise<never>(() => undefined)
    );
    const set = setUp(
      {},
      {
        getUsers: (_ids, call) => never(call),
        getGroups: (_ids, call) => never(call),
        getGroup: (_id, call) => never(call),
      },
    );
    const controller = new AbortController();
    const requestScope = createLoadScope({ cancellation: cancellationOf(controller.signal) });
    const account = set.getBatchers('one');
    const lost = [loadOne(account.users({ mustShare: true }), 'a', requestScope)];
    for (const ids of [['1'], ['2', '3']]) {
      lost.push(
        ...(ids.map((id) =>
          loadOne(account.conversations({ mustShare: true }), id, requestScope),
        ) as never[]),
      );
      await set.ticks();
    }
    expect(options.map(({ apiKey }) => apiKey)).toEqual(['one', 'one', 'one']);
    expect(requestScope.usage.calls).toBe(3);
    controller.abort(new Error('cancelled'));
    await Promise.all(lost.map((one) => expect(one).rejects.toThrow('cancelled')));
    expect(options.map(({ signal }) => signal?.aborted)).toEqual([true, true, true]);
  });
});

describe('users', () => {
  it('are not repeated if the REST API does not know the endpoint', async () => {
    const unknown = new GatewayError('UPSTREAM_REJECTED', { cause: new UnknownEndpoint() });
    let calls = 0;
    const { getBatchers, ticks } = setUp({}, { getUsers: () => ((calls += 1), Promise.reject(unknown)) });
    const loads = ['a', 'b'].map((id) => user(getBatchers, 'one', id));
    await Promise.all([...loads.map((load) => expect(load).rejects.toBe(unknown)), ticks().then(ticks)]);
    expect(calls).toBe(1);
  });
});

describe('the loaders of a request', () => {
  const loadersOf = ({ client, getBatchers }: ReturnType<typeof setUp>, requestScope = scope()) =>
    createLoaders({
      client,
      callOptions: { apiKey: 'one' },
      furtherCallOptions: { apiKey: 'one' },
      reserveCall: () => undefined,
      batchers: getBatchers('one'),
      scope: requestScope,
    });

  it('cache what they have loaded until a write', async () => {
    const set = setUp();
    const loaders = loadersOf(set);
    const load = async () => {
      const loads = [
        loaders.users.load('a'),
        loaders.conversations.load('1'),
        loaders.conversations.load('2'),
      ];
      await nextTick();
      await set.ticks();
      await set.respond();
      return Promise.all(loads);
    };
    const [first, again] = [await load(), await load()];
    expect(again[0]).toBe(first[0]);
    expect(set.calls).toHaveLength(2);
    loaders.latestMessages.set('1', {} as never);
    expect(await loaders.write({}, () => Promise.resolve('done'))).toBe('done');
    expect(loaders.latestMessages.size).toBe(0);
    await load();
    expect(set.calls).toHaveLength(4);
  });

  it('do not share a lookup that was sent before a write ended, even a failed write', async () => {
    const set = setUp();
    const requestScope = scope();
    const loaders = loadersOf(set, requestScope);
    const { promise, reject } = Promise.withResolvers();
    const changed = loaders.write({ users: ['a'], conversations: ['1'] }, () => promise);
    const read = async () => {
      void user(set.getBatchers, 'one', 'a');
      void loadOne(set.getBatchers('one').conversations(), '1', scope());
      await set.ticks();
    };
    await read();
    await read();
    expect(set.calls).toHaveLength(4);
    expect(requestScope.hasWritten).toBe(false);
    reject(new Error('unknown outcome'));
    await expect(changed).rejects.toThrow('unknown outcome');
    expect(requestScope.hasWritten).toBe(true);
    await read();
    await read();
    expect(set.calls).toHaveLength(6);
  });

  it('batch separately beyond the maximum of accounts', async () => {
    const set = setUp({ maxAccounts: 0 });
    const [one, other] = [loadersOf(set), loadersOf(set)];
    for (const loaders of [one, other]) {
      void loaders.users.load('a');
      void loaders.users.load('b');
      void loaders.conversations.load('1');
      void loaders.conversations.load('2');
    }
    await nextTick();
    await set.ticks();
    expect(set.calls.map(([method, , ids]) => `${method} ${ids.join(' ')}`)).toEqual([
      'getUsers a b',
      'getGroups 1 2',
      'getUsers a b',
      'getGroups 1 2',
    ]);
  });

  it('read a page of messages once for each query', async () => {
    const pages: unknown[] = [];
    const set = setUp(
      {},
      { getMessages: (query, options) => (pages.push([query, options]), Promise.resolve(null)) },
    );
    const loaders = loadersOf(set);
    const query = { groupId: '1', pageSize: 5, endTime: undefined };
    await Promise.all([
      loaders.messagePages.load({ query, isFurther: false }),
      loaders.messagePages.load({ query: { ...query }, isFurther: true }),
      loaders.messagePages.load({ query: { ...query, endTime: 3 }, isFurther: true }),
    ]);
    expect(pages).toEqual([
      [query, { apiKey: 'one' }],
      [{ ...query, endTime: 3 }, { apiKey: 'one' }],
    ]);
  });

  it('hand the keys of a tick to the batcher as one group', async () => {
    const set = setUp();
    const groups: (readonly string[])[] = [];
    const users = set.getBatchers('one').users({ mustShare: true });
    const loadMany = users.loadMany.bind(users);
    users.loadMany = (keys, requestScope) => (groups.push(keys), loadMany(keys, requestScope));
    const loaders = loadersOf(set);
    const loads = ['a', 'b', 'a'].map((id) => loaders.users.load(id));
    await nextTick();
    await set.ticks();
    await set.respond();
    expect(groups).toEqual([['a', 'b']]);
    expect((await Promise.all(loads)).map((user) => user?.userId)).toEqual(['a', 'b', 'a']);
  });

  it('settle each lookup by itself, and cache a failed one', async () => {
    const failure = new GatewayError('UPSTREAM_TIMEOUT');
    const set = setUp(
      { maxBatchSize: 1 },
      {
        getUsers: ([id = '']) =>
          id === 'slow'
            ? new Promise(() => undefined)
            : id === 'bad'
              ? Promise.reject(failure)
              : Promise.resolve([{ userId: id } as UserRecord]),
      },
    );
    const loaders = loadersOf(set);
    const loads = ['slow', 'bad', 'good'].map((id) => loaders.users.load(id));
    const bad = expect(loads[1]).rejects.toBe(failure);
    await nextTick();
    await set.ticks();
    await bad;
    expect(await loads[2]).toEqual({ userId: 'good' });
    await expect(loaders.users.load('bad')).rejects.toBe(failure);
  });
});

describe('a load scope', () => {
  it('is never cancelled by default, and counts its calls', () => {
    const one = createLoadScope();
    one.beforeCall();
    one.beforeCall();
    expect(one.cancelReason()).toBeUndefined();
    expect(one.usage).toEqual({ calls: 2, keys: 0, joined: 0 });
  });

  it('does not count a call that exceeds its limit', () => {
    const one = createLoadScope({
      beforeCall() {
        throw new Error('no more');
      },
    });
    expect(() => one.beforeCall()).toThrow('no more');
    expect(one.usage.calls).toBe(0);
  });
});
