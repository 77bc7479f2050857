import { randomUUID } from 'node:crypto';
import { silentLogger, type Logger } from '../lib/logger.ts';
import { reasonOf, RedisFailure, type Redis } from '../lib/redis.ts';
import { fieldsOfGap, fieldsOfHint, streamOf } from './hint-entries.ts';
import type { Hint, HintChannel } from './hint.ts';
import { STREAM_LENGTH, STREAM_TTL_MS } from './hint-position.ts';
import { createHintReader } from './hint-reader.ts';

export interface RedisHintsOptions {
  readonly redis: Redis;
  /** Tells instances apart: an instance does not receive its own hints. Default: random. */
  readonly instanceId?: string;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /**
   * How long a read waits for an entry, in milliseconds. Also how often the reader finds out that streams were emptied.
   * Default 5000.
   */
  readonly waitMs?: number;
}

/** Maximum number of hints that Redis has not confirmed yet. */
const MAX_PENDING = 1000;
/** Maximum number of accounts whose lost hints are remembered. Those of the oldest are found by the poll. */
const MAX_INCOMPLETE = 10_000;
/** Time for the last hints, in milliseconds. */
const CLOSE_MS = 500;

/**
 * Carries hints between instances by one Redis stream for each account. Entries have ids only. A hint that Redis did not
 * confirm is not sent again: when Redis accepts entries again, an entry tells the other instances that hints are missing.
 */
export function createRedisHints(options: RedisHintsOptions): HintChannel {
  const { redis, instanceId = randomUUID(), logger = silentLogger, waitMs = 5000 } = options;
  const reader = createHintReader({ redis, instanceId, logger, waitMs });
  const limits = { maxLength: STREAM_LENGTH, ttlMs: STREAM_TTL_MS };
  const pending = new Set<Promise<void>>();
  /** Streams in which hints are missing. */
  const incomplete = new Set<string>();
  let dropped = 0;
  let isRepairing = false;
  let isClosed = false;

  function drop(stream: string, reason: string) {
    if (dropped === 0) logger.warn({ reason }, 'hints are not sent to other instances');
    dropped += 1;
    remember(stream);
  }

  function remember(stream: string) {
    incomplete.delete(stream);
    incomplete.add(stream);
    const [oldest] = incomplete;
    if (incomplete.size > MAX_INCOMPLETE && oldest !== undefined) incomplete.delete(oldest);
  }

  async function send(stream: string, hint: Hint): Promise<void> {
    try {
      await redis.append(stream, fieldsOfHint(instanceId, hint), limits);
      void repair();
    } catch (error) {
      drop(stream, reasonOf((error instanceof RedisFailure && error.cause) || error));
    }
  }

  /** Tells other instances of the hints that are missing. It stops at the first failure. */
  async function repair(): Promise<void> {
    // Not while more may be dropped at once: a gap makes the other instances read.
    if (isRepairing || incomplete.size === 0 || pending.size > MAX_PENDING / 2) return;
    isRepairing = true;
    for (const stream of incomplete) {
      if (isClosed) break;
      // Before the entry is written: a hint that is dropped meanwhile is missing again.
      incomplete.delete(stream);
      try {
        await redis.append(stream, fieldsOfGap(instanceId), limits);
      } catch {
        remember(stream);
        break;
      }
    }
    isRepairing = false;
    if (incomplete.size > 0 || dropped === 0) return;
    logger.info({ dropped }, 'hints are sent to other instances again');
    dropped = 0;
  }

  redis.onRecovery(() => void repair());

  return {
    publish(apiKey, hint) {
      if (isClosed) return;
      const stream = streamOf(apiKey);
      if (!redis.isReady()) return drop(stream, 'unavailable');
      if (pending.size >= MAX_PENDING) return drop(stream, 'slow');
      const sending = send(stream, hint).finally(() => pending.delete(sending));
      pending.add(sending);
    },
    watch: (apiKey, listener) => reader.watch(apiKey, listener),
    async close() {
      isClosed = true;
      reader.close();
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, CLOSE_MS);
      await Promise.race([Promise.allSettled(pending), timeout]);
      clearTimeout(timer);
    },
  };
}
