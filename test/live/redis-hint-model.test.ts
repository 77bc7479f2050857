import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRedisServer, startRedisServer, type RedisServer } from '../support/redis-server.ts';
import { KEY, startInstance, type Instance } from './hint-instances.ts';

/** What happens to Redis, between the hints. */
const DISTURBANCES = {
  'the connection of a reader is lost': ({ server }) => killClients(server, 'xread'),
  'all connections are lost': ({ server }) => killClients(server),
  'Redis restarts': async ({ server }) => {
    await server.kill();
    await server.start();
  },
  'Redis restarts without data': async ({ server }) => {
    server.cli('flushall');
    await server.kill();
    await server.start();
  },
  'Redis hangs until a client notices': async ({ server, instances, publish }) => {
    server.pause();
    publish();
    await expect.poll(() => instances.some(({ redis }) => !redis.isReady())).toBe(true);
    server.resume();
  },
  'Redis hangs for a moment': ({ server, publish }) => {
    server.pause();
    publish();
    server.resume();
  },
  'Redis pauses its clients': ({ server }) => server.cli('client', 'pause', '50', 'all'),
  'Redis is emptied': ({ server }) => server.cli('flushall'),
  'a stream is trimmed': ({ server }) => {
    for (const name of server.cli('keys', 'kommunicate-graphql:live:*').split('\n'))
      if (name !== '') server.cli('xtrim', name, 'maxlen', '1');
  },
  'Redis is full': ({ server, publish }) => {
    server.cli('config', 'set', 'maxmemory', '1');
    publish();
    server.cli('config', 'set', 'maxmemory', '0');
  },
  'a listener starts again': ({ rewatch }) => rewatch(),
  nothing: () => undefined,
} satisfies Record<string, (world: World) => unknown>;

type Disturbance = keyof typeof DISTURBANCES;

interface World {
  readonly server: RedisServer;
  readonly instances: readonly Instance[];
  /** Publishes a hint from each instance. */
  publish(): void;
  /** Stops a listener, and starts another one. */
  rewatch(): void;
}

function killClients(server: RedisServer, command = '') {
  for (const line of server.cli('client', 'list').split('\n')) {
    const [, id] = /^id=(\d+) /.exec(line) ?? [];
    if (id !== undefined && !line.includes('cmd=client') && line.includes(` cmd=${command}`)) {
      server.cli('client', 'kill', 'id', id);
    }
  }
}

/** What one listener must know: each hint of the other instance, by its id or by a later gap. */
function createListener(instance: Instance) {
  const expected = new Set<string>();
  let gaps = 0;
  const stop = instance.channel.watch(KEY, {
    onHint: ({ messageId = '' }) => void expected.delete(messageId),
    onGap() {
      gaps += 1;
      expected.clear();
    },
  });
  return {
    stop,
    missing: () => [...expected],
    gaps: () => gaps,
    expect: (id: string) => void expected.add(id),
  };
}

const step = fc.record({
  disturbance: fc.constantFrom(...(Object.keys(DISTURBANCES) as Disturbance[])),
  hintsBefore: fc.integer({ min: 0, max: 3 }),
  hintsAfter: fc.integer({ min: 0, max: 3 }),
  isSettled: fc.boolean(),
});

describe.skipIf(!hasRedisServer())('two instances with a Redis that fails at random', () => {
  it('know of each hint, by the hint itself or by a gap after it', async () => {
    const server = await startRedisServer();
    const options = { timeoutMs: 300, waitMs: 50 };
    const instances = [await startInstance(server, options), await startInstance(server, options)] as const;
    let count = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const listeners = instances.map(createListener);
        const publish = () => {
          instances.forEach(({ channel }, index) => {
            const messageId = `m-${(count += 1)}`;
            listeners[1 - index]?.expect(messageId);
            channel.publish(KEY, { conversationId: '104250001', messageId });
          });
        };
        const rewatch = () => {
          listeners[1]?.stop();
          listeners[1] = createListener(instances[1]);
        };
        const settle = () => expect.poll(() => listeners.map(({ missing }) => missing())).toEqual([[], []]);
        const world = { server, instances, publish, rewatch };
        for (const { disturbance, hintsBefore, hintsAfter, isSettled } of steps) {
          for (let n = 0; n < hintsBefore; n += 1) publish();
          await DISTURBANCES[disturbance](world);
          for (let n = 0; n < hintsAfter; n += 1) publish();
          if (isSettled) await settle();
        }
        await settle();
        for (const { stop } of listeners) stop();
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
