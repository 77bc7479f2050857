import type { Principal } from '../auth/principal.ts';
import type { CallOptions } from '../kommunicate/client.ts';
import type { Cancellation } from '../lib/cancellation.ts';
import type { Deadline } from '../lib/deadline.ts';
import type { Observer, Span } from '../lib/observer.ts';
import type { Stopwatch } from '../lib/stopwatch.ts';
import type { Trace } from '../lib/trace.ts';

export interface UnbatchedCallFacts {
  readonly principal: Principal;
  readonly deadline: Deadline;
  readonly trace: Trace | undefined;
  readonly observer: Observer | undefined;
  readonly span: Span | undefined;
  readonly stopwatch: Stopwatch | undefined;
}

/**
 * The options of REST calls for one request alone. `signal` is a getter, because the built-in client
 * uses `cancellation` and needs no `AbortSignal`. This is a class, because an object literal would define the getters again for each request.
 */
export class UnbatchedCall implements CallOptions {
  readonly trace: Trace | undefined;
  readonly beforeCall: () => void;
  readonly observer: Observer | undefined;
  readonly span: Span | undefined;
  readonly stopwatch: Stopwatch | undefined;
  readonly #principal: Principal;
  readonly #deadline: Deadline;

  constructor(
    { principal, deadline, trace, observer, span, stopwatch }: UnbatchedCallFacts,
    beforeCall: () => void,
  ) {
    this.#principal = principal;
    this.#deadline = deadline;
    this.trace = trace;
    this.observer = observer;
    this.span = span;
    this.stopwatch = stopwatch;
    this.beforeCall = beforeCall;
  }

  get apiKey(): string {
    return this.#principal.apiKey;
  }

  get callerId(): string {
    return this.#principal.caller.id;
  }

  get cancellation(): Cancellation {
    return this.#deadline;
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  readonly remainingMs = (): number => this.#deadline.remainingMs();
}
