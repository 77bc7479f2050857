import { createBreaker, type Breaker, type BreakerOptions } from './circuit-breaker.ts';

export interface BreakersOptions extends Omit<BreakerOptions, 'onChange'> {
  /**
   * Accepted Api-Keys that are remembered at most, with their circuits and retry budgets; the one that was used
   * longest ago is forgotten first. Default 1250.
   */
  readonly maxAccounts?: number;
  /** Told when calls of an endpoint begin to be refused, and when they are made again. Default: not told. */
  readonly onChange?: (endpoint: string, state: 'open' | 'closed') => void;
}

/** The breakers of one account, one for each endpoint: an endpoint may be down while the others are well. */
export interface Breakers {
  find(endpoint: string): Breaker;
  /** Whether calls of any endpoint are refused at the moment. */
  readonly isAnyOpen: () => boolean;
}

export function createBreakers({ onChange, ...ofEach }: BreakersOptions = {}): Breakers {
  const breakers = new Map<string, Breaker>();
  return {
    find(endpoint) {
      let breaker = breakers.get(endpoint);
      if (!breaker) {
        breaker = createBreaker({ ...ofEach, onChange: (state) => onChange?.(endpoint, state) });
        breakers.set(endpoint, breaker);
      }
      return breaker;
    },
    isAnyOpen() {
      for (const breaker of breakers.values()) if (breaker.isOpen()) return true;
      return false;
    },
  };
}
