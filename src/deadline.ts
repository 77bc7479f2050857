import { GatewayError } from './errors.ts';

/** How long a request may wait, and for how long somebody waits for it. */
export interface Deadline {
  /** Aborted with an `AbortError` when the client goes away, or with `DEADLINE_EXCEEDED` when the time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left; 0 when there are none. */
  readonly remainingMs: () => number;
  /** The request has been answered: nothing is timed any more. */
  readonly end: () => void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Aborted when the client goes away. */
  readonly client?: AbortSignal | undefined;
  /** Default `performance.now`. */
  readonly now?: () => number;
}

/** Begins now. */
export function createDeadline({
  timeoutMs,
  client,
  now = () => performance.now(),
}: DeadlineOptions): Deadline {
  const endsAt = now() + timeoutMs;
  const controller = new AbortController();
  const leave = () => controller.abort(new DOMException('the client has left', 'AbortError'));
  const timer = setTimeout(() => controller.abort(new GatewayError('DEADLINE_EXCEEDED')), timeoutMs);
  timer.unref();
  client?.addEventListener('abort', leave, { once: true });
  if (client?.aborted) leave();
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endsAt - now()),
    end() {
      clearTimeout(timer);
      client?.removeEventListener('abort', leave);
    },
  };
}
