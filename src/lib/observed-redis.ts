import type { Observer } from './observer.ts';
import type { Redis } from './redis.ts';

/** Reports the duration and outcome of each command of a Redis. Returns the Redis itself if nothing hears of them. */
export function observeRedis(redis: Redis, observer: Observer | undefined): Redis {
  const report = observer?.redis;
  if (!report) return redis;
  const measured =
    <Args extends readonly unknown[], Reply>(name: string, command: (...args: Args) => Promise<Reply>) =>
    async (...args: Args): Promise<Reply> => {
      const startedAt = performance.now();
      let outcome: 'ok' | 'failed' = 'failed';
      try {
        const reply = await command(...args);
        outcome = 'ok';
        return reply;
      } finally {
        report(name, outcome, performance.now() - startedAt);
      }
    };
  return {
    get: measured('get', (name: string) => redis.get(name)),
    setIfAbsent: measured('setIfAbsent', (name: string, value: string, ttlMs: number) =>
      redis.setIfAbsent(name, value, ttlMs),
    ),
    setIf: measured('setIf', (name: string, old: string, value: string, ttlMs: number) =>
      redis.setIf(name, old, value, ttlMs),
    ),
    deleteIf: measured('deleteIf', (name: string, value: string, counter?: string) =>
      redis.deleteIf(name, value, counter),
    ),
    ttl: measured('ttl', (name: string) => redis.ttl(name)),
    count: measured('count', (name: string, ttlMs: number) => redis.count(name, ttlMs)),
    evaluate: measured('evaluate', (script: string, options: { keys: string[]; arguments: string[] }) =>
      redis.evaluate(script, options),
    ),
    append: measured('append', (...args: Parameters<Redis['append']>) => redis.append(...args)),
    openStreams: (options) => redis.openStreams(options),
    isReady: () => redis.isReady(),
    onRecovery: (listener) => redis.onRecovery(listener),
    close: () => redis.close(),
  };
}
