import { describe, expect, it } from 'vitest';
import { createBatcher } from '../../src/batching/batcher.ts';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { loadOne, nextTick, numbered, setUp, type Value } from '../support/batcher.ts';

describe('a batcher, dispatching', () => {
  it('loads nothing for a group without keys', async () => {
    const { batcher, ticks, calls } = setUp();
    expect(batcher.loadMany([], createLoadScope())).toEqual([]);
    await ticks();
    expect(calls).toEqual([]);
  });

  it('sends the lookups of one tick in one call, each key once, in order of arrival', async () => {
    const { load, ticks, keys, calls } = setUp();
    const loads = ['b', 'a', 'b', 'c'].map((key) => load(key));
    expect(keys()).toEqual([]);
    await ticks();
    expect(keys()).toEqual([['b', 'a', 'c']]);
    await calls[0]?.respond();
    expect(loads.map(({ value }) => value?.id)).toEqual(['b', 'a', 'b', 'c']);
  });

  it('sends lookups on the next tick of the event loop, without a timer', async () => {
    const calls: (readonly string[])[] = [];
    const batcher = createBatcher<Value>({
      fetch: async (keys) => (calls.push(keys), keys.map((id) => ({ id }))),
      keyOf: ({ id }) => id,
      maxBatchSize: 60,
      maxInFlight: 8,
    });
    const one = loadOne(batcher, 'a', createLoadScope());
    await Promise.resolve();
    const other = loadOne(batcher, 'b', createLoadScope());
    expect(calls).toEqual([]);
    await nextTick();
    expect(calls).toEqual([['a', 'b']]);
    expect(await Promise.all([one, other])).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('splits more keys than fit in one call into concurrent calls', async () => {
    const { load, ticks, calls } = setUp();
    for (const key of numbered(130)) load(key);
    await ticks();
    expect(calls.map((call) => call.keys.length)).toEqual([60, 60, 10]);
    expect(calls.flatMap((call) => call.keys)).toEqual(numbered(130));
  });

  it('sends at once with no call in flight, and otherwise after three ticks without a new lookup', async () => {
    const { load, tick, keys } = setUp();
    load('a');
    await tick();
    expect(keys()).toEqual([['a']]);
    load('b');
    await tick();
    await tick();
    await tick();
    load('c');
    await tick();
    await tick();
    await tick();
    expect(keys()).toEqual([['a']]);
    await tick();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
  });

  it('waits while a batcher with the same traffic counter receives lookups', async () => {
    const traffic = { arrivalCount: 0 };
    const { load, tick, keys } = setUp({ traffic });
    load('a');
    await tick();
    load('b');
    for (let count = 0; count < 10; count += 1) {
      traffic.arrivalCount += 1;
      await tick();
    }
    expect(keys()).toEqual([['a']]);
    for (let count = 0; count < 3; count += 1) await tick();
    expect(keys()).toEqual([['a'], ['b']]);
  });

  it('sends a full batch at once, and any batch when a call completes', async () => {
    const { load, tick, keys, calls } = setUp({ maxBatchSize: 3 });
    load('a');
    await tick();
    for (const key of ['b', 'c', 'd']) load(key);
    await tick();
    expect(keys()).toEqual([['a'], ['b', 'c', 'd']]);
    load('e');
    await tick();
    expect(keys()).toHaveLength(2);
    await calls[0]?.respond();
    load('f');
    await tick();
    expect(keys().slice(2)).toEqual([['e', 'f']]);
    load('g');
    await tick();
    expect(keys()).toHaveLength(3);
  });

  it('queues lookups at the limit of concurrent calls, and sends them together when one completes', async () => {
    const { load, ticks, scheduledTicks, keys, calls } = setUp({ maxInFlight: 2 });
    load('a');
    await ticks();
    load('b');
    await ticks();
    load('c');
    load('d');
    expect(scheduledTicks).toEqual([]);
    expect(keys()).toEqual([['a'], ['b']]);
    await calls[1]?.respond();
    load('e');
    await ticks();
    expect(keys()).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    await calls[0]?.respond();
    expect(scheduledTicks).toEqual([]);
    load('f');
    await ticks();
    expect(keys().at(-1)).toEqual(['f']);
  });

  it('matches values by exact key: missing ones are null, unrequested and repeated ones are ignored', async () => {
    const { load, ticks, calls } = setUp();
    const [a, b, c] = ['a', 'b', 'C'].map((key) => load(key));
    await ticks();
    await calls[0]?.respond([
      { id: 'x' },
      { id: 'c' },
      { id: 'b', tags: ['first'] },
      { id: 'a' },
      { id: 'b', tags: ['second'] },
    ]);
    expect([a?.value, b?.value, c?.value]).toEqual([{ id: 'a' }, { id: 'b', tags: ['first'] }, null]);
  });

  it('returns one frozen value to all loads of a key', async () => {
    const { load, ticks, calls } = setUp();
    const [one, other] = [load('a'), load('a')];
    await ticks();
    await calls[0]?.respond([{ id: 'a', tags: ['t'] }]);
    expect(other.value).toBe(one.value);
    expect(Object.isFrozen(one.value)).toBe(true);
    expect(Object.isFrozen(one.value?.tags)).toBe(true);
  });
});
