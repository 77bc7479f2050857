import { LRUCache } from 'lru-cache';
import { createPseudonyms } from '../pseudonyms.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';

export interface BreakersOptions extends Omit<BreakerOptions, 'onChange'> {
  /** Breakers of one endpoint at most: the one that was used longest ago is forgotten first. Default 10000. */
  readonly maxBreakers?: number;
  /** Told when calls of an endpoint begin to be refused, and when they are made again. Default: nobody. */
  readonly onChange?: (endpoint: string, state: 'open' | 'closed') => void;
}

/**
 * A breaker for each endpoint and Api-Key: one endpoint may be down while the others are well, and nobody's
 * trouble is anybody else's.
 */
export interface Breakers {
  find(endpoint: string, apiKey: string): Breaker;
  /** Whether calls of any endpoint are refused at the moment. */
  readonly isAnyOpen: () => boolean;
}

export function createBreakers(options: BreakersOptions = {}): Breakers {
  const { maxBreakers = 10_000, onChange = () => undefined, ...ofEach } = options;
  const pseudonymOf = createPseudonyms();
  const endpoints = new Map<string, LRUCache<string, Breaker>>();
  const breakersOf = (endpoint: string) => {
    let breakers = endpoints.get(endpoint);
    if (!breakers) {
      breakers = new LRUCache({ max: maxBreakers });
      endpoints.set(endpoint, breakers);
    }
    return breakers;
  };

  return {
    find(endpoint, apiKey) {
      const breakers = breakersOf(endpoint);
      const account = pseudonymOf(apiKey);
      const known = breakers.get(account);
      if (known) return known;
      const breaker = createBreaker({ ...ofEach, onChange: (state) => onChange(endpoint, state) });
      breakers.set(account, breaker);
      return breaker;
    },
    isAnyOpen: () =>
      [...endpoints.values()].some((breakers) => [...breakers.values()].some((breaker) => breaker.isOpen())),
  };
}
