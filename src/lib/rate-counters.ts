import { LRUCache } from 'lru-cache';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

/** What a rate limiter counts with: the part of the library's limiters that it uses. */
type Counters = Pick<RateLimiterAbstract, 'consume' | 'penalty' | 'reward'>;

/** Unaccepted callers that are counted at most; the one that was counted longest ago is forgotten first. */
const MAX_UNACCEPTED = 1000;

const PREFIX = 'unaccepted:';

/** The name of a caller whose Api-Key the REST API has not accepted yet. */
export function unaccepted(who: string): string {
  return PREFIX + who;
}

function isUnaccepted(who: string | number): who is string {
  return String(who).startsWith(PREFIX);
}

interface Count {
  points: number;
  readonly until: number;
}

/**
 * Counts callers of accepted Api-Keys in `accepted`, and the others in a bounded part of this process's memory, without
 * timers. Points of a caller whose key has been accepted in between are carried over.
 */
export function boundUnaccepted(
  accepted: Counters,
  { points, seconds }: { readonly points: number; readonly seconds: number },
): Counters {
  const counts = new LRUCache<string, Count>({ max: MAX_UNACCEPTED });

  function add(who: string, amount: number): RateLimiterRes {
    const known = counts.get(who);
    const isFirst = !known || known.until <= Date.now();
    const count = isFirst ? { points: 0, until: Date.now() + seconds * 1000 } : known;
    if (isFirst) counts.set(who, count);
    count.points += amount;
    const left = Math.max(0, points - count.points);
    return new RateLimiterRes(left, count.until - Date.now(), count.points, isFirst);
  }

  async function carryOver(who: string): Promise<void> {
    const count = counts.get(unaccepted(who));
    if (!count) return;
    counts.delete(unaccepted(who));
    if (count.until > Date.now() && count.points > 0) await accepted.penalty(who, count.points);
  }

  return {
    async consume(who, amount = 1, options) {
      if (isUnaccepted(who)) {
        const standing = add(who, amount);
        // The library's limiters reject with it too.
        if (standing.consumedPoints > points) throw standing as unknown;
        return standing;
      }
      await carryOver(String(who));
      return accepted.consume(who, amount, options);
    },
    penalty: async (who, amount = 1, options) =>
      isUnaccepted(who) ? add(who, amount) : accepted.penalty(who, amount, options),
    async reward(who, amount = 1, options) {
      if (!isUnaccepted(who)) return accepted.reward(who, amount, options);
      // What has been carried over or forgotten is not begun anew below zero.
      const count = counts.peek(who);
      return add(who, count && count.until > Date.now() ? -amount : 0);
    },
  };
}
