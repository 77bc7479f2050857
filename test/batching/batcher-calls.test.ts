import { describe, expect, it } from 'vitest';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { loadOne, REJECTION, setUp } from '../support/batcher.ts';
import { cancellationOf } from '../support/harness.ts';

describe('an invalid response', () => {
  it('rejects the keys of its own call only', async () => {
    const { load, ticks, calls } = setUp({ maxBatchSize: 1 });
    const [a, b] = [load('a'), load('b')];
    await ticks();
    await calls[0]?.respond({} as never);
    await calls[1]?.respond();
    expect(a?.error).toBeInstanceOf(TypeError);
    expect(b?.value).toEqual({ id: 'b' });
  });

  it('rejects the keys of a call that throws at once', async () => {
    const { load, ticks, idle } = setUp({
      fetch() {
        throw REJECTION;
      },
    });
    const lost = load('a');
    await ticks();
    expect(lost).toEqual({ error: REJECTION });
    expect(idle.times).toBe(1);
  });
});

describe('a call', () => {
  const limited = (calls: number) => {
    let left = calls;
    const refusal = new Error('no more calls');
    const scope = createLoadScope({
      beforeCall() {
        if (left === 0) throw refusal;
        left -= 1;
      },
    });
    return { scope, refusal };
  };

  it('counts once for each request that waits when it is sent, not for one that shares it later', async () => {
    const { load, ticks } = setUp();
    const [one, other, late] = [createLoadScope(), createLoadScope(), createLoadScope()];
    load('a', one);
    load('b', one);
    load('a', other);
    await ticks();
    load('a', late);
    await ticks();
    expect([one, other, late].map(({ usage }) => usage)).toEqual([
      { calls: 1, keys: 2, joined: 0 },
      { calls: 1, keys: 1, joined: 1 },
      { calls: 0, keys: 1, joined: 1 },
    ]);
  });

  it('rejects a request that has no budget left, and is still sent for the others', async () => {
    const { load, ticks, calls, keys } = setUp();
    const { scope, refusal } = limited(1);
    load('a', scope);
    await ticks();
    const [refused, kept] = [load('b', scope), load('b')];
    const alone = load('c', scope);
    await ticks();
    expect([refused.error, alone.error]).toEqual([refusal, refusal]);
    expect(keys()).toEqual([['a'], ['b', 'c']]);
    await calls[1]?.respond();
    expect(kept.value).toEqual({ id: 'b' });
  });

  it('is not sent if no request has budget left', async () => {
    const { load, ticks, keys, idle } = setUp();
    const { scope, refusal } = limited(0);
    const lost = load('a', scope);
    await ticks();
    expect(lost.error).toBe(refusal);
    expect(keys()).toEqual([]);
    expect(idle.times).toBe(1);
  });

  it('is reported with its keys, shared loads, waiting time and duration', async () => {
    const { load, ticks, calls, reports, clock } = setUp();
    load('a');
    clock.now = 3;
    load('b');
    load('b');
    clock.now = 5;
    await ticks();
    load('a');
    clock.now = 25;
    await calls[0]?.respond();
    expect(reports).toEqual([{ size: 2, joined: 2, waitedMs: 5, tookMs: 20, error: undefined }]);
    load('a');
    await ticks();
    await calls[1]?.fail(REJECTION);
    expect(reports[1]).toMatchObject({ size: 1, joined: 0, waitedMs: 0, error: REJECTION });
  });
});

describe('a batcher', () => {
  it('continues if the report callback throws', async () => {
    const { load, ticks, calls, keys } = setUp({
      maxInFlight: 1,
      onBatchSettled() {
        throw new Error('the disk is full');
      },
    });
    load('a');
    await ticks();
    await calls[0]?.respond();
    load('b');
    await ticks();
    load('c');
    await ticks();
    expect(keys()).toEqual([['a'], ['b']]);
  });

  it('reports idle after a load of a cancelled request', async () => {
    const { batcher, idle } = setUp();
    const cancelled = new Error('cancelled');
    await expect(
      loadOne(batcher, 'a', createLoadScope({ cancellation: cancellationOf(AbortSignal.abort(cancelled)) })),
    ).rejects.toBe(cancelled);
    expect(idle.times).toBe(1);
  });

  it('reports idle when nothing is queued, in flight or being written', async () => {
    const { batcher, load, ticks, calls, idle } = setUp();
    const end = batcher.beginWrite('a');
    load('b');
    await ticks();
    await calls[0]?.respond();
    expect(idle.times).toBe(0);
    end();
    expect(idle.times).toBe(1);
    load('c');
    const endLater = batcher.beginWrite('c');
    endLater();
    expect(idle.times).toBe(1);
    await ticks();
    expect(idle.times).toBe(1);
    await calls[1]?.respond();
    expect(idle.times).toBe(2);
  });
});
