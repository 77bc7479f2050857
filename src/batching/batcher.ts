import type { LoadScope, Cancellable } from './caller.ts';

/*
 * Many requests want one user each, at the same time, on behalf of the same account. One call can bring sixty.
 * So lookups meet here, and leave together.
 *
 * A lookup waits in the queue until the next turn of the event loop. By then everybody who was going to ask in
 * this turn has asked, and all that wait leave in one call. There is no timer: a lookup that finds nothing under
 * way leaves at once. While a call is under way the next leaves when it is full, when the one before returns, or
 * when three turns have brought nobody new, here or elsewhere: as long as they keep coming, the process has
 * better things to do than to make more calls. And when as many calls are under way as may be, what comes gathers,
 * and leaves together when one returns. (Databases call it group commit.) So batches are as large as the load is
 * high, and no setting has to guess it.
 *
 * Who asks for a key that is already asked for need not ask again: they join the lookup, if what it will bring
 * cannot be older than their question. One that waits in the queue can always be joined. One under way can be
 * joined as long as nobody has changed its key since the call left: that is all it takes to read one's own
 * writes, and everybody else's that have ended.
 */

/**
 * Turns without a newcomer after which nobody more is expected. A request takes two or three from its socket to its
 * first lookup: with one, two hundred at once made 77 calls in a process that was still cold, with three 12.
 */
const IDLE_TICKS = 3;

export interface BatcherOptions<V> {
  /**
   * One call for many keys: brings what there is of them, in any order. Rejects when the call fails.
   * @param call aborted when nobody waits any more; `beforeCall` must be called just before anything is sent
   */
  readonly fetch: (keys: readonly string[], call: BatchCall) => Promise<readonly V[]>;
  readonly keyOf: (value: V) => string;
  /** Keys in one call at most. */
  readonly maxBatchSize: number;
  /** Calls under way at most. */
  readonly maxInFlight: number;
  /** How to ask again for what was refused together; undefined for a failure that has nothing to do with it. */
  readonly splitStrategyOf?: (error: unknown) => SplitStrategy | undefined;
  /** Told of each call when it is over. */
  readonly onBatchSettled?: (report: BatchReport) => void;
  /** Nothing waits, nothing is under way and nothing is being changed: this batcher may be forgotten. */
  readonly onIdle?: () => void;
  /** Counts whoever comes, to this batcher and to those that share the count. Default: one of its own. */
  readonly traffic?: { arrivalCount: number };
  /** Runs something on the next turn of the event loop. Default `setImmediate`. */
  readonly scheduleTick?: (run: () => void) => void;
  /** Milliseconds, for the report. Default `performance.now`. */
  readonly now?: () => number;
}

interface BatchCall {
  readonly signal: AbortSignal;
  /** Of the first who waits and has one: there is no header for several. */
  readonly trace: LoadScope['trace'];
  readonly beforeCall: () => void;
}

/**
 * In `halves` where one of the keys is at fault, so that it is soon alone; in `singles` where keys cannot be
 * asked for together at all.
 */
type SplitStrategy = 'halves' | 'singles';

export interface BatchReport {
  readonly size: number;
  /** Lookups that found their key already asked for. */
  readonly joined: number;
  /** How long the first of the keys had waited when the call left, in milliseconds. */
  readonly waitedMs: number;
  /** How long the call was under way, in milliseconds. */
  readonly tookMs: number;
  /** Why it failed; undefined where it did not. */
  readonly error: unknown;
}

export interface Batcher<V> {
  /**
   * What there is under a key, exactly: null when there is nothing. The value is frozen, for others have it too.
   * Rejects with what the call for it failed with, or with the reason for which the caller has left.
   */
  load(key: string, scope: LoadScope): Promise<V | null>;
  /**
   * Says that a key is being changed.
   * @returns says that it is over, whatever came of it
   */
  beginWrite(key: string): () => void;
}

/** A key that somebody waits for. It waits in a line, or is under way. */
interface Lookup<V> {
  readonly key: string;
  readonly waiters: Set<Waiter<V>>;
  readonly since: number;
  location: Queue<V> | Batch<V>;
  joined: number;
}

/** Somebody who waits for a key, until it is there or they have left. */
class Waiter<V> implements Cancellable {
  readonly scope: LoadScope;
  readonly promise: Promise<V | null>;
  lookup: Lookup<V>;
  #isPending = true;
  readonly #onCancelled: (waiter: Waiter<V>) => void;
  #resolve!: (value: V | null) => void;
  #reject!: (error: unknown) => void;

  constructor(caller: LoadScope, lookup: Lookup<V>, abandon: (waiter: Waiter<V>) => void) {
    this.scope = caller;
    this.lookup = lookup;
    this.#onCancelled = abandon;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(outcome: Outcome<V>): void {
    if (!this.#isPending) return;
    this.#end();
    if ('error' in outcome) this.#reject(outcome.error);
    else this.#resolve(outcome.value);
  }

  cancel(reason: Error): void {
    if (!this.#isPending) return;
    this.#end();
    this.#onCancelled(this);
    this.#reject(reason);
  }

  #end(): void {
    this.#isPending = false;
    this.lookup.waiters.delete(this);
  }
}

type Outcome<V> = { readonly value: V | null } | { readonly error: unknown };

/** Lookups that have not left, first come first served. */
type Queue<V> = Set<Lookup<V>>;

/** What was refused together with others, and leaves once more. */
interface SplitBatch<V> {
  readonly queue: Queue<V>;
  /** Whether it is in search of a key that is refused. */
  readonly isSplit: boolean;
}

/** Lookups that leave together. */
interface NextBatch<V> {
  readonly lookups: readonly Lookup<V>[];
  readonly isSplit: boolean;
}

interface Batch<V> extends NextBatch<V> {
  readonly abort: AbortController;
}

/** A batcher of one account: whoever loads through it may share in what others load through it. */
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

  const queue: Queue<V> = new Set();
  /** Parts of batches that were refused as a whole. Each leaves by itself, in turn with what is in the queue. */
  const splitQueue: SplitBatch<V>[] = [];
  let isSplitQueueNext = true;
  /** The lookup of each key that a newcomer may join. */
  const sharedLookups = new Map<string, Lookup<V>>();
  /** How many changes of a key have begun and not ended. */
  const pendingWrites = new Map<string, number>();
  let inFlight = 0;
  let isScheduled = false;
  /** Arrivals as of the turn before, and how many turns it has been the same. */
  let previousArrivalCount = 0;
  let idleTicks = 0;
  /** Whether a call has returned since the last one left. */
  let hasCompletedCall = false;

  function load(key: string, scope: LoadScope): Promise<V | null> {
    const reason = scope.cancelReason();
    if (reason) {
      reportIdle();
      return Promise.reject(reason);
    }
    const known = sharedLookups.get(key);
    const lookup = known && canShare(known, scope) ? join(known, scope) : enqueue(key);
    scope.usage.keys += 1;
    const waiter = new Waiter(scope, lookup, cancelWaiter);
    lookup.waiters.add(waiter);
    scope.cancelWith(waiter);
    return waiter.promise;
  }

  /** One that has not left yet will bring what is true when it leaves. */
  function canShare({ location }: Lookup<V>, { hasWritten }: LoadScope): boolean {
    return location instanceof Set || !hasWritten;
  }

  function join(lookup: Lookup<V>, { usage }: LoadScope): Lookup<V> {
    lookup.joined += 1;
    usage.joined += 1;
    return lookup;
  }

  function enqueue(key: string): Lookup<V> {
    const lookup: Lookup<V> = { key, waiters: new Set(), since: now(), location: queue, joined: 0 };
    queue.add(lookup);
    sharedLookups.set(key, lookup);
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

  /** Whoever asks for what is refused again and again must not keep everybody else waiting. */
  function nextBatch(): NextBatch<V> {
    const part = isSplitQueueNext || queue.size === 0 ? splitQueue.shift() : undefined;
    isSplitQueueNext = !part;
    if (part) return { lookups: [...part.queue], isSplit: part.isSplit };
    const lookups: Lookup<V>[] = [];
    for (const lookup of queue) {
      if (lookups.length === maxBatchSize) break;
      queue.delete(lookup);
      lookups.push(lookup);
    }
    return { lookups, isSplit: false };
  }

  function dispatchBatch({ lookups, isSplit }: NextBatch<V>): void {
    const batch: Batch<V> = { lookups, isSplit, abort: new AbortController() };
    const leftAt = now();
    for (const lookup of lookups) {
      lookup.location = batch;
      // Whether the call will see the change that is being made is anybody's guess.
      if (pendingWrites.has(lookup.key)) stopSharing(lookup);
    }
    inFlight += 1;
    hasCompletedCall = false;
    const call = { signal: batch.abort.signal, trace: traceOf(lookups), beforeCall: () => charge(batch) };
    const keys = lookups.map(({ key }) => key);
    void (async () => {
      let failure: unknown;
      try {
        resolveBatch(batch, await fetch(keys, call));
      } catch (error) {
        failure = error;
        rejectOrSplitBatch(batch, error);
      }
      reportBatch(batch, leftAt, failure);
    })();
  }

  /**
   * A call counts for each caller who waits for it. Who may have no more calls gets none; when that leaves
   * nobody, there is no call. What is asked again because somebody's key was refused is not paid for by everybody
   * who happened to be in the same boat: see `fail`.
   */
  function charge({ lookups, isSplit }: Batch<V>): void {
    const refused = new Map<LoadScope, unknown>();
    for (const caller of scopesOf(lookups)) {
      try {
        if (isSplit) caller.beforeSplitCall();
        else caller.beforeCall();
      } catch (error) {
        refused.set(caller, error);
      }
    }
    if (refused.size === 0) return;
    for (const { waiters } of lookups) {
      for (const waiter of waiters) {
        if (refused.has(waiter.scope)) waiter.settle({ error: refused.get(waiter.scope) });
      }
    }
    if (lookups.every(isAbandoned)) throw new Error('nobody may have this call');
  }

  /**
   * Answers are matched by id, exactly, never by position: the REST API promises no order, leaves unknown ones
   * out, and may say more than it was asked. The first of two answers for one id wins.
   */
  function resolveBatch({ lookups }: Batch<V>, values: readonly V[]): void {
    const byKey = new Map<string, V>();
    for (const value of values) {
      const key = keyOf(value);
      if (!byKey.has(key)) byKey.set(key, value);
    }
    for (const lookup of lookups) settleLookup(lookup, { value: freeze(byKey.get(lookup.key) ?? null) });
  }

  /**
   * A key that the REST API refuses must not spoil the others. Who is at fault is not said, so the batch is
   * divided until whoever it is stands alone: with halves that is two calls for each time that n can be halved.
   */
  function rejectOrSplitBatch({ lookups }: Batch<V>, error: unknown): void {
    const division = splitStrategyOf(error);
    if (!division || lookups.length === 1) {
      // It is this key that was refused: whoever asked for it pays for having it found.
      if (division) for (const caller of scopesOf(lookups)) caller.chargeForRejectedKey();
      for (const lookup of lookups) settleLookup(lookup, { error });
      return;
    }
    const remaining = lookups.filter((lookup) => !isAbandoned(lookup) && !transferWaiters(lookup));
    const isHalved = division === 'halves';
    const size = isHalved ? Math.ceil(lookups.length / 2) : 1;
    const next: SplitBatch<V>[] = [];
    for (let start = 0; start < remaining.length; start += size) {
      const queue: Queue<V> = new Set(remaining.slice(start, start + size));
      for (const lookup of queue) {
        lookup.location = queue;
        // It has not left any more: whoever comes may join.
        sharedLookups.set(lookup.key, lookup);
      }
      next.push({ queue, isSplit: isHalved });
    }
    // The halves of one batch before those of another: so bad keys are found, and paid for, early.
    splitQueue.unshift(...next);
    for (const lookup of lookups) if (isAbandoned(lookup)) stopSharing(lookup);
  }

  /** Whoever waits for a key that somebody has asked for later can wait for that, rather than for a third call. */
  function transferWaiters(lookup: Lookup<V>): boolean {
    const later = sharedLookups.get(lookup.key);
    if (!later || later === lookup) return false;
    for (const waiter of lookup.waiters) {
      waiter.lookup = later;
      later.waiters.add(waiter);
    }
    return true;
  }

  function reportBatch({ lookups }: Batch<V>, leftAt: number, error: unknown): void {
    inFlight -= 1;
    hasCompletedCall = true;
    schedule();
    reportIdle();
    const report = {
      size: lookups.length,
      joined: lookups.reduce((sum, { joined }) => sum + joined, 0),
      waitedMs: leftAt - Math.min(...lookups.map(({ since }) => since)),
      tookMs: now() - leftAt,
      error,
    };
    // Told once, also of those who are asked for again.
    for (const lookup of lookups) lookup.joined = 0;
    try {
      onBatchSettled?.(report);
    } catch {
      // A log that cannot be written is no reason to lose a process.
    }
  }

  function settleLookup(lookup: Lookup<V>, outcome: Outcome<V>): void {
    stopSharing(lookup);
    for (const waiter of lookup.waiters) waiter.settle(outcome);
  }

  /** A caller has left. What nobody else waits for is not asked, or not waited for. */
  function cancelWaiter({ lookup }: Waiter<V>): void {
    if (!isAbandoned(lookup)) return;
    if (lookup.location instanceof Set) {
      lookup.location.delete(lookup);
      stopSharing(lookup);
      dropEmptySplit(lookup.location);
      reportIdle();
    } else if (lookup.location.lookups.every(isAbandoned)) {
      // Whoever comes now would join a call that is no more.
      lookup.location.lookups.forEach(stopSharing);
      lookup.location.abort.abort(new Error('nobody waits any more'));
    }
  }

  function dropEmptySplit(line: Queue<V>): void {
    const index = splitQueue.findIndex((part) => part.queue === line);
    if (index >= 0 && line.size === 0) splitQueue.splice(index, 1);
  }

  function stopSharing(lookup: Lookup<V>): void {
    if (sharedLookups.get(lookup.key) === lookup) sharedLookups.delete(lookup.key);
  }

  function beginWrite(key: string): () => void {
    pendingWrites.set(key, (pendingWrites.get(key) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (pendingWrites.get(key) ?? 1) - 1;
      if (left > 0) pendingWrites.set(key, left);
      else pendingWrites.delete(key);
      // A call that is under way left before the change was over: what it brings may be older.
      const lookup = sharedLookups.get(key);
      if (lookup && !(lookup.location instanceof Set)) stopSharing(lookup);
      reportIdle();
    };
  }

  function reportIdle(): void {
    if (inFlight === 0 && queue.size === 0 && splitQueue.length === 0 && pendingWrites.size === 0) onIdle?.();
  }

  return { load, beginWrite };
}

function isAbandoned({ waiters }: { readonly waiters: ReadonlySet<unknown> }): boolean {
  return waiters.size === 0;
}

function traceOf<V>(lookups: readonly Lookup<V>[]): LoadScope['trace'] {
  for (const { trace } of scopesOf(lookups)) if (trace) return trace;
  return undefined;
}

function scopesOf<V>(lookups: readonly Lookup<V>[]): ReadonlySet<LoadScope> {
  const callers = new Set<LoadScope>();
  for (const { waiters } of lookups) {
    for (const { scope } of waiters) callers.add(scope);
  }
  return callers;
}

/** What several callers have must not be changed by any of them. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // The names of an array's items would be made first.
  if (Array.isArray(value)) value.forEach(freeze);
  else for (const name in value) freeze(value[name]);
  return Object.freeze(value);
}
