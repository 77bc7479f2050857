import { describe, expect, it } from 'vitest';
import { ReadLoop } from '../../src/live/read-loop.ts';
import { ManualTimers, settle } from '../support/live/world.ts';

/** A loop whose reads end when the test says so. */
function createLoop({ minIntervalMs }: { minIntervalMs?: number } = {}) {
  const timers = new ManualTimers();
  const reads: PromiseWithResolvers<number | undefined>[] = [];
  const loop = new ReadLoop({
    timers,
    read() {
      const read = Promise.withResolvers<number | undefined>();
      reads.push(read);
      return read.promise;
    },
    ...(minIntervalMs !== undefined && { minIntervalMs }),
  });
  const end = async (delayMs?: number) => {
    reads.at(-1)?.resolve(delayMs);
    await settle();
  };
  const fail = async () => {
    reads.at(-1)?.reject(new Error('no answer'));
    await settle();
  };
  return { loop, timers, reads, end, fail };
}

describe('the reads of a live conversation or inbox', () => {
  it('wait until the loop is open, and many requests before are one read', () => {
    const { loop, reads } = createLoop();
    loop.request();
    loop.request();
    expect(reads).toHaveLength(0);
    loop.open();
    expect(reads).toHaveLength(1);
  });

  it('are one at a time: any number of requests during a read lead to one more', async () => {
    const { loop, reads, end } = createLoop();
    loop.open();
    loop.request();
    loop.request();
    loop.request();
    expect(reads).toHaveLength(1);
    await end();
    expect(reads).toHaveLength(2);
    await end();
    expect(reads).toHaveLength(2);
  });

  it('are repeated after failures with a delay that doubles, whatever is requested, and are prompt again after a success', async () => {
    const { loop, timers, reads, end, fail } = createLoop();
    loop.open();
    loop.request();
    for (const [index, delayMs] of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
      await fail();
      loop.request();
      await timers.advance(delayMs - 1);
      expect(reads).toHaveLength(index + 1);
      await timers.advance(1);
      expect(reads).toHaveLength(index + 2);
    }
    await end();
    loop.request();
    expect(reads).toHaveLength(10);
  });

  it('start no sooner than the minimum time after the last', async () => {
    const { loop, timers, reads, end } = createLoop({ minIntervalMs: 1000 });
    loop.open();
    loop.request();
    await end();
    loop.request();
    await timers.advance(999);
    expect(reads).toHaveLength(1);
    await timers.advance(1);
    expect(reads).toHaveLength(2);
  });

  it('need no timer of their own when a request comes before the delay has passed', async () => {
    const { loop, timers, reads, end } = createLoop();
    loop.open();
    loop.request();
    await end(3000);
    loop.request();
    await end();
    expect(reads).toHaveLength(2);
    expect(timers.pending).toBe(0);
  });

  it('end when the loop stops, also during a read or a delay', async () => {
    const { loop, timers, reads, fail } = createLoop();
    loop.open();
    loop.request();
    await fail();
    expect(timers.pending).toBe(1);
    loop.stop();
    expect(timers.pending).toBe(0);
    loop.request();
    loop.open();
    await settle();
    expect(reads).toHaveLength(1);
  });
});
