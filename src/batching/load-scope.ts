import type { Cancellation } from '../lib/cancellation.ts';
import type { Span } from '../lib/observer.ts';
import type { Stopwatch } from '../lib/stopwatch.ts';

/** Work that is cancelled together with the request that waits for it. */
export interface Cancellable {
  /** Has no effect on work that has ended already. */
  cancel(reason: Error): void;
}

/** One request as the batchers see it: its cancellation, its budget of calls, and what it has used. */
export interface LoadScope extends Pick<Cancellation, 'cancelReason'> {
  /** Registers work to cancel when the request is cancelled. */
  cancelWith(work: Cancellable): void;
  /**
   * Charges a REST call that the request waits for, alone or with others. Called before each such call.
   * @throws {GatewayError} `LIMIT_EXCEEDED` if the request has no calls left
   */
  beforeCall(): void;
  /**
   * Called before a call that repeats half of a rejected batch. It charges nothing.
   * @throws {GatewayError} `LIMIT_EXCEEDED` if rejected keys have overdrawn the request's budget
   */
  beforeSplitCall(): void;
  /** Charges the search for a rejected key of the request, even below zero. */
  chargeForRejectedKey(): void;
  /** Whether the request has written anything. It then shares no call in flight: the call may be older than the write. */
  hasWritten: boolean;
  /** Trace headers for calls that this request waits for. */
  readonly trace: Readonly<Record<string, string>> | undefined;
  /** The recorded execution of the request; undefined if it is not recorded. */
  readonly span: Span | undefined;
  /** Measures the time in which the request waits for lookups; undefined if nothing reads it. */
  readonly stopwatch: Stopwatch | undefined;
  readonly usage: UpstreamUsage;
}

/** What a request has used so far. */
export interface UpstreamUsage {
  /** REST calls that the request waited for, alone or with other requests. */
  calls: number;
  /** Users and conversations that the request loaded: each once, and again after a write. */
  keys: number;
  /** How many of `keys` shared a lookup that was already pending. */
  joined: number;
}

export interface LoadScopeOptions {
  /** Cancels what the request waits for. Default: never cancelled. */
  readonly cancellation?: Cancellation;
  /** Trace headers for its calls. Default: none. */
  readonly trace?: Readonly<Record<string, string>> | undefined;
  /** The recorded execution. Default: none. */
  readonly span?: Span | undefined;
  /** Default: the time is not measured. */
  readonly stopwatch?: Stopwatch | undefined;
  /** Charges a call, or throws if none is left. Default: no limit. */
  readonly beforeCall?: () => void;
  /** Throws if the budget is overdrawn. Default: no limit. */
  readonly beforeSplitCall?: () => void;
  /** Charges a rejected key, even below zero. Default: free. */
  readonly chargeForRejectedKey?: () => void;
}

const NEVER_CANCELLED: Cancellation = { cancelReason: () => undefined, onCancel: () => () => undefined };

export function createLoadScope(options: LoadScopeOptions = {}): LoadScope {
  return new RequestLoadScope(options);
}

class RequestLoadScope implements LoadScope {
  readonly trace: LoadScope['trace'];
  readonly span: LoadScope['span'];
  readonly stopwatch: LoadScope['stopwatch'];
  readonly usage: UpstreamUsage = { calls: 0, keys: 0, joined: 0 };
  hasWritten = false;
  readonly #options: LoadScopeOptions;
  readonly #cancellation: Cancellation;
  /** Ended work stays in the list: the limit on ids per request bounds its length. */
  #cancellables: Cancellable[] | undefined;

  constructor(options: LoadScopeOptions) {
    this.#options = options;
    this.#cancellation = options.cancellation ?? NEVER_CANCELLED;
    this.trace = options.trace;
    this.span = options.span;
    this.stopwatch = options.stopwatch;
  }

  cancelReason(): Error | undefined {
    return this.#cancellation.cancelReason();
  }

  cancelWith(work: Cancellable): void {
    if (!this.#cancellables) {
      const cancellables: Cancellable[] = [];
      this.#cancellation.onCancel((reason) => {
        for (const each of cancellables) each.cancel(reason);
      });
      this.#cancellables = cancellables;
    }
    this.#cancellables.push(work);
  }

  beforeCall(): void {
    this.#options.beforeCall?.();
    this.usage.calls += 1;
  }

  beforeSplitCall(): void {
    this.#options.beforeSplitCall?.();
    this.usage.calls += 1;
  }

  chargeForRejectedKey(): void {
    this.#options.chargeForRejectedKey?.();
  }
}
