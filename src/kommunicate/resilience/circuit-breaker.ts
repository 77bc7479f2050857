export interface BreakerOptions {
  /** Length of the window in which calls are counted, in milliseconds. Default 10000. */
  readonly windowMs?: number;
  /** Minimum number of calls in the window before the circuit can open. Default 20. */
  readonly minimumCalls?: number;
  /** Share of failed calls at which the circuit opens. Default 0.5. */
  readonly threshold?: number;
  /**
   * Time until the circuit is half-open and lets one probe through, in milliseconds. It doubles when a probe fails.
   * Default 5000.
   */
  readonly halfOpenAfterMs?: number;
  /** Longest time between two probes, in milliseconds. Default 15000. */
  readonly maxHalfOpenAfterMs?: number;
  /** The current time in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Called when the circuit opens, and when it closes again. Default: no call. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** What a call says about the health of the other side. `ignored`: nothing, for example because it was cancelled. */
export type Outcome = 'success' | 'failure' | 'ignored';

export interface Breaker {
  /**
   * Makes a call, unless the circuit is open.
   * @param classifyOutcome what an error of the call says about the other side
   * @param onChange called when this call opens or closes the circuit, after the `onChange` of the options
   * @throws {CircuitOpenError} without making the call; any error of the call
   */
  run<T>(
    call: () => Promise<T>,
    classifyOutcome: (error: unknown) => Outcome,
    onChange?: (state: 'open' | 'closed') => void,
  ): Promise<T>;
  /** Whether a call would be rejected at the moment. */
  readonly isOpen: () => boolean;
}

/** A call that was not made because the circuit is open. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  /** Time until the next probe is allowed, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the circuit is open for ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The window moves in steps of a tenth of its length. */
const BUCKETS = 10;

/** Counts the calls of one step of the window. */
interface Bucket {
  calls: number;
  failures: number;
}

type State =
  | { readonly name: 'closed'; readonly buckets: Map<number, Bucket> }
  | {
      /** `half-open`: a probe is in flight. */
      readonly name: 'open' | 'half-open';
      /** When the next probe is allowed, also if the one in flight has not ended by then. */
      readonly probeAt: number;
      readonly waitMs: number;
    };

function closed(): State {
  return { name: 'closed', buckets: new Map() };
}

/**
 * A circuit breaker with a sliding window. While the circuit is open, calls fail at once instead of after a timeout.
 * A half-open circuit lets one probe through at a time: its success closes the circuit, its failure opens it again.
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

  function open(waitMs: number): void {
    const wasClosed = state.name === 'closed';
    state = { name: 'open', probeAt: now() + waitMs, waitMs };
    if (wasClosed) onChange('open');
  }

  /** @param durationMs keeps a slow call in the window for longer: slow failures would expire before there are enough */
  function count({ buckets }: State & { name: 'closed' }, failed: boolean, durationMs: number): void {
    const bucketMs = windowMs / BUCKETS;
    const time = now();
    for (const [since] of buckets) if (since <= time - windowMs) buckets.delete(since);
    const since = Math.floor((time + durationMs) / bucketMs) * bucketMs;
    const bucket = buckets.get(since) ?? { calls: 0, failures: 0 };
    buckets.set(since, bucket);
    bucket.calls += 1;
    if (failed) bucket.failures += 1;
    let [calls, failures] = [0, 0];
    for (const each of buckets.values()) {
      calls += each.calls;
      failures += each.failures;
    }
    if (calls >= minimumCalls && failures >= calls * threshold) open(halfOpenAfterMs);
  }

  /**
   * @returns a function that takes the call's outcome
   * @throws {CircuitOpenError}
   */
  function acquirePermit(): (outcome: Outcome) => void {
    const before = state;
    const startedAt = now();
    if (before.name === 'closed') {
      return (outcome) => {
        // A call that began before the last change of state says nothing about the state since.
        if (state !== before || outcome === 'ignored') return;
        count(before, outcome === 'failure', now() - startedAt);
      };
    }
    if (now() < before.probeAt) throw new CircuitOpenError(Math.ceil(before.probeAt - now()));
    const nextWaitMs = Math.min(before.waitMs * 2, maxHalfOpenAfterMs);
    const halfOpen: State = { name: 'half-open', probeAt: now() + nextWaitMs, waitMs: nextWaitMs };
    state = halfOpen;
    return (outcome) => {
      if (state !== halfOpen) return;
      if (outcome === 'success') {
        state = closed();
        onChange('closed');
      } else if (outcome === 'failure') {
        open(nextWaitMs);
      } else {
        // The probe has no result: the next call may probe at once.
        state = { ...before, probeAt: now() };
      }
    };
  }

  return {
    async run(call, classifyOutcome, onCallChange) {
      const acquired = acquirePermit();
      const report = (outcome: Outcome) => {
        const wasClosed = state.name === 'closed';
        acquired(outcome);
        const isClosed = state.name === 'closed';
        if (wasClosed !== isClosed) onCallChange?.(isClosed ? 'closed' : 'open');
      };
      try {
        const result = await call();
        report('success');
        return result;
      } catch (error) {
        report(classifyOutcome(error));
        throw error;
      }
    },
    isOpen: () => state.name !== 'closed' && now() < state.probeAt,
  };
}
