import { LRUCache } from 'lru-cache';
import { createPseudonyms } from '../pseudonyms.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';

export interface BreakersOptions extends Omit<BreakerOptions, 'onChange'> {
  /** Api-Keys at most: the one that was used longest ago is forgotten first. Each has up to eight. Default 1250. */
  readonly maxAccounts?: number;
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
  const { maxAccounts = 1250, onChange = () => undefined, ...ofEach } = options;
  const pseudonymOf = createPseudonyms();
  const accounts = new LRUCache<string, Map<string, Breaker>>({ max: maxAccounts });

  return {
    find(endpoint, apiKey) {
      const account = pseudonymOf(apiKey);
      let breakers = accounts.get(account);
      if (!breakers) {
        breakers = new Map();
        accounts.set(account, breakers);
      }
      let breaker = breakers.get(endpoint);
      if (!breaker) {
        breaker = createBreaker({ ...ofEach, onChange: (state) => onChange(endpoint, state) });
        breakers.set(endpoint, breaker);
      }
      return breaker;
    },
    isAnyOpen() {
      for (const breakers of accounts.values()) {
        for (const breaker of breakers.values()) if (breaker.isOpen()) return true;
      }
      return false;
    },
  };
}
