import type { Patience } from '../deadline.ts';

/** One request, as the batchers see it: who waits, and what the waiting costs. */
export interface Caller extends Patience {
  /**
   * Asked before each REST call that is made for the caller, alone or with others.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where it may have no more of them
   */
  readonly beforeCall: () => void;
  /**
   * Asked before a call that repeats one for somebody's sake, and that is not paid for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where its refused keys have cost more than it had
   */
  readonly beforeRepetition: () => void;
  /** A key of its own was refused, which has cost more than the one call. */
  readonly payForRefusal: () => void;
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
  const {
    patience = ENDLESS,
    trace,
    beforeCall,
    beforeRepetition,
    payForRefusal = () => undefined,
  } = options;
  const cost: Cost = { calls: 0, keys: 0, joined: 0 };
  return {
    goneBecause: () => patience.goneBecause(),
    whenGone: (leave) => patience.whenGone(leave),
    beforeCall() {
      beforeCall?.();
      cost.calls += 1;
    },
    beforeRepetition() {
      beforeRepetition?.();
      cost.calls += 1;
    },
    payForRefusal,
    hasWritten: false,
    trace,
    cost,
  };
}
