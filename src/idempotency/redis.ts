import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { raceSignal } from '../lib/race-signal.ts';
import { RedisFailure, type Redis } from '../lib/redis.ts';
import { MAX_KEYS_OF_USER } from './quota.ts';
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
  /** Maximum duration of an attempt, in milliseconds. A longer one without a result has an unknown outcome. */
  readonly maxAttemptMs: number;
  /** Time to live of a key, in milliseconds. Default a day. */
  readonly ttlMs?: number;
  /**
   * Maximum number of keys of one caller within `ttlMs`, for requests without a quota. A day counts from midnight UTC.
   * Default 10000.
   */
  readonly maxKeysPerCaller?: number;
  /** Logs at level `warn` when Redis has lost the key of a pending attempt. Default: no log. */
  readonly logger?: Logger;
  /** The current time in milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** The value of a key in Redis, as JSON. Its property names must not change: entries outlive a release. */
type Entry = Lease | Outcome;

/** A pending attempt. */
interface Lease {
  /** The fingerprint of the request. */
  readonly print: string;
  /** The id of the attempt. */
  readonly owner: string;
  /** Maximum duration of the attempt, in milliseconds. */
  readonly forMs: number;
}

type Outcome =
  | { readonly print: string; readonly outcome: 'unknown' }
  | { readonly print: string; readonly outcome: 'done'; readonly value: unknown };

/** An outcome that Redis does not have, or may lose. */
interface LocalOutcome extends Attempt {
  readonly until: number;
}

/** Maximum number of outcomes in memory. The oldest is removed first. */
const MAX_LOCAL_OUTCOMES = 10_000;

const PREFIX = 'kommunicate-graphql:once:';
const COUNT_PREFIX = 'kommunicate-graphql:keys-of:';

/**
 * Stores keys in Redis, shared by all processes and independent of their lifetime:
 *
 * 1. An attempt acquires a lease on its key before it sends anything, so only one process sends the request.
 * 2. It then replaces the lease with its outcome, or deletes the lease if nothing was sent.
 * 3. If Redis is disconnected by then, this process keeps the outcome, and writes it when Redis is ready again.
 * 4. If the process ends before that, the lease remains, and the outcome is unknown. The request is never sent twice, but
 *    may not have been sent at all.
 */
export function createIdempotencyRedis(options: IdempotencyRedisOptions): IdempotencyStore {
  const {
    redis,
    maxAttemptMs,
    ttlMs = DAY_MS,
    maxKeysPerCaller = MAX_KEYS_OF_USER,
    logger,
    now = Date.now,
  } = options;
  /** Attempts of this process that are pending, or whose outcome is not written yet. */
  const localAttempts = new Map<string, Attempt>();
  /** Unknown outcomes, which Redis may lose, and outcomes whose lease Redis has lost. Oldest first. */
  const localOutcomes = new Map<string, LocalOutcome>();
  /** Writes in flight, by name of the key. */
  const activeWrites = new Map<string, Promise<void>>();
  /** Writes to repeat when Redis is ready again, by name of the key. */
  const pendingWrites = new Map<string, () => Promise<void>>();

  redis.onRecovery(() => {
    for (const [name, write] of pendingWrites) void persistOutcome(name, write);
  });

  /** Writes an outcome now, or when Redis is ready again. Never rejects. */
  function persistOutcome(name: string, write: () => Promise<void>): Promise<void> {
    const written = tryToPersist(name, write).finally(() => {
      if (activeWrites.get(name) === written) activeWrites.delete(name);
    });
    activeWrites.set(name, written);
    return written;
  }

  async function tryToPersist(name: string, write: () => Promise<void>): Promise<void> {
    pendingWrites.set(name, write);
    try {
      await write();
    } catch {
      return;
    }
    // Redis recovered during the write, so it ran twice, and the other run has finished.
    if (pendingWrites.get(name) !== write) return;
    pendingWrites.delete(name);
    localAttempts.delete(name);
  }

  function keepLocally(name: string, fingerprint: string, outcome: Promise<unknown>): void {
    outcome.catch(() => undefined);
    localOutcomes.delete(name);
    localOutcomes.set(name, { fingerprint, outcome, until: now() + ttlMs });
    for (const [oldest, { until }] of localOutcomes) {
      if (localOutcomes.size <= MAX_LOCAL_OUTCOMES && until > now()) return;
      localOutcomes.delete(oldest);
    }
  }

  function keepUnknownLocally(name: string, fingerprint: string): void {
    keepLocally(name, fingerprint, Promise.reject(new GatewayError('UPSTREAM_OUTCOME_UNKNOWN')));
  }

  function findLocally(name: string): Attempt | undefined {
    const local = localOutcomes.get(name);
    return local && local.until > now() ? local : undefined;
  }

  /** Replaces a lease with an outcome. If Redis has lost the lease, only this process knows the outcome. */
  async function replaceLease(name: string, lease: string, entry: Outcome): Promise<void> {
    if (await redis.setIf(PREFIX + name, lease, JSON.stringify(entry), ttlMs)) return;
    logger?.warn({}, 'redis has lost an idempotency key: another process may send its message again');
    if (entry.outcome === 'done') keepLocally(name, entry.print, Promise.resolve(entry.value));
  }

  /** @returns the entry of another attempt; undefined if the lease was acquired */
  async function acquireLease(name: string, lease: string): Promise<Entry | undefined> {
    try {
      if (await redis.setIfAbsent(PREFIX + name, lease, ttlMs)) return undefined;
      const text = await redis.get(PREFIX + name);
      const entry = JSON.parse(text ?? 'null') as Entry | null;
      if (!entry) throw inProgress();
      if (!('owner' in entry)) {
        if (entry.outcome === 'unknown') keepUnknownLocally(name, entry.print);
        return entry;
      }
      const remainingMs = await redis.ttl(PREFIX + name);
      // The key was released after it was read.
      if (remainingMs < 0) throw inProgress();
      const ageMs = ttlMs - remainingMs;
      // Its process has ended, or its attempt was cancelled long ago.
      if (ageMs > entry.forMs) return { print: entry.print, outcome: 'unknown' };
      return entry;
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      // Redis may have stored the lease, but no attempt will use it.
      if (error.sent) void persistOutcome(name, () => redis.deleteIf(PREFIX + name, lease));
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    }
  }

  /** @returns the number of keys that the owner has used, and the name of its counter */
  async function countKey(owner: string): Promise<{ readonly counter: string; readonly count: number }> {
    const counter = `${COUNT_PREFIX}${owner}:${Math.floor(now() / ttlMs)}`;
    const count = await redis.count(counter, ttlMs).catch((error: unknown) => {
      throw new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error });
    });
    return { counter, count };
  }

  async function attempt<T>(name: string, fingerprint: string, request: IdempotentRequest<T>): Promise<T> {
    const { scope, quota = { owner: digest(scope), maxKeys: maxKeysPerCaller }, run, signal } = request;
    const lease = JSON.stringify({
      print: fingerprint,
      owner: randomUUID(),
      forMs: maxAttemptMs,
    } satisfies Lease);
    const existing = await acquireLease(name, lease);
    if (existing) {
      if (existing.print !== fingerprint) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
      if ('owner' in existing) throw inProgress();
      if (existing.outcome === 'unknown') throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN');
      return existing.value as T;
    }
    let counter: string | undefined;
    try {
      const counted = await countKey(quota.owner);
      counter = counted.counter;
      if (counted.count > quota.maxKeys) throw quotaUsedUp(ttlMs - (now() % ttlMs));
      if (signal?.aborted) throw new GatewayError('DEADLINE_EXCEEDED', { cause: signal.reason });
      const value = await run();
      await persistWhileWaiting(signal, name, () =>
        replaceLease(name, lease, { print: fingerprint, outcome: 'done', value }),
      );
      return value;
    } catch (error) {
      const isUnknown = hasUnknownOutcome(error);
      if (isUnknown) keepUnknownLocally(name, fingerprint);
      await persistWhileWaiting(signal, name, () =>
        isUnknown
          ? replaceLease(name, lease, { print: fingerprint, outcome: 'unknown' })
          : redis.deleteIf(PREFIX + name, lease, counter),
      );
      throw error;
    }
  }

  /** Writes an outcome. Waits for the write only until the request is cancelled: its outcome is known already. */
  function persistWhileWaiting(
    signal: AbortSignal | undefined,
    name: string,
    write: () => Promise<void>,
  ): Promise<void> {
    return raceSignal(persistOutcome(name, write), signal, () => undefined);
  }

  async function start<T>(name: string, fingerprint: string, request: IdempotentRequest<T>): Promise<T> {
    const outcome = attempt(name, fingerprint, request);
    const entry = { fingerprint, outcome };
    localAttempts.set(name, entry);
    try {
      return await outcome;
    } finally {
      if (localAttempts.get(name) === entry && !pendingWrites.has(name)) localAttempts.delete(name);
    }
  }

  return {
    async execute<T>(request: IdempotentRequest<T>): Promise<T> {
      const { name, fingerprint } = storageKeys(request);
      return joinOrStart({ fingerprint }, request, {
        find: () => localAttempts.get(name) ?? findLocally(name),
        start: () => start(name, fingerprint, request),
        // Released in Redis too: otherwise the next attempt finds the old lease there.
        whenFree: () =>
          raceSignal(activeWrites.get(name) ?? Promise.resolve(), request.signal, () => undefined),
      });
    },
    async idle() {
      await Promise.allSettled([...localAttempts.values()].map(({ outcome }) => outcome));
      await Promise.all(activeWrites.values());
    },
  };
}
