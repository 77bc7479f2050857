import { GatewayError } from '../errors.ts';
import type { Middleware } from './pipeline.ts';

/** In a second the gateway has answered many of those that it is busy with. */
const RETRY_AFTER_S = 1;

/**
 * Answers so many requests at the same time and no more: the others learn at once, and at hardly any cost, that
 * they should come back. To take them in would make everybody wait, until nobody is answered in time. A request
 * counts from when it is there until its answer has been handed to the client: one that is sent slowly takes no place.
 * @param isFull whether answers that wait to be read leave no room either
 */
export function concurrencyLimit(
  maxRequestsInFlight: number,
  isFull: () => boolean = () => false,
): Middleware {
  let inFlight = 0;
  const refuseWhenFull = () => {
    if (inFlight < maxRequestsInFlight && !isFull()) return;
    const headers = { 'Retry-After': String(RETRY_AFTER_S) };
    throw new GatewayError('OVERLOADED', {
      retryAfterMs: RETRY_AFTER_S * 1000,
      http: { status: 503, headers },
    });
  };
  const release = () => void (inFlight -= 1);
  return {
    beforeBody: refuseWhenFull,
    afterBody(state) {
      refuseWhenFull();
      inFlight += 1;
      state.isInFlight = true;
    },
    onResponse(_answer, _request, state) {
      if (!state.isInFlight) return undefined;
      state.isInFlight = false;
      if (state.whenClosed) state.whenClosed(release);
      else release();
      return undefined;
    },
  };
}
