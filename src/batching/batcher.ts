import type { Caller, Leaver } from './caller.ts';

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
const QUIET_TURNS = 3;

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
  readonly divisionOf?: (error: unknown) => Division | undefined;
  /** Told of each call when it is over. */
  readonly onReturn?: (report: BatchReport) => void;
  /** Nothing waits, nothing is under way and nothing is being changed: this batcher may be forgotten. */
  readonly onIdle?: () => void;
  /** Counts whoever comes, to this batcher and to those that share the count. Default: one of its own. */
  readonly traffic?: { arrivals: number };
  /** Runs something on the next turn of the event loop. Default `setImmediate`. */
  readonly nextTurn?: (run: () => void) => void;
  /** Milliseconds, for the report. Default `performance.now`. */
  readonly now?: () => number;
}

interface BatchCall {
  readonly signal: AbortSignal;
  /** Of the first who waits and has one: there is no header for several. */
  readonly trace: Caller['trace'];
  readonly beforeCall: () => void;
}

/**
 * In `halves` where one of the keys is at fault, so that it is soon alone; in `singles` where keys cannot be
 * asked for together at all.
 */
type Division = 'halves' | 'singles';

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
  load(key: string, caller: Caller): Promise<V | null>;
  /**
   * Says that a key is being changed.
   * @returns says that it is over, whatever came of it
   */
  changing(key: string): () => void;
}

/** A key that somebody waits for. It waits in a line, or is under way. */
interface Lookup<V> {
  readonly key: string;
  readonly waiters: Set<Waiter<V>>;
  readonly since: number;
  place: Line<V> | Batch<V>;
  joined: number;
}

/** Somebody who waits for a key, until it is there or they have left. */
class Waiter<V> implements Leaver {
  readonly caller: Caller;
  readonly promise: Promise<V | null>;
  lookup: Lookup<V>;
  #isWaiting = true;
  readonly #abandon: (waiter: Waiter<V>) => void;
  #resolve!: (value: V | null) => void;
  #reject!: (error: unknown) => void;

  constructor(caller: Caller, lookup: Lookup<V>, abandon: (waiter: Waiter<V>) => void) {
    this.caller = caller;
    this.lookup = lookup;
    this.#abandon = abandon;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(outcome: Outcome<V>): void {
    if (!this.#isWaiting) return;
    this.#end();
    if ('error' in outcome) this.#reject(outcome.error);
    else this.#resolve(outcome.value);
  }

  leave(reason: Error): void {
    if (!this.#isWaiting) return;
    this.#end();
    this.#abandon(this);
    this.#reject(reason);
  }

  #end(): void {
    this.#isWaiting = false;
    this.lookup.waiters.delete(this);
  }
}

type Outcome<V> = { readonly value: V | null } | { readonly error: unknown };

/** Lookups that have not left, first come first served. */
type Line<V> = Set<Lookup<V>>;

/** What was refused together with others, and leaves once more. */
interface Part<V> {
  readonly line: Line<V>;
  /** Whether it is in search of a key that is refused. */
  readonly isRepeated: boolean;
}

/** Lookups that leave together. */
interface Departure<V> {
  readonly lookups: readonly Lookup<V>[];
  readonly isRepeated: boolean;
}

interface Batch<V> extends Departure<V> {
  readonly abort: AbortController;
}

/** A batcher of one account: whoever loads through it may share in what others load through it. */
export function createBatcher<V extends object>(options: BatcherOptions<V>): Batcher<V> {
  const {
    fetch,
    keyOf,
    maxBatchSize,
    maxInFlight,
    divisionOf = () => undefined,
    onReturn,
    onIdle,
    traffic = { arrivals: 0 },
    nextTurn = setImmediate,
    now = () => performance.now(),
  } = options;

  const queue: Line<V> = new Set();
  /** Parts of batches that were refused as a whole. Each leaves by itself, in turn with what is in the queue. */
  const parts: Part<V>[] = [];
  let isTurnOfParts = true;
  /** The lookup of each key that a newcomer may join. */
  const joinable = new Map<string, Lookup<V>>();
  /** How many changes of a key have begun and not ended. */
  const changes = new Map<string, number>();
  let inFlight = 0;
  let isScheduled = false;
  /** Arrivals as of the turn before, and how many turns it has been the same. */
  let arrivalsBefore = 0;
  let quietTurns = 0;
  /** Whether a call has returned since the last one left. */
  let hasReturned = false;

  function load(key: string, caller: Caller): Promise<V | null> {
    const reason = caller.goneBecause();
    if (reason) {
      reportIdle();
      return Promise.reject(reason);
    }
    const known = joinable.get(key);
    const lookup = known && mayJoin(known, caller) ? join(known, caller) : enqueue(key);
    caller.cost.keys += 1;
    const waiter = new Waiter(caller, lookup, abandon);
    lookup.waiters.add(waiter);
    caller.tellWhenGone(waiter);
    return waiter.promise;
  }

  /** One that has not left yet will bring what is true when it leaves. */
  function mayJoin({ place }: Lookup<V>, { hasWritten }: Caller): boolean {
    return place instanceof Set || !hasWritten;
  }

  function join(lookup: Lookup<V>, { cost }: Caller): Lookup<V> {
    lookup.joined += 1;
    cost.joined += 1;
    return lookup;
  }

  function enqueue(key: string): Lookup<V> {
    const lookup: Lookup<V> = { key, waiters: new Set(), since: now(), place: queue, joined: 0 };
    queue.add(lookup);
    joinable.set(key, lookup);
    traffic.arrivals += 1;
    schedule();
    return lookup;
  }

  function schedule(): void {
    if (isScheduled || inFlight >= maxInFlight || (queue.size === 0 && parts.length === 0)) return;
    isScheduled = true;
    nextTurn(() => {
      isScheduled = false;
      quietTurns = traffic.arrivals === arrivalsBefore ? quietTurns + 1 : 0;
      arrivalsBefore = traffic.arrivals;
      if (isTimeToLeave()) {
        while (inFlight < maxInFlight && (queue.size > 0 || parts.length > 0)) depart(takeNext());
      }
      schedule();
    });
  }

  function isTimeToLeave(): boolean {
    const isQuiet = quietTurns >= QUIET_TURNS;
    return isQuiet || inFlight === 0 || hasReturned || queue.size >= maxBatchSize;
  }

  /** Whoever asks for what is refused again and again must not keep everybody else waiting. */
  function takeNext(): Departure<V> {
    const part = isTurnOfParts || queue.size === 0 ? parts.shift() : undefined;
    isTurnOfParts = !part;
    if (part) return { lookups: [...part.line], isRepeated: part.isRepeated };
    const lookups: Lookup<V>[] = [];
    for (const lookup of queue) {
      if (lookups.length === maxBatchSize) break;
      queue.delete(lookup);
      lookups.push(lookup);
    }
    return { lookups, isRepeated: false };
  }

  function depart({ lookups, isRepeated }: Departure<V>): void {
    const batch: Batch<V> = { lookups, isRepeated, abort: new AbortController() };
    const leftAt = now();
    for (const lookup of lookups) {
      lookup.place = batch;
      // Whether the call will see the change that is being made is anybody's guess.
      if (changes.has(lookup.key)) unlist(lookup);
    }
    inFlight += 1;
    hasReturned = false;
    const call = { signal: batch.abort.signal, trace: traceOf(lookups), beforeCall: () => charge(batch) };
    const keys = lookups.map(({ key }) => key);
    void (async () => {
      let failure: unknown;
      try {
        arrive(batch, await fetch(keys, call));
      } catch (error) {
        failure = error;
        fail(batch, error);
      }
      afterReturn(batch, leftAt, failure);
    })();
  }

  /**
   * A call counts for each caller who waits for it. Who may have no more calls gets none; when that leaves
   * nobody, there is no call. What is asked again because somebody's key was refused is not paid for by everybody
   * who happened to be in the same boat: see `fail`.
   */
  function charge({ lookups, isRepeated }: Batch<V>): void {
    const refused = new Map<Caller, unknown>();
    for (const caller of callersOf(lookups)) {
      try {
        if (isRepeated) caller.beforeRepetition();
        else caller.beforeCall();
      } catch (error) {
        refused.set(caller, error);
      }
    }
    if (refused.size === 0) return;
    for (const { waiters } of lookups) {
      for (const waiter of waiters) {
        if (refused.has(waiter.caller)) waiter.settle({ error: refused.get(waiter.caller) });
      }
    }
    if (lookups.every(isAbandoned)) throw new Error('nobody may have this call');
  }

  /**
   * Answers are matched by id, exactly, never by position: the REST API promises no order, leaves unknown ones
   * out, and may say more than it was asked. The first of two answers for one id wins.
   */
  function arrive({ lookups }: Batch<V>, values: readonly V[]): void {
    const byKey = new Map<string, V>();
    for (const value of values) {
      const key = keyOf(value);
      if (!byKey.has(key)) byKey.set(key, value);
    }
    for (const lookup of lookups) settle(lookup, { value: freeze(byKey.get(lookup.key) ?? null) });
  }

  /**
   * A key that the REST API refuses must not spoil the others. Who is at fault is not said, so the batch is
   * divided until whoever it is stands alone: with halves that is two calls for each time that n can be halved.
   */
  function fail({ lookups }: Batch<V>, error: unknown): void {
    const division = divisionOf(error);
    if (!division || lookups.length === 1) {
      // It is this key that was refused: whoever asked for it pays for having it found.
      if (division) for (const caller of callersOf(lookups)) caller.payForRefusal();
      for (const lookup of lookups) settle(lookup, { error });
      return;
    }
    const remaining = lookups.filter((lookup) => !isAbandoned(lookup) && !handOver(lookup));
    const isHalved = division === 'halves';
    const size = isHalved ? Math.ceil(lookups.length / 2) : 1;
    const next: Part<V>[] = [];
    for (let start = 0; start < remaining.length; start += size) {
      const line: Line<V> = new Set(remaining.slice(start, start + size));
      for (const lookup of line) {
        lookup.place = line;
        // It has not left any more: whoever comes may join.
        joinable.set(lookup.key, lookup);
      }
      next.push({ line, isRepeated: isHalved });
    }
    // The halves of one batch before those of another: so bad keys are found, and paid for, early.
    parts.unshift(...next);
    for (const lookup of lookups) if (isAbandoned(lookup)) unlist(lookup);
  }

  /** Whoever waits for a key that somebody has asked for later can wait for that, rather than for a third call. */
  function handOver(lookup: Lookup<V>): boolean {
    const later = joinable.get(lookup.key);
    if (!later || later === lookup) return false;
    for (const waiter of lookup.waiters) {
      waiter.lookup = later;
      later.waiters.add(waiter);
    }
    return true;
  }

  function afterReturn({ lookups }: Batch<V>, leftAt: number, error: unknown): void {
    inFlight -= 1;
    hasReturned = true;
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
      onReturn?.(report);
    } catch {
      // A log that cannot be written is no reason to lose a process.
    }
  }

  function settle(lookup: Lookup<V>, outcome: Outcome<V>): void {
    unlist(lookup);
    for (const waiter of lookup.waiters) waiter.settle(outcome);
  }

  /** A caller has left. What nobody else waits for is not asked, or not waited for. */
  function abandon({ lookup }: Waiter<V>): void {
    if (!isAbandoned(lookup)) return;
    if (lookup.place instanceof Set) {
      lookup.place.delete(lookup);
      unlist(lookup);
      dropEmptyPart(lookup.place);
      reportIdle();
    } else if (lookup.place.lookups.every(isAbandoned)) {
      // Whoever comes now would join a call that is no more.
      lookup.place.lookups.forEach(unlist);
      lookup.place.abort.abort(new Error('nobody waits any more'));
    }
  }

  function dropEmptyPart(line: Line<V>): void {
    const index = parts.findIndex((part) => part.line === line);
    if (index >= 0 && line.size === 0) parts.splice(index, 1);
  }

  function unlist(lookup: Lookup<V>): void {
    if (joinable.get(lookup.key) === lookup) joinable.delete(lookup.key);
  }

  function changing(key: string): () => void {
    changes.set(key, (changes.get(key) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (changes.get(key) ?? 1) - 1;
      if (left > 0) changes.set(key, left);
      else changes.delete(key);
      // A call that is under way left before the change was over: what it brings may be older.
      const lookup = joinable.get(key);
      if (lookup && !(lookup.place instanceof Set)) unlist(lookup);
      reportIdle();
    };
  }

  function reportIdle(): void {
    if (inFlight === 0 && queue.size === 0 && parts.length === 0 && changes.size === 0) onIdle?.();
  }

  return { load, changing };
}

function isAbandoned({ waiters }: { readonly waiters: ReadonlySet<unknown> }): boolean {
  return waiters.size === 0;
}

function traceOf<V>(lookups: readonly Lookup<V>[]): Caller['trace'] {
  for (const { trace } of callersOf(lookups)) if (trace) return trace;
  return undefined;
}

function callersOf<V>(lookups: readonly Lookup<V>[]): ReadonlySet<Caller> {
  const callers = new Set<Caller>();
  for (const { waiters } of lookups) {
    for (const { caller } of waiters) callers.add(caller);
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
