import { GatewayError } from '../errors.ts';
import { MAX_KEYS_OF_PERSON, MAX_KEYS_OF_SERVICE } from './quota.ts';
import {
  DAY_MS,
  digest,
  hasUnknownOutcome,
  joinOrStart,
  storageKeys,
  quotaUsedUp,
  type Attempt,
  type IdempotencyStore,
  type IdempotentRequest,
} from './store.ts';

export interface IdempotencyMemoryOptions {
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly ttlMs?: number;
  /**
   * Keys that are remembered. When there are so many, whoever has more than an equal share of them gets no new ones:
   * a few cannot use them up for all. Default 100000.
   */
  readonly maxKeys?: number;
  /** Of these, those of one caller at most, where its job names no quota. Default 10000. */
  readonly maxKeysPerCaller?: number;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

interface Entry extends Attempt {
  readonly owner: string;
  readonly until: number;
}

/** Keys in this process's memory: they are gone with it, and other processes do not know them. */
export function createIdempotencyMemory(options: IdempotencyMemoryOptions = {}): IdempotencyStore {
  const {
    ttlMs = DAY_MS,
    maxKeys = MAX_KEYS_OF_SERVICE,
    maxKeysPerCaller = MAX_KEYS_OF_PERSON,
    now = Date.now,
  } = options;
  /** In the order in which they were first used, and so in that in which they are forgotten. */
  const entries = new Map<string, Entry>();
  /** The entries of each owner, in the same order. */
  const entriesOf = new Map<string, Set<Entry>>();

  function remember(name: string, entry: Entry): void {
    entries.set(name, entry);
    const own = entriesOf.get(entry.owner) ?? new Set();
    entriesOf.set(entry.owner, own.add(entry));
  }

  function forget(name: string, entry: Entry): void {
    entries.delete(name);
    const own = entriesOf.get(entry.owner);
    own?.delete(entry);
    if (own?.size === 0) entriesOf.delete(entry.owner);
  }

  function forgetOld(): void {
    for (const [name, entry] of entries) {
      if (entry.until > now()) return;
      forget(name, entry);
    }
  }

  /** @returns milliseconds until the oldest of them is forgotten */
  function timeLeft(oldestFirst: Iterable<Entry>): number {
    for (const { until } of oldestFirst) return until - now();
    return ttlMs;
  }

  async function start<T>(
    name: string,
    print: string,
    { scope, quota, run }: IdempotentRequest<T>,
  ): Promise<T> {
    const { owner, maxKeys: maxOwn } = quota ?? { owner: digest(scope), maxKeys: maxKeysPerCaller };
    const own = entriesOf.get(owner) ?? new Set();
    if (own.size >= maxOwn) throw quotaUsedUp(timeLeft(own));
    if (entries.size >= maxKeys && own.size >= maxKeys / (entriesOf.size + 1)) {
      const retryAfterMs = timeLeft(entries.values());
      throw new GatewayError('OVERLOADED', { reason: 'idempotency-memory', retryAfterMs });
    }
    const outcome = run();
    const entry = { owner, print, until: now() + ttlMs, outcome };
    remember(name, entry);
    try {
      return await outcome;
    } catch (error) {
      if (!hasUnknownOutcome(error) && entries.get(name) === entry) forget(name, entry);
      throw error;
    }
  }

  return {
    async execute<T>(job: IdempotentRequest<T>): Promise<T> {
      forgetOld();
      const { name, print } = storageKeys(job);
      return joinOrStart({ print }, job, {
        find: () => entries.get(name),
        start: () => start(name, print, job),
      });
    },
    async idle() {
      await Promise.allSettled([...entries.values()].map(({ outcome }) => outcome));
    },
  };
}
