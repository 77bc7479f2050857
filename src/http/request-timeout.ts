import { createDeadline } from '../lib/deadline.ts';
import type { Middleware } from './pipeline.ts';

/** Gives each request a deadline, counted from its arrival. */
export function requestTimeout(timeoutMs: number): Middleware {
  return {
    onRequest(request, state) {
      const { onDisconnect } = state;
      state.deadline = createDeadline(
        onDisconnect ? { timeoutMs, onDisconnect } : { timeoutMs, client: request.signal },
      );
    },
    onResponse(_response, _request, { deadline }) {
      deadline?.end();
      return undefined;
    },
  };
}
