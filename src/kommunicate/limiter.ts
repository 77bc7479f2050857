/**
 * Lets a number of jobs run at the same time. The others wait in line, first come first served, and may leave
 * it.
 */
export interface Limiter {
  /** Starts a job now, or when its turn comes. Once started it must say when it is `done`. */
  enter(start: () => void): void;
  /** Takes a job out of the line; false when it has already started. */
  leave(start: () => void): boolean;
  /** A started job is over: the next in line starts. */
  done(): void;
}

export function createLimiter(limit: number): Limiter {
  const line = new Set<() => void>();
  let running = 0;
  return {
    enter(start) {
      if (running === limit) {
        line.add(start);
        return;
      }
      running += 1;
      start();
    },
    leave: (start) => line.delete(start),
    done() {
      running -= 1;
      const [next] = line;
      if (!next) return;
      line.delete(next);
      running += 1;
      next();
    },
  };
}
