import { expect, onTestFinished } from 'vitest';
import type { Hint, HintChannel } from '../../src/live/hint.ts';
import { createRedisHints } from '../../src/live/redis-hints.ts';
import { silentLogger, type Logger } from '../../src/lib/logger.ts';
import { connectRedis, type Redis } from '../../src/lib/redis.ts';
import { startRedisServer, type RedisServer } from '../support/redis-server.ts';

export const KEY = 'an-api-key';

/** What a listener has received. */
export interface Received {
  readonly hints: Hint[];
  /** The number of hints before each gap. */
  readonly gaps: number[];
  stop(): void;
}

export interface Instance {
  readonly channel: HintChannel;
  readonly redis: Redis;
  readonly lines: readonly { readonly message: string; readonly fields: object }[];
  watch(apiKey?: string): Received;
}

interface InstanceOptions {
  /** Time for a command, in milliseconds. Long, so that Redis replies in time on a busy machine too. */
  readonly timeoutMs?: number;
  readonly waitMs?: number;
}

/** Starts what one gateway has for hints. */
export async function startInstance(server: RedisServer, options: InstanceOptions = {}): Promise<Instance> {
  const { timeoutMs = 20_000, waitMs } = options;
  const lines: { message: string; fields: object }[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (fields, message) => void lines.push({ message, fields }),
    info: (fields, message) => void lines.push({ message, fields }),
  };
  const redis = await connectRedis({ url: server.url, timeoutMs });
  const channel = createRedisHints({ redis, logger, ...(waitMs !== undefined && { waitMs }) });
  onTestFinished(async () => {
    await channel.close();
    await redis.close();
  });
  await expect.poll(() => redis.isReady()).toBe(true);
  return {
    channel,
    redis,
    lines,
    watch(apiKey = KEY) {
      const hints: Hint[] = [];
      const gaps: number[] = [];
      const stop = channel.watch(apiKey, {
        onHint: (hint) => void hints.push(hint),
        onGap: () => void gaps.push(hints.length),
      });
      return { hints, gaps, stop };
    },
  };
}

/** Starts a Redis and two instances. */
export async function startTwo(options: InstanceOptions = {}) {
  const server = await startRedisServer();
  const [one, other] = [await startInstance(server, options), await startInstance(server, options)];
  return { server, one, other };
}

let count = 0;

/** A hint that no other test has. */
export function nextHint(): Hint {
  count += 1;
  return { conversationId: '104250001', messageId: `m-${count}` };
}

/** Publishes a hint, and waits until it is received: the reader is connected then. */
export async function untilReading(from: Instance, received: Received, apiKey = KEY): Promise<void> {
  const hint = nextHint();
  from.channel.publish(apiKey, hint);
  await expect.poll(() => received.hints).toContainEqual(hint);
}
