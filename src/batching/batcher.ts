import type { Span } from '../lib/observer.ts';
import type { LoadScope } from './load-scope.ts';
import {
  addSpan,
  isAbandoned,
  isQueued,
  LoadGroup,
  Lookup,
  Queue,
  scopesOf,
  Slot,
  spansOf,
  traceOf,
  type Batch,
} from './lookup.ts';
import { SharedLookups } from './shared-lookups.ts';

/*
 * Combines the lookups of many concurrent requests of one account into few REST calls, in these steps:
 *
 * 1. `loadMany` takes the group of keys that one request loads together. For each key it shares the pending lookup, or
 *    adds a new lookup to the queue.
 * 2. `schedule` checks the queue on each tick of the event loop. There is no timer.
 * 3. `isDispatchDue` says when to dispatch. With no call in flight, that is the next tick. With calls in flight, it is
 *    when a batch is full, when a call has completed, or after `IDLE_TICKS` ticks without a new lookup. With
 *    `maxInFlight` calls in flight, lookups wait until one completes (databases call this group commit). So batches
 *    grow with the load, and no setting has to guess their size.
 * 4. `dispatchBatch` sends one call for all keys of a batch.
 * 5. `resolveBatch` matches the values to the lookups by key. A key without a value resolves to null.
 * 6. `rejectOrSplitBatch` rejects the lookups of a failed call. If the REST API rejected the batch because of some of
 *    its keys, it splits the batch and dispatches the parts again.
 *
 * A load for a key that is already pending shares that lookup, unless the lookup's result could be older than the
 * load. A queued lookup can always be shared. A lookup in flight can be shared until a write of its key ends, but never
 * by a request that has written anything. So each load sees every write that ended before it.
 */

/**
 * Ticks without a new lookup, in any batcher that shares `traffic`, after which a batch is dispatched. A request needs
 * two or three ticks from its socket to its first lookup. In a cold process 200 concurrent requests made 77 calls with
 * one idle tick, and 12 with three.
 */
const IDLE_TICKS = 3;

export interface BatcherOptions<V> {
  /**
   * One call for many keys. Resolves to the values that exist, in any order. Rejects when the call fails.
   * @param call its signal is aborted when no request waits for the call any more; `fetch` must call `beforeCall`
   *   right before it sends anything
   */
  readonly fetch: (keys: readonly string[], call: BatchCall) => Promise<readonly V[]>;
  readonly keyOf: (value: V) => string;
  /** Maximum number of keys in one call. */
  readonly maxBatchSize: number;
  /** Maximum number of concurrent calls. */
  readonly maxInFlight: number;
  /** How to split a batch that failed with this error; undefined if the keys are not the cause. Default: no split. */
  readonly splitStrategyOf?: (error: unknown) => SplitStrategy | undefined;
  /** Called after each call. What it throws is ignored. Default: none. */
  readonly onBatchSettled?: (report: BatchReport) => void;
  /** Called when no lookup is queued, no call is in flight and no write is pending. Default: none. */
  readonly onIdle?: () => void;
  /** Counts new lookups. Several batchers may share one counter. Default: a counter of this batcher only. */
  readonly traffic?: { arrivalCount: number };
  /** Runs a function on the next tick of the event loop. Default `setImmediate`. */
  readonly scheduleTick?: (run: () => void) => void;
  /** The current time in milliseconds, for the report. Default `performance.now`. */
  readonly now?: () => number;
}

interface BatchCall {
  readonly signal: AbortSignal;
  /** Trace headers of the first waiting request that has any: one call cannot carry those of several. */
  readonly trace: LoadScope['trace'];
  /** The recorded executions that wait for the call. Those that join it later are appended. */
  readonly spans: readonly Span[];
  readonly beforeCall: () => void;
}

/**
 * - `bisect`: the REST API rejects a batch because of one key. Halving the batch soon isolates that key.
 * - `individually`: the REST API cannot look up several keys in one call. Each key gets a call.
 */
type SplitStrategy = 'bisect' | 'individually';

export interface BatchReport {
  /** Number of keys in the call. */
  readonly size: number;
  /** Loads that shared a pending lookup instead of adding one. */
  readonly joined: number;
  /** How long the oldest lookup waited in the queue, in milliseconds. */
  readonly waitedMs: number;
  /** Duration of the call in milliseconds. */
  readonly tookMs: number;
  /** Why the call failed; undefined if it succeeded. */
  readonly error: unknown;
}

export interface Batcher<V> {
  /**
   * Loads the values of a group of keys for one request. Each promise settles as soon as the call of its key ends, even
   * if other keys of the group are in other calls. It resolves to null if there is no value. Values are frozen, because
   * several requests may share them. It rejects with the error of the call, or with the reason of the cancellation.
   * @param keys different keys
   */
  loadMany(keys: readonly string[], scope: LoadScope): readonly Promise<V | null>[];
  /**
   * Announces a write of a key.
   * @returns a function that ends the write, whether it succeeded or failed
   */
  beginWrite(key: string): () => void;
}

/** A part of a rejected batch. It waits to be dispatched again. */
interface SplitBatch<V> {
  readonly queue: Queue<V>;
  readonly isBisection: boolean;
}

/** A batch before its call. */
type NextBatch<V> = Omit<Batch<V>, 'abort' | 'spans'>;

/** Creates a batcher for one account. All requests that load through it may share results. */
export function createBatcher<V extends object>(options: BatcherOptions<V>): Batcher<V> {
  const {
    fetch,
    keyOf,
    maxBatchSize,
    maxInFlight,
    splitStrategyOf = () => undefined,
    onBatchSettled,
    onIdle,
    traffic = { arrivalCount: 0 },
    scheduleTick = setImmediate,
    now = () => performance.now(),
  } = options;

  const queue = new Queue<V>();
  /** Parts of rejected batches. They are dispatched one at a time, in turn with batches from `queue`. */
  const splitQueue: SplitBatch<V>[] = [];
  let isSplitQueueNext = true;
  /** For each key, the lookup that a new load may share. */
  const sharedLookups = new SharedLookups<V>();
  /** For each key, the number of writes that have begun and not ended. */
  const pendingWrites = new Map<string, number>();
  let inFlight = 0;
  let isScheduled = false;
  /** `traffic.arrivalCount` as of the previous tick, and the number of ticks since it changed. */
  let previousArrivalCount = 0;
  let idleTicks = 0;
  /** Whether a call has completed since the last dispatch. */
  let hasCompletedCall = false;

  function loadMany(keys: readonly string[], scope: LoadScope): readonly Promise<V | null>[] {
    const reason = scope.cancelReason();
    if (reason) {
      reportIdle();
      return keys.map(() => Promise.reject(reason));
    }
    const since = now();
    const slots = keys.map((key) => {
      const slot = new Slot<V>(scope);
      const pending = sharedLookups.get(key);
      const lookup = pending && canShare(pending, scope) ? join(pending, scope) : enqueue(key, since);
      lookup.add(slot);
      return slot;
    });
    scope.usage.keys += keys.length;
    scope.cancelWith(new LoadGroup(slots, dropAbandoned));
    return slots.map(({ promise }) => promise);
  }

  /** A queued lookup reads after it is dispatched, so it sees every write that ended before this load. */
  function canShare(lookup: Lookup<V>, { hasWritten }: LoadScope): boolean {
    return isQueued(lookup) || !hasWritten;
  }

  function join(lookup: Lookup<V>, { usage, span }: LoadScope): Lookup<V> {
    const { location } = lookup;
    if (span && location && !(location instanceof Queue)) addSpan(location.spans, span);
    lookup.joined += 1;
    usage.joined += 1;
    return lookup;
  }

  function enqueue(key: string, since: number): Lookup<V> {
    const lookup = new Lookup<V>(key, since, queue);
    queue.add(lookup);
    sharedLookups.set(lookup);
    traffic.arrivalCount += 1;
    schedule();
    return lookup;
  }

  function schedule(): void {
    if (isScheduled || inFlight >= maxInFlight || (queue.size === 0 && splitQueue.length === 0)) return;
    isScheduled = true;
    scheduleTick(() => {
      isScheduled = false;
      idleTicks = traffic.arrivalCount === previousArrivalCount ? idleTicks + 1 : 0;
      previousArrivalCount = traffic.arrivalCount;
      if (isDispatchDue()) {
        while (inFlight < maxInFlight && (queue.size > 0 || splitQueue.length > 0))
          dispatchBatch(nextBatch());
      }
      schedule();
    });
  }

  function isDispatchDue(): boolean {
    const isQuiet = idleTicks >= IDLE_TICKS;
    return isQuiet || inFlight === 0 || hasCompletedCall || queue.size >= maxBatchSize;
  }

  /** Alternates between the two queues, so that rejected batches do not delay all other lookups. */
  function nextBatch(): NextBatch<V> {
    const split = isSplitQueueNext || queue.size === 0 ? splitQueue.shift() : undefined;
    isSplitQueueNext = !split;
    if (split) return { lookups: split.queue.take(split.queue.size), isBisection: split.isBisection };
    return { lookups: queue.take(maxBatchSize), isBisection: false };
  }

  function dispatchBatch({ lookups, isBisection }: NextBatch<V>): void {
    const batch: Batch<V> = { lookups, isBisection, abort: new AbortController(), spans: spansOf(lookups) };
    const dispatchedAt = now();
    for (const lookup of lookups) {
      lookup.location = batch;
      // The call may read before or after the pending write.
      if (pendingWrites.has(lookup.key)) sharedLookups.end(lookup);
    }
    inFlight += 1;
    hasCompletedCall = false;
    const { abort, spans } = batch;
    const call = { signal: abort.signal, trace: traceOf(lookups), spans, beforeCall: () => charge(batch) };
    const keys = lookups.map(({ key }) => key);
    void (async () => {
      let failure: unknown;
      try {
        resolveBatch(batch, await fetch(keys, call));
      } catch (error) {
        failure = error;
        rejectOrSplitBatch(batch, error);
      }
      reportBatch(batch, dispatchedAt, failure);
    })();
  }

  /**
   * Charges a call to each request that waits for it. A request without budget left is rejected; if none remains, the
   * call is not made. A bisection is not charged here: `rejectOrSplitBatch` charges the requests of the rejected key.
   */
  function charge({ lookups, isBisection }: Batch<V>): void {
    const exhausted = new Map<LoadScope, unknown>();
    for (const scope of scopesOf(lookups)) {
      try {
        if (isBisection) scope.beforeSplitCall();
        else scope.beforeCall();
      } catch (error) {
        exhausted.set(scope, error);
      }
    }
    if (exhausted.size === 0) return;
    for (const { slots } of lookups) {
      for (const slot of slots) if (exhausted.has(slot.scope)) slot.reject(exhausted.get(slot.scope));
    }
    if (lookups.every(isAbandoned)) throw new Error('no request has budget left for this call');
  }

  /**
   * Matches values by exact key, never by position. The REST API promises no order, omits unknown keys, and may send
   * keys that were not requested. If it sends a key twice, the first value counts.
   */
  function resolveBatch({ lookups }: Batch<V>, values: readonly V[]): void {
    const byKey = new Map<string, V>();
    for (const value of values) {
      const key = keyOf(value);
      if (!byKey.has(key)) byKey.set(key, value);
    }
    for (const lookup of lookups) {
      sharedLookups.end(lookup);
      const value = freeze(byKey.get(lookup.key) ?? null);
      lookup.settle((slot) => slot.resolve(value));
    }
  }

  /**
   * Isolates the keys that the REST API rejects, because it does not say which key of a batch is the cause. With
   * `bisect`, each rejected key costs at most two calls for each time that the batch can be halved.
   */
  function rejectOrSplitBatch({ lookups }: Batch<V>, error: unknown): void {
    const strategy = splitStrategyOf(error);
    if (!strategy || lookups.length === 1) {
      // The rejected key is isolated: the requests that wait for it pay for the search.
      if (strategy) for (const scope of scopesOf(lookups)) scope.chargeForRejectedKey();
      for (const lookup of lookups) {
        sharedLookups.end(lookup);
        lookup.settle((slot) => slot.reject(error));
      }
      return;
    }
    const remaining = lookups.filter((lookup) => !isAbandoned(lookup) && !transferSlots(lookup));
    const isBisection = strategy === 'bisect';
    const size = isBisection ? Math.ceil(lookups.length / 2) : 1;
    const splits: SplitBatch<V>[] = [];
    for (let start = 0; start < remaining.length; start += size) {
      const part = new Queue<V>();
      for (const lookup of remaining.slice(start, start + size)) {
        part.add(lookup);
        // It is queued again, so every new load may share it.
        sharedLookups.set(lookup);
      }
      splits.push({ queue: part, isBisection });
    }
    // Before the parts of other batches: this finds, and charges, rejected keys early.
    splitQueue.unshift(...splits);
    for (const lookup of lookups) if (isAbandoned(lookup)) sharedLookups.end(lookup);
  }

  /**
   * Moves the waiting slots to a newer lookup of the same key, which saves a call.
   * @returns whether there is a newer lookup
   */
  function transferSlots(lookup: Lookup<V>): boolean {
    const newer = sharedLookups.get(lookup.key);
    if (!newer || newer === lookup) return false;
    for (const slot of lookup.slots) if (slot.lookup) newer.add(slot);
    lookup.waitingCount = 0;
    return true;
  }

  function reportBatch({ lookups }: Batch<V>, dispatchedAt: number, error: unknown): void {
    inFlight -= 1;
    hasCompletedCall = true;
    schedule();
    reportIdle();
    const report = {
      size: lookups.length,
      joined: lookups.reduce((sum, { joined }) => sum + joined, 0),
      waitedMs: dispatchedAt - Math.min(...lookups.map(({ since }) => since)),
      tookMs: now() - dispatchedAt,
      error,
    };
    // The lookups of a split batch are reported again. Their shared loads must count once.
    for (const lookup of lookups) lookup.joined = 0;
    try {
      onBatchSettled?.(report);
    } catch {
      // An error here would be an unhandled rejection, which ends the process.
    }
  }

  /** Removes a lookup from its queue, or aborts its call if no request waits for any key of it. */
  function dropAbandoned(lookup: Lookup<V>): void {
    const { location } = lookup;
    if (location instanceof Queue) {
      location.size -= 1;
      sharedLookups.end(lookup);
      lookup.slots = [];
      dropEmptySplit(location);
      reportIdle();
    } else if (location?.lookups.every(isAbandoned)) {
      // Before the abort: a new load must not share the aborted call.
      for (const abandoned of location.lookups) sharedLookups.end(abandoned);
      location.abort.abort(new Error('no request waits for this call any more'));
    }
  }

  function dropEmptySplit(part: Queue<V>): void {
    const index = splitQueue.findIndex((split) => split.queue === part);
    if (index >= 0 && part.size === 0) splitQueue.splice(index, 1);
  }

  function beginWrite(key: string): () => void {
    pendingWrites.set(key, (pendingWrites.get(key) ?? 0) + 1);
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      const remaining = (pendingWrites.get(key) ?? 1) - 1;
      if (remaining > 0) pendingWrites.set(key, remaining);
      else pendingWrites.delete(key);
      // A call in flight was sent before the write ended: its result may be older.
      const lookup = sharedLookups.get(key);
      if (lookup && !isQueued(lookup)) sharedLookups.end(lookup);
      reportIdle();
    };
  }

  function reportIdle(): void {
    if (inFlight === 0 && queue.size === 0 && splitQueue.length === 0 && pendingWrites.size === 0) onIdle?.();
  }

  return { loadMany, beginWrite };
}

/** Freezes a value deeply, because several requests share it. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // Not `for … in`: it creates a string for each index.
  if (Array.isArray(value)) value.forEach(freeze);
  else for (const name in value) freeze(value[name]);
  return Object.freeze(value);
}
