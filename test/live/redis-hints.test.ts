import { describe, expect, it } from 'vitest';
import { hasRedisServer, type RedisServer } from '../support/redis-server.ts';
import { KEY, nextHint, startInstance, startTwo } from './hint-instances.ts';

const STREAMS = 'kommunicate-graphql:live:*';

/** The connections that wait in a read. */
const readers = (server: RedisServer) =>
  server
    .cli('client', 'list')
    .split('\n')
    .filter((line) => line.includes(' cmd=xread '));

/** The number of connections. One is that of redis-cli. */
const connections = (server: RedisServer) => server.cli('client', 'list').split('\n').length - 1;

describe.skipIf(!hasRedisServer())('hints in Redis', () => {
  it('reach the other instances once, and not their own', async () => {
    const { one, other } = await startTwo();
    const [own, received] = [one.watch(), other.watch()];
    const hints = [
      { conversationId: '104250001', messageId: 'm-1' },
      { conversationId: '104250001', isGroupChanged: true },
      { userId: 'ana-ortiz' },
    ];
    for (const hint of hints) one.channel.publish(KEY, hint);
    await expect.poll(() => received.hints).toEqual(hints);
    other.channel.publish(KEY, hints[0] ?? {});
    await expect.poll(() => own.hints).toEqual([hints[0]]);
    expect([own.gaps, received.gaps]).toEqual([[], []]);
  });

  it('reach only those that watch the account', async () => {
    const { one, other } = await startTwo();
    const [received, foreign] = [other.watch(), other.watch('another-api-key')];
    const hints = [nextHint(), nextHint()];
    one.channel.publish('another-api-key', nextHint());
    for (const hint of hints) one.channel.publish(KEY, hint);
    await expect.poll(() => [received.hints, foreign.hints.length]).toEqual([hints, 1]);
  });

  it('are received from the call of watch on, although the connection is made after it', async () => {
    const { one, other } = await startTwo();
    const hints = Array.from({ length: 50 }, nextHint);
    const received = other.watch();
    for (const hint of hints) one.channel.publish(KEY, hint);
    await expect.poll(() => received.hints).toEqual(hints);
    expect(received.gaps).toEqual([]);
  });

  it('of an account that is watched during a read arrive before the read would end', async () => {
    const { server, one, other } = await startTwo({ waitMs: 600_000 });
    other.watch();
    await expect.poll(() => readers(server)).toHaveLength(1);
    const received = other.watch('another-api-key');
    const hint = nextHint();
    one.channel.publish('another-api-key', hint);
    await expect.poll(() => received.hints).toEqual([hint]);
    expect(readers(server)).toHaveLength(1);
  });

  it('contain ids only, and expire', async () => {
    const { server, one, other } = await startTwo();
    const received = other.watch('a-secret-api-key');
    one.channel.publish('a-secret-api-key', { conversationId: '1', messageId: 'm', userId: 'u' });
    await expect.poll(() => received.hints).toHaveLength(1);
    const names = server.cli('keys', STREAMS).split('\n');
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^kommunicate-graphql:live:[\w-]{43}$/);
    const [, i, ...fields] = server
      .cli('xrange', names[0] ?? '', '-', '+')
      .split('\n')
      .slice(-9);
    expect([i, ...fields].join(' ')).toMatch(/^i [\w-]{36} c 1 m m u u$/);
    expect(Number(server.cli('pttl', names[0] ?? ''))).toBeGreaterThan(3_000_000);
    expect(server.cli('keys', '*secret*')).toBe('');
  });

  it('stop when the last listener stops, and then no connection remains', async () => {
    const { server, one, other } = await startTwo({ waitMs: 50 });
    const before = connections(server);
    for (let round = 0; round < 100; round += 1) other.watch().stop();
    const [first, second] = [other.watch(), other.watch()];
    first.stop();
    const hint = nextHint();
    one.channel.publish(KEY, hint);
    await expect.poll(() => second.hints).toEqual([hint]);
    expect(connections(server)).toBe(before + 1);
    second.stop();
    await expect.poll(() => connections(server)).toBe(before);
    const again = other.watch();
    one.channel.publish(KEY, hint);
    await expect.poll(() => again.hints).toContainEqual(hint);
    expect([first.hints, second.hints]).toEqual([[], [hint]]);
  });

  it('stop while Redis is unreachable, and then no connection is made', async () => {
    const { server, one, other } = await startTwo({ waitMs: 50, timeoutMs: 1000 });
    const before = connections(server);
    await server.kill();
    await expect.poll(() => other.redis.isReady()).toBe(false);
    other.watch().stop();
    await server.start();
    await expect.poll(() => one.redis.isReady() && other.redis.isReady()).toBe(true);
    await expect.poll(() => connections(server)).toBe(before);
  });

  it('are read for many accounts by one connection', async () => {
    const { server, one, other } = await startTwo();
    const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
    const received = keys.map((key) => other.watch(key));
    for (const key of keys) one.channel.publish(key, { userId: key });
    await expect.poll(() => received.map(({ hints }) => hints)).toEqual(keys.map((userId) => [{ userId }]));
    await expect.poll(() => readers(server)).toHaveLength(1);
  });
});

describe.skipIf(!hasRedisServer())('the end of a channel', () => {
  it('ends a read that waits, and its connection', async () => {
    const { server, other } = await startTwo({ waitMs: 600_000 });
    const received = other.watch();
    await expect.poll(() => readers(server)).toHaveLength(1);
    await other.channel.close();
    await expect.poll(() => readers(server)).toEqual([]);
    other.channel.publish(KEY, nextHint());
    other.watch();
    expect(received.hints).toEqual([]);
  });

  it('writes the hints that are on their way', async () => {
    const { one, other } = await startTwo();
    const received = other.watch();
    const hints = [nextHint(), nextHint()];
    for (const hint of hints) one.channel.publish(KEY, hint);
    await one.channel.close();
    await one.redis.close();
    await expect.poll(() => received.hints).toEqual(hints);
  });

  it('does not wait for a Redis that hangs', async () => {
    const { server, one } = await startTwo();
    const received = one.watch();
    await expect.poll(() => readers(server)).toHaveLength(1);
    server.pause();
    one.channel.publish(KEY, nextHint());
    const { promise: tooLate, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(resolve, 1000, 'too late');
    expect(await Promise.race([one.channel.close(), tooLate])).toBeUndefined();
    clearTimeout(timer);
    server.resume();
    expect(received.gaps).toEqual([]);
  });

  it('is possible while Redis is unreachable', async () => {
    const { server, one } = await startTwo();
    await server.kill();
    one.watch();
    await one.channel.close();
    await server.start();
    const third = await startInstance(server);
    await expect.poll(() => third.redis.isReady()).toBe(true);
    expect(readers(server)).toEqual([]);
  });
});
