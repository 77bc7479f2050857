import { GatewayError } from '../errors.ts';
import { MAX_KEYS_OF_USER, MAX_KEYS_OF_SERVICE } from './quota.ts';
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
  /** Time to live of a key, in milliseconds. Default a day. */
  readonly ttlMs?: number;
  /**
   * Maximum number of keys. At the limit, an owner with an equal share of them or more gets no new ones. So a few owners
   * cannot use up all keys. Default 100000.
   */
  readonly maxKeys?: number;
  /** Maximum number of keys of one caller, for requests without a quota. Default 10000. */
  readonly maxKeysPerCaller?: number;
  /** The current time in milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

interface Entry extends Attempt {
  readonly owner: string;
  readonly until: number;
}

/** Stores keys in the memory of this process. They are lost when it ends, and other processes do not see them. */
export function createIdempotencyMemory(options: IdempotencyMemoryOptions = {}): IdempotencyStore {
  const {
    ttlMs = DAY_MS,
    maxKeys = MAX_KEYS_OF_SERVICE,
    maxKeysPerCaller = MAX_KEYS_OF_USER,
    now = Date.now,
  } = options;
  /** In order of first use, which is also the order of expiry. */
  const entries = new Map<string, Entry>();
  /** The entries of each owner, in the same order. */
  const entriesOf = new Map<string, Set<Entry>>();

  function addEntry(name: string, entry: Entry): void {
    entries.set(name, entry);
    const own = entriesOf.get(entry.owner) ?? new Set();
    entriesOf.set(entry.owner, own.add(entry));
  }

  function removeEntry(name: string, entry: Entry): void {
    entries.delete(name);
    const own = entriesOf.get(entry.owner);
    own?.delete(entry);
    if (own?.size === 0) entriesOf.delete(entry.owner);
  }

  function removeExpired(): void {
    for (const [name, entry] of entries) {
      if (entry.until > now()) return;
      removeEntry(name, entry);
    }
  }

  /** @returns milliseconds until the oldest entry expires */
  function msToExpiry(oldestFirst: Iterable<Entry>): number {
    for (const { until } of oldestFirst) return until - now();
    return ttlMs;
  }

  async function start<T>(
    name: string,
    fingerprint: string,
    { scope, quota, run }: IdempotentRequest<T>,
  ): Promise<T> {
    const { owner, maxKeys: maxOwn } = quota ?? { owner: digest(scope), maxKeys: maxKeysPerCaller };
    const own = entriesOf.get(owner) ?? new Set();
    if (own.size >= maxOwn) throw quotaUsedUp(msToExpiry(own));
    if (entries.size >= maxKeys && own.size >= maxKeys / (entriesOf.size + 1)) {
      const retryAfterMs = msToExpiry(entries.values());
      throw new GatewayError('OVERLOADED', { reason: 'idempotency-memory', retryAfterMs });
    }
    const outcome = run();
    const entry = { owner, fingerprint, until: now() + ttlMs, outcome };
    addEntry(name, entry);
    try {
      return await outcome;
    } catch (error) {
      if (!hasUnknownOutcome(error) && entries.get(name) === entry) removeEntry(name, entry);
      throw error;
    }
  }

  return {
    async execute<T>(request: IdempotentRequest<T>): Promise<T> {
      removeExpired();
      const { name, fingerprint } = storageKeys(request);
      return joinOrStart({ fingerprint }, request, {
        find: () => entries.get(name),
        start: () => start(name, fingerprint, request),
      });
    },
    async idle() {
      await Promise.allSettled([...entries.values()].map(({ outcome }) => outcome));
    },
  };
}
