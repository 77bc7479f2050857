import { GatewayError } from '../errors.ts';
import type { IdempotencyOutcome, Observer } from '../lib/observer.ts';
import type { IdempotencyStore, IdempotentRequest } from './store.ts';

/** Reports how each request with a key ended. Returns the store itself if nothing hears of it. */
export function observeIdempotency(
  store: IdempotencyStore,
  observer: Observer | undefined,
): IdempotencyStore {
  const report = observer?.idempotency;
  if (!report) return store;
  return {
    idle: () => store.idle(),
    async execute<T>(request: IdempotentRequest<T>): Promise<T> {
      let hasRun = false;
      const run = () => {
        hasRun = true;
        return request.run();
      };
      let outcome: IdempotencyOutcome = 'replayed';
      try {
        return await store.execute({ ...request, run });
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        report(hasRun ? 'first' : outcome);
      }
    },
  };
}

function outcomeOf(error: unknown): IdempotencyOutcome {
  switch (error instanceof GatewayError ? error.code : undefined) {
    case 'IDEMPOTENCY_KEY_REUSED':
      return 'reused';
    case 'IDEMPOTENCY_IN_PROGRESS':
      return 'in_progress';
    case 'UPSTREAM_OUTCOME_UNKNOWN':
      return 'unknown';
    case 'OVERLOADED':
      return 'full';
    default:
      return 'failed';
  }
}
