import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { TraceIds } from '../lib/observer.ts';
import { OTHER, type Metric } from './metric-table.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Counts, observes or sets a value of one metric.
 * @param trace what the value was measured in. Default: no trace is recorded
 */
export type Recorder = (value: number, labels?: Labels, trace?: TraceIds) => void;

/** Sets the values of a gauge before each scrape. */
export type Collector = (set: Recorder) => void;

/**
 * Registers the metrics of a table.
 * @param collectors set gauges of the table before each scrape
 * @returns a function for each metric: it counts, observes or sets a value. A label's value that is not in its set counts
 *   as `_OTHER`
 */
export function register<Name extends string>(
  registry: Registry,
  table: Readonly<Record<Name, Metric>>,
  collectors?: { readonly [Key in Name]?: Collector },
): Readonly<Record<Name, Recorder>> {
  const names = Object.keys(table) as Name[];
  const entries = names.map((name) => [name, record(registry, name, table[name], collectors?.[name])]);
  // Sound: each name has a recorder.
  return Object.fromEntries(entries) as Record<Name, Recorder>;
}

function record(registry: Registry, name: string, metric: Metric, collect?: Collector): Recorder {
  const { type, help, labels = {}, buckets, hasExemplars = false } = metric;
  const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  const bound = bounding(labels);
  switch (type) {
    case 'counter': {
      const counter = new Counter(options);
      return (value, given) => counter.inc(bound(given), value);
    }
    case 'gauge': {
      const set: Recorder = (value, given) => gauge.set(bound(given), value);
      const gauge: Gauge<string> = new Gauge({
        ...options,
        ...(collect && {
          collect() {
            gauge.reset();
            // A gauge without labels would be 0 where its collector sets nothing.
            if (options.labelNames.length === 0) gauge.remove({});
            collect(set);
          },
        }),
      });
      return set;
    }
    case 'histogram': {
      const withExemplars = hasExemplars && registry.contentType === Registry.OPENMETRICS_CONTENT_TYPE;
      const histogram = new Histogram<string>({
        ...options,
        ...(buckets && { buckets: [...buckets] }),
        enableExemplars: withExemplars,
      });
      if (!withExemplars) return (value, given) => histogram.observe(bound(given), value);
      return (value, given, trace) =>
        histogram.observe({ labels: bound(given), value, ...exemplarOf(trace) });
    }
  }
}

/** The id of a recorded trace, under the name that OpenTelemetry and Grafana use. */
function exemplarOf(trace: TraceIds | undefined) {
  if (trace?.traceFlags !== '01') return undefined;
  return { exemplarLabels: { trace_id: trace.traceId, span_id: trace.spanId } };
}

/** Returns a function that replaces each value outside its label's set. */
function bounding(labels: NonNullable<Metric['labels']>): (given?: Labels) => Record<string, string> {
  const sets = Object.entries(labels).flatMap(([name, values]) =>
    values === 'bounded' ? [] : [[name, new Set(values)] as const],
  );
  return (given = {}) => {
    const bounded: Record<string, string> = { ...given };
    for (const [name, values] of sets) {
      const value = given[name];
      if (value === undefined || !values.has(value)) bounded[name] = OTHER;
    }
    return bounded;
  };
}
