import type { Cancellation } from '../lib/deadline.ts';

/** Something that ends when nobody waits for it any more. */
export interface Cancellable {
  /** May be called when it has ended already. */
  cancel(reason: Error): void;
}

/** One request, as the batchers see it: who waits, and what the waiting costs. */
export interface LoadScope extends Pick<Cancellation, 'cancelReason'> {
  /** Registers what ends with it. */
  cancelWith(leaver: Cancellable): void;
  /**
   * Asked before each REST call that is made for the caller, alone or with others.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where it may have no more of them
   */
  beforeCall(): void;
  /**
   * Asked before a call that repeats one for somebody's sake, and that is not paid for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where its refused keys have cost more than it had
   */
  beforeSplitCall(): void;
  /** A key of its own was refused, which has cost more than the one call. */
  chargeForRejectedKey(): void;
  /** Whether it has changed anything: it then joins no call under way, which may have left before that. */
  hasWritten: boolean;
  /** Headers of calls that are made for it alone or first of all. */
  readonly trace: Readonly<Record<string, string>> | undefined;
  readonly usage: UpstreamUsage;
}

/** What a request has cost so far. */
export interface UpstreamUsage {
  /** REST calls that were made for it, alone or together with other requests. */
  calls: number;
  /** Users and conversations that it looked up: each once, and once more after a change. */
  keys: number;
  /** How many of those somebody else was already asking for. */
  joined: number;
}

export interface LoadScopeOptions {
  /** How long it waits. Default: for ever. */
  readonly cancellation?: Cancellation;
  /** What its calls carry, to be found by. Default: nothing. */
  readonly trace?: Readonly<Record<string, string>> | undefined;
  /** Pays for a call, or refuses it by throwing. Default: never does. */
  readonly beforeCall?: () => void;
  /** Refuses a call where more was due than there was. Default: never does. */
  readonly beforeSplitCall?: () => void;
  /** Pays for a refused key, whatever is left. Default: costs nothing. */
  readonly chargeForRejectedKey?: () => void;
}

const NEVER_CANCELLED: Cancellation = { cancelReason: () => undefined, onCancel: () => () => undefined };

export function createLoadScope(options: LoadScopeOptions = {}): LoadScope {
  return new RequestLoadScope(options);
}

class RequestLoadScope implements LoadScope {
  readonly trace: LoadScope['trace'];
  readonly usage: UpstreamUsage = { calls: 0, keys: 0, joined: 0 };
  hasWritten = false;
  readonly #options: LoadScopeOptions;
  readonly #cancellation: Cancellation;
  /** A request has as many lookups as it may have ids: those that have ended may stay among them. */
  #cancellables: Cancellable[] | undefined;

  constructor(options: LoadScopeOptions) {
    this.#options = options;
    this.#cancellation = options.cancellation ?? NEVER_CANCELLED;
    this.trace = options.trace;
  }

  cancelReason(): Error | undefined {
    return this.#cancellation.cancelReason();
  }

  cancelWith(leaver: Cancellable): void {
    if (!this.#cancellables) {
      const leavers: Cancellable[] = [];
      this.#cancellation.onCancel((reason) => {
        for (const each of leavers) each.cancel(reason);
      });
      this.#cancellables = leavers;
    }
    this.#cancellables.push(leaver);
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
