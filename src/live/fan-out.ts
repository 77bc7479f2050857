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
  const counts = { executions: 0, writes: 0 };
  let tick: Promise<void> | undefined;
  const startTick = () =>
    (tick ??= (async () => {
      await nextTick();
      tick = undefined;
      counts.executions = 0;
      counts.writes = 0;
    })());
  /** Takes a turn in this tick, or in a later one. */
  const take = (kind: keyof typeof counts, max: number): Promise<void> | undefined => {
    const thisTick = startTick();
    if (counts[kind] >= max) return thisTick.then(() => take(kind, max));
    counts[kind] += 1;
    return undefined;
  };
  return {
    beforeExecution: () => take('executions', MAX_EXECUTIONS),
    beforeWrite: () => take('writes', MAX_WRITES),
  };
}
