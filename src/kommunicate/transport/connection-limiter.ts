/**
 * A semaphore with a limit for each caller, and a fair queue. Callers take turns. The jobs of one caller start in the
 * order in which they were added.
 */
export interface Semaphore {
  /** Starts a job now or later. Each started job must call `release` once. */
  acquire(start: () => void, callerId: string): void;
  /** Removes a waiting job. Returns false if it has already started. */
  cancel(start: () => void, callerId: string): boolean;
  /** Ends a started job of this caller, and starts the next ones. */
  release(callerId: string): void;
  /** The number of jobs that run, and of those that wait. */
  readonly counts: () => { readonly running: number; readonly waiting: number };
}

export interface SemaphoreOptions {
  /** Maximum number of jobs that run at the same time. */
  readonly limit: number;
  /** Maximum number of jobs of one caller that run at the same time. Default: `limit`. */
  readonly limitPerCaller?: number;
}

/** The jobs of one caller. */
interface Queue {
  /** Created for the first job that has to wait: most never do. */
  waiting: Set<() => void> | undefined;
  running: number;
}

/** Number of queues that are kept although they have no jobs. To create one for each call took 4 % of the time of a message. */
const MAX_KEPT = 1000;

export function createSemaphore({ limit, limitPerCaller = limit }: SemaphoreOptions): Semaphore {
  const queues = new Map<string, Queue>();
  /** Queues with a job that may start, in the order of their turns. */
  const ready = new Set<Queue>();
  let running = 0;

  function queueOf(callerId: string): Queue {
    let queue = queues.get(callerId);
    if (!queue) {
      queue = { waiting: undefined, running: 0 };
      queues.set(callerId, queue);
    }
    return queue;
  }

  function run(queue: Queue, start: () => void): void {
    running += 1;
    queue.running += 1;
    start();
  }

  function update(queue: Queue, callerId: string): void {
    const waiting = countWaiting(queue);
    if (waiting > 0 && queue.running < limitPerCaller) ready.add(queue);
    else if (ready.size > 0) ready.delete(queue);
    if (waiting === 0 && queue.running === 0 && queues.size > MAX_KEPT) queues.delete(callerId);
  }

  function startNext(): void {
    for (const queue of ready) {
      if (running >= limit) return;
      const [start] = queue.waiting ?? [];
      // Deleting and adding moves the queue to the end, and the loop reaches it there again.
      ready.delete(queue);
      if (!start) continue;
      queue.waiting?.delete(start);
      if (countWaiting(queue) > 0 && queue.running + 1 < limitPerCaller) ready.add(queue);
      run(queue, start);
    }
  }

  return {
    acquire(start, callerId) {
      const queue = queueOf(callerId);
      if (running < limit && queue.running < limitPerCaller) {
        run(queue, start);
        return;
      }
      (queue.waiting ??= new Set()).add(start);
      update(queue, callerId);
    },
    cancel(start, callerId) {
      const queue = queues.get(callerId);
      if (!queue?.waiting?.delete(start)) return false;
      update(queue, callerId);
      return true;
    },
    release(callerId) {
      const queue = queues.get(callerId);
      if (!queue) return;
      running -= 1;
      queue.running -= 1;
      update(queue, callerId);
      if (ready.size > 0) startNext();
    },
    counts() {
      let waiting = 0;
      for (const queue of queues.values()) waiting += countWaiting(queue);
      return { running, waiting };
    },
  };
}

function countWaiting({ waiting }: Queue): number {
  return waiting?.size ?? 0;
}
