import { cancellationReason, type Cancellation } from './cancellation.ts';
import { GatewayError } from '../errors.ts';

/** A request's deadline, combined with client disconnection. */
export interface Deadline extends Cancellation {
  /** Aborted with an `AbortError` when the client disconnects, or with `DEADLINE_EXCEEDED` when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the client disconnected before the time was over. */
  isClientDisconnected(): boolean;
  /** Remaining time in milliseconds, 0 or more. */
  remainingMs(): number;
  /** Stops the timer after the response. A later disconnection has no effect. */
  end(): void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Aborted when the client disconnects. */
  readonly client?: AbortSignal | undefined;
  /** Registers a listener for client disconnection, for servers that detect it without a signal. */
  readonly onDisconnect?: ((listener: () => void) => void) | undefined;
  /** The current time in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** Creates a deadline that starts now. */
export function createDeadline(options: DeadlineOptions): Deadline {
  return new RequestDeadline(options);
}

const currentTime = () => performance.now();

// A class, because an object literal would define its accessor again for each object, which takes about 400 ns.
class RequestDeadline implements Deadline {
  readonly #now: () => number;
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;
  readonly #client: AbortSignal | undefined;
  /**
   * Created on first use: a stream keeps its deadline for hours. An array, because a request has few listeners, and a `Set`
   * takes longer to create and to shrink.
   */
  #listeners: ((reason: Error) => void)[] | undefined;
  /** Created on first use: most requests need no signal, and creating one takes longer than everything else here. */
  #controller: AbortController | undefined;
  #cancelReason: Error | undefined;
  #isClientDisconnected = false;
  #hasEnded = false;

  constructor({ timeoutMs, client, onDisconnect, now = currentTime }: DeadlineOptions) {
    this.#now = now;
    this.#endsAt = now() + timeoutMs;
    this.#client = client;
    this.#timer = setTimeout(() => this.#cancel(new GatewayError('DEADLINE_EXCEEDED')), timeoutMs);
    this.#timer.unref();
    onDisconnect?.(this.#disconnect);
    client?.addEventListener('abort', this.#disconnect, { once: true });
    if (client?.aborted) this.#disconnect();
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cancelReason) this.#controller.abort(this.#cancelReason);
    }
    return this.#controller.signal;
  }

  cancelReason(): Error | undefined {
    return this.#cancelReason;
  }

  onCancel(listener: (reason: Error) => void): () => void {
    const listeners = (this.#listeners ??= []);
    listeners.push(listener);
    return () => {
      const index = listeners.lastIndexOf(listener);
      if (index !== -1) listeners.splice(index, 1);
    };
  }

  isClientDisconnected(): boolean {
    return this.#isClientDisconnected;
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - this.#now());
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#client?.removeEventListener('abort', this.#disconnect);
  }

  readonly #disconnect = () => {
    if (this.#hasEnded) return;
    this.#isClientDisconnected = this.#cancelReason === undefined;
    this.#cancel(cancellationReason(this.#client?.reason));
  };

  #cancel(reason: Error): void {
    if (this.#cancelReason) return;
    this.#cancelReason = reason;
    // A copy, because listeners remove themselves, and others.
    for (const listener of this.#listeners?.slice() ?? [])
      if (this.#listeners?.includes(listener)) listener(reason);
    this.#controller?.abort(reason);
  }
}
