/**
 * Lets a number of jobs run at the same time, and fewer for one caller. The others wait: callers take turns, and the
 * jobs of one caller start in the order in which they came.
 */
export interface Semaphore {
  /** Starts a job now or later. A job that was started must be reported as `done`. */
  acquire(start: () => void, callerId: string): void;
  /** Takes a waiting job back; false where it has been started. */
  cancel(start: () => void, callerId: string): boolean;
  /** A started job of this caller is over: the next one starts. */
  release(callerId: string): void;
}

export interface LimiterOptions {
  /** Jobs that run at the same time at most. */
  readonly limit: number;
  /** The same for one caller. Default: as many as `limit`. */
  readonly limitPerCaller?: number;
}

/** The jobs of one caller. It is forgotten when there are none. */
interface Line {
  readonly waiting: Set<() => void>;
  running: number;
}

export function createSemaphore({ limit, limitPerCaller = limit }: LimiterOptions): Semaphore {
  const lines = new Map<string, Line>();
  /** Lines with a job that may start, by whose turn it is. */
  const ready = new Set<Line>();
  let running = 0;

  function lineOf(callerId: string): Line {
    let line = lines.get(callerId);
    if (!line) {
      line = { waiting: new Set(), running: 0 };
      lines.set(callerId, line);
    }
    return line;
  }

  function begin(line: Line, start: () => void): void {
    running += 1;
    line.running += 1;
    start();
  }

  function tidy(line: Line, callerId: string): void {
    if (line.waiting.size > 0 && line.running < limitPerCaller) ready.add(line);
    else ready.delete(line);
    if (line.waiting.size === 0 && line.running === 0) lines.delete(callerId);
  }

  function startNext(): void {
    for (const line of ready) {
      if (running >= limit) return;
      const [start] = line.waiting;
      // To the end, where there is another job: an iteration over a set meets what is added to it.
      ready.delete(line);
      if (!start) continue;
      line.waiting.delete(start);
      if (line.waiting.size > 0 && line.running + 1 < limitPerCaller) ready.add(line);
      begin(line, start);
    }
  }

  return {
    acquire(start, callerId) {
      const line = lineOf(callerId);
      if (running < limit && line.running < limitPerCaller) {
        begin(line, start);
        return;
      }
      line.waiting.add(start);
      tidy(line, callerId);
    },
    cancel(start, callerId) {
      const line = lines.get(callerId);
      if (!line?.waiting.delete(start)) return false;
      tidy(line, callerId);
      return true;
    },
    release(callerId) {
      const line = lines.get(callerId);
      if (!line) return;
      running -= 1;
      line.running -= 1;
      tidy(line, callerId);
      startNext();
    },
  };
}
