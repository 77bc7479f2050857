import { onTestFinished, vi } from 'vitest';

/** A clock that a test advances, however slow the machine is. */
export interface Clock {
  /** Waits until `holds` is true, without advancing the clock. (`expect.poll` advances it.) */
  until(holds: () => boolean): Promise<void>;
  /** Waits for pending work, advances the clock, and waits again. */
  pass(ms: number): Promise<void>;
  /** Advances the clock in small steps until `outcome` settles. */
  passUntil<T>(outcome: Promise<T>): Promise<T>;
}

const STEP_MS = 10;

/**
 * Stops `setTimeout`, `setInterval` and `performance` of this process until the test ends. Sockets, `Date`, Node's own
 * timers and `node:timers/promises` (pauses before retries, delays of the emulator) still run. `performance.now()` restarts
 * at 0, so call this before creating what is timed.
 */
export function stopClock(): Clock {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const pass = async (ms: number) => {
    await settle();
    vi.advanceTimersByTime(ms);
    await settle();
  };
  return {
    async until(holds) {
      while (!holds()) await nextTick();
    },
    pass,
    async passUntil(outcome) {
      const settled = outcome.then(
        () => true,
        () => true,
      );
      do await pass(STEP_MS);
      while (!(await Promise.race([settled, Promise.resolve(false)])));
      return outcome;
    },
  };
}

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for pending work. Both ends of every connection are in this process, so data arrives within some ticks. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await nextTick();
}
