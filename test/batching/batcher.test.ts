import { describe, expect, it } from 'vitest';
import { createBatcher, type BatcherOptions, type BatchReport } from '../../src/batching/batcher.ts';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { patienceOf } from '../support/harness.ts';

interface Value {
  readonly id: string;
  readonly tags?: readonly string[];
}

interface Call {
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  readonly answer: (values?: readonly Value[]) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));
const REFUSAL = new Error('refused');

/** A batcher whose turns and calls are the test's to take and to answer. */
function setUp(options: Partial<BatcherOptions<Value>> = {}) {
  const turns: (() => void)[] = [];
  const calls: Call[] = [];
  const reports: BatchReport[] = [];
  const clock = { now: 0 };
  const idle = { times: 0 };
  const batcher = createBatcher<Value>({
    fetch(keys, { signal, beforeCall }) {
      beforeCall();
      const { promise, resolve, reject } = Promise.withResolvers<readonly Value[]>();
      signal.addEventListener('abort', () => reject(signal.reason));
      calls.push({
        keys,
        signal,
        answer: (values = keys.map((id) => ({ id }))) => (resolve(values), soon()),
        fail: (error) => (reject(error), soon()),
      });
      return promise;
    },
    keyOf: ({ id }) => id,
    maxBatchSize: 60,
    maxInFlight: 8,
    splitStrategyOf: (error) => (error === REFUSAL ? 'bisect' : undefined),
    onBatchSettled: (report) => reports.push(report),
    onIdle: () => (idle.times += 1),
    scheduleTick: (run) => turns.push(run),
    now: () => clock.now,
    ...options,
  });
  const oneTurn = async () => {
    for (const run of turns.splice(0)) run();
    await soon();
  };
  /** So many turns that whoever may leave has left. */
  const turn = async () => {
    for (let count = 0; count < 4; count += 1) await oneTurn();
  };
  /** What becomes of a load, to look at. */
  const load = (key: string, caller = createLoadScope()) => {
    const state: { value?: Value | null; error?: unknown } = {};
    void batcher.load(key, caller).then(
      (value) => (state.value = value),
      (error: unknown) => (state.error = error),
    );
    return state;
  };
  const keys = () => calls.map((call) => call.keys);
  return { batcher, load, oneTurn, turn, turns, calls, keys, reports, clock, idle };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

describe('lookups', () => {
  it('of one turn leave in one call, each key once, first come first served', async () => {
    const { load, turn, keys, calls } = setUp();
    const loads = ['b', 'a', 'b', 'c'].map((key) => load(key));
    expect(keys()).toEqual([]);
    await turn();
    expect(keys()).toEqual([['b', 'a', 'c']]);
    await calls[0]?.answer();
    expect(loads.map(({ value }) => value?.id)).toEqual(['b', 'a', 'b', 'c']);
  });

  it('leave on the next turn of the event loop, with no timer', async () => {
    const calls: (readonly string[])[] = [];
    const batcher = createBatcher<Value>({
      fetch: async (keys) => (calls.push(keys), keys.map((id) => ({ id }))),
      keyOf: ({ id }) => id,
      maxBatchSize: 60,
      maxInFlight: 8,
    });
    const one = batcher.load('a', createLoadScope());
    await Promise.resolve();
    const other = batcher.load('b', createLoadScope());
    expect(calls).toEqual([]);
    await soon();
    expect(calls).toEqual([['a', 'b']]);
    expect(await Promise.all([one, other])).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('are of so many keys at most, and more make more calls at the same time', async () => {
    const { load, turn, calls } = setUp();
    for (const key of numbered(130)) load(key);
    await turn();
    expect(calls.map((call) => call.keys.length)).toEqual([60, 60, 10]);
    expect(calls.flatMap((call) => call.keys)).toEqual(numbered(130));
  });

  it('leave in one turn when nothing is under way, and with the third turn that brings nobody new when something is', async () => {
    const { load, oneTurn, keys } = setUp();
    load('a');
    await oneTurn();
    expect(keys()).toEqual([['a']]);
    load('b');
    await oneTurn();
    await oneTurn();
    await oneTurn();
    load('c');
    await oneTurn();
    await oneTurn();
    await oneTurn();
    expect(keys()).toEqual([['a']]);
    await oneTurn();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
  });

  it('wait as long as somebody comes to a batcher beside this one, too', async () => {
    const traffic = { arrivalCount: 0 };
    const { load, oneTurn, keys } = setUp({ traffic });
    load('a');
    await oneTurn();
    load('b');
    for (let count = 0; count < 10; count += 1) {
      traffic.arrivalCount += 1;
      await oneTurn();
    }
    expect(keys()).toEqual([['a']]);
    for (let count = 0; count < 3; count += 1) await oneTurn();
    expect(keys()).toEqual([['a'], ['b']]);
  });

  it('leave at once when they fill a call, or when a call returns', async () => {
    const { load, oneTurn, keys, calls } = setUp({ maxBatchSize: 3 });
    load('a');
    await oneTurn();
    for (const key of ['b', 'c', 'd']) load(key);
    await oneTurn();
    expect(keys()).toEqual([['a'], ['b', 'c', 'd']]);
    load('e');
    await oneTurn();
    expect(keys()).toHaveLength(2);
    await calls[0]?.answer();
    load('f');
    await oneTurn();
    expect(keys().slice(2)).toEqual([['e', 'f']]);
    load('g');
    await oneTurn();
    expect(keys()).toHaveLength(3);
  });

  it('gather while as many calls are under way as may be, and leave together when one returns', async () => {
    const { load, turn, turns, keys, calls } = setUp({ maxInFlight: 2 });
    load('a');
    await turn();
    load('b');
    await turn();
    load('c');
    load('d');
    expect(turns).toEqual([]);
    expect(keys()).toEqual([['a'], ['b']]);
    await calls[1]?.answer();
    load('e');
    await turn();
    expect(keys()).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    await calls[0]?.answer();
    expect(turns).toEqual([]);
    load('f');
    await turn();
    expect(keys().at(-1)).toEqual(['f']);
  });

  it('are matched by id, exactly: the missing are null, strangers and second answers are nobody’s', async () => {
    const { load, turn, calls } = setUp();
    const [a, b, c] = ['a', 'b', 'C'].map((key) => load(key));
    await turn();
    await calls[0]?.answer([
      { id: 'x' },
      { id: 'c' },
      { id: 'b', tags: ['first'] },
      { id: 'a' },
      { id: 'b', tags: ['second'] },
    ]);
    expect([a?.value, b?.value, c?.value]).toEqual([{ id: 'a' }, { id: 'b', tags: ['first'] }, null]);
  });

  it('bring what nobody can change for the others', async () => {
    const { load, turn, calls } = setUp();
    const [one, other] = [load('a'), load('a')];
    await turn();
    await calls[0]?.answer([{ id: 'a', tags: ['t'] }]);
    expect(other.value).toBe(one.value);
    expect(Object.isFrozen(one.value)).toBe(true);
    expect(Object.isFrozen(one.value?.tags)).toBe(true);
  });
});

describe('a lookup under way', () => {
  it('is joined, and asked anew once it is over', async () => {
    const { load, turn, keys, calls } = setUp();
    const first = load('a');
    await turn();
    const second = load('a');
    await turn();
    expect(keys()).toEqual([['a']]);
    await calls[0]?.answer();
    expect([first.value, second.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    load('a');
    await turn();
    expect(keys()).toEqual([['a'], ['a']]);
  });

  it('is not joined once a change of its key has ended, and its own callers still get its answer', async () => {
    const { batcher, load, turn, keys, calls } = setUp();
    const before = load('a');
    load('b');
    await turn();
    batcher.beginWrite('a')();
    const after = load('a');
    load('b');
    await turn();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
    await calls[0]?.answer([{ id: 'a', tags: ['old'] }]);
    expect(before.value?.tags).toEqual(['old']);
    expect(after).toEqual({});
    // The newer one is the one to join now, whatever has become of the older.
    load('a');
    await turn();
    expect(keys()).toHaveLength(2);
    await calls[1]?.answer([{ id: 'a', tags: ['new'] }]);
    expect(after.value?.tags).toEqual(['new']);
  });

  it('is not joined if it left while its key was being changed', async () => {
    const { batcher, load, turn, keys } = setUp();
    const [endOne, endOther] = [batcher.beginWrite('a'), batcher.beginWrite('a')];
    endOne();
    endOne();
    load('a');
    await turn();
    load('a');
    await turn();
    expect(keys()).toEqual([['a'], ['a']]);
    endOther();
    load('a');
    await turn();
    load('a');
    await turn();
    expect(keys()).toEqual([['a'], ['a'], ['a']]);
  });

  it('is joined from the queue whatever changes, for it will leave later', async () => {
    const { batcher, load, turn, keys } = setUp();
    load('a');
    batcher.beginWrite('a')();
    load('a');
    const writer = createLoadScope();
    writer.hasWritten = true;
    load('a', writer);
    await turn();
    expect(keys()).toEqual([['a']]);
  });

  it('is not joined by who has written something', async () => {
    const { load, turn, keys } = setUp();
    load('a');
    await turn();
    const writer = createLoadScope();
    writer.hasWritten = true;
    load('a', writer);
    await turn();
    expect(keys()).toEqual([['a'], ['a']]);
  });
});

describe('a refused batch', () => {
  const extra = (count: number) => 2 * Math.ceil(Math.log2(count)) + 2;

  /** Answers calls until there are none, refusing those with a bad key. */
  async function serve({ calls, turn }: ReturnType<typeof setUp>, bad: (key: string) => boolean) {
    for (let index = 0; index < calls.length; index += 1) {
      const call = calls[index] as Call;
      await (call.keys.some(bad) ? call.fail(REFUSAL) : call.answer());
      await turn();
    }
  }

  it.each([2, 3, 7, 32, 59, 60])('of %i keys leaves only the bad one without an answer', async (count) => {
    for (const bad of [0, Math.floor(count / 2), count - 1]) {
      const set = setUp();
      const loads = numbered(count).map((key) => set.load(key));
      await set.turn();
      await serve(set, (key) => key === `k${bad}`);
      expect(loads.flatMap(({ error }, index) => (error ? [[index, error]] : []))).toEqual([[bad, REFUSAL]]);
      expect(loads.filter(({ value }) => value)).toHaveLength(count - 1);
      expect(set.calls.length - 1).toBeLessThanOrEqual(extra(count));
    }
  });

  it('with several bad keys finds them all', async () => {
    const set = setUp();
    const loads = numbered(60).map((key) => set.load(key));
    await set.turn();
    await serve(set, (key) => /^k(0|17|18|59)$/.test(key));
    expect(loads.flatMap(({ error }, index) => (error ? [index] : []))).toEqual([0, 17, 18, 59]);
  });

  it('is asked for one by one where keys cannot be asked for together', async () => {
    const set = setUp({ splitStrategyOf: () => 'individually', maxInFlight: 2 });
    const loads = numbered(5).map((key) => set.load(key));
    await set.turn();
    await set.calls[0]?.fail(REFUSAL);
    await set.turn();
    expect(set.keys().slice(1)).toEqual([['k0'], ['k1']]);
    await serve({ ...set, calls: set.calls.slice(1) }, () => false);
    await set.calls[3]?.answer();
    await set.calls[4]?.answer();
    await set.turn();
    await set.calls[5]?.answer();
    expect(loads.map(({ value }) => value?.id)).toEqual(numbered(5));
  });

  it('costs nothing more where the failure has nothing to do with its key', async () => {
    const { load, turn, calls } = setUp();
    let paid = 0;
    const caller = createLoadScope({ chargeForRejectedKey: () => (paid += 1) });
    load('a', caller);
    await turn();
    await calls[0]?.fail(new Error('late'));
    expect(paid).toBe(0);
    load('a', caller);
    await turn();
    await calls[1]?.fail(REFUSAL);
    expect(paid).toBe(1);
  });

  it('is not asked again when the failure has nothing to do with its keys', async () => {
    const { load, turn, calls, keys } = setUp();
    const loads = [load('a'), load('b')];
    await turn();
    const late = new Error('late');
    await calls[0]?.fail(late);
    await turn();
    expect(loads).toEqual([{ error: late }, { error: late }]);
    expect(keys()).toHaveLength(1);
    // Nothing is remembered of it.
    load('a');
    await turn();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
  });

  it('is asked again in turn with those who came later, and may be joined until then', async () => {
    const { load, turn, calls, keys } = setUp({ maxInFlight: 1 });
    load('a');
    load('b');
    await turn();
    load('c');
    await calls[0]?.fail(REFUSAL);
    load('b');
    await turn();
    await calls[1]?.answer();
    await turn();
    await calls[2]?.answer();
    await turn();
    await calls[3]?.answer();
    expect(keys()).toEqual([['a', 'b'], ['a'], ['c'], ['b']]);
  });

  it('may be joined again until it is asked again, although something had changed meanwhile', async () => {
    const { batcher, load, turn, calls, keys } = setUp({ maxInFlight: 1 });
    load('a');
    load('b');
    await turn();
    batcher.beginWrite('a')();
    await calls[0]?.fail(REFUSAL);
    load('a');
    await turn();
    await calls[1]?.answer();
    await turn();
    await calls[2]?.answer();
    await turn();
    expect(keys()).toEqual([['a', 'b'], ['a'], ['b']]);
  });

  it('keeps nobody waiting who has nothing to do with it', async () => {
    const set = setUp({ maxInFlight: 1 });
    for (const key of numbered(60)) set.load(key);
    await set.turn();
    const innocent = set.load('innocent');
    await set.calls[0]?.fail(REFUSAL);
    await set.turn();
    await set.calls[1]?.fail(REFUSAL);
    await set.turn();
    expect(set.keys()[2]).toEqual(['innocent']);
    await set.calls[2]?.answer();
    expect(innocent.value).toEqual({ id: 'innocent' });
  });

  it('costs those who asked for its bad keys, and not those who were in the same call', async () => {
    const budget = (left: number) => {
      const refuse = (isRefused: boolean) => {
        if (isRefused) throw new Error('no more calls');
      };
      return createLoadScope({
        beforeCall: () => refuse((left -= 1) < 0),
        beforeSplitCall: () => refuse(left < 0),
        chargeForRejectedKey: () => (left -= 1),
      });
    };
    const set = setUp();
    // The one call that both are in is all that the innocent may have.
    const [innocent, guilty] = [budget(1), budget(4)];
    const good = numbered(20).map((key) => set.load(key, innocent));
    const bad = numbered(20).map((key) => set.load(`bad ${key}`, guilty));
    await set.turn();
    await serve(set, (key) => key.startsWith('bad'));
    expect(good.filter(({ value }) => value)).toHaveLength(20);
    const messages = bad.map(({ error }) => (error as Error).message);
    expect(messages.filter((message) => message === 'refused').length).toBeLessThan(12);
    expect(messages.filter((message) => message === 'no more calls').length).toBeGreaterThan(8);
    expect(innocent.usage.calls).toBeGreaterThan(1);
  });

  it('is not asked again for what somebody has asked for since', async () => {
    const { batcher, load, turn, calls, keys } = setUp();
    const loads = [load('a'), load('b'), load('c')];
    await turn();
    batcher.beginWrite('a')();
    const later = load('a');
    await turn();
    await calls[0]?.fail(REFUSAL);
    await turn();
    expect(keys()).toEqual([['a', 'b', 'c'], ['a'], ['b', 'c']]);
    await calls[1]?.answer();
    expect([loads[0]?.value, later.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    await calls[2]?.answer();
    expect(loads.map(({ value }) => value?.id)).toEqual(['a', 'b', 'c']);
  });

  it('lets go of who has been handed over to a later call, and then leaves', async () => {
    const { batcher, load, turn, calls } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    load('a', createLoadScope({ cancellation: patienceOf(one.signal) }));
    load('b');
    await turn();
    batcher.beginWrite('a')();
    load('a', createLoadScope({ cancellation: patienceOf(other.signal) }));
    await turn();
    await calls[0]?.fail(REFUSAL);
    other.abort(new Error('gone'));
    expect(calls[1]?.signal.aborted).toBe(false);
    one.abort(new Error('gone'));
    expect(calls[1]?.signal.aborted).toBe(true);
  });

  it('is not asked again for what nobody waits for any more', async () => {
    const { load, turn, calls, keys } = setUp();
    const leaving = new AbortController();
    load('a', createLoadScope({ cancellation: patienceOf(leaving.signal) }));
    load('b');
    load('c');
    await turn();
    leaving.abort();
    await calls[0]?.fail(REFUSAL);
    await turn();
    expect(keys().slice(1)).toEqual([['b', 'c']]);
    // Whoever asks for it now begins anew.
    load('a');
    await turn();
    expect(keys().slice(2)).toEqual([['a']]);
  });
});

describe('an answer that makes no sense', () => {
  it('fails the keys of its call, and no others', async () => {
    const { load, turn, calls } = setUp({ maxBatchSize: 1 });
    const [a, b] = [load('a'), load('b')];
    await turn();
    await calls[0]?.answer({} as never);
    await calls[1]?.answer();
    expect(a?.error).toBeInstanceOf(TypeError);
    expect(b?.value).toEqual({ id: 'b' });
  });

  it('is also a call that could not even be made', async () => {
    const { load, turn, idle } = setUp({
      fetch() {
        throw REFUSAL;
      },
    });
    const lost = load('a');
    await turn();
    expect(lost).toEqual({ error: REFUSAL });
    expect(idle.times).toBe(1);
  });
});

describe('a caller who leaves', () => {
  const leaver = () => {
    const leaving = new AbortController();
    return {
      caller: createLoadScope({ cancellation: patienceOf(leaving.signal) }),
      leave: () => (leaving.abort(new Error('gone')), soon()),
    };
  };

  it('is told why, and what only they wanted is not asked', async () => {
    const { load, turn, keys } = setUp();
    const { caller, leave } = leaver();
    const lost = [load('a', caller), load('b', caller)];
    const kept = load('b');
    await leave();
    expect(lost.map(({ error }) => (error as Error).message)).toEqual(['gone', 'gone']);
    expect(kept).toEqual({});
    await turn();
    expect(keys()).toEqual([['b']]);
  });

  it('takes a place in the line that can be taken again', async () => {
    const { load, turn, keys, idle } = setUp();
    const { caller, leave } = leaver();
    load('a', caller);
    await leave();
    expect(idle.times).toBe(1);
    await turn();
    expect(keys()).toEqual([]);
    load('a');
    await turn();
    expect(keys()).toEqual([['a']]);
  });

  it('ends a call only when nobody waits for any of its keys, and nobody joins it then', async () => {
    const { load, turn, calls, keys } = setUp();
    const [one, other] = [leaver(), leaver()];
    load('a', one.caller);
    load('b', other.caller);
    await turn();
    await one.leave();
    expect(calls[0]?.signal.aborted).toBe(false);
    // A key whose caller has left is still on its way.
    const joined = leaver();
    load('a', joined.caller);
    await turn();
    expect(keys()).toHaveLength(1);
    await other.leave();
    expect(calls[0]?.signal.aborted).toBe(false);
    await joined.leave();
    expect(calls[0]?.signal.aborted).toBe(true);
    const fresh = load('a');
    await turn();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
    await calls[1]?.answer();
    expect(fresh.value).toEqual({ id: 'a' });
  });

  it('is not joined in a call that is being given up, not even at that very moment', async () => {
    const { load, turn, calls, keys } = setUp();
    const leaving = new AbortController();
    load('a', createLoadScope({ cancellation: patienceOf(leaving.signal) }));
    await turn();
    leaving.abort(new Error('gone'));
    const fresh = load('a');
    await turn();
    expect(keys()).toEqual([['a'], ['a']]);
    await calls[1]?.answer();
    expect(fresh.value).toEqual({ id: 'a' });
  });

  it('stays with what they have got', async () => {
    const { load, turn, calls, keys } = setUp();
    const { caller, leave } = leaver();
    const got = load('a', caller);
    await turn();
    await calls[0]?.answer();
    const fresh = load('a');
    await turn();
    await leave();
    await calls[1]?.answer();
    expect(keys()).toEqual([['a'], ['a']]);
    expect([got.value, fresh.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    expect(calls[1]?.signal.aborted).toBe(false);
  });

  it('is told of once, however much they wait for', () => {
    const { load } = setUp();
    let told = 0;
    const cancellation = {
      cancelReason: () => undefined,
      onCancel: () => {
        told += 1;
        return () => undefined;
      },
    };
    const caller = createLoadScope({ cancellation });
    for (const key of ['a', 'b', 'c']) load(key, caller);
    expect(told).toBe(1);
  });

  it('gets nothing that they ask for afterwards', async () => {
    const { load, turns } = setUp();
    const { caller, leave } = leaver();
    await leave();
    const lost = load('a', caller);
    await soon();
    expect((lost.error as Error).message).toBe('gone');
    expect(turns).toEqual([]);
  });

  it('leaves no part of a refused batch behind', async () => {
    const { load, turn, calls, keys, idle, reports } = setUp({ maxInFlight: 1 });
    const { caller, leave } = leaver();
    load('a', caller);
    const kept = load('b');
    await turn();
    await calls[0]?.fail(REFUSAL);
    await leave();
    await turn();
    expect(keys()).toEqual([['a', 'b'], ['b']]);
    await calls[1]?.answer();
    expect(kept.value).toEqual({ id: 'b' });
    expect(idle.times).toBe(1);
    expect(reports.map(({ size }) => size)).toEqual([2, 1]);
  });
});

describe('a call', () => {
  const limited = (calls: number) => {
    let left = calls;
    const refusal = new Error('no more calls');
    const caller = createLoadScope({
      beforeCall() {
        if (left === 0) throw refusal;
        left -= 1;
      },
    });
    return { caller, refusal };
  };

  it('counts once for each caller who waits for it, and not for who joins it under way', async () => {
    const { load, turn } = setUp();
    const [one, other, late] = [createLoadScope(), createLoadScope(), createLoadScope()];
    load('a', one);
    load('b', one);
    load('a', other);
    await turn();
    load('a', late);
    await turn();
    expect([one, other, late].map(({ usage }) => usage)).toEqual([
      { calls: 1, keys: 2, joined: 0 },
      { calls: 1, keys: 1, joined: 1 },
      { calls: 0, keys: 1, joined: 1 },
    ]);
  });

  it('is not made for who may have no more of them, and is made for the others', async () => {
    const { load, turn, calls, keys } = setUp();
    const { caller, refusal } = limited(1);
    load('a', caller);
    await turn();
    const [refused, kept] = [load('b', caller), load('b')];
    const alone = load('c', caller);
    await turn();
    expect([refused.error, alone.error]).toEqual([refusal, refusal]);
    expect(keys()).toEqual([['a'], ['b', 'c']]);
    await calls[1]?.answer();
    expect(kept.value).toEqual({ id: 'b' });
  });

  it('is not made at all where that leaves nobody', async () => {
    const { load, turn, keys, idle } = setUp();
    const { caller, refusal } = limited(0);
    const lost = load('a', caller);
    await turn();
    expect(lost.error).toBe(refusal);
    expect(keys()).toEqual([]);
    expect(idle.times).toBe(1);
  });

  it('is reported when it is over: how many keys, how many joined, how long it waited and took', async () => {
    const { load, turn, calls, reports, clock } = setUp();
    load('a');
    clock.now = 3;
    load('b');
    load('b');
    clock.now = 5;
    await turn();
    load('a');
    clock.now = 25;
    await calls[0]?.answer();
    expect(reports).toEqual([{ size: 2, joined: 2, waitedMs: 5, tookMs: 20, error: undefined }]);
    load('a');
    await turn();
    await calls[1]?.fail(REFUSAL);
    expect(reports[1]).toMatchObject({ size: 1, joined: 0, waitedMs: 0, error: REFUSAL });
  });
});

describe('a batcher', () => {
  it('is not upset by a report that cannot be made', async () => {
    const { load, turn, calls, keys } = setUp({
      maxInFlight: 1,
      onBatchSettled() {
        throw new Error('the disk is full');
      },
    });
    load('a');
    await turn();
    await calls[0]?.answer();
    load('b');
    await turn();
    load('c');
    await turn();
    expect(keys()).toEqual([['a'], ['b']]);
  });

  it('may be forgotten also when somebody came who was gone already', async () => {
    const { batcher, idle } = setUp();
    const gone = new Error('gone');
    await expect(
      batcher.load('a', createLoadScope({ cancellation: patienceOf(AbortSignal.abort(gone)) })),
    ).rejects.toBe(gone);
    expect(idle.times).toBe(1);
  });

  it('may be forgotten when nothing waits, is under way, or is being changed', async () => {
    const { batcher, load, turn, calls, idle } = setUp();
    const end = batcher.beginWrite('a');
    load('b');
    await turn();
    await calls[0]?.answer();
    expect(idle.times).toBe(0);
    end();
    expect(idle.times).toBe(1);
    load('c');
    const endLater = batcher.beginWrite('c');
    endLater();
    expect(idle.times).toBe(1);
    await turn();
    expect(idle.times).toBe(1);
    await calls[1]?.answer();
    expect(idle.times).toBe(2);
  });
});
