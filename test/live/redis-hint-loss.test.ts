import { describe, expect, it } from 'vitest';
import { hasRedisServer, type RedisServer } from '../support/redis-server.ts';
import { KEY, nextHint, startTwo, untilReading, type Instance } from './hint-instances.ts';

const LOST = 'hints of other instances may have been lost';
const NOT_SENT = 'hints are not sent to other instances';
const SENT_AGAIN = 'hints are sent to other instances again';

/** The stream of `KEY`. */
const streamName = (server: RedisServer) =>
  server
    .cli('keys', 'kommunicate-graphql:live:*')
    .split('\n')
    .find((name) => !name.includes(':wake:')) ?? '';

/** The ids of connections that wait in a read. */
const readers = (server: RedisServer) =>
  [...server.cli('client', 'list').matchAll(/^id=(\d+) .* cmd=xread /gm)].map(([, id = '']) => id);

const messages = ({ lines }: Instance) => lines.map(({ message }) => message);

async function setUp(options: Parameters<typeof startTwo>[0] = {}) {
  const instances = await startTwo({ waitMs: 50, ...options });
  const received = instances.other.watch();
  await untilReading(instances.one, received);
  await expect.poll(() => readers(instances.server)).toHaveLength(1);
  expect(received.gaps).toEqual([]);
  const publish = (count = 1) => {
    const hints = Array.from({ length: count }, nextHint);
    for (const hint of hints) instances.one.channel.publish(KEY, hint);
    return hints;
  };
  return { ...instances, received, publish };
}

describe.skipIf(!hasRedisServer())('hints of other instances', () => {
  it('that are published while the connection of the reader is lost arrive, without a gap', async () => {
    const { server, other, received, publish } = await setUp();
    for (let round = 0; round < 3; round += 1) {
      await expect.poll(() => readers(server)).toHaveLength(1);
      server.cli('client', 'kill', 'id', readers(server)[0] ?? '');
      const hints = publish(20);
      await expect.poll(() => received.hints.slice(-20)).toEqual(hints);
    }
    expect(received.gaps).toEqual([]);
    expect(messages(other)).toEqual([]);
  });

  it('are followed by a gap if Redis restarts, and are received again', async () => {
    const { server, one, other, received, publish } = await setUp({ timeoutMs: 1000 });
    await server.kill();
    await server.start();
    await expect.poll(() => received.gaps.length).toBe(1);
    await expect.poll(() => one.redis.isReady()).toBe(true);
    await expect.poll(() => received.hints).toEqual(expect.arrayContaining(publish()));
    expect(messages(other)).toEqual([LOST]);
  });

  it.each([
    ['emptied', ['flushall']],
    ['without the stream', ['del']],
    ['with a stream that was trimmed', ['xtrim', 'maxlen', '0']],
  ])('are followed by a gap if Redis is %s while nothing is published', async (_case, command) => {
    const { server, received, publish } = await setUp();
    const [name = '', ...args] = command;
    server.cli(name, ...(name === 'flushall' ? [] : [streamName(server)]), ...args);
    await expect.poll(() => received.gaps.length).toBe(1);
    const hints = publish(3);
    await expect.poll(() => received.hints.slice(-3)).toEqual(hints);
    expect(received.gaps).toHaveLength(1);
  });

  it.each([
    ['nothing is', ''],
    ['others are', "redis.call('xadd', KEYS[1], '*', 'i', 'x', 'c', 'visible')"],
  ])(
    'are followed by a gap if they are removed before they are read, and %s after them',
    async (_case, then) => {
      const { server, received } = await setUp({ waitMs: then === '' ? 50 : 600_000 });
      const remove =
        "redis.call('xadd', KEYS[1], '*', 'i', 'x', 'c', 'lost') redis.call('xtrim', KEYS[1], 'maxlen', 0)";
      server.cli('eval', `${remove} ${then}`, '1', streamName(server));
      await expect.poll(() => received.gaps.length).toBe(1);
      expect(received.hints).not.toContainEqual({ conversationId: 'lost' });
      if (then !== '') expect(received.hints).toContainEqual({ conversationId: 'visible' });
    },
  );

  it('are received in full if there are more than one read returns', async () => {
    const { server, received } = await setUp();
    const before = received.hints.length;
    const add = "for n = 1, 5000 do redis.call('xadd', KEYS[1], '*', 'i', 'x', 'c', n) end";
    server.cli('eval', add, '1', streamName(server));
    await expect.poll(() => received.hints.length).toBe(before + 5000);
    expect(received.hints.slice(before).map(({ conversationId }) => Number(conversationId))).toEqual(
      Array.from({ length: 5000 }, (_, index) => index + 1),
    );
    expect(received.gaps).toEqual([]);
  });

  it('are followed by a gap for an account that is watched while Redis is unreachable', async () => {
    const { server, one, other } = await startTwo({ timeoutMs: 1000, waitMs: 50 });
    await server.kill();
    const received = other.watch();
    await expect.poll(() => one.redis.isReady()).toBe(false);
    await server.start();
    await expect.poll(() => received.gaps).toEqual([0]);
  });

  it('are read when Redis allows it again, which is logged once', async () => {
    const { server, other, received, publish } = await setUp();
    server.cli('acl', 'setuser', 'default', '-xread');
    await expect.poll(() => messages(other)).toEqual(['cannot read hints of other instances']);
    expect(other.lines[0]?.fields).toEqual({ reason: 'NOPERM' });
    const hints = publish(3);
    server.cli('acl', 'setuser', 'default', '+xread');
    await expect.poll(() => received.hints.slice(-3)).toEqual(hints);
    expect(messages(other).slice(1)).toEqual(['hints of other instances are read again']);
    expect(received.gaps).toEqual([]);
  });
});

describe.skipIf(!hasRedisServer())('hints that Redis does not accept', () => {
  it('are dropped at once while it is unreachable; then the others hear of a gap', async () => {
    const { server, one, received, publish } = await setUp({ timeoutMs: 1000 });
    await server.kill();
    await expect.poll(() => one.redis.isReady()).toBe(false);
    const gapsBefore = received.gaps.length;
    publish(5000);
    expect(messages(one)).toEqual([NOT_SENT]);
    await server.start();
    await expect.poll(() => messages(one)).toEqual([NOT_SENT, SENT_AGAIN]);
    expect(one.lines).toMatchObject([{ fields: { reason: 'unavailable' } }, { fields: { dropped: 5000 } }]);
    await expect.poll(() => received.gaps.length).toBeGreaterThan(gapsBefore);
    const hints = publish(2);
    await expect.poll(() => received.hints.slice(-2)).toEqual(hints);
  });

  it('are bounded while it hangs, and the others hear of a gap', async () => {
    const { server, one, received, publish } = await setUp({ timeoutMs: 300 });
    server.pause();
    publish(5000);
    expect(messages(one)).toEqual([NOT_SENT]);
    expect(one.lines[0]?.fields).toEqual({ reason: 'slow' });
    await expect.poll(() => one.redis.isReady()).toBe(false);
    server.resume();
    await expect.poll(() => messages(one)).toEqual([NOT_SENT, SENT_AGAIN]);
    // Redis may accept some of the thousand that were pending, when it goes on.
    expect(Number(Object(one.lines[1]?.fields).dropped)).toBeGreaterThanOrEqual(4000);
    await expect.poll(() => received.gaps.length).toBeGreaterThan(0);
  });

  it('arrive if it only pauses', async () => {
    const { server, one, received, publish } = await setUp();
    server.cli('client', 'pause', '300', 'all');
    const hints = publish(100);
    await expect.poll(() => received.hints.slice(-100)).toEqual(hints);
    expect([messages(one), received.gaps]).toEqual([[], []]);
  });

  it('are followed by a gap if it was full', async () => {
    const { server, one, received, publish } = await setUp({ timeoutMs: 1000 });
    server.cli('config', 'set', 'maxmemory', '1');
    publish(3);
    await expect.poll(() => messages(one)).toEqual([NOT_SENT]);
    await expect.poll(() => one.redis.isReady()).toBe(false);
    server.cli('config', 'set', 'maxmemory', '0');
    await expect.poll(() => messages(one)).toEqual([NOT_SENT, SENT_AGAIN]);
    await expect.poll(() => received.gaps.length).toBe(1);
  });

  it('do not degrade the gateway if Redis refuses streams only', async () => {
    const { server, one, received, publish } = await setUp();
    server.cli('acl', 'setuser', 'default', '-xadd');
    publish();
    await expect.poll(() => messages(one)).toEqual([NOT_SENT]);
    publish();
    expect(await one.redis.get('other')).toBeUndefined();
    expect(one.redis.isReady()).toBe(true);
    expect(one.lines).toMatchObject([{ fields: { reason: 'NOPERM' } }]);
    server.cli('acl', 'setuser', 'default', '+xadd');
    const hints = publish();
    await expect.poll(() => received.gaps.length).toBe(1);
    expect(received.hints.slice(-1)).toEqual(hints);
    await expect.poll(() => messages(one)).toEqual([NOT_SENT, SENT_AGAIN]);
  });
});
