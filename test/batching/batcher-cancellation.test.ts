import { describe, expect, it } from 'vitest';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { nextTick, REJECTION, setUp } from '../support/batcher.ts';
import { cancellationOf } from '../support/harness.ts';

describe('a cancelled request', () => {
  const cancellable = () => {
    const controller = new AbortController();
    return {
      scope: createLoadScope({ cancellation: cancellationOf(controller.signal) }),
      cancel: () => (controller.abort(new Error('cancelled')), nextTick()),
    };
  };

  it('rejects its loads with the reason, and is removed from the queue', async () => {
    const { load, ticks, keys } = setUp();
    const { scope, cancel } = cancellable();
    const lost = [load('a', scope), load('b', scope)];
    const kept = load('b');
    await cancel();
    expect(lost.map(({ error }) => (error as Error).message)).toEqual(['cancelled', 'cancelled']);
    expect(kept).toEqual({});
    await ticks();
    expect(keys()).toEqual([['b']]);
  });

  it('rejects only the keys of its group that have no value yet', async () => {
    const { batcher, ticks, calls } = setUp({ maxBatchSize: 1 });
    const { scope, cancel } = cancellable();
    const [a, b] = batcher.loadMany(['a', 'b'], scope);
    const rejected = expect(b).rejects.toThrow('cancelled');
    await ticks();
    await calls[0]?.respond();
    await cancel();
    expect(await a).toEqual({ id: 'a' });
    await rejected;
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, true]);
  });

  it('allows a new load of the same key', async () => {
    const { load, ticks, keys, idle } = setUp();
    const { scope, cancel } = cancellable();
    load('a', scope);
    await cancel();
    expect(idle.times).toBe(1);
    await ticks();
    expect(keys()).toEqual([]);
    load('a');
    await ticks();
    expect(keys()).toEqual([['a']]);
  });

  it('aborts a call only when no load waits for any of its keys, and shares it no longer', async () => {
    const { load, ticks, calls, keys } = setUp();
    const [one, other] = [cancellable(), cancellable()];
    load('a', one.scope);
    load('b', other.scope);
    await ticks();
    await one.cancel();
    expect(calls[0]?.signal.aborted).toBe(false);
    // A key without a waiting load is still in flight.
    const joined = cancellable();
    load('a', joined.scope);
    await ticks();
    expect(keys()).toHaveLength(1);
    await other.cancel();
    expect(calls[0]?.signal.aborted).toBe(false);
    await joined.cancel();
    expect(calls[0]?.signal.aborted).toBe(true);
    const fresh = load('a');
    await ticks();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
    await calls[1]?.respond();
    expect(fresh.value).toEqual({ id: 'a' });
  });

  it('shares no aborted call, even in the same tick', async () => {
    const { load, ticks, calls, keys } = setUp();
    const controller = new AbortController();
    load('a', createLoadScope({ cancellation: cancellationOf(controller.signal) }));
    await ticks();
    controller.abort(new Error('cancelled'));
    const fresh = load('a');
    await ticks();
    expect(keys()).toEqual([['a'], ['a']]);
    await calls[1]?.respond();
    expect(fresh.value).toEqual({ id: 'a' });
  });

  it('does not affect loads that have resolved', async () => {
    const { load, ticks, calls, keys } = setUp();
    const { scope, cancel } = cancellable();
    const got = load('a', scope);
    await ticks();
    await calls[0]?.respond();
    const fresh = load('a');
    await ticks();
    await cancel();
    await calls[1]?.respond();
    expect(keys()).toEqual([['a'], ['a']]);
    expect([got.value, fresh.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    expect(calls[1]?.signal.aborted).toBe(false);
  });

  it('registers one cancellation listener for all loads of a request', () => {
    const { load } = setUp();
    let told = 0;
    const cancellation = {
      cancelReason: () => undefined,
      onCancel: () => {
        told += 1;
        return () => undefined;
      },
    };
    const scope = createLoadScope({ cancellation });
    for (const key of ['a', 'b', 'c']) load(key, scope);
    expect(told).toBe(1);
  });

  it('rejects later loads of the request, and sends nothing', async () => {
    const { load, scheduledTicks } = setUp();
    const { scope, cancel } = cancellable();
    await cancel();
    const lost = load('a', scope);
    await nextTick();
    expect((lost.error as Error).message).toBe('cancelled');
    expect(scheduledTicks).toEqual([]);
  });

  it('removes its part of a rejected batch', async () => {
    const { load, ticks, calls, keys, idle, reports } = setUp({ maxInFlight: 1 });
    const { scope, cancel } = cancellable();
    load('a', scope);
    const kept = load('b');
    await ticks();
    await calls[0]?.fail(REJECTION);
    await cancel();
    await ticks();
    expect(keys()).toEqual([['a', 'b'], ['b']]);
    await calls[1]?.respond();
    expect(kept.value).toEqual({ id: 'b' });
    expect(idle.times).toBe(1);
    expect(reports.map(({ size }) => size)).toEqual([2, 1]);
  });
});
