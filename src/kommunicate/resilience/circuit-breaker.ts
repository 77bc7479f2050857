export interface BreakerOptions {
  /** How far back calls are looked at, in milliseconds. Default 10000. */
  readonly windowMs?: number;
  /** Fewer calls than this say nothing. Default 20. */
  readonly minimumCalls?: number;
  /** The share of failures at which no more calls are made. Default 0.5. */
  readonly threshold?: number;
  /** How long it takes to the first probe, in milliseconds; each one that fails doubles it. Default 5000. */
  readonly halfOpenAfterMs?: number;
  /** The longest time between two probes, in milliseconds. Default 15000. */
  readonly maxHalfOpenAfterMs?: number;
  /** Milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Told when calls begin to be refused, and when they are made again. Default: nobody. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** What a failed call says of the other side: nothing where whoever made it did not wait for its end. */
export type Outcome = 'well' | 'failed' | 'unknown';

/** Makes the calls of one kind, and refuses to while they have hardly a chance. */
export interface Breaker {
  /**
   * Makes a call.
   * @param classifyOutcome what a failure of the call says of the other side
   * @throws {CircuitOpenError} without making it; what the call throws
   */
  run<T>(call: () => Promise<T>, classifyOutcome: (error: unknown) => Outcome): Promise<T>;
  /** Whether calls are refused at the moment. */
  readonly isOpen: () => boolean;
}

/** A call that was not made: there is a chance again after so many milliseconds. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`not before ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The window moves on by a tenth of its length. */
const SLICES = 10;

/** The calls of one part of the window. */
interface Bucket {
  calls: number;
  failures: number;
}

type State =
  /** Calls are made, and counted. */
  | { readonly name: 'closed'; readonly slices: Map<number, Bucket> }
  /** None is made before `probeAt`; then one, on which it depends. */
  | { readonly name: 'open'; readonly probeAt: number; readonly waitMs: number };

function closed(): State {
  return { name: 'closed', slices: new Map() };
}

/**
 * A circuit breaker: a service that fails is left alone, and those who want something of it learn so at once
 * instead of after a time-out. When it is over is found out with one call at a time.
 */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  const {
    windowMs = 10_000,
    minimumCalls = 20,
    threshold = 0.5,
    halfOpenAfterMs = 5000,
    maxHalfOpenAfterMs = 15_000,
    now = () => performance.now(),
    onChange = () => undefined,
  } = options;
  let state: State = closed();

  function open(waitMs: number): State {
    const wasOpen = state.name === 'open';
    state = { name: 'open', probeAt: now() + waitMs, waitMs };
    if (!wasOpen) onChange('open');
    return state;
  }

  /** @param tookMs is not held against a call: those that take long would else be forgotten before there are enough */
  function count({ slices }: State & { name: 'closed' }, failed: boolean, tookMs: number): void {
    const sliceMs = windowMs / SLICES;
    const time = now();
    for (const [since] of slices) if (since <= time - windowMs) slices.delete(since);
    const since = Math.floor((time + tookMs) / sliceMs) * sliceMs;
    const slice = slices.get(since) ?? { calls: 0, failures: 0 };
    slices.set(since, slice);
    slice.calls += 1;
    if (failed) slice.failures += 1;
    let [calls, failures] = [0, 0];
    for (const each of slices.values()) {
      calls += each.calls;
      failures += each.failures;
    }
    if (calls >= minimumCalls && failures >= calls * threshold) open(halfOpenAfterMs);
  }

  /** @returns what to do with the health that the call has shown */
  function acquirePermit(): (health: Outcome) => void {
    const entered = state;
    const startedAt = now();
    if (entered.name === 'closed') {
      return (health) => {
        // What left before the state changed says nothing about the one since.
        if (state !== entered || health === 'unknown') return;
        count(entered, health === 'failed', now() - startedAt);
      };
    }
    if (now() < entered.probeAt) throw new CircuitOpenError(Math.ceil(entered.probeAt - now()));
    const nextWaitMs = Math.min(entered.waitMs * 2, maxHalfOpenAfterMs);
    // While the probe is under way the next one is as far away as if it had failed.
    const probing = open(nextWaitMs);
    return (health) => {
      if (state !== probing) return;
      if (health === 'well') {
        state = closed();
        onChange('closed');
      } else if (health === 'failed') {
        open(nextWaitMs);
      } else {
        // The one that was to find out has left: the next one may.
        state = { ...entered, probeAt: now() };
      }
    };
  }

  return {
    async run(call, classifyOutcome) {
      const leave = acquirePermit();
      try {
        const answer = await call();
        leave('well');
        return answer;
      } catch (error) {
        leave(classifyOutcome(error));
        throw error;
      }
    },
    isOpen: () => state.name === 'open' && now() < state.probeAt,
  };
}
