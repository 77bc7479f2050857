import { GatewayError } from '../errors.ts';
import { DAY_MS, isUnknown, join, namesOf, type IdempotencyStore, type Job } from './store.ts';

export interface IdempotencyMemoryOptions {
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly keepMs?: number;
  /**
   * Keys that are remembered. When there are so many, whoever has more than an equal share of them gets no new ones:
   * a few cannot use them up for all. Default 100000.
   */
  readonly maxKeys?: number;
  /** Of these, those of one caller at most. Default 10000. */
  readonly maxKeysOfOne?: number;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

interface Entry {
  readonly owner: string;
  readonly print: string;
  readonly until: number;
  readonly outcome: Promise<unknown>;
}

/** Keys in this process's memory: they are gone with it, and other processes do not know them. */
export function createIdempotencyMemory(options: IdempotencyMemoryOptions = {}): IdempotencyStore {
  const { keepMs = DAY_MS, maxKeys = 100_000, maxKeysOfOne = 10_000, now = Date.now } = options;
  /** In the order in which they were first used, and so in that in which they are forgotten. */
  const entries = new Map<string, Entry>();
  const keysOf = new Map<string, number>();

  function count(owner: string, more: 1 | -1): void {
    const keys = (keysOf.get(owner) ?? 0) + more;
    if (keys === 0) keysOf.delete(owner);
    else keysOf.set(owner, keys);
  }

  function forget(name: string, { owner }: Entry): void {
    entries.delete(name);
    count(owner, -1);
  }

  function forgetOld(): void {
    for (const [name, entry] of entries) {
      if (entry.until > now()) return;
      forget(name, entry);
    }
  }

  return {
    async once<T>(job: Job<T>): Promise<T> {
      forgetOld();
      const { name, print } = namesOf(job);
      const known = entries.get(name);
      if (known) {
        if (known.print !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
        return join(known.outcome as Promise<T>, job.signal);
      }
      const owner = JSON.stringify(job.scope);
      const keys = keysOf.get(owner) ?? 0;
      const share = entries.size < maxKeys ? maxKeysOfOne : maxKeys / (keysOf.size + 1);
      if (keys >= Math.min(share, maxKeysOfOne)) throw new GatewayError('OVERLOADED');
      const outcome = job.run();
      const entry = { owner, print, until: now() + keepMs, outcome };
      entries.set(name, entry);
      count(owner, 1);
      try {
        return await outcome;
      } catch (error) {
        if (!isUnknown(error) && entries.get(name) === entry) forget(name, entry);
        throw error;
      }
    },
    async idle() {
      await Promise.allSettled([...entries.values()].map(({ outcome }) => outcome));
    },
  };
}
