import type { Patience } from '../lib/deadline.ts';

/** Something that ends when nobody waits for it any more. */
export interface Leaver {
  /** May be called when it has ended already. */
  leave(reason: Error): void;
}

/** One request, as the batchers see it: who waits, and what the waiting costs. */
export interface Caller extends Pick<Patience, 'goneBecause'> {
  /** Registers what ends with it. */
  tellWhenGone(leaver: Leaver): void;
  /**
   * Asked before each REST call that is made for the caller, alone or with others.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where it may have no more of them
   */
  beforeCall(): void;
  /**
   * Asked before a call that repeats one for somebody's sake, and that is not paid for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where its refused keys have cost more than it had
   */
  beforeRepetition(): void;
  /** A key of its own was refused, which has cost more than the one call. */
  payForRefusal(): void;
  /** Whether it has changed anything: it then joins no call under way, which may have left before that. */
  hasWritten: boolean;
  /** Headers of calls that are made for it alone or first of all. */
  readonly trace: Readonly<Record<string, string>> | undefined;
  readonly cost: Cost;
}

/** What a request has cost so far. */
export interface Cost {
  /** REST calls that were made for it, alone or together with other requests. */
  calls: number;
  /** Users and conversations that it looked up: each once, and once more after a change. */
  keys: number;
  /** How many of those somebody else was already asking for. */
  joined: number;
}

export interface CallerOptions {
  /** How long it waits. Default: for ever. */
  readonly patience?: Patience;
  /** What its calls carry, to be found by. Default: nothing. */
  readonly trace?: Readonly<Record<string, string>> | undefined;
  /** Pays for a call, or refuses it by throwing. Default: never does. */
  readonly beforeCall?: () => void;
  /** Refuses a call where more was due than there was. Default: never does. */
  readonly beforeRepetition?: () => void;
  /** Pays for a refused key, whatever is left. Default: costs nothing. */
  readonly payForRefusal?: () => void;
}

const ENDLESS: Patience = { goneBecause: () => undefined, whenGone: () => () => undefined };

export function createCaller(options: CallerOptions = {}): Caller {
  return new RequestCaller(options);
}

class RequestCaller implements Caller {
  readonly trace: Caller['trace'];
  readonly cost: Cost = { calls: 0, keys: 0, joined: 0 };
  hasWritten = false;
  readonly #options: CallerOptions;
  readonly #patience: Patience;
  /** A request has as many lookups as it may have ids: those that have ended may stay among them. */
  #leavers: Leaver[] | undefined;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#patience = options.patience ?? ENDLESS;
    this.trace = options.trace;
  }

  goneBecause(): Error | undefined {
    return this.#patience.goneBecause();
  }

  tellWhenGone(leaver: Leaver): void {
    if (!this.#leavers) {
      const leavers: Leaver[] = [];
      this.#patience.whenGone((reason) => {
        for (const each of leavers) each.leave(reason);
      });
      this.#leavers = leavers;
    }
    this.#leavers.push(leaver);
  }

  beforeCall(): void {
    this.#options.beforeCall?.();
    this.cost.calls += 1;
  }

  beforeRepetition(): void {
    this.#options.beforeRepetition?.();
    this.cost.calls += 1;
  }

  payForRefusal(): void {
    this.#options.payForRefusal?.();
  }
}
