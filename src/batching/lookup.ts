import type { Span } from '../lib/observer.ts';
import type { Cancellable, LoadScope } from './load-scope.ts';

/*
 * What waits for what: a group has a slot for each key, a slot waits for a lookup, and a lookup is in a queue or a batch.
 * Arrays with counts stand in for sets, which cost more (docs/performance.md).
 */

/** A key that at least one request waits for. It is queued or in flight. */
export class Lookup<V> {
  readonly key: string;
  /** When it was queued. */
  readonly since: number;
  /** Undefined once it has settled. */
  location: Queue<V> | Batch<V> | undefined;
  /** Whether new loads may share it. Set by `SharedLookups`. */
  isShared = false;
  /** Loads that share it, in addition to the first. */
  joined = 0;
  /** All slots that it was given, also those that do not wait any more. */
  slots: Slot<V>[] = [];
  /** The number of slots that wait. */
  waitingCount = 0;

  constructor(key: string, since: number, location: Queue<V>) {
    this.key = key;
    this.since = since;
    this.location = location;
  }

  /** Settles all slots, and releases what it refers to. */
  settle(settleSlot: (slot: Slot<V>) => void): void {
    for (const slot of this.slots) settleSlot(slot);
    this.slots = [];
    this.location = undefined;
  }

  add(slot: Slot<V>): void {
    slot.lookup = this;
    this.slots.push(slot);
    this.waitingCount += 1;
  }
}

/** One key of a group. It waits until its lookup settles, or until the request is cancelled. */
export class Slot<V> {
  readonly scope: LoadScope;
  readonly promise: Promise<V | null>;
  /** Undefined when it waits no more. */
  lookup: Lookup<V> | undefined;
  #resolve!: (value: V | null) => void;
  #reject!: (error: unknown) => void;

  constructor(scope: LoadScope) {
    this.scope = scope;
    scope.stopwatch?.begin();
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  resolve(value: V | null): void {
    if (this.#end()) this.#resolve(value);
  }

  reject(error: unknown): void {
    if (this.#end()) this.#reject(error);
  }

  /** @returns whether it still waited */
  #end(): boolean {
    if (!this.lookup) return false;
    this.lookup.waitingCount -= 1;
    this.scope.stopwatch?.end();
    this.lookup = undefined;
    return true;
  }
}

/** The keys that one request loads together, with a slot for each. */
export class LoadGroup<V> implements Cancellable {
  readonly #slots: readonly Slot<V>[];
  readonly #onAbandoned: (lookup: Lookup<V>) => void;

  constructor(slots: readonly Slot<V>[], onAbandoned: (lookup: Lookup<V>) => void) {
    this.#slots = slots;
    this.#onAbandoned = onAbandoned;
  }

  cancel(reason: Error): void {
    const abandoned: Lookup<V>[] = [];
    for (const slot of this.#slots) {
      const { lookup } = slot;
      slot.reject(reason);
      if (lookup && isAbandoned(lookup)) abandoned.push(lookup);
    }
    // Only now: a call is aborted when no request waits for any of its keys.
    abandoned.forEach(this.#onAbandoned);
  }
}

/**
 * Lookups that are not dispatched yet, in order of arrival. A cancelled lookup stays in the array and is skipped: that
 * costs less than a `Set`.
 */
export class Queue<V> {
  /** The number of lookups that are not cancelled. */
  size = 0;
  #lookups: Lookup<V>[] = [];

  add(lookup: Lookup<V>): void {
    lookup.location = this;
    this.#lookups.push(lookup);
    this.size += 1;
  }

  /** Removes the first `count` lookups. */
  take(count: number): readonly Lookup<V>[] {
    const taken: Lookup<V>[] = [];
    let index = 0;
    while (taken.length < count && index < this.#lookups.length) {
      const lookup = this.#lookups[index] as Lookup<V>;
      index += 1;
      if (!isAbandoned(lookup)) taken.push(lookup);
    }
    this.#lookups = index === this.#lookups.length ? [] : this.#lookups.slice(index);
    this.size -= taken.length;
    return taken;
  }
}

/** Lookups that are in flight in one call. */
export interface Batch<V> {
  readonly lookups: readonly Lookup<V>[];
  /** Whether the call searches for a rejected key. Such a call is charged to the requests of that key only. */
  readonly isBisection: boolean;
  readonly abort: AbortController;
  /** The recorded executions that wait for it. Those that join it later are appended. */
  readonly spans: Span[];
}

export function isQueued<V>({ location }: Lookup<V>): boolean {
  return location instanceof Queue;
}

export function isAbandoned({ waitingCount }: { readonly waitingCount: number }): boolean {
  return waitingCount === 0;
}

export function traceOf<V>(lookups: readonly Lookup<V>[]): LoadScope['trace'] {
  for (const { slots } of lookups) {
    for (const { lookup, scope } of slots) if (lookup && scope.trace) return scope.trace;
  }
  return undefined;
}

/** The requests that wait for any of these lookups. */
export function scopesOf<V>(lookups: readonly Lookup<V>[]): ReadonlySet<LoadScope> {
  const scopes = new Set<LoadScope>();
  let previous: LoadScope | undefined;
  for (const { slots } of lookups) {
    for (const { lookup, scope } of slots) {
      // Most neighbours are of the same group.
      if (!lookup || scope === previous) continue;
      scopes.add(scope);
      previous = scope;
    }
  }
  return scopes;
}

/** The recorded executions that wait for any of these lookups. */
export function spansOf<V>(lookups: readonly Lookup<V>[]): Span[] {
  const spans: Span[] = [];
  for (const { span } of scopesOf(lookups)) if (span) addSpan(spans, span);
  return spans;
}

export function addSpan(spans: Span[], span: Span): void {
  if (!spans.includes(span)) spans.push(span);
}
