import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

/**
 * Creates a registry with the library's own metrics of the process: event loop, garbage collection, memory. Its metrics can
 * have exemplars.
 */
export function createDefaultRegistry(): Registry {
  const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  return registry;
}
