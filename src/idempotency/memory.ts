import { GatewayError } from '../errors.ts';
import { DAY_MS, isUnknown, join, namesOf, type IdempotencyStore, type Job } from './store.ts';

export interface IdempotencyMemoryOptions {
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly keepMs?: number;
  /** Keys that are remembered at most. When there are so many, new ones are refused. Default 100000. */
  readonly maxKeys?: number;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

interface Entry {
  readonly print: string;
  readonly until: number;
  readonly outcome: Promise<unknown>;
}

/** Keys in this process's memory: they are gone with it, and other processes do not know them. */
export function createIdempotencyMemory(options: IdempotencyMemoryOptions = {}): IdempotencyStore {
  const { keepMs = DAY_MS, maxKeys = 100_000, now = Date.now } = options;
  /** In the order in which they were first used, and so in that in which they are forgotten. */
  const entries = new Map<string, Entry>();

  function forgetOld(): void {
    for (const [name, { until }] of entries) {
      if (until > now()) return;
      entries.delete(name);
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
      if (entries.size >= maxKeys) throw new GatewayError('OVERLOADED');
      const outcome = job.run();
      const entry = { print, until: now() + keepMs, outcome };
      entries.set(name, entry);
      try {
        return await outcome;
      } catch (error) {
        if (!isUnknown(error) && entries.get(name) === entry) entries.delete(name);
        throw error;
      }
    },
    async idle() {
      await Promise.allSettled([...entries.values()].map(({ outcome }) => outcome));
    },
  };
}
