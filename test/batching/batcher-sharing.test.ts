import { describe, expect, it } from 'vitest';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { numbered, setUp } from '../support/batcher.ts';

describe('a pending lookup', () => {
  it('is shared by later loads until it completes', async () => {
    const { load, ticks, keys, calls } = setUp();
    const first = load('a');
    await ticks();
    const second = load('a');
    await ticks();
    expect(keys()).toEqual([['a']]);
    await calls[0]?.respond();
    expect([first.value, second.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    load('a');
    await ticks();
    expect(keys()).toEqual([['a'], ['a']]);
  });

  it('is shared while hundreds of other lookups come and go', async () => {
    const { load, ticks, keys, calls } = setUp({ maxBatchSize: 200 });
    const pending = load('pending');
    await ticks();
    for (const group of [1, 2, 3]) {
      for (const key of numbered(100)) load(`${group}-${key}`);
      await ticks();
      await calls.at(-1)?.respond();
    }
    const joined = load('pending');
    await ticks();
    expect(
      keys()
        .flat()
        .filter((key) => key === 'pending'),
    ).toHaveLength(1);
    await calls[0]?.respond();
    expect([pending.value, joined.value]).toEqual([{ id: 'pending' }, { id: 'pending' }]);
  });

  it('is not shared after a write of its key has ended, but still resolves its earlier loads', async () => {
    const { batcher, load, ticks, keys, calls } = setUp();
    const before = load('a');
    load('b');
    await ticks();
    batcher.beginWrite('a')();
    const after = load('a');
    load('b');
    await ticks();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
    await calls[0]?.respond([{ id: 'a', tags: ['old'] }]);
    expect(before.value?.tags).toEqual(['old']);
    expect(after).toEqual({});
    // The newer lookup is shared now, although the older one has completed.
    load('a');
    await ticks();
    expect(keys()).toHaveLength(2);
    await calls[1]?.respond([{ id: 'a', tags: ['new'] }]);
    expect(after.value?.tags).toEqual(['new']);
  });

  it('is not shared if it was sent during a write of its key', async () => {
    const { batcher, load, ticks, keys } = setUp();
    const [endOne, endOther] = [batcher.beginWrite('a'), batcher.beginWrite('a')];
    endOne();
    endOne();
    load('a');
    await ticks();
    load('a');
    await ticks();
    expect(keys()).toEqual([['a'], ['a']]);
    endOther();
    load('a');
    await ticks();
    load('a');
    await ticks();
    expect(keys()).toEqual([['a'], ['a'], ['a']]);
  });

  it('is always shared while it is queued, because it is sent later', async () => {
    const { batcher, load, ticks, keys } = setUp();
    load('a');
    batcher.beginWrite('a')();
    load('a');
    const writer = createLoadScope();
    writer.hasWritten = true;
    load('a', writer);
    await ticks();
    expect(keys()).toEqual([['a']]);
  });

  it('is not shared by a request that has written', async () => {
    const { load, ticks, keys } = setUp();
    load('a');
    await ticks();
    const writer = createLoadScope();
    writer.hasWritten = true;
    load('a', writer);
    await ticks();
    expect(keys()).toEqual([['a'], ['a']]);
  });
});
