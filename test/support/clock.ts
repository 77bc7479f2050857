import { onTestFinished, vi } from 'vitest';

/** Time that passes when a test says so, and however long the machine takes. */
export interface Clock {
  /** Waits until `holds`, while no time passes. (`expect.poll` lets some pass.) */
  until(holds: () => boolean): Promise<void>;
  /** Lets so many milliseconds pass, once whatever is under way has come to rest, and waits for what comes of it. */
  pass(ms: number): Promise<void>;
  /** Lets time pass, a little at a time, for as long as `outcome` is waited for. */
  passUntil<T>(outcome: Promise<T>): Promise<T>;
}

const STEP_MS = 10;

/**
 * Stops the clock of this process until the test is over: `setTimeout`, `setInterval` and `performance`, not its sockets,
 * `Date`, `node:timers/promises` (pauses before retries, delays of the emulator), nor the timers that Node keeps for
 * itself. `performance.now()` begins at 0 again: what is timed has to be made after this.
 */
export function stopClock(): Clock {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const pass = async (ms: number) => {
    await rest();
    vi.advanceTimersByTime(ms);
    await rest();
  };
  return {
    async until(holds) {
      while (!holds()) await turn();
    },
    pass,
    async passUntil(outcome) {
      const over = outcome.then(
        () => true,
        () => true,
      );
      do await pass(STEP_MS);
      while (!(await Promise.race([over, Promise.resolve(false)])));
      return outcome;
    },
  };
}

const turn = () => new Promise<void>((later) => setImmediate(later));

/**
 * Both ends of every connection are in this process, so that what has been sent arrives within some turns of its loop,
 * fast or slow.
 */
async function rest(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn();
}
