import { execFileSync, spawnSync } from 'node:child_process';
import { Registry } from '@prometheus-io/client';
import { describe, expect, it } from 'vitest';
import { createLiveMetrics } from '../../src/observability/live-metrics.ts';
import { LIVE_METRICS } from '../../src/observability/live-metric-table.ts';
import { METRICS, type Metric } from '../../src/observability/metric-table.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { seriesOf } from '../support/metrics.ts';
import { post, startTestGateway } from '../support/harness.ts';
import { ENDPOINTS } from '../../src/lib/endpoints.ts';
import { EVENTS, sendElsewhere, subscribe } from '../support/live/event-stream.ts';

const SOURCES = { version: '1', mode: 'sandbox', documentCacheBytes: () => ({ documents: 0, plans: 0 }) };
const REQUEST = {
  method: 'POST',
  path: '/graphql',
  status: 200,
  durationMs: 20,
  waitedMs: 15,
  operationType: 'query',
  trustedName: undefined,
  errorCodes: [],
  isClientDisconnected: false,
  trace: undefined,
} as const;

describe('the metrics of a gateway', () => {
  it('count requests, errors, lookups and REST calls', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics });
    const ids = ['ana-ortiz', 'ben-carter'];
    const document = `{ users(ids: ${JSON.stringify(ids)}) { id } }`;
    await Promise.all([gateway.query(document), gateway.query(document)]);
    await gateway.query('{ nonsense }');
    const series = await seriesOf(metrics);
    expect(series).toMatchObject({
      'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/graphql",http_response_status_code="200"}': 3,
      'graphql_server_request_duration_seconds_count{graphql_operation_type="query",graphql_operation_name="",error_type=""}': 2,
      'graphql_server_request_duration_seconds_count{graphql_operation_type="",graphql_operation_name="",error_type="GRAPHQL_VALIDATION_FAILED"}': 1,
      'kommunicate_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
      'kommunicate_graphql_lookups_total{loader="users",outcome="fetched"}': 2,
      'kommunicate_graphql_lookups_total{loader="users",outcome="joined"}': 2,
      'kommunicate_graphql_batch_size_sum{loader="users"}': 2,
      'http_client_request_duration_seconds_count{url_template="/rest/ws/user/v2/detail",http_response_status_code="200",error_type=""}': 1,
      'kommunicate_graphql_document_cache_requests_total{cache="documents",result="miss"}': 2,
      'kommunicate_graphql_document_cache_requests_total{cache="documents",result="hit"}': 1,
      'kommunicate_graphql_document_cache_requests_total{cache="plans",result="miss"}': 1,
      'kommunicate_graphql_document_cache_requests_total{cache="plans",result="hit"}': 1,
      'kommunicate_graphql_overhead_seconds_count{graphql_operation_type="query"}': 2,
      http_server_active_requests: 0,
      'kommunicate_graphql_upstream_connections{state="busy"}': 0,
    });
    for (const cache of ['documents', 'plans']) {
      expect(series[`kommunicate_graphql_document_cache_bytes{cache="${cache}"}`]).toBeGreaterThan(0);
    }
    expect(series['kommunicate_graphql_retry_budget']).toBeGreaterThan(0);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('have the path of each endpoint that the gateway calls, and its own outcome for each change', async () => {
    const metrics = new Registry();
    const { query } = await startTestGateway({ metrics });
    const { data } = await query(
      '{ conversations(ids: ["104250001", "104250002"]) { messages(first: 1) { nodes { id } } } }',
    );
    const key = data.conversations[0].messages.nodes[0].id as string;
    for (const selection of [
      'conversation(id: "104250001") { id }',
      `message(id: "${key}") { receipts { readAt } }`,
      'inbox { nodes { id } }',
      'inbox(assigneeId: "tom.becker@hearth.example") { nodes { id } }',
      'user(id: "ana-ortiz") { displayName conversations { nodes { id } } }',
    ]) {
      expect((await query(`{ ${selection} }`)).errors).toEqual([]);
    }
    for (const [field, input] of [
      ['updateUser', 'userId: "ana-ortiz", displayName: "Ana"'],
      ['sendMessage', 'conversationId: "104250001", text: "hello"'],
      ['sendMessage', 'conversationId: "104250001", attachment: { url: "https://files.example/a.pdf" }'],
      ['changeConversationStatus', 'conversationId: "104250001", status: CLOSED'],
      ['createConversation', 'participantIds: ["ana-ortiz"]'],
      ['assignConversation', 'conversationId: "104250001", assigneeId: "tom.becker@hearth.example"'],
      ['markConversationRead', 'conversationId: "104250001"'],
    ]) {
      const { errors } = await query(`mutation { ${field}(input: { ${input} }) { __typename } }`);
      expect([field, errors]).toEqual([field, []]);
    }
    const names = Object.keys(await seriesOf(metrics));
    const valuesOf = (series: string, label: string) => {
      const values = names.flatMap((name) => {
        if (!name.startsWith(`${series}{`)) return [];
        return new RegExp(`[{,]${label}="([^"]*)"`).exec(name)?.[1] ?? [];
      });
      return [...new Set(values)].toSorted();
    };
    expect(valuesOf('http_client_request_duration_seconds_count', 'url_template')).toEqual(
      Object.keys(ENDPOINTS).toSorted(),
    );
    const writes = Object.entries(ENDPOINTS).filter(([, effect]) => effect === 'write');
    expect(valuesOf('kommunicate_graphql_write_outcomes_total', 'endpoint')).toEqual(
      writes.map(([path]) => path).toSorted(),
    );
    expect(names.filter((name) => name.includes('"_OTHER"'))).toEqual([]);
  });

  it('count the REST calls of subscriptions and of the poll', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics, pollSeconds: 0 });
    const stream = await subscribe(gateway, EVENTS, { variables: { id: '104250001' } });
    await stream.next();
    gateway.hint({
      conversationId: '104250001',
      messageId: await sendElsewhere(gateway, '104250001', 'news'),
    });
    await stream.next();
    const series =
      'http_client_request_duration_seconds_count{url_template="/rest/ws/message/list",http_response_status_code="200",error_type=""}';
    expect((await seriesOf(metrics))[series]).toBe(2);
  });

  it('have no sample for what there is not: Redis, or the retry budget before the first call', async () => {
    const metrics = new Registry();
    await startTestGateway({ metrics });
    const series = await seriesOf(metrics);
    expect(series).not.toHaveProperty('kommunicate_graphql_redis_up');
    expect(series).not.toHaveProperty('kommunicate_graphql_retry_budget');
    expect(series).toHaveProperty('http_server_active_requests', 0);
  });

  it('count retries, circuits and calls that an open circuit rejects', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({
      metrics,
      retry: { retries: 1, sleep: async () => undefined },
      breaker: { minimumCalls: 2 },
    });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503, times: 2 });
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    expect(await seriesOf(metrics)).toMatchObject({
      'http_client_request_duration_seconds_count{url_template="/rest/ws/user/v2/detail",http_response_status_code="503",error_type=""}': 2,
      'kommunicate_graphql_retries_total{endpoint="/rest/ws/user/v2/detail"}': 1,
      'kommunicate_graphql_circuit_transitions_total{endpoint="/rest/ws/user/v2/detail",to="open"}': 1,
      'kommunicate_graphql_circuits_open{endpoint="/rest/ws/user/v2/detail"}': 1,
      'kommunicate_graphql_short_circuits_total{endpoint="/rest/ws/user/v2/detail"}': 1,
      'kommunicate_graphql_errors_total{code="UPSTREAM_UNAVAILABLE"}': 2,
    });
    expect(gateway.calls()).toHaveLength(2);
  });

  it('count the outcomes of changes, and the uses of idempotency keys', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics });
    const send = (key: string, text: string) =>
      gateway.query(
        `mutation { sendMessage(input: { conversationId: "104250001", text: "${text}", idempotencyKey: "${key}" }) { message { id } } }`,
      );
    await send('k-1', 'hello');
    await send('k-1', 'hello');
    await send('k-1', 'another');
    gateway.emulator.fault({ endpoint: 'messageSend', kind: 'reset', applied: true });
    await send('k-2', 'lost');
    await send('k-2', 'lost');
    expect(await seriesOf(metrics)).toMatchObject({
      'kommunicate_graphql_write_outcomes_total{endpoint="/rest/ws/message/v2/send",outcome="done"}': 1,
      'kommunicate_graphql_write_outcomes_total{endpoint="/rest/ws/message/v2/send",outcome="unknown"}': 1,
      'kommunicate_graphql_idempotency_total{outcome="first"}': 2,
      'kommunicate_graphql_idempotency_total{outcome="replayed"}': 1,
      'kommunicate_graphql_idempotency_total{outcome="reused"}': 1,
      'kommunicate_graphql_idempotency_total{outcome="unknown"}': 1,
    });
  });

  it('name operations only if their documents are trusted', async () => {
    const metrics = new Registry();
    const text = 'query Trusted { viewer { id } }';
    const gateway = await startTestGateway({ metrics, trustedDocuments: new Map([['t-1', text]]) });
    await gateway.fetch(post({ documentId: 't-1' }));
    await gateway.query('query Other { viewer { id } }');
    const names = Object.keys(await seriesOf(metrics)).flatMap((name) =>
      [...name.matchAll(/graphql_operation_name="(\w+)"/g)].map(([, found]) => found),
    );
    expect([...new Set(names)]).toEqual(['Trusted']);
  });

  it('have the same series after 10,000 names, paths, methods, codes and clients that are made up', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics, isCompared: false });
    const call = async (index: number) => {
      const headers = { 'graphql-client-name': `client-${index}` };
      const query = `query Name${index} { viewer { id } }`;
      await gateway.fetch(post({ query, operationName: `Name${index}` }, headers));
      await gateway.fetch(new Request(`http://gateway/path-${index}`, { method: `METHOD${index}` }));
    };
    await call(0);
    const before = Object.keys(await seriesOf(metrics));
    for (let index = 1; index <= 200; index += 1) await call(index);
    expect(Object.keys(await seriesOf(metrics))).toEqual(before);

    const registry = new Registry();
    const observer = createMetrics(registry, SOURCES);
    const observe = (word: string) => {
      observer.request?.({ ...REQUEST, method: word, path: `/${word}`, operationType: word });
      observer.request?.({ ...REQUEST, errorCodes: [word], trustedName: word });
      observer.batch?.({ loader: word, size: 1, joined: 1, waitedMs: 1 });
      observer.retry?.(word, 1, undefined);
      observer.write?.(word, 'done');
      observer.redis?.(word, 'ok', 1);
    };
    // The names of trusted documents are labels up to a number.
    for (let index = 0; index < 210; index += 1) observe(`word${index}`);
    const few = Object.keys(await seriesOf(registry)).length;
    for (let index = 210; index < 10_000; index += 1) observe(`word${index}`);
    expect(Object.keys(await seriesOf(registry)).length).toBe(few);
    expect(few).toBeLessThan(5000);
  });

  it('need a registry of their own', () => {
    const registry = new Registry();
    createMetrics(registry, SOURCES);
    expect(() => createMetrics(registry, SOURCES)).toThrow('already been registered');
  });
});

describe('the metrics of subscriptions', () => {
  it('count open streams, ends, deliveries, gaps, webhooks and reads', async () => {
    const registry = new Registry();
    const observer = createLiveMetrics(registry);
    observer.streamOpened?.('conversationEvents', 'sse');
    observer.streamOpened?.('conversationEvents', 'sse');
    observer.streamEnded?.('conversationEvents', 'sse', 'draining');
    observer.delivery?.('conversationEvents', 40);
    observer.delivery?.('inboxEvents', undefined);
    observer.gap?.('conversationEvents', 'SLOW_READER');
    observer.webhook?.('accepted');
    observer.webhook?.('made up');
    observer.messageRead?.(2);
    expect(await seriesOf(registry)).toMatchObject({
      'kommunicate_graphql_streams_open{field="conversationEvents",transport="sse"}': 1,
      'kommunicate_graphql_stream_ends_total{field="conversationEvents",transport="sse",reason="draining"}': 1,
      'kommunicate_graphql_deliveries_total{field="conversationEvents"}': 1,
      'kommunicate_graphql_delivery_delay_seconds_bucket{le="0.05",field="conversationEvents"}': 1,
      'kommunicate_graphql_delivery_delay_seconds_count{field="conversationEvents"}': 1,
      'kommunicate_graphql_stream_gaps_total{field="conversationEvents",reason="SLOW_READER"}': 1,
      'kommunicate_graphql_webhooks_total{outcome="accepted"}': 1,
      'kommunicate_graphql_webhooks_total{outcome="_OTHER"}': 1,
      kommunicate_graphql_reads_per_message_sum: 2,
    });
  });
});

describe('the metrics of a gateway', () => {
  it('follow its subscriptions', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics, pollSeconds: 0 });
    const stream = await subscribe(gateway, EVENTS, { variables: { id: '104250001' } });
    await stream.next();
    await gateway.query(
      'mutation { sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } } }',
    );
    await stream.next();
    expect(await seriesOf(metrics)).toMatchObject({
      'kommunicate_graphql_streams_open{field="conversationEvents",transport="sse"}': 1,
      'kommunicate_graphql_deliveries_total{field="conversationEvents"}': 2,
      'kommunicate_graphql_stream_gaps_total{field="conversationEvents",reason="STARTED"}': 1,
      'kommunicate_graphql_delivery_delay_seconds_count{field="conversationEvents"}': 1,
      kommunicate_graphql_reads_per_message_sum: 1,
    });
    await gateway.endSubscriptions();
    await stream.rest();
    expect(await seriesOf(metrics)).toMatchObject({
      'kommunicate_graphql_streams_open{field="conversationEvents",transport="sse"}': 0,
      'kommunicate_graphql_stream_ends_total{field="conversationEvents",transport="sse",reason="draining"}': 1,
    });
  });
});

describe('the table of metrics', () => {
  it.skipIf(spawnSync('promtool', ['--version']).error)('has no fault that promtool finds', async () => {
    const metrics = new Registry();
    const gateway = await startTestGateway({ metrics });
    await gateway.query('{ viewer { id } }');
    const input = await metrics.metrics();
    expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
  });

  it.each(Object.entries<Metric>({ ...METRICS, ...LIVE_METRICS }))('describes %s', (name, metric) => {
    expect(metric.help).toMatch(/^[A-Z0-9].*\.$/);
    expect(name.endsWith('_total')).toBe(metric.type === 'counter');
    if (metric.type === 'histogram') {
      expect(metric.buckets).not.toEqual([]);
      expect(metric.buckets).toEqual(metric.buckets.toSorted((a, b) => a - b));
    }
    for (const values of Object.values(metric.labels ?? {})) {
      if (values !== 'bounded') expect(new Set(values).size).toBe(values.length);
    }
  });
});
