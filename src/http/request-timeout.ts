import { createDeadline } from '../lib/deadline.ts';
import type { Stage } from './pipeline.ts';

/** Gives each request the time that it may take, from its arrival to its answer. */
export function timeLimit(timeoutMs: number): Stage {
  return {
    arrive(request, state) {
      const { whenLeft } = state;
      state.deadline = createDeadline(
        whenLeft ? { timeoutMs, whenLeft } : { timeoutMs, client: request.signal },
      );
    },
    leave(_answer, _request, { deadline }) {
      deadline?.end();
      return undefined;
    },
  };
}
