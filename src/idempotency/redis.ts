import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { RedisFailure, type Redis } from '../lib/redis.ts';
import {
  DAY_MS,
  digest,
  inProgress,
  hasUnknownOutcome,
  joinOrStart,
  storageKeys,
  quotaUsedUp,
  type Attempt,
  type IdempotencyStore,
  type IdempotentRequest,
} from './store.ts';

export interface IdempotencyRedisOptions {
  readonly redis: Redis;
  /** How long a job takes at most, in milliseconds: after that nobody knows what came of one whose process is gone. */
  readonly maxAttemptMs: number;
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly ttlMs?: number;
  /**
   * Keys that one caller may use in so long, reckoned from midnight UTC where it is a day, where its job names no
   * quota. Default 10000.
   */
  readonly maxKeysPerCaller?: number;
  /** Told, at level `warn`, where Redis has lost a key whose job was under way. Default: not told. */
  readonly logger?: Logger;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** What stands in Redis under a key. `print` tells whether it is the same job. */
type Entry = Claim | Outcome;

/** An attempt is under way. `owner` is that attempt's own. */
interface Claim {
  readonly print: string;
  readonly owner: string;
  readonly forMs: number;
}

type Outcome =
  | { readonly print: string; readonly outcome: 'unknown' }
  | { readonly print: string; readonly outcome: 'done'; readonly value: unknown };

/** An outcome that Redis does not have, or may lose. */
interface Remembered {
  readonly print: string;
  readonly until: number;
  readonly outcome: Promise<unknown>;
}

/** Outcomes that are remembered here at most; the oldest is forgotten first. */
const MAX_REMEMBERED = 10_000;

const PREFIX = 'kommunicate-graphql:once:';
const COUNT_PREFIX = 'kommunicate-graphql:keys-of:';

/**
 * Keys in Redis: shared by all processes, and outliving them. An attempt claims its key before it does anything, so
 * that of all processes one does it. What came of it is written down afterwards; where Redis is away by then, this
 * process remembers it until Redis is back. Where neither is there any more the claim remains, and says that the
 * outcome is unknown: nothing is ever done twice, and something may not be done at all.
 */
export function createIdempotencyRedis(options: IdempotencyRedisOptions): IdempotencyStore {
  const { redis, maxAttemptMs, ttlMs = DAY_MS, maxKeysPerCaller = 10_000, logger, now = Date.now } = options;
  /** What this process is at, or could not write down yet. */
  const localAttempts = new Map<string, Attempt>();
  /** Unknown outcomes, which Redis may lose, and outcomes whose claim it has lost. Oldest first. */
  const remembered = new Map<string, Remembered>();
  /** What is being written, by the key's name. */
  const writing = new Map<string, Promise<void>>();
  /** What is to be written as soon as Redis is back. */
  const pendingWrites = new Map<string, () => Promise<void>>();

  redis.onRecovery(() => {
    for (const [name, write] of pendingWrites) void persistOutcome(name, write);
  });

  /** Writes an outcome down, now or when Redis is back. Never fails: the outcome stands. */
  function persistOutcome(name: string, write: () => Promise<void>): Promise<void> {
    const written = tryToSettle(name, write).finally(() => {
      if (writing.get(name) === written) writing.delete(name);
    });
    writing.set(name, written);
    return written;
  }

  async function tryToSettle(name: string, write: () => Promise<void>): Promise<void> {
    pendingWrites.set(name, write);
    try {
      await write();
    } catch {
      return;
    }
    // Written twice where Redis was back in the middle: the first has done it.
    if (pendingWrites.get(name) !== write) return;
    pendingWrites.delete(name);
    localAttempts.delete(name);
  }

  function remember(name: string, print: string, outcome: Promise<unknown>): void {
    outcome.catch(() => undefined);
    remembered.delete(name);
    remembered.set(name, { print, outcome, until: now() + ttlMs });
    for (const [oldest, { until }] of remembered) {
      if (remembered.size <= MAX_REMEMBERED && until > now()) return;
      remembered.delete(oldest);
    }
  }

  function rememberUnknown(name: string, print: string): void {
    remember(name, print, Promise.reject(new GatewayError('UPSTREAM_OUTCOME_UNKNOWN')));
  }

  function recall(name: string): Attempt | undefined {
    const known = remembered.get(name);
    return known && known.until > now() ? known : undefined;
  }

  /** Writes an outcome down where the claim still stands. Otherwise only this process knows it. */
  async function write(name: string, claimed: string, entry: Outcome): Promise<void> {
    if (await redis.setIf(PREFIX + name, claimed, JSON.stringify(entry), ttlMs)) return;
    logger?.warn({}, 'redis has lost an idempotency key: another process may send its message again');
    if (entry.outcome === 'done') remember(name, entry.print, Promise.resolve(entry.value));
  }

  /** Claims a key, or tells what is known of it. */
  async function acquireLease(name: string, claimed: string): Promise<Entry | undefined> {
    try {
      if (await redis.setIfAbsent(PREFIX + name, claimed, ttlMs)) return undefined;
      const text = await redis.get(PREFIX + name);
      const entry = JSON.parse(text ?? 'null') as Entry | null;
      if (!entry) throw inProgress();
      if (!('owner' in entry)) {
        if (entry.outcome === 'unknown') rememberUnknown(name, entry.print);
        return entry;
      }
      const leftMs = await redis.ttl(PREFIX + name);
      // It was free again a moment later.
      if (leftMs < 0) throw inProgress();
      const ageMs = ttlMs - leftMs;
      // Its process is gone, or has been told to stop long ago.
      if (ageMs > entry.forMs) return { print: entry.print, outcome: 'unknown' };
      return entry;
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      // The claim may have been made all the same, and nobody is at it.
      if (error.sent) void persistOutcome(name, () => redis.deleteIf(PREFIX + name, claimed));
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    }
  }

  /** @returns how many keys the owner has used, and under which name that is counted */
  async function countKey(owner: string): Promise<{ readonly counter: string; readonly count: number }> {
    const counter = `${COUNT_PREFIX}${owner}:${Math.floor(now() / ttlMs)}`;
    const count = await redis.count(counter, ttlMs).catch((error: unknown) => {
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    });
    return { counter, count };
  }

  async function attempt<T>(name: string, print: string, job: IdempotentRequest<T>): Promise<T> {
    const { scope, quota = { owner: digest(scope), maxKeys: maxKeysPerCaller }, run, signal } = job;
    const mine: Entry = { print, owner: randomUUID(), forMs: maxAttemptMs };
    const claimed = JSON.stringify(mine);
    const known = await acquireLease(name, claimed);
    if (known) {
      if (known.print !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
      if ('owner' in known) throw inProgress();
      if (known.outcome === 'unknown') throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN');
      return known.value as T;
    }
    let counter: string | undefined;
    try {
      const counted = await countKey(quota.owner);
      counter = counted.counter;
      if (counted.count > quota.maxKeys) throw quotaUsedUp(ttlMs - (now() % ttlMs));
      if (signal?.aborted) throw new GatewayError('DEADLINE_EXCEEDED', { cause: signal.reason });
      const value = await run();
      await inTime(
        persistOutcome(name, () => write(name, claimed, { print, outcome: 'done', value })),
        signal,
      );
      return value;
    } catch (error) {
      if (hasUnknownOutcome(error)) rememberUnknown(name, print);
      const settled = persistOutcome(name, () =>
        hasUnknownOutcome(error)
          ? write(name, claimed, { print, outcome: 'unknown' })
          : redis.deleteIf(PREFIX + name, claimed, counter),
      );
      await inTime(settled, signal);
      throw error;
    }
  }

  async function start<T>(name: string, print: string, job: IdempotentRequest<T>): Promise<T> {
    const outcome = attempt(name, print, job);
    const entry = { print, outcome };
    localAttempts.set(name, entry);
    try {
      return await outcome;
    } finally {
      if (localAttempts.get(name) === entry && !pendingWrites.has(name)) localAttempts.delete(name);
    }
  }

  return {
    async execute<T>(job: IdempotentRequest<T>): Promise<T> {
      const { name, print } = storageKeys(job);
      return joinOrStart({ print }, job, {
        find: () => localAttempts.get(name) ?? recall(name),
        start: () => start(name, print, job),
        // Given back in Redis too: another claim would find the old one there.
        whenFree: () => inTime(writing.get(name), job.signal),
      });
    },
    async idle() {
      await Promise.allSettled([...localAttempts.values()].map(({ outcome }) => outcome));
      await Promise.all(writing.values());
    },
  };
}

/** Waits no longer than there is time: what is known need not wait for being written down. */
async function inTime(written: Promise<void> | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return written;
  if (signal.aborted) return;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const leave = () => resolve();
  signal.addEventListener('abort', leave, { once: true });
  await Promise.race([written, over]);
  signal.removeEventListener('abort', leave);
}
