import { createBatcher, type BatcherOptions, type BatchReport } from '../../src/batching/batcher.ts';
import type { Batcher } from '../../src/batching/batcher.ts';
import { createLoadScope, type LoadScope } from '../../src/batching/load-scope.ts';

export interface Value {
  readonly id: string;
  readonly tags?: readonly string[];
}

export interface Call {
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  readonly respond: (values?: readonly Value[]) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

export const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The error of a batch that is to be bisected. */
export const REJECTION = new Error('rejected');

/** Loads one key, as a DataLoader does for a group of one. */
export function loadOne<V>(batcher: Batcher<V>, key: string, scope: LoadScope): Promise<V | null> {
  const [loading] = batcher.loadMany([key], scope);
  if (!loading) throw new Error('the batcher returned no promise');
  return loading;
}

/** A batcher whose ticks and responses are under the control of the test. */
export function setUp(options: Partial<BatcherOptions<Value>> = {}) {
  const scheduledTicks: (() => void)[] = [];
  const calls: Call[] = [];
  const reports: BatchReport[] = [];
  const clock = { now: 0 };
  const idle = { times: 0 };
  const batcher = createBatcher<Value>({
    fetch(keys, { signal, beforeCall }) {
      beforeCall();
      const { promise, resolve, reject } = Promise.withResolvers<readonly Value[]>();
      signal.addEventListener('abort', () => reject(signal.reason));
      calls.push({
        keys,
        signal,
        respond: (values = keys.map((id) => ({ id }))) => (resolve(values), nextTick()),
        fail: (error) => (reject(error), nextTick()),
      });
      return promise;
    },
    keyOf: ({ id }) => id,
    maxBatchSize: 60,
    maxInFlight: 8,
    splitStrategyOf: (error) => (error === REJECTION ? 'bisect' : undefined),
    onBatchSettled: (report) => reports.push(report),
    onIdle: () => (idle.times += 1),
    scheduleTick: (run) => scheduledTicks.push(run),
    now: () => clock.now,
    ...options,
  });
  const tick = async () => {
    for (const run of scheduledTicks.splice(0)) run();
    await nextTick();
  };
  /** Enough ticks to send all lookups that may be sent. */
  const ticks = async () => {
    for (let count = 0; count < 4; count += 1) await tick();
  };
  /** Starts a load, and returns its outcome once it has one. */
  const load = (key: string, scope = createLoadScope()) => {
    const state: { value?: Value | null; error?: unknown } = {};
    void loadOne(batcher, key, scope).then(
      (value) => (state.value = value),
      (error: unknown) => (state.error = error),
    );
    return state;
  };
  const keys = () => calls.map((call) => call.keys);
  return { batcher, load, tick, ticks, scheduledTicks, calls, keys, reports, clock, idle };
}

export const numbered = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);
