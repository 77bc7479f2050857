import { GraphQLError } from 'graphql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { UserRecord } from '../../src/kommunicate/types.ts';
import { createLogger, type LogLevel } from '../../src/lib/logger.ts';
import { answerOf, deferred, post, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

async function startLogged(level: LogLevel = 'info', options: TestGatewayOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level, pretty: false, write: (line) => lines.push(line) });
  const gateway = await startTestGateway({ ...options, logger });
  const entries = () => lines.map((line) => JSON.parse(line) as Record<string, any>);
  return { gateway, lines, entries };
}

/** A gateway whose REST client has a bug. */
function breakingGateway(getUsers: () => unknown) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
  const client = {
    ...createClient({ baseUrl: 'http://127.0.0.1:1' }),
    sendMessage: () => Promise.resolve({ messageKey: 'k', createdAt: 0 }),
    getUsers: async () => getUsers() as readonly UserRecord[],
  };
  onTestFinished(() => client.close());
  const { fetch } = createGateway({
    client,
    logger,
    identity: { mode: 'sandbox', apiKey: 'k', userId: 'u' },
  });
  return { fetch, entries: () => lines.map((line) => JSON.parse(line) as Record<string, any>) };
}

describe('the log', () => {
  it('has one line for each request, with its id, operation, status and errors', async () => {
    const { gateway, entries } = await startLogged();
    await gateway.query('query Me { viewer { id } bad: user(id: "") { id } }', {
      operationName: 'Me',
      headers: { 'x-request-id': 'r-1' },
    });
    expect(entries()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: 'r-1',
        method: 'POST',
        path: '/graphql',
        status: 200,
        durationMs: expect.any(Number),
        role: 'AGENT',
        operationName: 'Me',
        operationType: 'query',
        documentHash: expect.stringMatching(/^sha256:[\da-f]{64}$/),
        upstreamCalls: 1,
        keys: 1,
        joined: 0,
        requestBytes: expect.any(Number),
        responseBytes: expect.any(Number),
        errorCodes: ['BAD_USER_INPUT'],
        errorReasons: ['BAD_USER_INPUT/empty'],
        msg: 'request',
      },
    ]);
  });

  it('has health checks at debug level only', async () => {
    const { gateway, entries } = await startLogged();
    await gateway.fetch(new Request('http://gateway/health'));
    expect(entries()).toEqual([]);
    const detailed = await startLogged('debug');
    await detailed.gateway.fetch(new Request('http://gateway/ready'));
    expect(detailed.entries()).toMatchObject([{ level: 'debug', path: '/ready', status: 200 }]);
  });

  it('has the facts of a failed REST call, and no error line', async () => {
    const { gateway, entries } = await startLogged();
    gateway.emulator.fault({ kind: 'answer', status: 500 });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await gateway.query('{ viewer { id } }', { headers: { traceparent } });
    const ids = {
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      trace_flags: '01',
    };
    expect(entries()).toMatchObject([
      {
        level: 'warn',
        msg: 'a REST call failed',
        endpoint: '/rest/ws/user/v2/detail',
        host: '127.0.0.1',
        port: Number(new URL(gateway.emulator.url).port),
        attempt: 1,
        code: 'UPSTREAM_UNAVAILABLE',
        status: 500,
        ...ids,
      },
      { level: 'info', msg: 'request', errorCodes: ['UPSTREAM_UNAVAILABLE'], ...ids },
    ]);
  });

  it('has the failures of the REST API at debug level', async () => {
    const { gateway, entries } = await startLogged('debug');
    gateway.emulator.fault({ kind: 'answer', status: 500, body: 'stack' });
    await gateway.query('{ viewer { id } }');
    expect(entries()).toContainEqual(
      expect.objectContaining({ level: 'debug', code: 'UPSTREAM_UNAVAILABLE', path: ['viewer'] }),
    );
  });

  it('never contains a key, a variable, a text or an invalid operation name, at any level', async () => {
    const { gateway, lines } = await startLogged('debug', { mode: 'passthrough' });
    const secret = 'CANARY';
    const headers = {
      'Api-Key': secret,
      'Of-User-Id': 'ana-ortiz',
      cookie: `a=${secret}`,
      authorization: secret,
    };
    await gateway.query(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { variables: { input: { conversationId: secret, text: secret } }, headers },
    );
    await gateway.query('{ viewer { id } }', { headers, operationName: `${secret} \u001b[31m` });
    await gateway.fetch(
      new Request(`http://gateway/graphql?apiKey=${secret}&query=%7Bviewer%7Bid%7D%7D`, { headers }),
    );
    await gateway.fetch(post(`{"query": "${secret}`, headers));
    // In the document: with a syntax error, with a validation error, and with a failing field.
    for (const document of [
      `mutation { sendMessage(input: { text: "${secret}" ${secret}`,
      `{ ${secret} }`,
      `mutation { sendMessage(input: { conversationId: "1", text: "${secret}" }) { message { id } } }`,
    ]) {
      await gateway.query(document, { headers });
    }
    // In a document that is too long to be parsed.
    await gateway.query(`{ viewer { id(a: "${secret}") ${'id '.repeat(5000)} } }`, { headers });
    // In an error message of the REST API.
    for (const status of [200, 401, 500]) {
      gateway.emulator.fault({ kind: 'answer', status, body: JSON.stringify({ message: secret }) });
      await gateway.query('{ viewer { id } }', { headers });
    }
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.join('')).not.toContain(secret);
  });

  it('has a readable format for terminals', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: true, write: (line) => lines.push(line) });
    logger.warn({ url: 'http://x', list: [1] }, 'hello');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}hello url=http:\/\/x list=\[1\]\n$/);
  });
});

describe('a client that disconnects', () => {
  it('causes no error line during the body', async () => {
    const { gateway, entries } = await startLogged();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"query"'));
        controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      },
    });
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' };
    const { errors } = await answerOf(await gateway.fetch(new Request('http://gateway/graphql', init)));
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST', reason: 'body-cut-short' });
    expect(entries().map(({ level }) => level)).toEqual(['info']);
  });

  it('causes no error line during a query', async () => {
    const { gateway, entries } = await startLogged();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: new Promise(() => undefined) });
    const client = new AbortController();
    const query =
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { displayName } } }';
    const gone = gateway.fetch(post({ query }, {}, client.signal)).catch(() => undefined);
    await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
    client.abort();
    await gone;
    await gateway.query('{ __typename }');
    expect(entries().filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a write whose client has disconnected', () => {
  it.each([
    ['done', '104250001', false],
    ['NOT_FOUND', 'nowhere', false],
    ['UPSTREAM_OUTCOME_UNKNOWN', '104250001', true],
  ])('completes, and the log has its outcome: %s', async (outcome, conversationId, cut) => {
    const { gateway, entries } = await startLogged();
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageSend' });
    const client = new AbortController();
    const query = `mutation {
      sendMessage(input: { conversationId: "${conversationId}", text: "x" }) { message { id } }
    }`;
    const gone = gateway.fetch(post({ query }, { 'x-request-id': 'r-1' }, client.signal));
    await expect.poll(() => gateway.calls('messageSend').length).toBe(1);
    client.abort();
    await gone.catch(() => undefined);
    if (cut) await gateway.emulator.close();
    resolve();
    await expect
      .poll(() => entries().filter(({ msg }) => msg === 'a write ended after its client disconnected'))
      .toMatchObject([{ level: 'info', requestId: 'r-1', outcome }]);
    // The errors of its response are not logged: the client did not receive them.
    expect(entries().filter(({ errorCodes }) => errorCodes)).toEqual([]);
  });
});

describe('marking a conversation as read for a client that has disconnected', () => {
  it('is cancelled as a read is, and the log has no outcome', async () => {
    const { gateway, entries } = await startLogged();
    const endpoint = 'conversationRead';
    gateway.emulator.fault({ kind: 'delay', until: new Promise(() => undefined), endpoint });
    const client = new AbortController();
    const query = `mutation {
      markConversationRead(input: { conversationId: "104250001" }) { conversation { id } }
    }`;
    const gone = gateway.fetch(post({ query }, {}, client.signal)).catch(() => undefined);
    await expect.poll(() => gateway.calls(endpoint).length).toBe(1);
    client.abort();
    await gone;
    await gateway.query('{ __typename }');
    expect(entries().filter(({ msg }) => msg === 'a write ended after its client disconnected')).toEqual([]);
  });
});

describe('a result that cannot be serialized', () => {
  it.each([
    ['a query', '{ viewer { metadata } }', 'INTERNAL_SERVER_ERROR'],
    [
      'a mutation',
      'mutation { sendMessage(input: { conversationId: "1", text: "x" }) { message { sender { metadata } } } }',
      'UPSTREAM_OUTCOME_UNKNOWN',
    ],
  ])('is replaced by an error that does not hide a write: %s', async (_name, query, code) => {
    const { fetch } = breakingGateway(() => [{ userId: 'u', metadata: { a: 1n } }]);
    const { data, errors } = await answerOf(await fetch(post({ query })));
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code, retryable: false }]);
  });
});

describe('an unexpected error', () => {
  it.each(['production', 'development'])(
    'is one masked error, with an id that the log repeats, in %s',
    async (env) => {
      vi.stubEnv('NODE_ENV', env);
      const { fetch, entries } = breakingGateway(() => {
        throw new Error('SECRET', { cause: new Error('DEEPER') });
      });
      const response = await fetch(post({ query: '{ viewer { id } ok: __typename }' }));
      const { data, errors } = await answerOf(response);
      expect(response.status).toBe(200);
      expect(data).toEqual({ viewer: null, ok: 'Query' });
      expect(errors).toEqual([
        {
          message: 'An unexpected error occurred in the gateway.',
          locations: [{ line: 1, column: 3 }],
          path: ['viewer'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, errorId: expect.any(String) },
        },
      ]);
      const logged = entries().find(({ level }) => level === 'error');
      // The access log line has the id of the error line.
      expect(entries().at(-1)).toMatchObject({ msg: 'request', errorIds: [errors[0]?.extensions.errorId] });
      expect(logged).toMatchObject({
        errorId: errors[0]?.extensions.errorId,
        err: { message: 'SECRET: DEEPER' },
      });
    },
  );

  it('of one field does not change the status of the response', async () => {
    const { fetch } = breakingGateway(() => {
      throw new GatewayError('UNAUTHENTICATED', { http: { status: 401 } });
    });
    const response = await fetch(post({ query: '{ viewer { id } ok: __typename }' }));
    expect(response.status).toBe(200);
    expect((await answerOf(response)).data).toEqual({ viewer: null, ok: 'Query' });
  });

  it('is masked even when it is a GraphQLError', async () => {
    const { fetch } = breakingGateway(() => {
      throw new GraphQLError('SECRET', { extensions: { code: 'SECRET' } });
    });
    const { errors } = await answerOf(await fetch(post({ query: '{ viewer { id } }' })));
    expect(JSON.stringify(errors)).not.toContain('SECRET');
    expect(errors[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  });
});
