import { describe, expect, it } from 'vitest';
import { createLoadScope } from '../../src/batching/load-scope.ts';
import { numbered, REJECTION, setUp, type Call } from '../support/batcher.ts';
import { cancellationOf } from '../support/harness.ts';

describe('a rejected batch', () => {
  const extra = (count: number) => 2 * Math.ceil(Math.log2(count)) + 2;

  /** Responds to calls until there are none, and rejects those with a rejected key. */
  async function respondToAll(
    { calls, ticks }: ReturnType<typeof setUp>,
    isRejected: (key: string) => boolean,
  ) {
    for (let index = 0; index < calls.length; index += 1) {
      const call = calls[index] as Call;
      await (call.keys.some(isRejected) ? call.fail(REJECTION) : call.respond());
      await ticks();
    }
  }

  it.each([2, 3, 7, 32, 59, 60])(
    'of %i keys is bisected until only the rejected key fails',
    async (count) => {
      for (const bad of [0, Math.floor(count / 2), count - 1]) {
        const set = setUp();
        const loads = numbered(count).map((key) => set.load(key));
        await set.ticks();
        await respondToAll(set, (key) => key === `k${bad}`);
        expect(loads.flatMap(({ error }, index) => (error ? [[index, error]] : []))).toEqual([
          [bad, REJECTION],
        ]);
        expect(loads.filter(({ value }) => value)).toHaveLength(count - 1);
        expect(set.calls.length - 1).toBeLessThanOrEqual(extra(count));
      }
    },
  );

  it('is bisected until all rejected keys are found', async () => {
    const set = setUp();
    const loads = numbered(60).map((key) => set.load(key));
    await set.ticks();
    await respondToAll(set, (key) => /^k(0|17|18|59)$/.test(key));
    expect(loads.flatMap(({ error }, index) => (error ? [index] : []))).toEqual([0, 17, 18, 59]);
  });

  it('is repeated key by key if the REST API has no call for many keys', async () => {
    const set = setUp({ splitStrategyOf: () => 'individually', maxInFlight: 2 });
    const loads = numbered(5).map((key) => set.load(key));
    await set.ticks();
    await set.calls[0]?.fail(REJECTION);
    await set.ticks();
    expect(set.keys().slice(1)).toEqual([['k0'], ['k1']]);
    await respondToAll({ ...set, calls: set.calls.slice(1) }, () => false);
    await set.calls[3]?.respond();
    await set.calls[4]?.respond();
    await set.ticks();
    await set.calls[5]?.respond();
    expect(loads.map(({ value }) => value?.id)).toEqual(numbered(5));
  });

  it('charges only for a rejected key, not for other failures', async () => {
    const { load, ticks, calls } = setUp();
    let paid = 0;
    const scope = createLoadScope({ chargeForRejectedKey: () => (paid += 1) });
    load('a', scope);
    await ticks();
    await calls[0]?.fail(new Error('late'));
    expect(paid).toBe(0);
    load('a', scope);
    await ticks();
    await calls[1]?.fail(REJECTION);
    expect(paid).toBe(1);
  });

  it('is not repeated if the keys are not the cause of the failure', async () => {
    const { load, ticks, calls, keys } = setUp();
    const loads = [load('a'), load('b')];
    await ticks();
    const late = new Error('late');
    await calls[0]?.fail(late);
    await ticks();
    expect(loads).toEqual([{ error: late }, { error: late }]);
    expect(keys()).toHaveLength(1);
    // The failure is not cached.
    load('a');
    await ticks();
    expect(keys()).toEqual([['a', 'b'], ['a']]);
  });

  it('is repeated in ticks with newer lookups, and is shared until then', async () => {
    const { load, ticks, calls, keys } = setUp({ maxInFlight: 1 });
    load('a');
    load('b');
    await ticks();
    load('c');
    await calls[0]?.fail(REJECTION);
    load('b');
    await ticks();
    await calls[1]?.respond();
    await ticks();
    await calls[2]?.respond();
    await ticks();
    await calls[3]?.respond();
    expect(keys()).toEqual([['a', 'b'], ['a'], ['c'], ['b']]);
  });

  it('is shared until it is repeated, also after a write', async () => {
    const { batcher, load, ticks, calls, keys } = setUp({ maxInFlight: 1 });
    load('a');
    load('b');
    await ticks();
    batcher.beginWrite('a')();
    await calls[0]?.fail(REJECTION);
    load('a');
    await ticks();
    await calls[1]?.respond();
    await ticks();
    await calls[2]?.respond();
    await ticks();
    expect(keys()).toEqual([['a', 'b'], ['a'], ['b']]);
  });

  it('does not delay other lookups until it is settled', async () => {
    const set = setUp({ maxInFlight: 1 });
    for (const key of numbered(60)) set.load(key);
    await set.ticks();
    const innocent = set.load('innocent');
    await set.calls[0]?.fail(REJECTION);
    await set.ticks();
    await set.calls[1]?.fail(REJECTION);
    await set.ticks();
    expect(set.keys()[2]).toEqual(['innocent']);
    await set.calls[2]?.respond();
    expect(innocent.value).toEqual({ id: 'innocent' });
  });

  it('charges the requests of rejected keys, not others in the same call', async () => {
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
    // The innocent request has budget for one call only: the one that both share.
    const [innocent, guilty] = [budget(1), budget(4)];
    const good = numbered(20).map((key) => set.load(key, innocent));
    const bad = numbered(20).map((key) => set.load(`bad ${key}`, guilty));
    await set.ticks();
    await respondToAll(set, (key) => key.startsWith('bad'));
    expect(good.filter(({ value }) => value)).toHaveLength(20);
    const messages = bad.map(({ error }) => (error as Error).message);
    expect(messages.filter((message) => message === 'rejected').length).toBeLessThan(12);
    expect(messages.filter((message) => message === 'no more calls').length).toBeGreaterThan(8);
    expect(innocent.usage.calls).toBeGreaterThan(1);
  });

  it('is not repeated for a key with a newer lookup', async () => {
    const { batcher, load, ticks, calls, keys } = setUp();
    const loads = [load('a'), load('b'), load('c')];
    await ticks();
    batcher.beginWrite('a')();
    const later = load('a');
    await ticks();
    await calls[0]?.fail(REJECTION);
    await ticks();
    expect(keys()).toEqual([['a', 'b', 'c'], ['a'], ['b', 'c']]);
    await calls[1]?.respond();
    expect([loads[0]?.value, later.value]).toEqual([{ id: 'a' }, { id: 'a' }]);
    await calls[2]?.respond();
    expect(loads.map(({ value }) => value?.id)).toEqual(['a', 'b', 'c']);
  });

  it('aborts the newer call of a transferred load only when all its loads are cancelled', async () => {
    const { batcher, load, ticks, calls } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    load('a', createLoadScope({ cancellation: cancellationOf(one.signal) }));
    load('b');
    await ticks();
    batcher.beginWrite('a')();
    load('a', createLoadScope({ cancellation: cancellationOf(other.signal) }));
    await ticks();
    await calls[0]?.fail(REJECTION);
    other.abort(new Error('cancelled'));
    expect(calls[1]?.signal.aborted).toBe(false);
    one.abort(new Error('cancelled'));
    expect(calls[1]?.signal.aborted).toBe(true);
  });

  it('is not repeated for a cancelled load', async () => {
    const { load, ticks, calls, keys } = setUp();
    const controller = new AbortController();
    load('a', createLoadScope({ cancellation: cancellationOf(controller.signal) }));
    load('b');
    load('c');
    await ticks();
    controller.abort();
    await calls[0]?.fail(REJECTION);
    await ticks();
    expect(keys().slice(1)).toEqual([['b', 'c']]);
    // A new load of that key starts a new lookup.
    load('a');
    await ticks();
    expect(keys().slice(2)).toEqual([['a']]);
  });
});
