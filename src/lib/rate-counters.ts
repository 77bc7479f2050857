import { LRUCache } from 'lru-cache';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

/** The methods of the library's limiters that the rate limiter uses. */
type Counters = Pick<RateLimiterAbstract, 'consume' | 'penalty' | 'reward'>;

/** Maximum number of counted callers whose key is not accepted. The least recently counted one is removed first. */
const MAX_UNACCEPTED = 1000;

const PREFIX = 'unaccepted:';

/** The counter's key for a caller whose Api-Key the REST API has not accepted yet. */
export function unaccepted(key: string): string {
  return PREFIX + key;
}

function isUnaccepted(key: string | number): key is string {
  return String(key).startsWith(PREFIX);
}

interface Count {
  points: number;
  readonly until: number;
}

/**
 * Counts callers of accepted Api-Keys in `accepted`, and others in a bounded cache without timers: invalid keys cannot
 * fill the memory. When a key is accepted, the points of its caller are carried over.
 */
export function boundUnaccepted(
  accepted: Counters,
  { points, seconds }: { readonly points: number; readonly seconds: number },
): Counters {
  const counts = new LRUCache<string, Count>({ max: MAX_UNACCEPTED });

  function add(key: string, amount: number): RateLimiterRes {
    const current = counts.get(key);
    const isFirst = !current || current.until <= Date.now();
    const count = isFirst ? { points: 0, until: Date.now() + seconds * 1000 } : current;
    if (isFirst) counts.set(key, count);
    count.points += amount;
    const remaining = Math.max(0, points - count.points);
    return new RateLimiterRes(remaining, count.until - Date.now(), count.points, isFirst);
  }

  async function carryOver(key: string): Promise<void> {
    const count = counts.get(unaccepted(key));
    if (!count) return;
    counts.delete(unaccepted(key));
    if (count.until > Date.now() && count.points > 0) await accepted.penalty(key, count.points);
  }

  return {
    async consume(key, amount = 1, options) {
      if (isUnaccepted(key)) {
        const status = add(key, amount);
        // The library's limiters reject with their status too.
        if (status.consumedPoints > points) throw status as unknown;
        return status;
      }
      await carryOver(String(key));
      return accepted.consume(key, amount, options);
    },
    penalty: async (key, amount = 1, options) =>
      isUnaccepted(key) ? add(key, amount) : accepted.penalty(key, amount, options),
    async reward(key, amount = 1, options) {
      if (!isUnaccepted(key)) return accepted.reward(key, amount, options);
      // A removed or expired count must not start below zero.
      const count = counts.peek(key);
      return add(key, count && count.until > Date.now() ? -amount : 0);
    },
  };
}
