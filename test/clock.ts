import { onTestFinished, vi } from 'vitest';

/** Time that passes when a test says so, and however long the machine takes. */
export interface Clock {
  /** Waits until whatever is under way has come to rest. No time passes. (`expect.poll` lets some pass.) */
  rest(): Promise<void>;
  /** Lets so many milliseconds pass, once all has come to rest, and waits for what comes of it. */
  pass(ms: number): Promise<void>;
  /** Lets time pass, a little at a time, for as long as `outcome` is waited for. */
  passUntil<T>(outcome: Promise<T>): Promise<T>;
}

const STEP_MS = 10;

/**
 * Stops the clock of this process until the test is over: its timers and what it measures, not its sockets, nor the
 * timers that Node keeps for itself.
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
    rest,
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

/**
 * Both ends of every connection are in this process, so that what has been sent arrives within some turns of its loop,
 * fast or slow.
 */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((later) => setImmediate(later));
}
