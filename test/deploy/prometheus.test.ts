import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDefaultRegistry } from '../../src/observability/default-registry.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { renderMetrics } from '../../src/observability/render-metrics.ts';
import { ALERTS, alerts, pathOf, recorded, RULES, shown } from '../support/monitoring.ts';
import { startMonitoredGateway } from '../support/monitored-gateway.ts';
import { prometheusIsMissing, startPrometheus } from '../support/prometheus.ts';
import { hasRedisServer } from '../support/redis-server.ts';

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
