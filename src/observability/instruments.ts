import { Registry, type Metric as RegistryMetric } from '@prometheus-io/client';
import { Counter, Gauge, Histogram, type Collector, type Recorder } from './registered-metrics.ts';
import type { Metric } from './metric-table.ts';

type Table = Readonly<Record<string, Metric>>;

type Gauges<Metrics extends Table> = {
  [Name in keyof Metrics]: Metrics[Name]['type'] extends 'gauge' ? Name : never;
}[keyof Metrics];

/**
 * Registers the metrics of a table.
 * @param gauges set the gauges of the table before each scrape
 * @returns a function for each other metric: it counts or observes a value
 * @throws {Error} if the registry has a metric with the same name
 */
export function register<Metrics extends Table>(
  registry: Registry,
  table: Metrics,
  gauges: { readonly [Name in Gauges<Metrics>]: Collector },
): Readonly<Record<Exclude<keyof Metrics, Gauges<Metrics>>, Recorder>> {
  const hasExemplars = registry.contentType === Registry.OPENMETRICS_CONTENT_TYPE;
  const recorders: Record<string, Recorder> = {};
  for (const [name, metric] of Object.entries(table)) {
    if (metric.type === 'histogram') {
      const histogram = new Histogram(name, metric, hasExemplars && metric.hasExemplars === true);
      add(registry, histogram);
      recorders[name] = histogram.observe;
    } else if (metric.type === 'counter') {
      const counter = new Counter(name, metric);
      add(registry, counter);
      recorders[name] = counter.add;
    } else {
      add(registry, new Gauge(name, metric, gauges[name as Gauges<Metrics>]));
    }
  }
  // Sound: each metric that is no gauge has a recorder.
  return recorders as Record<Exclude<keyof Metrics, Gauges<Metrics>>, Recorder>;
}

/** A registry reads any object with the properties of a metric, but its types only name the library's own classes. */
function add(registry: Registry, metric: Counter | Gauge | Histogram): void {
  registry.registerMetric(metric as unknown as RegistryMetric);
}
