import { cancellationReason } from './cancellation.ts';
import { GatewayError } from '../errors.ts';

/** Whether somebody still waits. */
export interface Cancellation {
  /** Why nobody waits any more; undefined while somebody does. */
  cancelReason(): Error | undefined;
  /**
   * Registers what to do when nobody waits any more.
   * @returns takes it back
   */
  onCancel(listener: (reason: Error) => void): () => void;
}

/** How long a request may wait, and for how long somebody waits for it. */
export interface Deadline extends Cancellation {
  /** Aborted with an `AbortError` when the client goes away, or with `DEADLINE_EXCEEDED` when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the client went away before anything else. */
  isClientDisconnected(): boolean;
  /** Milliseconds that are left; 0 when there are none. */
  remainingMs(): number;
  /** The request has been answered: nothing is timed any more. */
  end(): void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Aborted when the client goes away. */
  readonly client?: AbortSignal | undefined;
  /** Registers what to do when the client goes away, where that is known without a signal. */
  readonly onDisconnect?: ((leave: () => void) => void) | undefined;
  /** Default `performance.now`. */
  readonly now?: () => number;
}

/** Begins now. */
export function createDeadline(options: DeadlineOptions): Deadline {
  return new RequestDeadline(options);
}

// A class, because accessors of an object literal are defined anew for each, at twenty times the cost.
class RequestDeadline implements Deadline {
  readonly #now: () => number;
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;
  readonly #client: AbortSignal | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();
  /** Most requests are answered without anybody asking for a signal, which takes longer to make than all the rest. */
  #controller: AbortController | undefined;
  #gone: Error | undefined;
  #isClientDisconnected = false;
  #isOver = false;

  constructor({ timeoutMs, client, onDisconnect, now = () => performance.now() }: DeadlineOptions) {
    this.#now = now;
    this.#endsAt = now() + timeoutMs;
    this.#client = client;
    this.#timer = setTimeout(() => this.#finish(new GatewayError('DEADLINE_EXCEEDED')), timeoutMs);
    this.#timer.unref();
    onDisconnect?.(this.#leave);
    client?.addEventListener('abort', this.#leave, { once: true });
    if (client?.aborted) this.#leave();
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#gone) this.#controller.abort(this.#gone);
    }
    return this.#controller.signal;
  }

  cancelReason(): Error | undefined {
    return this.#gone;
  }

  onCancel(leave: (reason: Error) => void): () => void {
    this.#waiting.add(leave);
    return () => this.#waiting.delete(leave);
  }

  isClientDisconnected(): boolean {
    return this.#isClientDisconnected;
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - this.#now());
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#client?.removeEventListener('abort', this.#leave);
  }

  readonly #leave = () => {
    if (this.#isOver) return;
    this.#isClientDisconnected = this.#gone === undefined;
    this.#finish(cancellationReason(this.#client?.reason));
  };

  #finish(reason: Error): void {
    if (this.#gone) return;
    this.#gone = reason;
    for (const leave of this.#waiting) leave(reason);
    this.#controller?.abort(reason);
  }
}
