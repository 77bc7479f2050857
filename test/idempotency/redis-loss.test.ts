import { describe, expect, it, onTestFinished } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createIdempotencyRedis } from '../../src/idempotency/redis.ts';
import { DAY_MS } from '../../src/idempotency/store.ts';
import { silentLogger, type Logger } from '../../src/lib/logger.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import { hasRedisServer, startRedisServer, type RedisServer } from '../support/redis-server.ts';

interface Line {
  readonly level: 'warn' | 'info';
  readonly fields: object;
  readonly message: string;
}

/** A logger that records its lines. */
function createRecorder() {
  const lines: Line[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (fields, message) => void lines.push({ level: 'warn', fields, message }),
    info: (fields, message) => void lines.push({ level: 'info', fields, message }),
  };
  const warnings = () => lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
  return { logger, lines, warnings };
}

async function connect(server: RedisServer, logger: Logger = silentLogger) {
  const redis = await connectRedis({ url: server.url, logger, timeoutMs: 20_000 });
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.isReady()).toBe(true);
  return redis;
}

const LOST = 'redis has lost an idempotency key: another process may send its message again';
const REQUEST = { scope: ['me'], key: 'k', payload: { a: 1 } };

describe.skipIf(!hasRedisServer())('a Redis that loses its data while a message is being sent', () => {
  async function setUp() {
    const server = await startRedisServer();
    const { logger, warnings } = createRecorder();
    const clock = { now: Date.now() };
    const create = async () =>
      createIdempotencyRedis({
        redis: await connect(server),
        maxAttemptMs: 60_000,
        logger,
        now: () => clock.now,
      });
    return { server, warnings, clock, create };
  }

  it('does not get the outcome, which is logged and kept by this process', async () => {
    const { server, warnings, create, clock } = await setUp();
    const store = await create();
    const run = async () => (server.cli('flushall'), 'first');
    expect(await store.execute({ ...REQUEST, run })).toBe('first');
    expect(server.cli('keys', '*:once:*')).toBe('');
    expect(warnings()).toEqual([LOST]);
    const again = () => store.execute({ ...REQUEST, run: async () => 'twice' });
    expect(await again()).toBe('first');
    const another = store.execute({ ...REQUEST, payload: {}, run: async () => 'other' });
    await expect(another).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    clock.now += DAY_MS;
    expect(await again()).toBe('twice');
    expect(warnings()).toEqual([LOST]);
  });

  it('keeps the outcome of another process that has used the key since', async () => {
    const { server, warnings, create } = await setUp();
    const [one, other] = [await create(), await create()];
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<string>();
    const sending = one.execute({ ...REQUEST, run: () => (start(), promise) });
    await started;
    server.cli('flushall');
    expect(await other.execute({ ...REQUEST, run: async () => 'second' })).toBe('second');
    resolve('first');
    expect(await sending).toBe('first');
    expect(server.cli('get', server.cli('keys', '*:once:*'))).toContain('"second"');
    expect(warnings()).toEqual([LOST]);
  });

  it.each([
    ['while it is being sent', true],
    ['after its outcome was written', false],
  ])(
    'does not make this process repeat a message with an unknown outcome: %s',
    async (_case, isLostBefore) => {
      const { server, warnings, create } = await setUp();
      const store = await create();
      const run = async () => {
        if (isLostBefore) server.cli('flushall');
        throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN');
      };
      await expect(store.execute({ ...REQUEST, run })).rejects.toMatchObject({
        code: 'UPSTREAM_OUTCOME_UNKNOWN',
      });
      server.cli('flushall');
      const again = store.execute({ ...REQUEST, run: async () => 'twice' });
      await expect(again).rejects.toMatchObject({ code: 'UPSTREAM_OUTCOME_UNKNOWN' });
      expect(warnings()).toEqual(isLostBefore ? [LOST] : []);
    },
  );

  it('does not make another process repeat it, once it has read the unknown outcome', async () => {
    const { server, create } = await setUp();
    const [one, other] = [await create(), await create()];
    const unknown = { code: 'UPSTREAM_OUTCOME_UNKNOWN' };
    const run = () => Promise.reject(new GatewayError('UPSTREAM_OUTCOME_UNKNOWN'));
    await expect(one.execute({ ...REQUEST, run })).rejects.toMatchObject(unknown);
    const again = () => other.execute({ ...REQUEST, run: async () => 'twice' });
    await expect(again()).rejects.toMatchObject(unknown);
    server.cli('flushall');
    await expect(again()).rejects.toMatchObject(unknown);
  });

  it('is not logged for an outcome that was written twice', async () => {
    const { server, warnings } = await setUp();
    const redis = await connect(server);
    await redis.setIfAbsent('name', 'old', 60_000);
    expect(await redis.setIf('name', 'old', 'new', 60_000)).toBe(true);
    expect(await redis.setIf('name', 'old', 'new', 60_000)).toBe(true);
    expect(await redis.setIf('name', 'old', 'newer', 60_000)).toBe(false);
    expect(await redis.setIf('nothing', 'old', 'new', 60_000)).toBe(false);
    expect(server.cli('get', 'name')).toBe('new');
    expect(server.cli('exists', 'nothing')).toBe('0');
    expect(warnings()).toEqual([]);
  });
});

describe.skipIf(!hasRedisServer())('the persistence settings of Redis', () => {
  const SETTINGS = 'persistence settings of redis';

  it('are logged once, at start', async () => {
    const server = await startRedisServer();
    const { logger, lines, warnings } = createRecorder();
    await connect(server, logger);
    const logged = () => lines.filter(({ message }) => message === SETTINGS).map(({ fields }) => fields);
    await expect.poll(logged).toEqual([{ maxmemoryPolicy: 'noeviction', appendonly: 'yes', save: '' }]);
    expect(warnings()).toEqual([]);
  });

  it('are logged as a warning if Redis evicts keys, or may lose them on restart', async () => {
    const server = await startRedisServer();
    server.cli('config', 'set', 'maxmemory-policy', 'allkeys-lru');
    server.cli('config', 'set', 'appendonly', 'no');
    server.cli('config', 'set', 'save', '60 1000');
    const { logger, lines } = createRecorder();
    await connect(server, logger);
    await expect.poll(() => lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    expect(lines.filter(({ message }) => message !== 'redis is ready')).toEqual([
      {
        level: 'info',
        fields: { maxmemoryPolicy: 'allkeys-lru', appendonly: 'no', save: '60 1000' },
        message: SETTINGS,
      },
      {
        level: 'warn',
        fields: { maxmemoryPolicy: 'allkeys-lru' },
        message: 'redis may evict idempotency keys: set maxmemory-policy noeviction',
      },
      {
        level: 'warn',
        fields: { appendonly: 'no', save: '60 1000' },
        message: 'redis may lose idempotency keys when it restarts: set appendonly yes',
      },
    ]);
  });

  it('are optional: if they cannot be read, that is logged and Redis is ready', async () => {
    const server = await startRedisServer();
    server.cli('acl', 'setuser', 'default', '-config');
    const { logger, lines } = createRecorder();
    const redis = await connect(server, logger);
    await expect.poll(() => lines.length).toBe(2);
    expect(lines.at(-1)).toEqual({
      level: 'info',
      fields: { reason: 'NOPERM' },
      message: 'cannot read the persistence settings of redis: check them',
    });
    expect(redis.isReady()).toBe(true);
  });
});
