import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createDefaultRegistry } from '../../src/observability/default-registry.ts';
import { LIVE_METRICS } from '../../src/observability/live-metric-table.ts';
import { METRICS, type Metric } from '../../src/observability/metric-table.ts';
import { renderMetrics } from '../../src/observability/render-metrics.ts';
import { anchorsOf } from '../support/docs/anchors.ts';
import {
  alertRules,
  alerts,
  dashboard,
  panels,
  read,
  recorded,
  ruleExpressions,
  RUNBOOKS,
  shown,
} from '../support/monitoring.ts';
import { parseExpression } from '../support/promql.ts';

/** The label values of all metrics, by the name of their series. Undefined values: any. */
async function knownSeries() {
  const known = new Map<string, Readonly<Record<string, readonly string[] | undefined>>>();
  const add = (
    name: string,
    type: string,
    labels: Record<string, readonly string[] | undefined>,
    bounds?: string[],
  ) => {
    if (type !== 'histogram' && type !== 'summary') return known.set(name, labels);
    for (const suffix of ['_sum', '_count']) known.set(name + suffix, labels);
    return known.set(`${name}_bucket`, { ...labels, le: bounds });
  };
  const tables: Readonly<Record<string, Metric>> = { ...METRICS, ...LIVE_METRICS };
  for (const [name, metric] of Object.entries(tables)) {
    const { type, labels = {} } = metric;
    const buckets = metric.type === 'histogram' ? metric.buckets : undefined;
    const values = Object.entries(labels).map(([label, of]) => [label, of === 'bounded' ? undefined : of]);
    add(
      name,
      type,
      Object.fromEntries(values) as Record<string, readonly string[] | undefined>,
      buckets?.map(String),
    );
  }
  const { text } = await renderMetrics(createDefaultRegistry());
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)/gm)) {
    add(name, type, name === 'nodejs_gc_duration_seconds' ? { kind: undefined } : {});
  }
  for (const name of [...recorded, 'up']) known.set(name, {});
  return known;
}

describe('the dashboard and the rules', () => {
  it.each(
    [...shown.map(({ expr }) => expr), ...ruleExpressions].map((expr) =>
      expr.replaceAll(/^ *#.*$/gm, '').replaceAll(/\s+/g, ' '),
    ),
  )('name only metrics, labels and values of the tables: %s', async (expr) => {
    const known = await knownSeries();
    const { selectors, grouping } = parseExpression(expr);
    const labels = new Set(['job', 'instance']);
    expect(selectors).not.toEqual([]);
    for (const { metric, matchers } of selectors) {
      const values = known.get(metric);
      expect(values, metric).toBeDefined();
      for (const label of Object.keys(values ?? {})) labels.add(label);
      for (const { label, value } of matchers) {
        expect([...labels], metric).toContain(label);
        const closed = values?.[label];
        // Each alternative of a pattern has to match a value.
        for (const part of closed ? value.split('|') : []) {
          expect(closed, `${metric}: ${label}`).toContainEqual(
            expect.stringMatching(new RegExp(`^(?:${part})$`)),
          );
        }
      }
    }
    for (const label of grouping) expect([...labels]).toContain(label);
  });

  it('are read with all their metrics, labels and values', async () => {
    const { selectors, grouping } = parseExpression(
      'sum by (le, a) (rate(b{c=~"d|e",f!="g"}[5m])) or h offset 15m',
    );
    expect(grouping).toEqual(['le', 'a']);
    expect(selectors).toEqual([
      {
        metric: 'b',
        matchers: [
          { label: 'c', operator: '=~', value: 'd|e' },
          { label: 'f', operator: '!=', value: 'g' },
        ],
      },
      { metric: 'h', matchers: [] },
    ]);
    expect((await knownSeries()).has('b')).toBe(false);
  });

  it('show each metric of the tables', () => {
    const names = new Set(
      shown.flatMap(({ expr }) => parseExpression(expr).selectors.map(({ metric }) => metric)),
    );
    for (const name of [...Object.keys(METRICS), ...Object.keys(LIVE_METRICS)]) {
      expect(
        [name, `${name}_bucket`, `${name}_count`].some((series) => names.has(series)),
        name,
      ).toBe(true);
    }
  });

  it('record each series once', () => {
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(recorded.length).toBeGreaterThan(15);
  });
});

describe('the dashboard', () => {
  it('can be imported beside any data source', () => {
    expect(dashboard.uid).toBe('kommunicate-graphql');
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['DS_PROMETHEUS', 'datasource'],
      ['job', 'query'],
      ['instance', 'query'],
    ]);
    for (const { datasource } of panels.flatMap(({ targets = [] }) => targets)) {
      expect(datasource.uid).toBe('${DS_PROMETHEUS}');
    }
  });

  it.each(panels)('describes the panel "$title", with a unit', ({ description, fieldConfig, id }) => {
    expect(description).toMatch(/\.$/);
    expect(fieldConfig?.defaults.unit).toBeTruthy();
    expect(id).toBeUndefined();
  });

  it('has rows in the order of the runbooks page', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(read('docs/runbooks.md').toLowerCase()).toContain(
      `rows are ${rows.slice(0, -1).join(', ')} and ${rows.at(-1)}.`.toLowerCase(),
    );
  });
});

describe('the alerts', () => {
  const anchors = anchorsOf(read('docs/runbooks.md'));

  it('have a severity, a summary and a runbook that exists', () => {
    for (const { alert, labels, annotations } of alertRules) {
      expect(['page', 'ticket'], alert).toContain(labels?.severity);
      expect(annotations?.summary, alert).toBeTruthy();
      expect(annotations?.runbook_url).toBe(`${RUNBOOKS}#${alert.toLowerCase()}`);
      expect([...anchors]).toContain(alert.toLowerCase());
    }
  });

  it('have no runbook without an alert', () => {
    const sections = [...anchors].filter((anchor) => anchor.startsWith('kommunicategraphql'));
    expect(sections.toSorted()).toEqual(alerts.map((name) => name.toLowerCase()).toSorted());
  });

  it('each have a unit test that fires', () => {
    const { tests } = parse(read('deploy/prometheus/alerts.test.yml')) as {
      tests: readonly {
        alert_rule_test: readonly { alertname: string; exp_alerts?: readonly unknown[] | null }[];
      }[];
    };
    const fired = tests
      .flatMap(({ alert_rule_test: checks }) => checks)
      .flatMap(({ alertname, exp_alerts: expected }) => (expected?.length ? [alertname] : []));
    expect(new Set(fired)).toEqual(new Set(alerts));
  });
});
