import { createDeadline } from '../lib/deadline.ts';
import type { Middleware } from './pipeline.ts';

/** Gives each request the time that it may take, from its arrival to its answer. */
export function requestTimeout(timeoutMs: number): Middleware {
  return {
    onRequest(request, state) {
      const { onDisconnect } = state;
      state.deadline = createDeadline(
        onDisconnect ? { timeoutMs, onDisconnect } : { timeoutMs, client: request.signal },
      );
    },
    onResponse(_answer, _request, { deadline }) {
      deadline?.end();
      return undefined;
    },
  };
}
