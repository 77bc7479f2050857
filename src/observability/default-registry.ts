import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

/** Creates a registry with the library's own metrics of the process: event loop, garbage collection, memory. */
export function createDefaultRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
