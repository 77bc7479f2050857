import { Registry } from '@prometheus-io/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTracing, type Tracing } from '../../src/cli/tracing.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { bearer, startTestGateway, type TestGateway } from '../support/harness.ts';
import { EVENTS, sendElsewhere, subscribe } from '../support/live/event-stream.ts';
import { startOtlpReceiver, treeOf, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';

let receiver: OtlpReceiver;
let tracing: Tracing | undefined;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  // The SDK reads the environment of the process.
  Object.assign(process.env, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_NODE_RESOURCE_DETECTORS: 'none',
  });
  tracing = await startTracing(process.env, silentLogger);
});

afterAll(async () => {
  await tracing?.close();
  await receiver.close();
});

beforeEach(() => void receiver.spans.splice(0));

/** Waits for spans of requests with their traces, and returns all spans. */
async function received(requests: number): Promise<readonly ReceivedSpan[]> {
  const { spans } = receiver;
  await expect.poll(() => spans.filter(({ kind }) => kind === 'SPAN_KIND_SERVER').length).toBe(requests);
  return [...spans];
}

const byName = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const CALLER_IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
/** A header of each call that the REST API received. */
const sentHeaders = (gateway: TestGateway, name = 'traceparent') =>
  gateway.calls().map(({ rawHeaders }) => {
    const at = rawHeaders.findIndex((header) => header.toLowerCase() === name);
    return at < 0 ? undefined : rawHeaders[at + 1];
  });
const BATCH = 'GraphQL DataLoader Batch users';
const EXECUTION = 'GraphQL Operation Execution';

describe.each([true, false])('the spans of a request (fast path: %s)', (fastPath) => {
  it('lead from the request through the batch to the REST call', async () => {
    const gateway = await startTestGateway({ fastPath, mode: 'trusted' });
    await gateway.query('query Two { users(ids: ["ana-ortiz", "ben-carter"]) { id } }', {
      headers: { 'graphql-client-name': 'web' },
    });
    const spans = await received(1);
    expect(treeOf(spans)).toEqual([
      'POST /graphql',
      '  GraphQL Document Validation',
      `  ${EXECUTION}`,
      `    ${BATCH}`,
      '      POST /rest/ws/user/v2/detail',
    ]);
    const attributes = Object.fromEntries(spans.map((span) => [span.name, span.attributes]));
    const operation = { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Two' };
    expect(attributes).toEqual({
      'POST /graphql': {
        ...operation,
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'url.path': '/graphql',
        'url.scheme': 'http',
        'http.response.status_code': 200,
        'kommunicate.caller.role': 'SERVICE',
        'graphql.client.name': 'web',
      },
      'GraphQL Document Validation': { 'graphql.processing.type': 'validate' },
      [EXECUTION]: {
        ...operation,
        'graphql.processing.type': 'execute',
        'graphql.document.hash': expect.stringMatching(/^sha256:/) as string,
      },
      [BATCH]: { 'graphql.dataloader.name': 'users', 'graphql.dataloader.batch.size': 2 },
      'POST /rest/ws/user/v2/detail': {
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(gateway.emulator.url).port),
        'url.full': `${gateway.emulator.url}/rest/ws/user/v2/detail`,
        'url.template': '/rest/ws/user/v2/detail',
      },
    });
    const [attempt] = byName(spans, 'POST /rest/ws/user/v2/detail');
    // The document of a second request is in the cache.
    receiver.spans.splice(0);
    await gateway.query('query Two { users(ids: ["ana-ortiz", "ben-carter"]) { id } }');
    expect(byName(await received(1), 'GraphQL Document Validation')).toEqual([]);
    expect(sentHeaders(gateway)).toContain(`00-${attempt?.traceId}-${attempt?.spanId}-01`);
  });

  it('put pages and changes straight below the execution, without ids', async () => {
    const gateway = await startTestGateway({ fastPath });
    await gateway.query('{ conversation(id: "104250001") { messages(first: 1) { nodes { id } } } }');
    const spans = await received(1);
    expect(treeOf(spans)).toContain('    GET /rest/ws/message/list');
    expect(JSON.stringify(spans)).not.toContain('104250001');
  });

  it('have the code of an error, and an error only where the caller is not to blame', async () => {
    const gateway = await startTestGateway({ fastPath });
    await gateway.query('{ nonsense }');
    const [rejected] = byName(await received(1), 'POST /graphql');
    expect([rejected?.attributes['error.type'], rejected?.status.code]).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'STATUS_CODE_UNSET',
    ]);
    receiver.spans.splice(0);
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503 });
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    const spans = await received(1);
    expect(
      spans.map(({ name, status, attributes }) => [name, status.code, attributes['error.type']]),
    ).toEqual(
      expect.arrayContaining([
        ['POST /rest/ws/user/v2/detail', 'STATUS_CODE_ERROR', '503'],
        [BATCH, 'STATUS_CODE_ERROR', 'UPSTREAM_UNAVAILABLE'],
        [EXECUTION, 'STATUS_CODE_ERROR', 'UPSTREAM_UNAVAILABLE'],
        ['POST /graphql', 'STATUS_CODE_ERROR', 'UPSTREAM_UNAVAILABLE'],
      ]),
    );
  });

  it('begin for a caller who is rejected, too', async () => {
    const gateway = await startTestGateway({ fastPath, mode: 'service' });
    await gateway.query('{ viewer { id } }', { headers: { traceparent: CALLER } });
    const [span] = await received(1);
    expect([span?.name, span?.attributes['http.response.status_code'], span?.links?.length]).toEqual([
      'POST /graphql',
      401,
      1,
    ]);
    expect(span?.traceId).not.toBe(CALLER_IDS.traceId);
  });
});

describe('the spans of sixteen requests', () => {
  it('share one batch, with links from each request to the batch and back', async () => {
    const gateway = await startTestGateway();
    const ids = Array.from({ length: 16 }, (_, index) => `user-${index}`);
    await Promise.all(ids.map((id) => gateway.query(`{ user(id: "${id}") { id } }`)));
    const spans = await received(16);
    const [batch, ...others] = byName(spans, BATCH);
    const executions = byName(spans, EXECUTION);
    expect([executions.length, others.length, gateway.calls().length]).toEqual([16, 0, 1]);
    expect(batch?.attributes['graphql.dataloader.batch.size']).toBe(16);
    const linked = executions.filter(({ spanId }) => spanId !== batch?.parentSpanId);
    const idsOf = (links: ReceivedSpan['links'] = []) => links.map(({ spanId }) => spanId).toSorted();
    expect(idsOf(batch?.links)).toEqual(linked.map(({ spanId }) => spanId).toSorted());
    for (const execution of linked) expect(idsOf(execution.links)).toEqual([batch?.spanId]);
    expect(new Set(executions.map(({ traceId }) => traceId)).size).toBe(16);
  });

  it('link a request that joins a batch in flight', async () => {
    const gateway = await startTestGateway();
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const first = gateway.query('{ user(id: "ana-ortiz") { id } }');
    await expect.poll(() => gateway.calls().length).toBe(1);
    const second = gateway.query('query Later { user(id: "ana-ortiz") { id } }');
    await expect.poll(() => gateway.calls().length).toBe(1);
    await new Promise(setImmediate);
    resolve();
    await Promise.all([first, second]);
    const spans = await received(2);
    const [batch] = byName(spans, BATCH);
    const later = spans.find(
      ({ name, attributes }) => name === EXECUTION && attributes['graphql.operation.name'] === 'Later',
    );
    expect(later?.links).toMatchObject([{ spanId: batch?.spanId }]);
    expect(batch?.links).toMatchObject([{ spanId: later?.spanId }]);
  });
});

describe('the spans of a REST call', () => {
  it('are one for each attempt, with its number', async () => {
    const gateway = await startTestGateway({ retry: { retries: 2, sleep: async () => undefined } });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503, times: 2 });
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    const attempts = byName(await received(1), 'POST /rest/ws/user/v2/detail');
    expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      undefined,
      1,
      2,
    ]);
    expect(sentHeaders(gateway)).toEqual(attempts.map((span) => `00-${span.traceId}-${span.spanId}-01`));
  });

  it('are absent if the circuit is open: the batch says so', async () => {
    const gateway = await startTestGateway({ breaker: { minimumCalls: 1 } });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503 });
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    await received(1);
    receiver.spans.splice(0);
    await gateway.query('{ user(id: "ana-ortiz") { id } }');
    const spans = await received(1);
    expect(byName(spans, BATCH)[0]?.attributes['error.type']).toBe('circuit_open');
    expect(spans.filter(({ kind }) => kind === 'SPAN_KIND_CLIENT')).toEqual([]);
  });
});

describe('the spans of a subscription', () => {
  const ID = '104250001';
  const AGENT = bearer('AGENT', 'tom.becker@hearth.example');
  const start = () => startTestGateway({ mode: 'service', pollSeconds: 0 });
  const live = () => receiver.spans.filter(({ name }) => name.startsWith('Live '));

  it('are one trace for each read with its calls, and one span for the delivery to all subscribers', async () => {
    const gateway = await start();
    const streams = [];
    for (let count = 0; count < 3; count += 1) {
      const options = { variables: { id: ID }, headers: AGENT };
      streams.push(await subscribe(gateway, EVENTS, options));
    }
    for (const stream of streams) await stream.next();
    await expect.poll(() => treeOf(receiver.spans)).toContain('Live Read conversation');
    receiver.spans.splice(0);
    const messageId = await sendElsewhere(gateway, ID, 'CANARY-text');
    gateway.hint({ conversationId: ID, messageId });
    for (const stream of streams) await stream.next();
    await expect.poll(() => live().length).toBe(2);
    expect(treeOf(receiver.spans)).toEqual([
      'Live Read conversation',
      '  GET /rest/ws/message/list',
      '  Live Fan-Out conversationEvents',
    ]);
    const [fanOut] = byName(receiver.spans, 'Live Fan-Out conversationEvents');
    expect(fanOut?.attributes).toEqual({ 'kommunicate.live.subscribers': 3 });
    expect(JSON.stringify(receiver.spans)).not.toMatch(/CANARY|104250001/);
  });

  it('of the inbox and of a user lead from the read to the delivery, too', async () => {
    const gateway = await start();
    const inbox = await subscribe(gateway, 'subscription { inboxEvents { __typename } }', { headers: AGENT });
    const user = await subscribe(
      gateway,
      'subscription { userChanged(ids: ["ana-ortiz"]) { user { id } } }',
      {
        headers: AGENT,
      },
    );
    await inbox.next();
    await user.next();
    await expect.poll(() => live().length).toBe(2);
    receiver.spans.splice(0);
    gateway.hint({ conversationId: ID, messageId: await sendElsewhere(gateway, ID, 'news') });
    await inbox.next();
    await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "Ana" }) { user { id } } }',
      {
        headers: AGENT,
      },
    );
    await user.next();
    await expect
      .poll(() =>
        live()
          .map(({ name }) => name)
          .toSorted(),
      )
      .toEqual([
        'Live Fan-Out inboxEvents',
        'Live Fan-Out userChanged',
        'Live Read inbox',
        'Live Read users',
      ]);
    expect(treeOf(receiver.spans)).toEqual(
      expect.arrayContaining([
        'Live Read users',
        `  ${BATCH}`,
        '    POST /rest/ws/user/v2/detail',
        '  Live Fan-Out userChanged',
        'Live Read inbox',
        '  GET /rest/ws/group/support',
        '  Live Fan-Out inboxEvents',
      ]),
    );
  });

  it('have the error of a read that failed', async () => {
    const gateway = await start();
    const stream = await subscribe(gateway, EVENTS, { variables: { id: ID }, headers: AGENT });
    await stream.next();
    await expect.poll(() => live().length).toBe(1);
    receiver.spans.splice(0);
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 503, times: 9 });
    gateway.hint({ conversationId: ID });
    await expect.poll(() => live().length).toBe(1);
    expect([live()[0]?.attributes['error.type'], live()[0]?.status.code]).toEqual([
      'UPSTREAM_UNAVAILABLE',
      'STATUS_CODE_ERROR',
    ]);
  });
});

describe('a caller’s traceparent', () => {
  const headers = (role: 'USER' | 'SERVICE') => ({ ...bearer(role, 'u-1'), traceparent: CALLER });

  it.each([
    ['role', 'SERVICE', true],
    ['role', 'USER', false],
    ['trusted', 'USER', true],
    ['linked', 'SERVICE', false],
  ] as const)('with %s, and the role %s: is the parent: %s', async (traceParent, role, isParent) => {
    const gateway = await startTestGateway({ mode: 'service', traceParent });
    await gateway.query('{ viewer { id } }', { headers: headers(role) });
    const spans = await received(1);
    const request = byName(spans, 'POST /graphql')[0];
    expect(request?.traceId === CALLER_IDS.traceId).toBe(isParent);
    expect(request?.parentSpanId || undefined).toBe(isParent ? CALLER_IDS.spanId : undefined);
    if (isParent) expect(request?.links ?? []).toEqual([]);
    else expect(request?.links).toMatchObject([CALLER_IDS]);
  });

  it('that is not sampled records nothing, and goes on to the REST API', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const traceparent = CALLER.replace(/01$/, '00');
    await gateway.query('{ viewer { id } }', { headers: { traceparent, baggage: 'secret=canary' } });
    expect(sentHeaders(gateway)).toEqual([traceparent]);
    await gateway.query('{ viewer { id } }');
    expect(byName(await received(1), BATCH)).toHaveLength(1);
    expect(sentHeaders(gateway, 'baggage')).toEqual([undefined, undefined]);
  });
});

describe('spans and other output', () => {
  it('hold no document, variable, id, header or text of the REST API', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', emulatorKey: 'CANARY-key-of-the-caller' });
    const headers = {
      'api-key': 'CANARY-key-of-the-caller',
      'of-user-id': 'CANARY-user',
      cookie: 'CANARY-cookie',
      baggage: 'a=CANARY',
      'x-request-id': 'CANARY-request',
    };
    const variables = { id: 'CANARY-id' };
    await gateway.query('query ($id: ID!) { conversation(id: $id) { id } user(id: "CANARY") { id } }', {
      variables,
      headers,
    });
    gateway.emulator.fault({ kind: 'answer', status: 500, body: '{"message":"CANARY"}' });
    await gateway.query('{ viewer { id } }', { headers });
    expect(JSON.stringify(await received(2))).not.toContain('CANARY');
  });

  it('are exemplars of the durations, in OpenMetrics', async () => {
    const metrics = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
    const gateway = await startTestGateway({ metrics });
    await gateway.query('{ viewer { id } }');
    const spans = await received(1);
    const text = await metrics.metrics();
    for (const [series, name] of [
      ['http_server_request_duration_seconds', 'POST /graphql'],
      ['graphql_server_request_duration_seconds', 'POST /graphql'],
      ['http_client_request_duration_seconds', 'POST /rest/ws/user/v2/detail'],
    ] as const) {
      const [span] = byName(spans, name);
      expect(text).toMatch(
        new RegExp(
          `^${series}_bucket\\{.*\\} 1 # \\{trace_id="${span?.traceId}",span_id="${span?.spanId}"\\} `,
          'm',
        ),
      );
    }
  });

  it('share their ids with the log', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const gateway = await startTestGateway({ logger });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503 });
    await gateway.query('{ viewer { id } }');
    const spans = await received(1);
    const [request] = byName(spans, 'POST /graphql');
    const [attempt] = byName(spans, 'POST /rest/ws/user/v2/detail');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'a REST call failed', trace_id: attempt?.traceId, span_id: attempt?.spanId },
      { msg: 'request', trace_id: request?.traceId, span_id: request?.spanId, trace_flags: '01' },
    ]);
  });

  it('name the service', () => {
    expect(receiver.resources[0]).toMatchObject({ 'service.name': 'kommunicate-graphql' });
  });

  it('start no second SDK', async () => {
    expect(await startTracing(process.env, silentLogger)).toBeUndefined();
  });
});
