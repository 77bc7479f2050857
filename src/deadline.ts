import { GatewayError } from './errors.ts';

/** Whether somebody still waits. */
export interface Patience {
  /** Why nobody waits any more; undefined while somebody does. */
  readonly goneBecause: () => Error | undefined;
  /**
   * Registers what to do when nobody waits any more.
   * @returns takes it back
   */
  readonly whenGone: (leave: (reason: Error) => void) => () => void;
}

/** How long a request may wait, and for how long somebody waits for it. */
export interface Deadline extends Patience {
  /** Aborted with an `AbortError` when the client goes away, or with `DEADLINE_EXCEEDED` when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the client went away before anything else. */
  readonly hasLeft: () => boolean;
  /** Milliseconds that are left; 0 when there are none. */
  readonly remainingMs: () => number;
  /** The request has been answered: nothing is timed any more. */
  readonly end: () => void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Aborted when the client goes away. */
  readonly client?: AbortSignal | undefined;
  /** Registers what to do when the client goes away, where that is known without a signal. */
  readonly whenLeft?: ((leave: () => void) => void) | undefined;
  /** Default `performance.now`. */
  readonly now?: () => number;
}

/** Begins now. */
export function createDeadline({
  timeoutMs,
  client,
  whenLeft,
  now = () => performance.now(),
}: DeadlineOptions): Deadline {
  const endsAt = now() + timeoutMs;
  const waiting = new Set<(reason: Error) => void>();
  let gone: Error | undefined;
  let isLeft = false;
  // Most requests are answered without anybody asking for a signal, which takes longer to make than all the rest.
  let controller: AbortController | undefined;
  const finish = (reason: Error) => {
    if (gone) return;
    gone = reason;
    for (const leave of waiting) leave(reason);
    controller?.abort(reason);
  };
  const leave = () => {
    isLeft = gone === undefined;
    finish(new DOMException('the client has left', 'AbortError'));
  };
  const timer = setTimeout(() => finish(new GatewayError('DEADLINE_EXCEEDED')), timeoutMs);
  timer.unref();
  let isOver = false;
  whenLeft?.(() => {
    if (!isOver) leave();
  });
  client?.addEventListener('abort', leave, { once: true });
  if (client?.aborted) leave();
  return {
    get signal() {
      if (!controller) {
        controller = new AbortController();
        if (gone) controller.abort(gone);
      }
      return controller.signal;
    },
    goneBecause: () => gone,
    whenGone(listener) {
      waiting.add(listener);
      return () => waiting.delete(listener);
    },
    hasLeft: () => isLeft,
    remainingMs: () => Math.max(0, endsAt - now()),
    end() {
      isOver = true;
      clearTimeout(timer);
      client?.removeEventListener('abort', leave);
    },
  };
}
