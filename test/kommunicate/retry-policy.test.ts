import { describe, expect, it } from 'vitest';
import { createRetry, type RetryPolicy, type RetryOptions } from '../../src/kommunicate/resilience/retry.ts';
import { cancellationOf } from '../../src/lib/cancellation.ts';

const FAILURE = new Error('failed');

/** Creates a retry whose clock the test controls. It records each wait, which passes at once. */
function setUp(options: RetryOptions = {}) {
  const waits: number[] = [];
  const clock = { now: 0 };
  const retry = createRetry({
    random: () => 0.5,
    now: () => clock.now,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      clock.now += milliseconds;
    },
    ...options,
  });
  const run = async (failures: number, policy: Partial<RetryPolicy> = {}) => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts <= failures) throw FAILURE;
      return 'done';
    };
    const all = {
      isRetryable: () => true,
      wasAttempted: () => true,
      retryAfterMs: () => undefined,
      timeLeftMs: () => 10_000,
      cancellation: undefined,
      ...policy,
    };
    const outcome = await retry(attempt, all).catch((error: unknown) => error);
    return { attempts, outcome };
  };
  return { run, waits, clock };
}

describe('a failed call', () => {
  it('is retried twice at most, with a back-off that doubles', async () => {
    const { run, waits } = setUp();
    expect(await run(0)).toEqual({ attempts: 1, outcome: 'done' });
    expect(await run(1)).toEqual({ attempts: 2, outcome: 'done' });
    expect(await run(2)).toEqual({ attempts: 3, outcome: 'done' });
    expect(await run(3)).toEqual({ attempts: 3, outcome: FAILURE });
    expect(waits).toEqual([50, 50, 100, 50, 100]);
  });

  it('is not retried if it is not retryable', async () => {
    const { run, waits } = setUp();
    expect(await run(1, { isRetryable: () => false })).toEqual({ attempts: 1, outcome: FAILURE });
    expect(waits).toEqual([]);
  });

  it('waits for the requested delay, and is not retried if there is no time for it', async () => {
    const { run, waits } = setUp();
    expect(await run(1, { retryAfterMs: () => 3000 })).toEqual({ attempts: 2, outcome: 'done' });
    expect(waits).toEqual([3000]);
    expect(await run(1, { retryAfterMs: () => 10_000 })).toEqual({ attempts: 1, outcome: FAILURE });
    expect(await run(1, { timeLeftMs: () => 50 })).toEqual({ attempts: 1, outcome: FAILURE });
    expect(await run(1, { timeLeftMs: () => 51 })).toEqual({ attempts: 2, outcome: 'done' });
  });

  it('is not retried after it is cancelled, before or during the wait', async () => {
    const reason = new Error('cancelled');
    const { run } = setUp();
    expect(await run(1, { cancellation: cancellationOf(AbortSignal.abort(reason)) })).toEqual({
      attempts: 1,
      outcome: FAILURE,
    });
    const controller = new AbortController();
    const { run: runFor } = setUp({
      sleep: () => (controller.abort(reason), Promise.reject(new Error('AbortError'))),
    });
    expect(await runFor(1, { cancellation: cancellationOf(controller.signal) })).toEqual({
      attempts: 1,
      outcome: reason,
    });
  });
});

describe('the retry budget', () => {
  it('starts with ten tokens, and gains one for every ten calls and ten a minute', async () => {
    const { run, clock } = setUp({ sleep: () => Promise.resolve() });
    const retried = async (calls: number) => {
      let count = 0;
      for (let call = 0; call < calls; call += 1) count += (await run(99)).attempts - 1;
      return count;
    };
    expect(await retried(8)).toBe(10);
    // While no time passes, a tenth of the calls can be retried.
    expect(await retried(500)).toBeGreaterThanOrEqual(49);
    expect(await retried(500)).toBeLessThanOrEqual(51);
    clock.now += 60_000;
    expect(await retried(10)).toBe(11);
  });

  it('gains nothing from calls that were not made', async () => {
    const { run } = setUp({ sleep: () => Promise.resolve() });
    for (let call = 0; call < 1000; call += 1)
      await run(1, { isRetryable: () => false, wasAttempted: () => false });
    let retries = 0;
    for (let call = 0; call < 10; call += 1) retries += (await run(99)).attempts - 1;
    expect(retries).toBeLessThanOrEqual(11);
  });

  it('holds a hundred tokens at most', async () => {
    const { run, clock } = setUp({ sleep: () => Promise.resolve() });
    clock.now += 24 * 60 * 60_000;
    let retries = 0;
    for (let call = 0; call < 200; call += 1) retries += (await run(99)).attempts - 1;
    expect(retries).toBeLessThanOrEqual(121);
    expect(retries).toBeGreaterThanOrEqual(100);
  });
});
