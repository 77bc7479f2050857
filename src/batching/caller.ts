/** One request, as the batchers see it: who waits, and what the waiting costs. */
export interface Caller {
  /** Why the caller does not wait any more; undefined while it does. */
  readonly goneBecause: () => Error | undefined;
  /**
   * Registers what to do when the caller leaves.
   * @returns takes it back
   */
  readonly whenGone: (leave: (reason: Error) => void) => () => void;
  /**
   * Asked before each REST call that is made for the caller, alone or with others.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where it may have no more of them
   */
  readonly beforeCall: () => void;
  /** Whether it has changed anything: it then joins no call under way, which may have left before that. */
  hasWritten: boolean;
  readonly cost: Cost;
}

/** What a request has cost so far. */
export interface Cost {
  /** REST calls that were made for it, alone or together with other requests. */
  calls: number;
  /** Different users and conversations that it looked up. */
  keys: number;
  /** How many of those somebody else was already asking for. */
  joined: number;
}

export interface CallerOptions {
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal | undefined;
  /** May refuse a call by throwing. Default: never does. */
  readonly beforeCall?: () => void;
}

/** One listener for all that a request waits for: a signal looks through its listeners for each new one. */
export function createCaller({ signal, beforeCall }: CallerOptions = {}): Caller {
  const waiting = new Set<(reason: Error) => void>();
  signal?.addEventListener('abort', () => waiting.forEach((leave) => leave(signal.reason as Error)), {
    once: true,
  });
  const cost: Cost = { calls: 0, keys: 0, joined: 0 };
  return {
    goneBecause: () => (signal?.aborted ? (signal.reason as Error) : undefined),
    whenGone(leave) {
      waiting.add(leave);
      return () => waiting.delete(leave);
    },
    beforeCall() {
      beforeCall?.();
      cost.calls += 1;
    },
    hasWritten: false,
    cost,
  };
}
