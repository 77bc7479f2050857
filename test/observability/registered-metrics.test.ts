import * as library from '@prometheus-io/client';
import { describe, expect, it } from 'vitest';
import { register } from '../../src/observability/instruments.ts';
import type { Metric } from '../../src/observability/metric-table.ts';
import { renderMetrics } from '../../src/observability/render-metrics.ts';

const TABLE = {
  requests_total: { type: 'counter', help: 'Requests.', labels: { route: ['/a', '/b'], name: 'bounded' } },
  starts_total: { type: 'counter', help: 'Starts.' },
  seconds: {
    type: 'histogram',
    help: 'Durations, in "seconds".',
    labels: { route: ['/a', '/b'] },
    buckets: [0.1, 1],
    hasExemplars: true,
  },
  sizes: { type: 'histogram', help: 'Sizes.', buckets: [1, 10] },
  depth: { type: 'gauge', help: 'Depth.', labels: { route: ['/a', '/b'] } },
  level: { type: 'gauge', help: 'Level.' },
} as const satisfies Readonly<Record<string, Metric>>;

const NO_GAUGES = { depth: () => undefined, level: () => undefined };
const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: '01' };

/** The same metrics as `TABLE`, of the library's own classes. */
function libraryMetrics(registry: library.Registry) {
  const registers = [registry];
  const ofTable = (name: keyof typeof TABLE) => {
    const metric: Metric = TABLE[name];
    return { name, help: metric.help, labelNames: Object.keys(metric.labels ?? {}), registers };
  };
  const buckets = (name: 'seconds' | 'sizes') => [...TABLE[name].buckets];
  return {
    requests: new library.Counter(ofTable('requests_total')),
    starts: new library.Counter(ofTable('starts_total')),
    seconds: new library.Histogram({ ...ofTable('seconds'), buckets: buckets('seconds') }),
    sizes: new library.Histogram({ ...ofTable('sizes'), buckets: buckets('sizes') }),
    depth: new library.Gauge(ofTable('depth')),
  };
}

describe('counters, gauges and histograms', () => {
  it.each(['text/plain', 'application/openmetrics-text'])(
    'have the text of the library in %s',
    async (accept) => {
      const [own, expected] = [new library.Registry(), new library.Registry()];
      const metric = register(own, TABLE, {
        depth: (set) => set(2, { route: '/b' }),
        level: () => undefined,
      });
      const oracle = libraryMetrics(expected);
      for (const [route, name] of [
        ['/a', 'x'],
        ['/b', 'a "quoted" \\ name\n'],
        ['/a', 'x'],
      ] as const) {
        metric.requests_total(2, { route, name });
        oracle.requests.inc({ route, name }, 2);
      }
      for (const [value, route] of [
        [0.1, '/a'],
        [0.05, '/a'],
        [1.5, '/a'],
        [-1, '/b'],
        [0.3, '/b'],
      ] as const) {
        metric.seconds(value, { route });
        oracle.seconds.observe({ route }, value);
      }
      metric.sizes(3);
      oracle.sizes.observe(3);
      oracle.depth.set({ route: '/b' }, 2);
      const { text } = await renderMetrics(own, accept);
      // The library has a value for a gauge without labels that nothing has set.
      expect(text.replaceAll(/\n*# (?:HELP|TYPE) level.*/g, '')).toBe(
        (await renderMetrics(expected, accept)).text,
      );
    },
  );

  it('count what is not in the set of a label as _OTHER, and create no further series for it', async () => {
    const registry = new library.Registry();
    const metric = register(registry, TABLE, NO_GAUGES);
    for (const route of ['/c', '/d', '__proto__', '']) metric.requests_total(1, { route, name: 'x' });
    metric.requests_total(1, { name: 'x' });
    metric.requests_total(1);
    const text = await registry.metrics();
    expect(text).toContain('requests_total{route="_OTHER",name="x"} 5');
    expect(text).toContain('requests_total{route="_OTHER",name="_OTHER"} 1');
    expect(text.match(/^requests_total/gm)).toHaveLength(2);
  });

  it('are 0 before their first value if they have no labels, and gauges that nothing sets are absent', async () => {
    const registry = new library.Registry();
    register(registry, TABLE, NO_GAUGES);
    const lines = (await registry.metrics()).split('\n').filter((line) => /^\w/.test(line));
    expect(lines).toEqual([
      'starts_total 0',
      'sizes_bucket{le="1"} 0',
      'sizes_bucket{le="10"} 0',
      'sizes_bucket{le="+Inf"} 0',
      'sizes_sum 0',
      'sizes_count 0',
    ]);
  });

  it('ignore what would stay in their sums: numbers that are not finite, and negative ones in counters', async () => {
    const registry = new library.Registry();
    const metric = register(registry, TABLE, NO_GAUGES);
    const before = await registry.metrics();
    for (const value of [Number.NaN, Infinity, -Infinity, undefined as unknown as number]) {
      metric.starts_total(value);
      metric.sizes(value);
    }
    metric.starts_total(-1);
    expect(await registry.metrics()).toBe(before);
  });

  it('have only the series of a gauge that were set for this scrape', async () => {
    const registry = new library.Registry();
    const open = new Set(['/a', '/b']);
    register(registry, TABLE, {
      ...NO_GAUGES,
      depth: (set) => open.forEach((route) => set(1, { route })),
    });
    expect(await registry.metrics()).toContain('depth{route="/a"} 1\ndepth{route="/b"} 1\n');
    open.delete('/a');
    const text = await registry.metrics();
    expect(text).toContain('depth{route="/b"} 1\n');
    expect(text).not.toContain('depth{route="/a"}');
  });

  it('keep no default label of an earlier scrape', async () => {
    const registry = new library.Registry();
    const metric = register(registry, TABLE, NO_GAUGES);
    metric.requests_total(1, { route: '/a', name: 'x' });
    metric.sizes(1);
    for (const labels of [{ pod: 'one' }, { pod: 'two' }, { zone: 'three' }]) {
      registry.setDefaultLabels(labels);
      for (const { values } of await registry.getMetricsAsJSON()) {
        for (const value of values) expect(value.labels).toMatchObject(labels);
        expect(JSON.stringify(values).includes('pod')).toBe('pod' in labels && values.length > 0);
      }
    }
  });

  it('start again when their registry is reset', async () => {
    const registry = new library.Registry();
    const metric = register(registry, TABLE, NO_GAUGES);
    const record = () => {
      metric.requests_total(1, { route: '/a', name: 'x' });
      metric.sizes(5);
    };
    record();
    const first = await registry.metrics();
    registry.resetMetrics();
    expect(await registry.metrics()).not.toContain('requests_total{');
    record();
    expect(await registry.metrics()).toBe(first);
  });

  it('can be added up for the processes of a cluster', async () => {
    const processes = [new library.Registry(), new library.Registry()];
    for (const registry of processes) {
      const metric = register(registry, TABLE, { ...NO_GAUGES, depth: (set) => set(1, { route: '/a' }) });
      metric.requests_total(1, { route: '/a', name: 'x' });
      metric.seconds(0.5, { route: '/a' });
    }
    const all = library.AggregatorRegistry.aggregate(
      await Promise.all(processes.map(async (registry) => registry.getMetricsAsJSON())),
    );
    const text = await all.metrics();
    expect(text).toContain('requests_total{route="/a",name="x"} 2');
    expect(text).toContain('seconds_bucket{le="1",route="/a"} 2');
    expect(text).toContain('seconds_bucket{le="0.1",route="/a"} 0');
    expect(text).toContain('depth{route="/a"} 2');
  });

  it('keep the last exemplar of each bucket, only of recorded traces and for OpenMetrics', async () => {
    const registry = new library.Registry(library.Registry.OPENMETRICS_CONTENT_TYPE);
    const metric = register(registry, TABLE, NO_GAUGES);
    metric.seconds(0.2, { route: '/a' }, { ...TRACE, traceId: 'c'.repeat(32) });
    metric.seconds(0.5, { route: '/a' }, TRACE);
    metric.seconds(0.6, { route: '/a' }, { ...TRACE, traceFlags: '00' });
    metric.seconds(7, { route: '/b' }, TRACE);
    // A histogram without exemplars.
    metric.sizes(7, {}, TRACE);
    const text = await registry.metrics();
    const [, seconds] = / 0\.5 (\d+(?:\.\d+)?)$/m.exec(text) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(600);
    const ids = `{trace_id="${TRACE.traceId}",span_id="${TRACE.spanId}"}`;
    expect(text).toContain(`seconds_bucket{le="1",route="/a"} 3 # ${ids} 0.5 `);
    expect(text).toContain(`seconds_bucket{le="+Inf",route="/b"} 1 # ${ids} 7 `);
    expect(text.match(/# \{/g)).toHaveLength(2);
    expect((await renderMetrics(registry, 'text/plain')).text).not.toContain('trace_id');

    const plain = new library.Registry();
    register(plain, TABLE, NO_GAUGES).seconds(0.5, { route: '/a' }, TRACE);
    expect((await renderMetrics(plain, 'application/openmetrics-text')).text).not.toContain('trace_id');
  });
});
