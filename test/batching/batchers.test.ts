import { describe, expect, it } from 'vitest';
import { createBatchers, type BatchersOptions } from '../../src/batching/batchers.ts';
import { createLoadScope } from '../../src/batching/caller.ts';
import { createLoaders } from '../../src/batching/loaders.ts';
import { GatewayError } from '../../src/errors.ts';
import type { CallOptions, KommunicateClient } from '../../src/kommunicate/client.ts';
import { rejectedRequest, UnknownEndpoint } from '../../src/kommunicate/wire/response.ts';
import type { GroupRecord, UserRecord } from '../../src/kommunicate/types.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { patienceOf } from '../support/harness.ts';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client that says what it was asked, and answers when it is told to. */
function setUp(options: Partial<BatchersOptions> = {}, answers: Partial<KommunicateClient> = {}) {
  const calls: (readonly [method: string, apiKey: string, ids: readonly string[]])[] = [];
  const answerers: (() => Promise<void>)[] = [];
  function answered<T>(call: (typeof calls)[number], { beforeCall }: CallOptions, answer: T): Promise<T> {
    beforeCall?.();
    calls.push(call);
    const { promise, resolve } = Promise.withResolvers<T>();
    answerers.push(() => (resolve(answer), soon()));
    return promise;
  }
  const client = {
    getUsers: (ids: readonly string[], call: CallOptions) =>
      answered(
        ['getUsers', call.apiKey, ids],
        call,
        ids.map((userId) => ({ userId }) as UserRecord),
      ),
    getGroups: (ids: readonly string[], call: CallOptions) =>
      answered(
        ['getGroups', call.apiKey, ids],
        call,
        ids.map((groupId) => ({ groupId }) as GroupRecord),
      ),
    getGroup: (groupId: string, call: CallOptions) =>
      answered(
        ['getGroup', call.apiKey, [groupId]],
        call,
        groupId === 'none' ? null : ({ groupId } as GroupRecord),
      ),
    ...answers,
  } as KommunicateClient;
  const turns: (() => void)[] = [];
  const find = createBatchers({
    client,
    maxBatchSize: 60,
    maxBatchesInFlight: 8,
    requestTimeoutMs: 10_000,
    logger: silentLogger,
    scheduleTick: (run) => turns.push(run),
    ...options,
  });
  const turn = async () => {
    for (let count = 0; count < 4; count += 1) {
      for (const run of turns.splice(0)) run();
      await soon();
    }
  };
  return {
    client,
    find,
    turn,
    calls,
    answer: async () => {
      for (const one of answerers.splice(0)) await one();
    },
  };
}

const caller = () => createLoadScope();
const user = (find: ReturnType<typeof createBatchers>, apiKey: string, id: string) =>
  find(apiKey).users('if-possible').load(id, caller());

describe('accounts', () => {
  it('share a batcher by their key, and with no other key', async () => {
    const { find, turn, calls } = setUp();
    void user(find, 'one', 'a');
    void user(find, 'two', 'b');
    void user(find, 'one', 'c');
    void user(find, 'One', 'd');
    await turn();
    expect(calls).toEqual([
      ['getUsers', 'one', ['a', 'c']],
      ['getUsers', 'two', ['b']],
      ['getUsers', 'One', ['d']],
    ]);
  });

  it('have users and conversations apart', async () => {
    const { find, turn, calls } = setUp();
    void user(find, 'one', '1');
    void find('one').conversations('if-possible').load('1', caller());
    await turn();
    expect(calls).toEqual([
      ['getUsers', 'one', ['1']],
      ['getGroup', 'one', ['1']],
    ]);
  });

  it('keep their batcher while there is room for it', async () => {
    const { find, turn, answer } = setUp();
    const account = find('one');
    const before = account.users('if-possible');
    expect(account.users('if-possible')).toBe(before);
    const loaded = before.load('a', caller());
    await turn();
    expect(find('one').users('always')).toBe(before);
    await answer();
    expect(await loaded).toEqual({ userId: 'a' });
    expect(find('one').users('if-possible')).toBe(before);
  });

  it('have another one once theirs had to make room while it was idle, also through what was found before', () => {
    const { find } = setUp({ maxAccounts: 2 });
    const account = find('one');
    const before = account.users('always');
    before.beginWrite('a')();
    find('two').users('always').beginWrite('a')();
    // Now it is the other one that has been idle for longest.
    account.users('always').beginWrite('a')();
    find('three').users('always').beginWrite('a');
    expect(account.users('always')).toBe(before);
    before.beginWrite('a')();
    find('four').users('always').beginWrite('a');
    const after = account.users('always');
    expect(after).not.toBe(before);
    expect(find('one').users('if-possible')).toBe(after);
  });

  it('do not lose a batcher that is at work to an older one that becomes idle', () => {
    const { find } = setUp({ maxAccounts: 1 });
    const older = find('one').users('always');
    older.beginWrite('a')();
    find('two').users('always').beginWrite('a')();
    const newer = find('one').users('always');
    expect(newer).not.toBe(older);
    newer.beginWrite('b');
    older.beginWrite('a')();
    find('two').users('always').beginWrite('a');
    expect(find('one').users('always')).toBe(newer);
  });

  it('are forgotten once idle, where too many are making changes', () => {
    const { find } = setUp({ maxAccounts: 2 });
    const keys = ['one', 'two', 'three', 'four', 'five'];
    const before = new Map(keys.map((key) => [key, find(key).users('always')]));
    const ends = [...before.values()].map((batcher) => batcher.beginWrite('a'));
    for (const end of ends) end();
    const kept = keys.toReversed().filter((key) => find(key).users('always') === before.get(key));
    expect(kept).toEqual(['five', 'four']);
  });

  it('are not too many where all but one are idle', () => {
    const { find } = setUp({ maxAccounts: 1 });
    find('one').users('always').beginWrite('a')();
    const batcher = find('two').users('if-possible');
    void batcher.load('b', caller());
    expect(find('two').users('if-possible')).toBe(batcher);
  });

  it('that are too many share nothing, and batch for themselves', async () => {
    const { find, turn, calls } = setUp({ maxAccounts: 1 });
    void user(find, 'one', 'a');
    const [first, second] = [find('two').users, find('two').users];
    void first('if-possible').load('b', caller());
    void first('if-possible').load('c', caller());
    void second('if-possible').load('d', caller());
    await turn();
    expect(calls).toEqual([
      ['getUsers', 'one', ['a']],
      ['getUsers', 'two', ['b', 'c']],
      ['getUsers', 'two', ['d']],
    ]);
  });

  it('that are too many are found by all when something changes', () => {
    const { find } = setUp({ maxAccounts: 1 });
    void user(find, 'one', 'a');
    const writing = find('two').users('always');
    writing.beginWrite('b');
    expect(find('two').users('if-possible')).toBe(writing);
  });

  it('are 1000 unless told otherwise', () => {
    const { find } = setUp();
    for (let index = 0; index < 999; index += 1) void user(find, `key ${index}`, 'a');
    const last = find('last').users('if-possible');
    expect(find('last').users('if-possible')).toBe(last);
    const beyond = find('beyond').users('if-possible');
    expect(find('beyond').users('if-possible')).not.toBe(beyond);
  });

  it('are told of in the debug log, by what stands for the key', async () => {
    const lines: object[] = [];
    const { find, turn, answer } = setUp({
      logger: {
        ...silentLogger,
        debug: (fields: object, message: string) => lines.push({ message, ...fields }),
      },
      now: () => 7,
    });
    void user(find, 'secret-key', 'a');
    void user(find, 'secret-key', 'a');
    void find('secret-key').conversations('if-possible').load('1', caller());
    await turn();
    await answer();
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

  it('are told of when a batch fails', async () => {
    const lines: { failed?: boolean }[] = [];
    const { find, turn } = setUp(
      { logger: { ...silentLogger, debug: (fields: object) => lines.push(fields) } },
      { getUsers: () => Promise.reject(new GatewayError('UPSTREAM_TIMEOUT')) },
    );
    user(find, 'one', 'a').catch(() => undefined);
    await turn();
    expect(lines).toMatchObject([{ failed: true }]);
  });
});

describe('conversations', () => {
  it('are asked for together where there are several, and one by one where there is one', async () => {
    const { find, turn, calls, answer } = setUp();
    const { conversations } = find('one');
    const loads = ['1', '2'].map((id) => conversations('if-possible').load(id, caller()));
    await turn();
    await answer();
    expect(await Promise.all(loads)).toEqual([{ groupId: '1' }, { groupId: '2' }]);
    const none = conversations('if-possible').load('none', caller());
    await turn();
    await answer();
    expect(await none).toBeNull();
    expect(calls).toEqual([
      ['getGroups', 'one', ['1', '2']],
      ['getGroup', 'one', ['none']],
    ]);
  });

  it('are asked for one by one where the REST API has no call for many', async () => {
    const unknown = new GatewayError('UPSTREAM_REJECTED', { cause: new UnknownEndpoint() });
    const { find, turn, calls, answer } = setUp({}, { getGroups: () => Promise.reject(unknown) });
    const loads = ['1', '2', '3'].map((id) => find('one').conversations('if-possible').load(id, caller()));
    await turn();
    await turn();
    expect(calls.map(([, , ids]) => ids)).toEqual([['1'], ['2'], ['3']]);
    await answer();
    expect(await Promise.all(loads)).toEqual([{ groupId: '1' }, { groupId: '2' }, { groupId: '3' }]);
  });

  it('are halved where one of them is refused', async () => {
    const { find, turn, calls, answer } = setUp({}, { getGroups: () => Promise.reject(rejectedRequest()) });
    for (const id of ['1', '2']) void find('one').conversations('if-possible').load(id, caller());
    await turn();
    await turn();
    await answer();
    expect(calls.map(([method, , ids]) => [method, ...ids])).toEqual([
      ['getGroup', '1'],
      ['getGroup', '2'],
    ]);
  });
});

describe('a call', () => {
  it('is given up and paid for by whoever waits for it, of either kind', async () => {
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
    const leaving = new AbortController();
    const who = createLoadScope({ cancellation: patienceOf(leaving.signal) });
    const account = set.find('one');
    const lost = [account.users('always').load('a', who)];
    for (const ids of [['1'], ['2', '3']]) {
      lost.push(...(ids.map((id) => account.conversations('always').load(id, who)) as never[]));
      await set.turn();
    }
    expect(options.map(({ apiKey }) => apiKey)).toEqual(['one', 'one', 'one']);
    expect(who.usage.calls).toBe(3);
    leaving.abort(new Error('gone'));
    await Promise.all(lost.map((one) => expect(one).rejects.toThrow('gone')));
    expect(options.map(({ signal }) => signal?.aborted)).toEqual([true, true, true]);
  });
});

describe('users', () => {
  it('are not asked for one by one where the REST API does not know the call at all', async () => {
    const unknown = new GatewayError('UPSTREAM_REJECTED', { cause: new UnknownEndpoint() });
    let calls = 0;
    const { find, turn } = setUp({}, { getUsers: () => ((calls += 1), Promise.reject(unknown)) });
    const loads = ['a', 'b'].map((id) => user(find, 'one', id));
    await Promise.all([...loads.map((load) => expect(load).rejects.toBe(unknown)), turn().then(turn)]);
    expect(calls).toBe(1);
  });
});

describe('the loaders of a request', () => {
  const loadersOf = ({ client, find }: ReturnType<typeof setUp>, who = caller()) =>
    createLoaders({
      client,
      callOptions: { apiKey: 'one' },
      furtherCallOptions: { apiKey: 'one' },
      reserveCall: () => undefined,
      batchers: find('one'),
      caller: who,
    });

  it('remember what they have loaded, and forget it with a change', async () => {
    const set = setUp();
    const loaders = loadersOf(set);
    const load = async () => {
      const loads = [
        loaders.users.load('a'),
        loaders.conversations.load('1'),
        loaders.conversations.load('2'),
      ];
      await soon();
      await set.turn();
      await set.answer();
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

  it('let nobody join what left before a change of theirs was over, whatever came of it', async () => {
    const set = setUp();
    const who = caller();
    const loaders = loadersOf(set, who);
    const { promise, reject } = Promise.withResolvers();
    const changed = loaders.write({ users: ['a'], conversations: ['1'] }, () => promise);
    const read = async () => {
      void user(set.find, 'one', 'a');
      void set.find('one').conversations('if-possible').load('1', caller());
      await set.turn();
    };
    await read();
    await read();
    expect(set.calls).toHaveLength(4);
    expect(who.hasWritten).toBe(false);
    reject(new Error('unknown outcome'));
    await expect(changed).rejects.toThrow('unknown outcome');
    expect(who.hasWritten).toBe(true);
    await read();
    await read();
    expect(set.calls).toHaveLength(6);
  });

  it('share nothing where there are too many accounts, and batch by themselves', async () => {
    const set = setUp({ maxAccounts: 0 });
    const [one, other] = [loadersOf(set), loadersOf(set)];
    for (const loaders of [one, other]) {
      void loaders.users.load('a');
      void loaders.users.load('b');
      void loaders.conversations.load('1');
      void loaders.conversations.load('2');
    }
    await soon();
    await set.turn();
    expect(set.calls.map(([method, , ids]) => `${method} ${ids.join(' ')}`)).toEqual([
      'getUsers a b',
      'getGroups 1 2',
      'getUsers a b',
      'getGroups 1 2',
    ]);
  });

  it('read a page of messages once, and with every new question another', async () => {
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

  it('answer each lookup by itself: a failed one is remembered, and holds nobody up', async () => {
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
    await soon();
    await set.turn();
    await bad;
    expect(await loads[2]).toEqual({ userId: 'good' });
    await expect(loaders.users.load('bad')).rejects.toBe(failure);
  });
});

describe('a caller', () => {
  it('stays for ever without a client, and counts its calls', () => {
    const one = createLoadScope();
    one.beforeCall();
    one.beforeCall();
    expect(one.cancelReason()).toBeUndefined();
    expect(one.usage).toEqual({ calls: 2, keys: 0, joined: 0 });
  });

  it('does not pay for calls that it may not have', () => {
    const one = createLoadScope({
      beforeCall() {
        throw new Error('no more');
      },
    });
    expect(() => one.beforeCall()).toThrow('no more');
    expect(one.usage.calls).toBe(0);
  });
});
