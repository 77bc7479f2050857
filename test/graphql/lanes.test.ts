import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';
import { bearer, post, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';
import { headersOf, normalized } from '../support/lane.ts';

/*
 * Sends the same requests through the fast path and through Yoga, and compares everything that is visible outside:
 * responses, log lines and REST calls. `npm run test:lanes` does the same with the whole suite.
 */

/** Starts a gateway with one request path. Returns a function that sends a request and records its effects. */
async function startPath(fastPath: boolean, options: TestGatewayOptions) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', pretty: false, write: (line) => lines.push(line) });
  const gateway = await startTestGateway({ ...options, logger, fastPath });
  return async (request: Request) => {
    const { length } = gateway.calls();
    const response = await gateway.fetch(request.clone());
    const { status } = response;
    return {
      status,
      headers: headersOf(response),
      text: normalized(await response.text()),
      calls: gateway
        .calls()
        .slice(length)
        .map(({ method, path, body, rawHeaders }) => [method, path, body, withoutHost(rawHeaders)]),
      log: lines
        .splice(0)
        .map((line) =>
          normalized(line.replaceAll(/"(durationMs|waitedMs|tookMs|account)":("[^"]*"|[\d.]+)/g, '"$1":0')),
        ),
    };
  };
}

/** The headers of a REST call without `Host`: each gateway has its own emulator. */
const withoutHost = (rawHeaders: readonly string[]) => rawHeaders.join('\n').replace(/^host\n.*$/im, '');

async function expectSame(requests: readonly Request[], options: TestGatewayOptions = {}) {
  const [fastPath, yoga] = [await startPath(true, options), await startPath(false, options)];
  const seen: Awaited<ReturnType<typeof fastPath>>[] = [];
  for (const request of requests) {
    const response = await fastPath(request);
    expect(response, await request.clone().text()).toEqual(await yoga(request));
    seen.push(response);
  }
  return seen;
}

const DOCUMENTS: readonly (readonly [query: string, variables?: object, operationName?: string])[] = [
  ['{ viewer { id displayName email createdAt metadata } }'],
  ['{ __typename __proto__: __typename a: viewer { __typename constructor: id } }'],
  ['{ user(id: "no-such-user") { id } users(ids: ["ana-ortiz", "", "ben-carter"]) { id } }'],
  ['{ users(ids: ["ana-ortiz", "no-such-user", "ben-carter"]) { id lastSeenAt connected } }'],
  ['query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids: 'ana-ortiz' }],
  ['query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids: ['ana-ortiz', 7] }],
  ['query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids: [9007199254740992, null] }],
  ['query ($ids: [ID!]!) { users(ids: $ids) { id } }', {}],
  ['query ($id: ID = "ben-carter") { user(id: $id) { id } }', {}],
  ['query ($id: ID = "ben-carter") { user(id: $id) { id } }', { id: null }],
  [
    'query ($n: Int, $a: String) { inbox(first: $n, after: $a) { nodes { id } pageInfo { hasNextPage } } }',
    { n: 2 },
  ],
  [
    'query ($n: Int = 1) { inbox(first: $n, statuses: [OPEN]) { nodes { id latestMessage { text } } } }',
    { n: null },
  ],
  ['query ($n: Int) { inbox(first: $n) { nodes { id } } }', { n: '2' }],
  ['query ($s: [ConversationStatus!]) { inbox(first: 2, statuses: $s) { nodes { status } } }', { s: 'OPEN' }],
  [
    'query ($s: [ConversationStatus!]) { inbox(first: 2, statuses: $s) { nodes { status } } }',
    { s: ['NONE'] },
  ],
  ['query ($y: Boolean!) { viewer { id email @include(if: $y) displayName @skip(if: $y) } }', { y: true }],
  ['query ($y: Boolean!) { viewer { id email @include(if: $y) displayName @skip(if: $y) } }', { y: false }],
  ['query ($y: Boolean!) { viewer { id email @include(if: $y) } }', { y: 'true' }],
  [
    '{ conversation(id: "104250001") { ...C } } fragment C on Conversation { id participants { role user { id } } assignee { id } }',
  ],
  [
    '{ conversations(ids: ["104250001", "0", "104250002"]) { id messages(first: 2) { nodes { id text sender { displayName } actionable { __typename } } } } }',
  ],
  ['query A { viewer { id } } query B { viewer { displayName } }', {}, 'B'],
  ['query A { viewer { id } } query B { viewer { displayName } }', {}, 'C'],
  ['query A { viewer { id } } query B { viewer { displayName } }'],
  ['{ viewer { nothing } }'],
  ['{ viewer { id }'],
  [
    '{ __schema { queryType { name } types { name fields { name type { ofType { name } } } } } __type(name: "User") { kind } }',
  ],
  ['{ _service { sdl } }'],
  [
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } ... on Conversation { name } } }',
    {
      r: [
        { __typename: 'User', id: 'ana-ortiz' },
        { __typename: 'Conversation', id: '104250001' },
        { __typename: 'X' },
        3,
      ],
    },
  ],
  [
    'mutation ($i: UpdateUserInput!) { a: updateUser(input: $i) { user { id email } } b: updateUser(input: { userId: "no-such-user", displayName: "N" }) { user { id } } c: updateUser(input: { userId: "ana-ortiz", email: "x" }) { user { id } } }',
    { i: { userId: 'ana-ortiz', email: 'ana@example.com', metadata: { a: '1', __proto__: 'x' } } },
  ],
  [
    'mutation ($i: UpdateUserInput!) { updateUser(input: $i) { user { id } } }',
    { i: { userId: 'ana-ortiz', other: 1 } },
  ],
  [
    'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi", idempotencyKey: "k" }) { message { text } } }',
  ],
  [
    'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi", idempotencyKey: "k" }) { message { text } } }',
  ],
  [
    'mutation { changeConversationStatus(input: { conversationId: "104250001", status: CLOSED }) { conversation { id status } } }',
  ],
  [
    '\n\n query ($r: [_Any!]!) {\n _entities(representations: $r) { __typename } a: viewer { id } }',
    { r: Array.from({ length: 101 }, () => ({})) },
  ],
  [
    `{ __schema { ${Array.from({ length: 99 }, (_, n) => `a${n}: types { fields { args { name } } }`).join(' ')} } }`,
  ],
  [`${'\n'.repeat(10_000)}{ viewer { id } }`],
  ['subscription { viewer { id } }'],
  [`{ ${Array.from({ length: 101 }, (_, n) => `a${n}: __typename`).join(' ')} }`],
  [`{ users(ids: [${'"a",'.repeat(1001)}]) { id } }`],
];

const posts = (headers: Readonly<Record<string, string>> = {}) =>
  DOCUMENTS.map(([query, variables, operationName]) => post({ query, variables, operationName }, headers));

const BODY = { query: '{ viewer { id } }' };
const REQUESTS: readonly Request[] = [
  ...[
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'text/html',
    'application/json;q=0',
    'a/b, */*;q=0.1',
  ].map((accept) => post(BODY, { accept })),
  ...['application/graphql-response+json', 'application/json'].flatMap((accept) => [
    post({ query: '{ nothing }' }, { accept }),
    post({ query: 'query ($i: ID!) { user(id: $i) { id } }' }, { accept }),
  ]),
  ...['application/json; charset=utf-8', 'application/json; charset=latin1', 'text/plain', ''].map((type) =>
    post(BODY, { 'content-type': type }),
  ),
  ...['gzip', 'identity'].map((encoding) => post(BODY, { 'content-encoding': encoding })),
  ...['{', '[]', 'null', '3', '""', '{}', JSON.stringify([BODY]), JSON.stringify({ ...BODY, more: 1 })].map(
    (text) => post(text),
  ),
  ...[
    { ...BODY, variables: [] },
    { ...BODY, operationName: 1 },
    { ...BODY, extensions: '' },
    { query: 3 },
    { query: null },
  ].map((body) => post(body)),
  post({ ...BODY, variables: JSON.parse('['.repeat(40) + ']'.repeat(40)) as object }),
  post('x'.repeat(300_000)),
  post(BODY, { origin: 'https://elsewhere.example' }),
  post(BODY, { origin: 'https://page.example' }),
  post(BODY, { cookie: 'a=b' }),
  post(BODY, { origin: 'http://localhost:5173' }),
  post(BODY, { 'sec-fetch-site': 'same-origin', cookie: 'a=b' }),
  post(BODY, { 'api-key': 'a-key' }),
  post({ query: '{ viewer { nothing } }' }, { authorization: 'Basic YTpi' }),
  post(BODY, { accept: `application/json${','.repeat(2000)}` }),
  post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'one' } } }),
  post(
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'one' } } },
    { accept: 'application/graphql-response+json' },
  ),
  post(BODY, { 'of-user-id': '' }),
  post(BODY, { 'of-user-id': 'ana-ortiz' }),
  post(BODY, { 'of-user-id': 'a b, c' }),
  post(BODY, {
    'x-request-id': 'mine',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'a=b',
  }),
  new Request('http://gateway/graphql?query={viewer{id}}', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  }),
  new Request('http://gateway/graphql?query={__typename}'),
  new Request('http://gateway/graphql?query={__typename}', { method: 'HEAD' }),
  new Request('http://gateway/graphql', { method: 'PUT', body: '{}' }),
  new Request('http://gateway/graphql', {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
  }),
  new Request('http://gateway/graphql/', { method: 'POST', body: '{}' }),
  new Request('http://gateway/other', { method: 'POST', body: '{}' }),
];

describe('the fast path and Yoga', () => {
  it('have the same responses, log lines and REST calls for every kind of document', async () => {
    const seen = await expectSame(posts());
    // The comparison is not of errors alone.
    expect(seen.filter(({ text }) => !text.includes('"errors":')).length).toBeGreaterThan(15);
    expect(seen.filter(({ calls }) => calls.length > 0).length).toBeGreaterThan(15);
  });

  it('have the same responses, log lines and REST calls for every kind of request', async () => {
    const seen = await expectSame(REQUESTS, { corsOrigins: ['https://page.example'] });
    expect(new Set(seen.map(({ status }) => status)).size).toBeGreaterThan(6);
  });

  it.each([
    ['USER', 'ana-ortiz'],
    ['AGENT', 'mira-patel'],
    ['SERVICE', 'router'],
  ] as const)('apply the same access rules to a %s', async (role, userId) => {
    await expectSame(posts(bearer(role, userId)), { mode: 'service' });
  });

  it('reject requests without a token, and accept a registry with its token', async () => {
    const sdlToken = 'a-token-of-a-registry';
    const seen = await expectSame(
      [...posts().slice(0, 3), ...posts({ authorization: `Bearer ${sdlToken}` })],
      { mode: 'service', sdlToken },
    );
    expect(seen.slice(0, 3).map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it('count the same rate points, and reject the same request', async () => {
    const seen = await expectSame([...posts(), ...posts()], { rateLimit: { points: 60, seconds: 3600 } });
    expect(seen.filter(({ status }) => status === 429).length).toBeGreaterThan(5);
  });

  it('execute only trusted documents', async () => {
    const trustedDocuments = new Map([['one', '{ viewer { id } }']]);
    const byId = [
      post({ documentId: 'one' }),
      post({ documentId: 'other' }),
      post({ extensions: { persistedQuery: { sha256Hash: 'one' } } }),
    ];
    const seen = await expectSame([...byId, ...posts()], { trustedDocuments });
    expect(seen.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it('have the same errors if the REST API is unreachable', async () => {
    await expectSame(posts(), { http: { baseUrl: 'http://127.0.0.1:1' } });
  });
});
