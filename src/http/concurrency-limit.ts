import { GatewayError } from '../errors.ts';
import type { Middleware } from './pipeline.ts';

/** Many of the requests in flight finish within a second. */
const RETRY_AFTER_S = 1;

/**
 * Limits the requests in flight: a further one is rejected at once with 503 `OVERLOADED`. Without a limit, an overload
 * would delay every request until none meets its deadline. A request acquires a slot when its body has arrived, and
 * releases it when its response was sent or the connection closed. A subscription releases it when it starts.
 * @param isFull whether unread responses leave no room for another request
 */
export function concurrencyLimit(
  maxRequestsInFlight: number,
  isFull: () => boolean = () => false,
): Middleware {
  let inFlight = 0;
  const rejectWhenFull = () => {
    if (inFlight < maxRequestsInFlight && !isFull()) return;
    const headers = { 'Retry-After': String(RETRY_AFTER_S) };
    throw new GatewayError('OVERLOADED', {
      retryAfterMs: RETRY_AFTER_S * 1000,
      http: { status: 503, headers },
    });
  };
  const release = () => void (inFlight -= 1);
  return {
    beforeBody: rejectWhenFull,
    afterBody(state) {
      rejectWhenFull();
      inFlight += 1;
      state.hasSlot = true;
    },
    onResponse(_response, _request, state) {
      if (!state.hasSlot) return undefined;
      state.hasSlot = false;
      if (state.whenClosed && !state.isSubscription) state.whenClosed(release);
      else release();
      return undefined;
    },
  };
}
