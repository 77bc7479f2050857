import type { Logger } from './logger.ts';
import { checkOptions, integer, logger as loggerRule, redisUrl, required } from './option-rules.ts';
import { MAX_TIME_MS } from './settings.ts';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with what is needed to get in. */
  readonly url: string;
  readonly logger: Logger;
  /** How long a command may take, in milliseconds. Default 1000. */
  readonly timeoutMs?: number;
}

/** What the gateway wants of Redis. Everything but `isReady` and `close` rejects with `RedisFailure`. */
export interface Redis {
  get(name: string): Promise<string | undefined>;
  /** Whether it was set: it is not where there is something of that name. */
  setIfAbsent(name: string, value: string, ttlMs: number): Promise<boolean>;
  /**
   * Sets it if it still has the old value.
   * @returns whether it has the new value now, also from an earlier attempt
   */
  setIf(name: string, old: string, value: string, ttlMs: number): Promise<boolean>;
  /** Deletes it if it still has this value, and then counts one less under the counter's name. */
  deleteIf(name: string, value: string, counter?: string): Promise<void>;
  /** How much longer it is kept, in milliseconds; negative where there is nothing of that name. */
  ttl(name: string): Promise<number>;
  /**
   * Counts one more under a name, which is forgotten so long after the last.
   * @returns how many that makes
   */
  count(name: string, ttlMs: number): Promise<number>;
  /** Runs a script, which the library that counts rates brings along. */
  evaluate(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Whether the last thing that was heard of Redis was good. */
  isReady(): boolean;
  /** Calls back each time that Redis is well again, from now on. */
  onRecovery(back: () => void): void;
  close(): Promise<void>;
}

/** A command that was not answered, or refused. `sent` is false where it certainly did nothing. */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  readonly sent: boolean;

  constructor(sent: boolean, cause?: unknown) {
    super(sent ? 'nobody knows whether it was done' : 'it was not done', { cause });
    this.sent = sent;
  }
}

/** Written to find out whether one that has refused something takes it again. */
const PROBE = 'kommunicate-graphql:probe';
const PROBE_OPTIONS = { expiration: { type: 'PX', value: 1000 } } as const;

const SET_IF = `
  local value = redis.call('get', KEYS[1])
  if value == ARGV[2] then return 1 end
  if value ~= ARGV[1] then return 0 end
  redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
`;

// A Redis that is full deletes and does not count.
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
 * Connects to Redis, and again whenever the connection is lost. Nothing waits for that: while Redis cannot be
 * reached, commands fail at once.
 * @throws {TypeError} for an option that breaks its rule, naming the option and the rule
 */
export async function connectRedis(options: RedisOptions): Promise<Redis> {
  checkOptions<RedisOptions>('connectRedis', options, {
    url: required(redisUrl),
    logger: required(loggerRule),
    timeoutMs: integer([1, MAX_TIME_MS]),
  });
  const { url, logger, timeoutMs = 1000 } = options;
  // Loaded where it is used: it takes longer than everything else at start.
  const { createClient, ErrorReply } = await import('@redis/client');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // One that hangs without closing its connection is noticed too.
    pingInterval: timeoutMs,
    socket: {
      connectTimeout: timeoutMs,
      socketTimeout: timeoutMs * 3,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 6), 2000),
    },
  });
  const recoveries = new Set<() => void>();
  let state: 'new' | 'well' | 'away' | 'refusing' | 'closed' = 'new';
  const become = (next: 'well' | 'away' | 'refusing', cause?: unknown) => {
    if (state === next || state === 'closed') return;
    state = next;
    // Never the error as it is: it may name the address, and who gets in.
    if (next === 'well') logger.info({}, 'redis is well');
    else logger.warn({ reason: reasonOf(cause) }, `redis is ${next}`);
    if (next === 'well') for (const back of recoveries) back();
  };
  client.on('ready', () => become('well'));
  client.once('ready', () => {
    void reportSettings((name) => client.configGet(name), logger).catch((error: unknown) => {
      logger.info({ reason: reasonOf(error) }, 'redis does not say how it keeps keys: check its settings');
    });
  });
  client.on('ping-interval', () => {
    // One that is full or read-only answers this too.
    if (state === 'away') become('well');
    else if (state === 'refusing') run(() => client.set(PROBE, '', PROBE_OPTIONS)).catch(() => undefined);
  });
  client.on('error', (error: unknown) => become('away', error));
  void client.connect().catch((error: unknown) => become('away', error));

  async function run<T>(command: () => Promise<T>): Promise<T> {
    if (!client.isReady) throw new RedisFailure(false);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('it takes too long')), timeoutMs);
    try {
      const answer = await Promise.race([command(), late]);
      become('well');
      return answer;
    } catch (error) {
      const refused = error instanceof ErrorReply;
      become(refused ? 'refusing' : 'away', error);
      throw new RedisFailure(!refused, error);
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
      const [counted] = await run(() => client.multi().incr(name).pExpire(name, ttlMs).exec());
      return Number(counted);
    },
    evaluate: (script, options) => run(() => client.eval(script, options)),
    isReady: () => state === 'well',
    onRecovery: (back) => void recoveries.add(back),
    async close() {
      state = 'closed';
      client.destroy();
    },
  };
}

/** Says how Redis keeps keys, and warns where it may lose them: a message could then be sent twice. */
async function reportSettings(
  read: (name: string) => Promise<Readonly<Record<string, string>>>,
  logger: Logger,
): Promise<void> {
  const names = ['maxmemory-policy', 'appendonly', 'save'];
  const [maxmemoryPolicy, appendonly, save] = await Promise.all(
    names.map(async (name) => (await read(name))[name]),
  );
  logger.info({ maxmemoryPolicy, appendonly, save }, 'redis says how it keeps keys');
  if (maxmemoryPolicy !== 'noeviction') {
    logger.warn({ maxmemoryPolicy }, 'redis may evict idempotency keys: set maxmemory-policy noeviction');
  }
  if (appendonly !== 'yes') {
    logger.warn({ appendonly, save }, 'redis may lose idempotency keys when it restarts: set appendonly yes');
  }
}

/** A word for the log that holds nothing of the URL: `ECONNREFUSED`, `OOM`, `NOAUTH`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const [, word] = /^([A-Z]+)\b/.exec(error.message) ?? [];
  return (error as NodeJS.ErrnoException).code ?? word ?? error.name;
}
