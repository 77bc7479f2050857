import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { createDefaultRegistry } from '../../src/observability/default-registry.ts';
import { LIVE_METRICS } from '../../src/observability/live-metric-table.ts';
import { METRICS, type Metric } from '../../src/observability/metric-table.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { renderMetrics } from '../../src/observability/render-metrics.ts';
import { anchorsOf } from '../support/docs/anchors.ts';
import { startMonitoredGateway } from '../support/monitored-gateway.ts';
import { prometheusIsMissing, startPrometheus } from '../support/prometheus.ts';
import { parseExpression } from '../support/promql.ts';
import { hasRedisServer } from '../support/redis-server.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string) => readFileSync(pathOf(name), 'utf8');
const [RULES, ALERTS] = ['deploy/prometheus/rules.yml', 'deploy/prometheus/alerts.yml'] as const;

const RUNBOOKS = 'https://github.com/kommunicate-graphql/kommunicate-graphql/blob/main/docs/runbooks.md';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly id?: number;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly Panel[];
}

const dashboard = JSON.parse(read('deploy/grafana/kommunicate-graphql.json')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const shown = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

interface Rule {
  readonly expr: string;
  readonly record: string;
  readonly alert: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}
/** The rules of all groups of a file. */
function rulesOf(name: string): readonly Rule[] {
  const { groups } = parse(read(name)) as { groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}
const alertRules = rulesOf(ALERTS);
const ruleExpressions = [...rulesOf(RULES), ...alertRules].map(({ expr }) => expr);
const recorded = rulesOf(RULES).map(({ record }) => record);
const alerts = alertRules.map(({ alert }) => alert);

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
  for (const [name, { type, labels = {}, buckets }] of Object.entries(tables)) {
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

const isSkipped = prometheusIsMissing() || !hasRedisServer();
describe.skipIf(isSkipped)('Prometheus', () => {
  it('accepts the rules and the alerts, and their unit tests pass', () => {
    const run = (...args: string[]) => execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' });
    expect(run('check', 'rules', pathOf(RULES), pathOf(ALERTS))).toContain(
      `SUCCESS: ${alerts.length} rules found`,
    );
    expect(run('test', 'rules', pathOf('deploy/prometheus/alerts.test.yml'))).toContain('SUCCESS');
  });

  it('has data for the dashboard and the rules, from a gateway that it reads', async () => {
    const { send, target } = await startMonitoredGateway();
    const prometheus = await startPrometheus(target, [pathOf(RULES), pathOf(ALERTS)]);
    const expressions = shown.map(({ title, expr }) => ({
      title,
      query: expr
        .replaceAll('"$job"', '"kommunicate-graphql"')
        .replaceAll('"$instance"', '".+"')
        .replaceAll('$__rate_interval', '1m'),
    }));
    const emptyExpressions = async () => {
      await send();
      const results = await Promise.all(
        expressions.map(async (expression) => {
          const { result } = await prometheus.get('query', { query: expression.query });
          return { ...expression, isEmpty: (result as unknown[]).length === 0 };
        }),
      );
      return results.filter(({ isEmpty }) => isEmpty);
    };
    // Rates need two samples of each series.
    await expect
      .poll(async () => (await emptyExpressions()).map(({ query }) => query), {
        interval: 500,
      })
      .toEqual([]);

    for (const query of recorded) {
      await expect.poll(async () => (await prometheus.get('query', { query })).result.length).toBe(1);
    }
    const { groups } = await prometheus.get('rules');
    const rules = (
      groups as { rules: { name: string; health: string; lastError?: string; state?: string }[] }[]
    ).flatMap((group) => group.rules);
    expect(rules.map(({ name }) => name).toSorted()).toEqual([...recorded, ...alerts].toSorted());
    for (const { name, health, lastError } of rules) {
      expect([name, health, lastError ?? '']).toEqual([name, 'ok', '']);
    }
    // Their conditions hold since the first call of the gateway, and none of them for five minutes.
    const pending = rules.filter(({ state }) => state === 'pending').map(({ name }) => name);
    expect(pending).toContain('KommunicateGraphqlCircuitOpen');
    const firing = rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
    expect(firing).toEqual(['KommunicateGraphqlWriteOutcomeUnknown']);
  });

  it('finds the trace of a duration by its exemplar', async () => {
    const registry = createDefaultRegistry();
    const observer = createMetrics(registry, {
      version: '1',
      mode: 'service',
      documentCacheBytes: () => ({ documents: 0, plans: 0 }),
    });
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: '01' };
    const attempt = { method: 'POST', endpoint: '/rest/ws/user/v2/detail', attempt: 1, status: 200 };
    observer.attempt?.({ ...attempt, durationMs: 30, failure: undefined, trace });
    const server = createServer((request, response) => {
      void renderMetrics(registry, request.headers.accept).then(({ contentType, text }) =>
        response.setHeader('content-type', contentType).end(text),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const prometheus = await startPrometheus(`127.0.0.1:${(server.address() as AddressInfo).port}`, []);
    const query = 'http_client_request_duration_seconds_bucket';
    const found = async () => {
      const seconds = Date.now() / 1000;
      return prometheus.get('query_exemplars', {
        query,
        start: String(seconds - 600),
        end: String(seconds + 60),
      });
    };
    const labels = { trace_id: trace.traceId, span_id: trace.spanId };
    await expect.poll(found).toMatchObject([
      {
        seriesLabels: { url_template: attempt.endpoint, le: '0.05' },
        exemplars: [{ labels, value: '0.03' }],
      },
    ]);
  });
});
