import type { TraceIds } from '../lib/observer.ts';
import type { HistogramMetric, Metric } from './metric-table.ts';
import { SeriesIndex, type Labels } from './series.ts';

/*
 * The metrics of the gateway, as a registry of `@prometheus-io/client` reads them. The library's own ones make a string of
 * all labels for each value, which takes 0.2 to 0.4 µs. A request has about ten values.
 */

/** A trace that a value was measured in. */
interface Exemplar {
  readonly labelSet: Labels;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** One value of a scrape, in the words of the library. */
interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** The name of the series, if it is not that of the metric. */
  readonly metricName?: string;
  readonly exemplar?: Exemplar | undefined;
}

/**
 * Counts, observes or sets a value. It never throws. A label's value that is not in its set counts as `_OTHER`. Counters
 * ignore a negative number, and counters and histograms one that is not finite: it would stay in their sums.
 * @param trace what the value was measured in. Default: no trace is recorded
 */
export type Recorder = (value: number, labels?: Labels, trace?: TraceIds) => void;

const NO_LABELS: Labels = {};

/** What a registry needs: the description, `get` for each scrape, and `reset`. */
abstract class RegisteredMetric<Series> {
  readonly name: string;
  readonly help: string;
  readonly type: Metric['type'];
  /** How a cluster combines the values of its processes. */
  readonly aggregator = 'sum';
  // Not `#series`: `renderMetrics` reads the metric through an object that inherits from it.
  protected readonly series: SeriesIndex<Series>;
  private readonly isUnlabelled: boolean;

  constructor(name: string, { type, help, labels = {} }: Metric, create: (labels: Labels) => Series) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.series = new SeriesIndex(labels, create);
    this.isUnlabelled = Object.keys(labels).length === 0;
  }

  get() {
    const { name, help, type, aggregator } = this;
    // Without labels, a counter is 0 before its first value. A gauge that is not set is absent.
    if (this.isUnlabelled && type !== 'gauge') this.series.find(NO_LABELS);
    const values = this.series.all.flatMap((series) => this.samplesOf(series));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  reset(): void {
    this.series.clear();
  }

  protected abstract samplesOf(series: Series): Sample[];
}

interface Value {
  readonly labels: Labels;
  value: number;
}

export class Counter extends RegisteredMetric<Value> {
  constructor(name: string, metric: Metric) {
    super(name, metric, (labels) => ({ labels, value: 0 }));
  }

  readonly add: Recorder = (value, labels = NO_LABELS) => {
    if (value >= 0 && value < Infinity) this.series.find(labels).value += value;
  };

  protected samplesOf({ labels, value }: Value): Sample[] {
    // A new object for each scrape: the registry sets its labels to those with the default labels.
    return [{ labels, value }];
  }
}

/** Sets the values of a gauge before each scrape. */
export type Collector = (set: Recorder) => void;

export class Gauge extends RegisteredMetric<Value> {
  private readonly collect: Collector;

  constructor(name: string, metric: Metric, collect: Collector) {
    super(name, metric, (labels) => ({ labels, value: 0 }));
    this.collect = collect;
  }

  override get() {
    this.series.clear();
    this.collect((value, labels = NO_LABELS) => {
      this.series.find(labels).value = value;
    });
    return super.get();
  }

  protected samplesOf({ labels, value }: Value): Sample[] {
    return [{ labels, value }];
  }
}

interface Distribution {
  readonly labels: Labels;
  /** The number of values in each bucket, without those of lower buckets. The last is for values above all bounds. */
  readonly counts: number[];
  /** The last exemplar of each bucket. */
  readonly exemplars: (Exemplar | undefined)[];
  sum: number;
}

export class Histogram extends RegisteredMetric<Distribution> {
  private readonly bounds: readonly number[];
  private readonly hasExemplars: boolean;

  constructor(name: string, metric: HistogramMetric, hasExemplars: boolean) {
    const { buckets } = metric;
    super(name, metric, (labels) => ({
      labels,
      counts: [...buckets.map(() => 0), 0],
      exemplars: [],
      sum: 0,
    }));
    this.bounds = buckets;
    this.hasExemplars = hasExemplars;
  }

  readonly observe: Recorder = (value, labels = NO_LABELS, trace?) => {
    if (!Number.isFinite(value)) return;
    const series = this.series.find(labels);
    const found = this.bounds.findIndex((bound) => value <= bound);
    const bucket = found < 0 ? this.bounds.length : found;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
    if (this.hasExemplars && trace?.traceFlags === '01') series.exemplars[bucket] = exemplarOf(trace, value);
  };

  protected samplesOf({ labels, counts, exemplars, sum }: Distribution): Sample[] {
    let count = 0;
    const buckets = counts.map((own, index) => {
      count += own;
      return {
        metricName: `${this.name}_bucket`,
        labels: { le: this.bounds[index] ?? '+Inf', ...labels },
        value: count,
        exemplar: exemplars[index],
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}

/** The ids of a recorded trace, by the names that OpenTelemetry and Grafana use. */
function exemplarOf({ traceId, spanId }: TraceIds, value: number): Exemplar {
  return { labelSet: { trace_id: traceId, span_id: spanId }, value, timestamp: Date.now() / 1000 };
}
