import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { raceSignal } from '../../src/lib/race-signal.ts';

const pending = new Promise<string>(() => undefined);

describe('raceSignal', () => {
  it('settles like the promise, and removes its listener', async () => {
    const { signal } = new AbortController();
    const failure = new Error('failed');
    expect(await raceSignal(Promise.resolve('done'), signal)).toBe('done');
    await expect(raceSignal(Promise.reject(failure), signal)).rejects.toBe(failure);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('waits for the promise without a signal', async () => {
    expect(await raceSignal(Promise.resolve('done'), undefined)).toBe('done');
  });

  it('rejects with the reason when the signal is aborted', async () => {
    const controller = new AbortController();
    const waiting = raceSignal(pending, controller.signal);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('rejects at once with a signal that is aborted already', async () => {
    const reason = new Error('cancelled');
    await expect(raceSignal(pending, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('returns the result of onAbort instead', async () => {
    const aborted = AbortSignal.abort(new Error('cancelled'));
    expect(await raceSignal(pending, aborted, () => 'instead')).toBe('instead');
    const failure = new Error('in progress');
    await expect(raceSignal(pending, aborted, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('ignores a rejection after the signal is aborted', async () => {
    const { promise, reject } = Promise.withResolvers<string>();
    const aborted = AbortSignal.abort(new Error('cancelled'));
    await expect(raceSignal(promise, aborted)).rejects.toThrow('cancelled');
    // Vitest fails on an unhandled rejection.
    reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
