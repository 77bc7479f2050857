import { setImmediate as nextTick } from 'node:timers/promises';

/** Executions and writes between two ticks of the event loop. */
const MAX_EXECUTIONS = 50;
const MAX_WRITES = 200;

/**
 * Spreads the work of events over ticks of the event loop, so that an event for thousands of subscribers does not delay
 * queries. All audiences of a process share one.
 */
export interface FanOut {
  /** Resolves when the next execution may start. */
  beforeExecution(): Promise<void> | undefined;
  /** Resolves when the next write may be made. Undefined if it may be made at once. */
  beforeWrite(): Promise<void> | undefined;
}

export function createFanOut(): FanOut {
  let executions = 0;
  let writes = 0;
  let tick: Promise<void> | undefined;
  const waitForTick = () =>
    (tick ??= nextTick().then(() => {
      tick = undefined;
      executions = 0;
      writes = 0;
    }));
  const next = (count: () => number, max: number) => (count() <= max ? undefined : turn(count, max));
  const turn = async (count: () => number, max: number) => {
    do await waitForTick();
    while (count() > max);
  };
  return {
    beforeExecution: () => next(() => (executions += 1), MAX_EXECUTIONS),
    beforeWrite: () => next(() => (writes += 1), MAX_WRITES),
  };
}
