/** The timers of the live graph. Tests pass their own. */
export interface Timers {
  /** Runs a function once after a delay. @returns a function that cancels it */
  after(delayMs: number, run: () => void): () => void;
  /** Runs a function again and again. @returns a function that stops it */
  every(intervalMs: number, run: () => void): () => void;
  /** A clock in milliseconds that never goes back. */
  now(): number;
}

/** Timers that do not keep the process alive. */
export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs).unref();
    return () => clearInterval(timer);
  },
  now: () => performance.now(),
};
