import { silentLogger, type Logger } from './logger.ts';
import { checkOptions, integer, logger as loggerRule, redisUrl, required } from './option-rules.ts';
import { readRedisSettings, redisWarnings, type RedisSettings } from './redis-settings.ts';
import type { StreamLimits, StreamOptions, Streams } from './redis-streams.ts';
import { MAX_TIME_MS } from './settings.ts';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with credentials if Redis needs them. */
  readonly url: string;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Time limit of a command, in milliseconds. Default 1000. */
  readonly timeoutMs?: number;
}

/** The commands that the gateway uses. All but `isReady`, `onRecovery` and `close` may reject with `RedisFailure`. */
export interface Redis {
  get(name: string): Promise<string | undefined>;
  /** @returns whether it was set: false if the name has a value */
  setIfAbsent(name: string, value: string, ttlMs: number): Promise<boolean>;
  /**
   * Replaces the old value, if the name still has it.
   * @returns whether the name has the new value now, also from an earlier attempt
   */
  setIf(name: string, old: string, value: string, ttlMs: number): Promise<boolean>;
  /** Deletes a name if it still has this value, and decrements the counter if it did. */
  deleteIf(name: string, value: string, counter?: string): Promise<void>;
  /** The remaining time to live in milliseconds; negative if the name has no value. */
  ttl(name: string): Promise<number>;
  /**
   * Increments a counter, which expires `ttlMs` after the last increment.
   * @returns the new count
   */
  count(name: string, ttlMs: number): Promise<number>;
  /** Runs a Lua script, for the rate limiter's library. */
  evaluate(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Adds an entry to a stream. A stream is created with its first entry. */
  append(stream: string, fields: Readonly<Record<string, string>>, limits: StreamLimits): Promise<void>;
  /** Opens a connection for reads that wait for entries. It reconnects like this one, and has its own `close`. */
  openStreams(options: StreamOptions): Streams;
  /** Whether Redis is connected, and accepted the latest command. */
  isReady(): boolean;
  /** Registers a listener that is called each time Redis becomes ready again. */
  onRecovery(listener: () => void): void;
  close(): Promise<void>;
}

/** A command that failed or timed out. `sent` is false if it certainly had no effect. */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  readonly sent: boolean;

  constructor(sent: boolean, cause?: unknown) {
    super(sent ? 'the command may have had an effect' : 'the command had no effect', { cause });
    this.sent = sent;
  }
}

/** An entry of a stream, as the library returns it. */
interface StreamMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** Written to find out whether a Redis that rejected a command accepts commands again. */
const PROBE = 'kommunicate-graphql:probe';
const PROBE_OPTIONS = { expiration: { type: 'PX', value: 1000 } } as const;

const SET_IF = `
  local value = redis.call('get', KEYS[1])
  if value == ARGV[2] then return 1 end
  if value ~= ARGV[1] then return 0 end
  redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
`;

// `pcall`, because a Redis without free memory deletes but rejects `decr`.
const DELETE_IF = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('del', KEYS[1])
  if KEYS[2] and redis.call('exists', KEYS[2]) == 1 then
    local count = redis.pcall('decr', KEYS[2])
    if type(count) == 'number' and count < 1 then redis.call('del', KEYS[2]) end
  end
  return 1
`;

/**
 * Connects to Redis, and reconnects after each lost connection. Commands do not wait for it: while Redis is
 * disconnected, they fail at once.
 * @throws {TypeError} for an option that breaks its rule, naming the option and the rule
 */
export async function connectRedis(options: RedisOptions): Promise<Redis> {
  checkOptions<RedisOptions>('connectRedis', options, {
    url: required(redisUrl),
    logger: loggerRule,
    timeoutMs: integer([1, MAX_TIME_MS]),
  });
  const { url, logger = silentLogger, timeoutMs = 1000 } = options;
  // Loaded on use: it takes longer than everything else at start.
  const { createClient, ErrorReply } = await import('@redis/client');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Detects a Redis that hangs without closing its connection.
    pingInterval: timeoutMs,
    socket: {
      connectTimeout: timeoutMs,
      socketTimeout: timeoutMs * 3,
      reconnectStrategy: (retries) => reconnectDelay(retries, 2000),
    },
  });
  const recoveryListeners = new Set<() => void>();
  let state: 'new' | 'ready' | 'disconnected' | 'rejecting' | 'closed' = 'new';
  const setState = (next: 'ready' | 'disconnected' | 'rejecting', cause?: unknown) => {
    if (state === next || state === 'closed') return;
    state = next;
    // Never the error itself: it may contain the address or the credentials.
    if (next === 'ready') logger.info({}, 'redis is ready');
    else
      logger.warn(
        { reason: reasonOf(cause) },
        `redis is ${next === 'rejecting' ? 'rejecting commands' : next}`,
      );
    if (next === 'ready') for (const listener of recoveryListeners) listener();
  };
  client.on('ready', () => setState('ready'));
  client.once('ready', () => {
    void reportSettings((name) => client.configGet(name), logger).catch((error: unknown) => {
      logger.info({ reason: reasonOf(error) }, 'cannot read the persistence settings of redis: check them');
    });
  });
  client.on('ping-interval', () => {
    // A Redis without free memory, or a read-only one, replies to a ping too.
    if (state === 'disconnected') setState('ready');
    else if (state === 'rejecting') run(() => client.set(PROBE, '', PROBE_OPTIONS)).catch(() => undefined);
  });
  client.on('error', (error: unknown) => setState('disconnected', error));
  void client.connect().catch((error: unknown) => setState('disconnected', error));

  /** @param isHarmless whether a rejection with this word says nothing about other commands. Default: none is */
  async function run<T>(
    command: () => Promise<T>,
    isHarmless: (word: string) => boolean = () => false,
  ): Promise<T> {
    if (!client.isReady) throw new RedisFailure(false);
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('the command timed out')), timeoutMs);
    try {
      const reply = await Promise.race([command(), timeout]);
      setState('ready');
      return reply;
    } catch (error) {
      const isRejected = error instanceof ErrorReply;
      if (!isRejected || !isHarmless(reasonOf(error))) {
        setState(isRejected ? 'rejecting' : 'disconnected', error);
      }
      throw new RedisFailure(!isRejected, error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: async (name) => (await run(() => client.get(name))) ?? undefined,
    setIfAbsent: async (name, value, ttlMs) =>
      (await run(() =>
        client.set(name, value, { condition: 'NX', expiration: { type: 'PX', value: ttlMs } }),
      )) === 'OK',
    setIf: async (name, old, value, ttlMs) =>
      (await run(() => client.eval(SET_IF, { keys: [name], arguments: [old, value, String(ttlMs)] }))) === 1,
    async deleteIf(name, value, counter) {
      const keys = counter === undefined ? [name] : [name, counter];
      await run(() => client.eval(DELETE_IF, { keys, arguments: [value] }));
    },
    ttl: (name) => run(() => client.pTTL(name)),
    async count(name, ttlMs) {
      const [reply] = await run(() => client.multi().incr(name).pExpire(name, ttlMs).exec());
      return Number(reply);
    },
    evaluate: (script, options) => run(() => client.eval(script, options)),
    async append(stream, fields, { maxLength, ttlMs }) {
      const TRIM = { strategy: 'MAXLEN', strategyModifier: '~', threshold: maxLength } as const;
      await run(
        () => Promise.all([client.xAdd(stream, '*', fields, { TRIM }), client.pExpire(stream, ttlMs)]),
        // Redis refuses streams to this user, or the name has another type. A probe would not notice.
        (word) => ['NOPERM', 'WRONGTYPE', 'ERR'].includes(word),
      );
    },
    openStreams({ waitMs, onReady, onLost }) {
      const reader = createClient({
        url,
        disableOfflineQueue: true,
        socket: {
          connectTimeout: timeoutMs,
          // Detects a Redis that hangs: a read ends after `waitMs`.
          socketTimeout: waitMs + timeoutMs * 3,
          reconnectStrategy: (retries) => reconnectDelay(retries, 500),
        },
      });
      reader.on('ready', onReady);
      reader.on('error', onLost);
      void reader.connect().catch(() => undefined);
      return {
        async read(after, maxEntries) {
          const streams = Array.from(after, ([key, id]) => ({ key, id }));
          const reply = await reader.xRead(streams, { BLOCK: waitMs, COUNT: maxEntries });
          return new Map(
            reply?.map(({ name, messages }) => [
              String(name),
              messages.map(({ id, message }: StreamMessage) => ({ id, fields: message })),
            ]),
          );
        },
        evaluate: (script, arguments_) => reader.eval(script, arguments_),
        runId: async () => /^run_id:(\w+)/m.exec(await reader.info('server'))?.[1],
        isReady: () => reader.isReady,
        close: () => destroy(reader),
      };
    },
    isReady: () => state === 'ready',
    onRecovery: (listener) => void recoveryListeners.add(listener),
    async close() {
      state = 'closed';
      destroy(client);
    },
  };
}

/** The pause before an attempt to reconnect, in milliseconds. */
const reconnectDelay = (retries: number, maxMs: number) => Math.min(50 * 2 ** Math.min(retries, 6), maxMs);

/** Logs how Redis persists keys, and warns if it may lose them. */
async function reportSettings(read: Parameters<typeof readRedisSettings>[0], logger: Logger): Promise<void> {
  const settings = await readRedisSettings(read);
  logger.info(settings, 'persistence settings of redis');
  for (const { fields, message } of redisWarnings(settings)) logger.warn(fields, message);
}

/** What a Redis is like, seen once. */
export type RedisReport =
  | { readonly isReady: false; readonly failure: string }
  | { readonly isReady: true; readonly settings: RedisSettings | undefined };

/**
 * Connects to Redis once, writes a key that expires after a second, and reads its settings.
 * @param timeoutMs for all of it
 */
export async function inspectRedis(url: string, timeoutMs: number): Promise<RedisReport> {
  const { createClient } = await import('@redis/client');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
  });
  // Without a listener the event would end the process. The call that fails has the same error.
  client.on('error', () => undefined);
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('TIMEOUT')), timeoutMs);
  const inspect = async (): Promise<RedisReport> => {
    await client.connect();
    await client.set(PROBE, '', PROBE_OPTIONS);
    const settings = await readRedisSettings((name) => client.configGet(name)).catch(() => undefined);
    return { isReady: true, settings };
  };
  try {
    return await Promise.race([inspect(), timeout]);
  } catch (error) {
    return { isReady: false, failure: reasonOf(error) };
  } finally {
    clearTimeout(timer);
    destroy(client);
  }
}

/** Closes a client. The library would keep a connection that is being made. */
function destroy(client: { destroy(): void; once(event: 'connect', listener: () => void): unknown }): void {
  client.once('connect', () => client.destroy());
  client.destroy();
}

/** A word for the log without any part of the URL: `ECONNREFUSED`, `OOM`, `NOAUTH`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const [, word] = /^([A-Z]+)\b/.exec(error.message) ?? [];
  return (error as NodeJS.ErrnoException).code ?? word ?? error.name;
}
