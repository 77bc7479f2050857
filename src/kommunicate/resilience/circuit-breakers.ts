import { createBreaker, type Breaker, type BreakerOptions } from './circuit-breaker.ts';

export interface BreakersOptions extends Omit<BreakerOptions, 'onChange'> {
  /**
   * Maximum number of remembered Api-Keys that were accepted, with their circuits and retry budgets. At the limit, the
   * least recently used one is forgotten. Default 1250.
   */
  readonly maxAccounts?: number;
  /** Called when the circuit of an endpoint opens, and when it closes again. Default: no call. */
  readonly onChange?: (endpoint: string, state: 'open' | 'closed') => void;
}

/** The circuit breakers of one account, one for each endpoint: an endpoint can fail while the others work. */
export interface Breakers {
  find(endpoint: string): Breaker;
  /** Whether the circuit of any endpoint is open. */
  readonly isAnyOpen: () => boolean;
  /** The endpoints whose circuit is open. */
  readonly open: () => readonly string[];
}

export function createBreakers({ onChange, ...breakerOptions }: BreakersOptions = {}): Breakers {
  const breakers = new Map<string, Breaker>();
  return {
    find(endpoint) {
      let breaker = breakers.get(endpoint);
      if (!breaker) {
        breaker = createBreaker({ ...breakerOptions, onChange: (state) => onChange?.(endpoint, state) });
        breakers.set(endpoint, breaker);
      }
      return breaker;
    },
    isAnyOpen() {
      for (const breaker of breakers.values()) if (breaker.isOpen()) return true;
      return false;
    },
    open: () => [...breakers].flatMap(([endpoint, breaker]) => (breaker.isOpen() ? [endpoint] : [])),
  };
}
