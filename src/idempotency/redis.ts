import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import { RedisFailure, type Redis } from '../redis.ts';
import {
  DAY_MS,
  digest,
  inProgress,
  isUnknown,
  join,
  namesOf,
  type IdempotencyStore,
  type Job,
} from './store.ts';

export interface IdempotencyRedisOptions {
  readonly redis: Redis;
  /** How long a job takes at most, in milliseconds: after that nobody knows what came of one whose process is gone. */
  readonly longestJobMs: number;
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly keepMs?: number;
  /** Keys that one caller may use in so long, reckoned from midnight UTC where it is a day. Default 10000. */
  readonly maxKeysOfOne?: number;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** What stands in Redis under a key. `print` tells whether it is the same job. */
type Entry =
  /** Somebody is at it. `owner` is that attempt's own. */
  | { readonly print: string; readonly owner: string; readonly forMs: number }
  | { readonly print: string; readonly outcome: 'unknown' }
  | { readonly print: string; readonly outcome: 'done'; readonly value: unknown };

interface Here {
  readonly print: string;
  readonly outcome: Promise<unknown>;
}

const PREFIX = 'kommunicate-graphql:once:';
const COUNT_PREFIX = 'kommunicate-graphql:keys-of:';

/**
 * Keys in Redis: shared by all processes, and outliving them. An attempt claims its key before it does anything, so
 * that of all processes one does it. What came of it is written down afterwards; where Redis is away by then, this
 * process remembers it until Redis is back. Where neither is there any more the claim remains, and says that the
 * outcome is unknown: nothing is ever done twice, and something may not be done at all.
 */
export function createIdempotencyRedis(options: IdempotencyRedisOptions): IdempotencyStore {
  const { redis, longestJobMs, keepMs = DAY_MS, maxKeysOfOne = 10_000, now = Date.now } = options;
  /** What this process is at, or could not write down yet. */
  const here = new Map<string, Here>();
  /** What is being written. */
  const writing = new Set<Promise<void>>();
  /** What is to be written as soon as Redis is back. */
  const unwritten = new Map<string, () => Promise<void>>();

  redis.onRecovery(() => {
    for (const [name, write] of unwritten) void settle(name, write);
  });

  /** Writes an outcome down, now or when Redis is back. Never fails: the outcome stands. */
  function settle(name: string, write: () => Promise<void>): Promise<void> {
    const written = tryToSettle(name, write).finally(() => writing.delete(written));
    writing.add(written);
    return written;
  }

  async function tryToSettle(name: string, write: () => Promise<void>): Promise<void> {
    unwritten.set(name, write);
    try {
      await write();
    } catch {
      return;
    }
    // Written twice where Redis was back in the middle: the first has done it.
    if (unwritten.get(name) !== write) return;
    unwritten.delete(name);
    here.delete(name);
  }

  const write = (name: string, entry: Entry) => redis.set(PREFIX + name, JSON.stringify(entry), keepMs);

  /** Claims a key, or tells what is known of it. */
  async function claim(name: string, claimed: string): Promise<Entry | undefined> {
    try {
      if (await redis.setIfAbsent(PREFIX + name, claimed, keepMs)) return undefined;
      const text = await redis.get(PREFIX + name);
      const entry = JSON.parse(text ?? 'null') as Entry | null;
      if (!entry) throw inProgress();
      if (!('owner' in entry)) return entry;
      const leftMs = await redis.timeLeft(PREFIX + name);
      // It was free again a moment later.
      if (leftMs < 0) throw inProgress();
      const ageMs = keepMs - leftMs;
      // Its process is gone, or has been told to stop long ago.
      if (ageMs > entry.forMs) return { print: entry.print, outcome: 'unknown' };
      return entry;
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      // The claim may have been made all the same, and nobody is at it.
      if (error.sent) void settle(name, () => redis.deleteIf(PREFIX + name, claimed));
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    }
  }

  /** Redis is everybody's: nobody may fill it. */
  async function countKey(scope: readonly string[]): Promise<void> {
    const name = `${COUNT_PREFIX}${digest(scope)}:${Math.floor(now() / keepMs)}`;
    const count = await redis.count(name, keepMs).catch((error: unknown) => {
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    });
    if (count > maxKeysOfOne) throw new GatewayError('OVERLOADED');
  }

  async function attempt<T>(name: string, print: string, { scope, run, signal }: Job<T>): Promise<T> {
    const mine: Entry = { print, owner: randomUUID(), forMs: longestJobMs };
    const claimed = JSON.stringify(mine);
    const known = await claim(name, claimed);
    if (known) {
      if (known.print !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
      if ('owner' in known) throw inProgress();
      if (known.outcome === 'unknown') throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN');
      return known.value as T;
    }
    try {
      await countKey(scope);
      if (signal?.aborted) throw new GatewayError('DEADLINE_EXCEEDED', { cause: signal.reason });
      const value = await run();
      await inTime(
        settle(name, () => write(name, { print, outcome: 'done', value })),
        signal,
      );
      return value;
    } catch (error) {
      const settled = settle(name, () =>
        isUnknown(error)
          ? write(name, { print, outcome: 'unknown' })
          : redis.deleteIf(PREFIX + name, claimed),
      );
      await inTime(settled, signal);
      throw error;
    }
  }

  return {
    async once<T>(job: Job<T>): Promise<T> {
      const { name, print } = namesOf(job);
      const known = here.get(name);
      if (known) {
        if (known.print !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
        return join(known.outcome as Promise<T>, job.signal);
      }
      const outcome = attempt(name, print, job);
      const entry = { print, outcome };
      here.set(name, entry);
      try {
        return await outcome;
      } finally {
        if (here.get(name) === entry && !unwritten.has(name)) here.delete(name);
      }
    },
    async idle() {
      await Promise.allSettled([...here.values()].map(({ outcome }) => outcome));
      await Promise.all(writing);
    },
  };
}

/** Waits no longer than there is time: what is known need not wait for being written down. */
async function inTime(written: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return written;
  if (signal.aborted) return;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const leave = () => resolve();
  signal.addEventListener('abort', leave, { once: true });
  await Promise.race([written, over]);
  signal.removeEventListener('abort', leave);
}
