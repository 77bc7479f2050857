import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDocumentCache } from '../../src/graphql/documents/document-cache.ts';
import { startServer } from '../../src/server/server.ts';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { answerOf, post, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

const VIEWER = '{ viewer { id } }';
const MUTATION =
  'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } } }';

const url = (path: string) => new Request(`http://gateway${path}`);
const get = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  new Request(`http://gateway/graphql?${new URLSearchParams({ query }).toString()}`, { headers });

/** What a request is refused with, and that it reached nobody. */
async function refusal(request: Request, options: TestGatewayOptions = {}) {
  const gateway = await startTestGateway(options);
  const response = await gateway.fetch(request);
  const { status, headers, data, errors } = await answerOf(response);
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(gateway.calls()).toEqual([]);
  return { status, headers, ...errors[0]?.extensions };
}

describe('a request that is no GraphQL over HTTP', () => {
  it.each([
    [
      'a form post',
      post('query=%7Bviewer%7Bid%7D%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'content-type',
    ],
    [
      'a multipart post',
      post('--x', { 'content-type': 'multipart/form-data; boundary=x' }),
      415,
      'content-type',
    ],
    ['plain text', post({ query: VIEWER }, { 'content-type': 'text/plain' }), 415, 'content-type'],
    ['a bare document', post(VIEWER, { 'content-type': 'application/graphql' }), 415, 'content-type'],
    [
      'a list of content types',
      post({ query: VIEWER }, { 'content-type': 'application/json, text/plain' }),
      415,
      'content-type',
    ],
    [
      'another charset',
      post({ query: VIEWER }, { 'content-type': 'application/json; charset=latin1' }),
      415,
      'charset',
    ],
    ['a compressed body', post({ query: VIEWER }, { 'content-encoding': 'gzip' }), 415, 'content-encoding'],
    ['a GET with another content type', get(VIEWER, { 'content-type': 'text/plain' }), 415, 'content-type'],
    ['no body', post(''), 400, 'body-not-json'],
    ['half a body', post('{"query": "{ viewer'), 400, 'body-not-json'],
    ['a list of requests', post([{ query: VIEWER }]), 400, 'batching'],
    ['a body that is null', post('null'), 400, 'body-not-an-object'],
    ['a body that is text', post('"{ viewer { id } }"'), 400, 'body-not-an-object'],
    ['a body without a query', post({}), 400, 'query-missing'],
    ['an empty query', post({ query: '' }), 400, 'query-missing'],
    ['a query that is no text', post({ query: 7 }), 400, 'query-not-a-string'],
    ['variables that are a list', post({ query: VIEWER, variables: [] }), 400, 'variables-not-an-object'],
    ['variables that are text', post({ query: VIEWER, variables: '{}' }), 400, 'variables-not-an-object'],
    [
      'an operation name that is a number',
      post({ query: VIEWER, operationName: 7 }),
      400,
      'operation-name-not-a-string',
    ],
    ['extensions that are a number', post({ query: VIEWER, extensions: 7 }), 400, 'extensions-not-an-object'],
    ['an unknown parameter', post({ query: VIEWER, id: 'x' }), 400, 'unknown-parameter'],
    ['a GET without a query', url('/graphql'), 400, 'query-missing'],
    [
      'a GET with variables that are not JSON',
      url('/graphql?query=%7B__typename%7D&variables=x'),
      400,
      'variables-not-json',
    ],
    ['a GET of a mutation', get(MUTATION), 405, 'method'],
    ['a PUT', new Request('http://gateway/graphql', { method: 'PUT' }), 405, 'method'],
    ['a DELETE', new Request('http://gateway/graphql', { method: 'DELETE' }), 405, 'method'],
    [
      'a charset that is named twice',
      post({ query: VIEWER }, { 'content-type': 'application/json; charset=utf-8; charset =utf-16' }),
      415,
      'charset',
    ],
    [
      'a client that refuses JSON',
      post({ query: MUTATION }, { accept: 'application/json;q=0, text/html' }),
      406,
      'accept',
    ],
    ['a client that reads no JSON', post({ query: MUTATION }, { accept: 'text/html' }), 406, 'accept'],
    [
      'a client that reads only event streams',
      post({ query: MUTATION }, { accept: 'text/event-stream' }),
      406,
      'accept',
    ],
  ])('is refused in one word, and executed by nobody: %s', async (_name, request, status, reason) => {
    expect(await refusal(request)).toMatchObject({ status, code: 'BAD_REQUEST', retryable: false, reason });
  });

  it('is refused when its bytes are not UTF-8', async () => {
    const body = Buffer.from('{"query":"{ user(id: \\"\xff\\") { id } }"}', 'latin1');
    const request = new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await refusal(request)).toMatchObject({ status: 400, reason: 'body-not-utf-8' });
  });

  it('says which methods there are', async () => {
    const { headers } = await refusal(new Request('http://gateway/graphql', { method: 'PUT' }));
    expect(headers.get('allow')).toBe('GET, POST');
  });

  it('is refused when the operation cannot be told', async () => {
    const answer = await refusal(post({ query: 'query A { viewer { id } } query B { viewer { id } }' }));
    expect(answer).toMatchObject({ status: 400, code: 'OPERATION_RESOLUTION_FAILURE', retryable: false });
  });
});

describe('a well-formed request', () => {
  it.each([
    ['a GET', get(VIEWER)],
    ['a GET with the content type of JSON', get(VIEWER, { 'content-type': 'application/json' })],
    [
      'a POST in capital letters',
      post({ query: VIEWER }, { 'content-type': 'Application/JSON; Charset="UTF-8"' }),
    ],
    [
      'nulls for what is absent',
      post({ query: VIEWER, variables: null, operationName: null, extensions: null }),
    ],
    ['a body that is encoded as itself', post({ query: VIEWER }, { 'content-encoding': 'identity' })],
    ['an empty operation name', post({ query: VIEWER, operationName: '' })],
    [
      'an empty operation name in a GET',
      new Request(`http://gateway/graphql?operationName=&query=${encodeURIComponent(VIEWER)}`),
    ],
    [
      'a client that names its charset',
      post({ query: VIEWER }, { accept: 'application/json;charset="UTF-8"' }),
    ],
    ['a client that accepts anything', post({ query: VIEWER }, { accept: 'text/html, */*;q=0.1' })],
  ])('is answered: %s', async (_name, request) => {
    const gateway = await startTestGateway();
    const { data } = await answerOf(await gateway.fetch(request));
    expect(data).toEqual({ viewer: { id: DEMO_AGENT_ID } });
  });

  it('is executed by its operation name', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query('query A { a: __typename } query B { b: __typename }', {
      operationName: 'B',
    });
    expect(data).toEqual({ b: 'Query' });
  });
});

describe('the kind of JSON in an answer', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json;q=0.5, application/graphql-response+json;q=0.6', 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['text/event-stream, application/json;q=0.1', 'application/json'],
    ['multipart/mixed, */*;q=0.1', 'application/json'],
    ['application/json;q=0, */*;q=0.5', 'application/graphql-response+json'],
    ['application/json;charset=utf8', 'application/json'],
    ['application/json;charset=latin1, application/*;q=0.1', 'application/graphql-response+json'],
  ])('for %s is %s', async (accept, mediaType) => {
    const gateway = await startTestGateway();
    const { headers } = await gateway.query('{ __typename }', {
      headers: accept === undefined ? {} : { accept },
    });
    expect(headers.get('content-type')).toBe(`${mediaType}; charset=utf-8`);
  });
});

describe('the size of a body', () => {
  const body = (bytes: number) => {
    const text = JSON.stringify({ query: '{ __typename }' });
    return text + ' '.repeat(bytes - text.length);
  };

  it.each([
    ['stated', {}],
    ['not stated', { duplex: 'half' }],
  ])('is counted when it is %s', async (_name, init) => {
    const gateway = await startTestGateway({ maxBodyBytes: 1000 });
    const send = (bytes: number) => {
      const content = body(bytes);
      return gateway.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...('duplex' in init ? {} : { 'content-length': String(bytes) }),
          },
          body: 'duplex' in init ? new Blob([content]).stream() : content,
          ...init,
        }),
      );
    };
    expect((await send(1000)).status).toBe(200);
    const response = await send(1001);
    expect(response.status).toBe(413);
    expect((await answerOf(response)).errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'body',
      limitValue: 1000,
    });
  });
});

describe('a document', () => {
  it('may have as many tokens as the limit says, and no more', async () => {
    const gateway = await startTestGateway({ maxTokens: 6 });
    expect((await gateway.query('{ a: __typename }')).errors).toEqual([]);
    const answer = await gateway.query('{ a: __typename b: __typename }');
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'tokens',
      limitValue: 6,
    });
  });

  it.each([
    ['{ viewer { ', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found <EOF>.'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "nothing" on type "Query".'],
  ])('that is wrong is answered with the sentence of graphql-js: %s', async (document, code, message) => {
    const gateway = await startTestGateway();
    // The second time the verdict comes from a cache.
    for (let round = 0; round < 2; round += 1) {
      const { status, errors } = await gateway.query(document, {
        headers: { accept: 'application/graphql-response+json' },
      });
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code, retryable: false } }]);
    }
  });

  it('may not nest so deep that it exhausts the stack', async () => {
    const gateway = await startTestGateway();
    for (const document of [
      `{ ${'viewer { '.repeat(1990)} id ${'}'.repeat(1990)} }`,
      `mutation { updateUser(input: { userId: "u", metadata: { a: ${'['.repeat(1960)}${']'.repeat(1960)} } }) { user { id } } }`,
    ]) {
      const { status, errors } = await gateway.query(document);
      expect([status, errors[0]?.extensions]).toEqual([
        400,
        { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'depth' },
      ]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('is remembered as long as all that are take 32 MiB together, as they are in memory', () => {
    const cache = createDocumentCache();
    const remembered = (texts: readonly string[]) => texts.filter((text) => cache.get(text)).length;
    // 4,000 tokens and 8,000 characters: 1.9 MB. And 250,000 characters in a comment: 0.5 MB.
    const dense = Array.from({ length: 40 }, (_, n) => `{${'a '.repeat(3996)}b${n}}`);
    const long = Array.from({ length: 100 }, (_, n) => `{a}#${'x'.repeat(250_000)}${n}`);
    for (const text of dense) cache.set(text, { document: parse(text) });
    expect(remembered(dense)).toBe(17);
    for (const text of long) cache.set(text, { document: parse(text) });
    expect([remembered(dense), remembered(long)]).toEqual([0, 66]);
  });

  it('that is a subscription does not fit the schema', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query('subscription { viewer }');
    expect(errors).toMatchObject([
      { message: 'The schema has no subscriptions.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });

  it('with three hundred mistakes is answered with five of them, each with its place', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(`{ ${Array.from({ length: 300 }, (_, n) => `x${n}`).join(' ')} }`);
    expect(errors).toHaveLength(5);
    expect(errors[1]).toMatchObject({ locations: [{ line: 1, column: 6 }] });
  });

  it('with a misspelt name is answered with the right one in the sandbox only', async () => {
    const [sandbox, passthrough] = [
      await startTestGateway(),
      await startTestGateway({ mode: 'passthrough' }),
    ];
    const document = '{ vewer { id } }';
    expect((await sandbox.query(document)).errors[0]?.message).toContain('Did you mean "viewer"');
    const { errors } = await passthrough.query(document, { headers: { 'Api-Key': 'k' } });
    expect(errors[0]?.message).toBe('Cannot query field "vewer" on type "Query".');
    const introspected = await startTestGateway({ mode: 'passthrough', introspection: true });
    for (const misspelt of [document, '{ viewer }']) {
      const answer = await introspected.query(misspelt, { headers: { 'Api-Key': 'k' } });
      expect(answer.errors[0]?.message).not.toContain('Did you mean');
    }
  });
});

describe('introspection', () => {
  it('is on in the sandbox, and off elsewhere unless it is switched on', async () => {
    const document = '{ __schema { queryType { name } } }';
    const headers = { 'Api-Key': 'k' };
    const sandbox = await startTestGateway();
    const passthrough = await startTestGateway({ mode: 'passthrough' });
    const switchedOn = await startTestGateway({ mode: 'passthrough', introspection: true });
    expect((await sandbox.query(document)).errors).toEqual([]);
    expect((await switchedOn.query(document, { headers })).errors).toEqual([]);
    const { data, errors } = await passthrough.query(document, { headers });
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('leaves __typename alone', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const { data } = await gateway.query('{ __typename }', { headers: { 'Api-Key': 'k' } });
    expect(data).toEqual({ __typename: 'Query' });
  });
});

describe('a request that another site’s page could have made', () => {
  it.each([
    ['a GET with cookies', get(VIEWER, { cookie: 'a=b' })],
    ['a GET from a foreign origin', get(VIEWER, { origin: 'https://evil.example' })],
    ['a GET from a sandboxed frame', get(VIEWER, { origin: 'null' })],
  ])('is refused: %s', async (_name, request) => {
    expect(await refusal(request)).toMatchObject({
      status: 403,
      code: 'CSRF_CHECK_FAILED',
      retryable: false,
    });
  });

  it.each([
    ['a GET from our own page', get(VIEWER, { origin: 'http://gateway' })],
    ['a GET from our own page, over TLS', get(VIEWER, { origin: 'https://gateway' })],
    [
      'a GET with a header that forces a preflight',
      get(VIEWER, { cookie: 'a=b', 'x-requested-with': 'app' }),
    ],
    ['a POST of JSON', post({ query: VIEWER }, { cookie: 'a=b', origin: 'https://other.example' })],
  ])('is answered when it cannot be: %s', async (_name, request) => {
    const gateway = await startTestGateway();
    expect((await gateway.fetch(request)).status).toBe(200);
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    new Request('http://gateway/graphql', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  it('is off: no page of another origin may read an answer', async () => {
    const gateway = await startTestGateway();
    const requests = [
      preflight('https://app.example'),
      post({ query: VIEWER }, { origin: 'https://app.example' }),
    ];
    const answers = await Promise.all(requests.map((request) => gateway.fetch(request)));
    expect(answers.map(({ status }) => status)).toEqual([403, 200]);
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('x-request-id')).not.toBeNull();
    }
  });

  it('lets the listed origins in, and nobody else', async () => {
    const gateway = await startTestGateway({ corsOrigins: ['https://app.example', 'https://b.example'] });
    const allowed = await gateway.fetch(preflight('https://app.example'));
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const granted = allowed.headers.get('access-control-allow-headers')?.split(', ');
    expect(granted).toContain('authorization');
    expect(granted).toEqual(expect.arrayContaining(['content-type', 'api-key', 'apollo-require-preflight']));
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example']) {
      const { headers } = await gateway.fetch(preflight(origin));
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('vary')).toBe('Origin');
    }
    const answer = await gateway.fetch(post({ query: VIEWER }, { origin: 'https://b.example' }));
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://b.example');
    expect(allowed.headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
    expect(answer.headers.get('vary')).toBe('Origin');
  });
});

describe('other addresses', () => {
  it('has /health for whether it is alive, and /ready for whether it wants requests', async () => {
    let draining = false;
    const gateway = await startTestGateway({ isDraining: () => draining });
    const statusOf = async (path: string) => (await gateway.fetch(url(path))).status;
    expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 200]);
    draining = true;
    expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 503]);
  });

  it.each(['/x/health', '/graphql/health', '/x/graphql', '/graphql/', '/graphql2', '/Health'])(
    'has nothing at %s',
    async (path) => {
      const gateway = await startTestGateway();
      for (const accept of ['application/json', 'text/html']) {
        const request = new Request(`http://gateway${path}?query=${encodeURIComponent(VIEWER)}`, {
          headers: { accept },
        });
        expect((await gateway.fetch(request)).status).toBe(404);
      }
      expect(gateway.calls()).toEqual([]);
    },
  );

  it('does not take a query that ends in /health for a question after its health', async () => {
    const gateway = await startTestGateway();
    const { data } = await answerOf(await gateway.fetch(url('/graphql?query=%7B__typename%7D&x=/health')));
    expect(data).toEqual({ __typename: 'Query' });
  });

  it('sends browsers from / to GraphiQL, where there is one', async () => {
    const [sandbox, passthrough] = [
      await startTestGateway(),
      await startTestGateway({ mode: 'passthrough' }),
    ];
    const response = await sandbox.fetch(url('/'));
    expect([response.status, response.headers.get('location')]).toEqual([307, '/graphql']);
    expect((await passthrough.fetch(url('/'))).status).toBe(404);
  });
});

describe('a request id', () => {
  it('is the caller’s where it is fit to log, and a new one otherwise', async () => {
    const gateway = await startTestGateway();
    const idFor = async (given: string) =>
      (await gateway.query(VIEWER, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('trace-7')).toBe('trace-7');
    expect(await idFor('two words')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

async function serve(options: Partial<Parameters<typeof startServer>[0]> = {}) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const server = await startServer({
    client,
    identity: { mode: 'passthrough' },
    port: 0,
    logger: sweptLogger(),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  return { emulator, server };
}

/** Sends headers exactly as they are given, doubled ones included. */
function send(
  base: string,
  headers: readonly string[],
  body: string,
): Promise<{ status: number; text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}/graphql`, {
      method: 'POST',
      headers: ['Host', new URL(base).host, 'Content-Type', 'application/json', ...headers] as never,
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const { connection } = response.headers;
      response
        .toArray()
        .then((chunks) => resolve({ status, text: Buffer.concat(chunks).toString(), connection }), reject);
    });
    request.end(body);
  });
}

/** Sends text exactly as it is given, line by line, and gives what comes back until the connection ends. */
async function exchange(base: string, lines: readonly string[]): Promise<string> {
  const socket = await connect(base);
  socket.write(lines.join('\r\n'));
  return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
}

async function connect(base: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(base).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const ended = (socket: Socket) => (socket.closed ? undefined : once(socket.resume(), 'close'));

const statusOf = (address: string) =>
  fetch(address, { headers: { connection: 'close' } }).then(
    ({ status }) => status,
    () => 'refused',
  );

describe('over a socket', () => {
  it.each([
    ['Api-Key', ['Api-Key', 'a', 'api-key', 'a']],
    ['Of-User-Id', ['Api-Key', 'a', 'Of-User-Id', 'x', 'Of-User-Id', 'y']],
    ['Authorization', ['Api-Key', 'a', 'Authorization', 'x', 'authorization', 'x']],
  ])('a doubled %s header is refused', async (name, headers) => {
    const { server, emulator } = await serve();
    const { status, text } = await send(server.url, headers, JSON.stringify({ query: VIEWER }));
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST', reason: `doubled-${name.toLowerCase()}` } }],
    });
    expect(emulator.calls).toEqual([]);
  });

  it('a chunked body is counted as it comes', async () => {
    const { server } = await serve({ limits: { maxBodyBytes: 1000 } });
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': 'k' },
      body: new Blob([' '.repeat(2000)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it.each([
    ['a bracket', ['Host: [::1']],
    ['a space', ['Host: a b']],
    ['a path', ['Host: x/graphql?']],
    ['a user', ['Host: u:p@x']],
    ['a port that is none', ['Host: x:99999']],
    ['two hosts', ['Host: x', 'Host: y']],
  ])('a Host that is more than a host is refused, and never shows our insides: %s', async (_name, hosts) => {
    const { server, emulator } = await serve();
    const body = '{"query":"{ viewer { id } }"}';
    const answer = await exchange(server.url, [
      'POST /admin HTTP/1.1',
      ...hosts,
      'Api-Key: k',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/node_modules|at new URL/);
    expect(emulator.calls).toEqual([]);
  });

  it.each([
    'GET http://evil.example/graphql HTTP/1.1',
    'GET https://gateway/health HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET evil HTTP/1.1',
  ])('a target that is no path is refused, and never shows our insides: %s', async (line) => {
    const { server } = await serve();
    const answer = await exchange(server.url, [line, 'Host: x', '', '']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(line.startsWith('GET evil') ? 'HTTP/1.1 400' : '"reason":"target"');
    expect(answer).not.toMatch(/node_modules|at new URL/);
  });

  it('a request behind a refused one, on a connection that ends there, is not executed', async () => {
    const { server, emulator } = await serve();
    const body = JSON.stringify({ query: MUTATION });
    const head = ['POST /graphql HTTP/1.1', 'Api-Key: k', 'Of-User-Id: a', 'Content-Type: application/json'];
    const length = `Content-Length: ${body.length}`;
    const answer = await exchange(server.url, [
      ...[...head, 'Host: a b', 'Content-Length: 0', '', ''].slice(0, -1),
      ...[...head, 'Host: x', length, '', body],
    ]);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(emulator.calls).toEqual([]);
  });

  it('a balancer that speaks HTTP/1.0 may leave the host out, and a host may have an empty port', async () => {
    const { server } = await serve();
    expect(await exchange(server.url, ['GET /health HTTP/1.0', '', ''])).toMatch(/^HTTP\/1\.1 200 /);
    const closing = ['GET /health HTTP/1.1', 'Host: localhost:', 'Connection: close', '', ''];
    expect(await exchange(server.url, closing)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('a client that leaves has its write finished, and nothing more started', async () => {
    const { server, emulator } = await serve();
    const arrived = Promise.withResolvers<void>();
    emulator.fault({ endpoint: 'messageSend', kind: 'delay', until: arrived.promise });
    const query = `mutation {
      a: sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "first" }) { message { id } }
      b: sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "second" }) { message { id } }
    }`;
    const leaving = new AbortController();
    const gone = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    }).catch(() => 'gone');
    await expect.poll(() => emulator.calls.length).toBe(1);
    leaving.abort();
    expect(await gone).toBe('gone');
    // The server hears of it before it hears of the first message's end: a later request has been answered.
    await send(
      server.url,
      ['Api-Key', emulator.apiKey],
      JSON.stringify({ query: '{ user(id: "x") { id } }' }),
    );
    arrived.resolve();
    await expect.poll(() => emulator.messages.length).toBe(1);
    await send(
      server.url,
      ['Api-Key', emulator.apiKey],
      JSON.stringify({ query: '{ user(id: "y") { id } }' }),
    );
    expect(emulator.calls.map(({ endpoint }) => endpoint)).toEqual([
      'messageSend',
      'userDetail',
      'userDetail',
    ]);
    expect(emulator.messages.map(({ message }) => message)).toEqual(['first']);
  });
});

describe('a server that is told to close', () => {
  /**
   * A server whose graces end when the test says so: first the one for what has not been sent, then the one
   * for answers.
   */
  async function closable() {
    const graces = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let waits = 0;
    const { server, emulator } = await serve({ sleep: () => graces[waits++]?.promise ?? Promise.resolve() });
    onTestFinished(() => graces.forEach(({ resolve }) => resolve()));
    const endGrace = (index: number) => graces[index]?.resolve();
    return { server, emulator, endGrace };
  }

  it('finishes what is under way, as the last answer of its connection, and takes nothing new', async () => {
    const { server, emulator } = await closable();
    const { promise, resolve } = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: promise });
    const headers = ['Api-Key', emulator.apiKey, 'Of-User-Id', 'ana-ortiz', 'Connection', 'keep-alive'];
    const underWay = send(server.url, headers, JSON.stringify({ query: VIEWER }));
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closed = server.close();
    await expect.poll(() => statusOf(`${server.url}/ready`)).toBe('refused');
    resolve();
    expect(JSON.parse((await underWay).text)).toEqual({ data: { viewer: { id: 'ana-ortiz' } } });
    expect((await underWay).connection).toBe('close');
    // No grace has ended: the connection was closed because its answer was the last.
    await closed;
  });

  it('is not ready and still answers during the drain delay, telling each connection that it was the last', async () => {
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
    const { server } = await serve({ drainDelayMs: 5000, sleep: () => passed });
    const closed = server.close();
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    const answer = await send(server.url, ['Api-Key', 'k'], JSON.stringify({ query: '{ __typename }' }));
    expect(answer.status).toBe(200);
    pass();
    await closed;
    expect(await statusOf(`${server.url}/ready`)).toBe('refused');
  });

  it('answers what was on its way on an idle connection, and then closes it', async () => {
    const { server, endGrace } = await closable();
    const [busy, idle] = [await connect(server.url), await connect(server.url)];
    const request = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
    for (const socket of [busy, idle]) {
      socket.write(request);
      await once(socket, 'data');
    }
    const closing = server.close();
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    busy.write(request);
    expect(Buffer.concat((await busy.toArray()) as Buffer[]).toString()).toMatch(
      /^HTTP\/1.1 200 OK[\s\S]*connection: close/i,
    );
    expect(idle.closed).toBe(false);
    endGrace(0);
    await closing;
    await ended(idle);
  });

  it.each([
    ['has sent nothing', ''],
    ['has sent half a head', 'POST /graphql HTTP/1.1\r\nHost:'],
    [
      'has sent half a body',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: k\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"q',
    ],
  ])('gives a client that %s a moment, and no more', async (_name, text) => {
    const { server, endGrace } = await closable();
    const stalled = await connect(server.url);
    if (text) stalled.write(text);
    // The server has the connection, and all that was written to it.
    expect(await statusOf(`${server.url}/health`)).toBe(200);
    let closed = false;
    const closing = server.close().then(() => (closed = true));
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    expect(closed).toBe(false);
    endGrace(0);
    await closing;
    await ended(stalled);
  });

  it('finishes the request in front of one that has stalled, and then ends the connection', async () => {
    const { server, emulator, endGrace } = await closable();
    const answer = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: answer.promise });
    const body = JSON.stringify({ query: VIEWER });
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: x',
      `Api-Key: ${emulator.apiKey}`,
      'Of-User-Id: ana-ortiz',
    ];
    const text = [...head, 'Content-Type: application/json', `Content-Length: ${body.length}`, '', body].join(
      '\r\n',
    );
    const socket = await connect(server.url);
    // The second one is cut off in the middle of its body.
    socket.write(`${text}${text.slice(0, -5)}`);
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closing = server.close();
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    endGrace(0);
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    answer.resolve();
    expect(Buffer.concat((await socket.toArray()) as Buffer[]).toString()).toContain(
      '{"viewer":{"id":"ana-ortiz"}}',
    );
    await closing;
  });

  it('gives a request that is never answered its time, and no more', async () => {
    const { server, emulator, endGrace } = await closable();
    emulator.fault({ kind: 'delay', until: Promise.withResolvers().promise });
    const headers = ['Api-Key', emulator.apiKey, 'Of-User-Id', 'ana-ortiz'];
    const lost = send(server.url, headers, JSON.stringify({ query: VIEWER })).catch(() => 'lost');
    await expect.poll(() => emulator.calls.length).toBe(1);
    const closing = server.close();
    endGrace(0);
    await expect.poll(() => statusOf(`${server.url}/health`)).toBe('refused');
    expect(await Promise.race([lost, Promise.resolve('waiting')])).toBe('waiting');
    endGrace(1);
    await closing;
    expect(await lost).toBe('lost');
  });
});
