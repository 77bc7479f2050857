import { describe, expect, it } from 'vitest';
import { answerOf, bearer, codesOf, post, startTestGateway, type TestGateway } from '../support/harness.ts';

/*
 * The checks of common attack tools, under the tools' own names: graphql-cop's thirteen checks, BatchQL's preflights, and
 * OWASP's GraphQL cheat sheet. The caller is a customer with a valid token, in service mode.
 */

const ana = bearer('USER', 'ana-ortiz');
const start = (options = {}) => startTestGateway({ mode: 'service', ...options });
const send = async ({ fetch }: TestGateway, body: unknown, headers: Readonly<Record<string, string>> = ana) =>
  answerOf(await fetch(post(body, headers)));
const get = ({ fetch }: TestGateway, search: string, headers: Readonly<Record<string, string>> = ana) =>
  fetch(new Request(`http://gateway/graphql${search}`, { headers }));
const limitOf = ({ status, errors }: Awaited<ReturnType<typeof send>>) => [
  status,
  errors[0]?.extensions.limit,
];

const INTROSPECTION = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';

describe('graphql-cop', () => {
  it('alias overloading: rejects 101 aliases', async () => {
    const gateway = await start();
    const aliases = Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ');
    expect(limitOf(await send(gateway, { query: `query cop { ${aliases} }` }))).toEqual([400, 'aliases']);
  });

  it('array-based query batching: rejects an array of requests', async () => {
    const gateway = await start();
    const { status, errors } = await send(
      gateway,
      Array.from({ length: 10 }, () => ({ query: '{ __typename }' })),
    );
    expect([status, errors[0]?.extensions.reason]).toEqual([400, 'batching']);
  });

  it('directive overloading: rejects 51 directives', async () => {
    const gateway = await start();
    const query = `query cop { __typename ${'@aa'.repeat(51)} }`;
    expect(limitOf(await send(gateway, { query }))).toEqual([400, 'directives']);
  });

  it('circular query via introspection: introspection is off', async () => {
    const gateway = await start();
    const codes = codesOf(await send(gateway, { query: INTROSPECTION }));
    expect(new Set(codes)).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
  });

  it('field duplication: resolves a repeated field once, and rejects 5,000 for their tokens', async () => {
    const gateway = await start();
    const times = (count: number) => ({ query: `query cop { ${'viewer { id } '.repeat(count)} }` });
    const answer = await send(gateway, times(100));
    expect(answer.data).toEqual({ viewer: { id: 'ana-ortiz' } });
    expect(gateway.calls()).toHaveLength(1);
    expect(limitOf(await send(gateway, times(5000)))).toEqual([400, 'tokens']);
  });

  it('GET method query support: rejects a GET without a token or from another site', async () => {
    const gateway = await start();
    expect((await get(gateway, '?query={__typename}', {})).status).toBe(401);
    const foreign = { ...ana, origin: 'https://evil.example' };
    expect((await get(gateway, '?query={__typename}', foreign)).status).toBe(403);
    expect((await get(gateway, '?query={__typename}&token=x&authorization=x', {})).status).toBe(401);
  });

  it('introspection: off', async () => {
    const gateway = await start();
    const names = ['{ __schema { queryType { name } } }', '{ __type(name: "User") { name } }'];
    for (const query of names) {
      const { data, errors } = await send(gateway, { query });
      expect(data).toBeUndefined();
      expect(errors[0]?.message).toContain('introspection has been disabled');
    }
  });

  it('GET-based mutation: rejects a mutation by GET', async () => {
    const gateway = await start();
    const query = 'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }';
    expect((await get(gateway, `?query=${encodeURIComponent(query)}`)).status).toBe(405);
    expect(gateway.calls()).toEqual([]);
  });

  it('POST-based url-encoded query: rejects a form', async () => {
    const { fetch } = await start();
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
    ]) {
      const headers = { ...ana, 'content-type': type };
      const form = new Request('http://gateway/graphql', {
        method: 'POST',
        headers,
        body: 'query={__typename}',
      });
      expect((await fetch(form)).status).toBe(415);
    }
  });

  it('trace mode: sends no timings', async () => {
    const gateway = await start();
    const { extensions } = await send(
      gateway,
      { query: '{ viewer { id } }' },
      { ...ana, 'apollo-tracing': '1' },
    );
    expect(extensions).toEqual({});
  });

  it('unhandled error detection: sends no stack, exception or file path', async () => {
    const gateway = await start();
    for (const query of [
      'qwerty cop { abc }',
      '{',
      '{ user(id: {}) { id } }',
      'query cop($a: X) { viewer { id } }',
    ]) {
      const text = await (await gateway.fetch(post({ query }, ana))).text();
      expect(text).toContain('"errors"');
      expect(text).not.toMatch(/exception|stack|node_modules|\.ts\b|\.js\b|at /i);
    }
  });

  it('field suggestions: sends none', async () => {
    const gateway = await start();
    const misspelt = [
      '{ viewr { id } }',
      '{ viewer { emai } }',
      '{ users(idz: []) { id } }',
      '{ inbox(statuses: [OPE]) { nodes { id } } }',
    ];
    for (const query of misspelt) {
      const { errors } = await send(gateway, { query });
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain('Did you mean');
    }
  });

  it('GraphiQL detected: serves no page at any common path', async () => {
    const gateway = await start();
    for (const path of [
      '/graphql',
      '/',
      '/graphiql',
      '/playground',
      '/console',
      '/altair',
      '/graphql/console',
    ]) {
      const request = new Request(`http://gateway${path}`, { headers: { ...ana, accept: 'text/html' } });
      const response = await gateway.fetch(request);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('content-type') ?? '').not.toContain('text/html');
    }
  });
});

describe('BatchQL', () => {
  it.each([
    ['JSON list batching', Array.from({ length: 3 }, () => ({ query: '{ viewer { id } }' }))],
    ['JSON list batching of one', [{ query: '{ viewer { id } }' }]],
    [
      'batching by several operations without a name',
      { query: 'query a { viewer { id } } query b { viewer { id } }' },
    ],
  ])('%s is rejected', async (_case, body) => {
    const gateway = await start();
    const { data, errors } = await send(gateway, body);
    expect([data, errors.length]).toEqual([undefined, 1]);
    expect(gateway.calls()).toEqual([]);
  });

  it('name-based batching: counts a hundred aliases as a hundred ids', async () => {
    const gateway = await start({ maxIds: 50 });
    const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: user(id: "ana-ortiz") { id }`).join(' ');
    const answer = await send(gateway, { query: `{ ${aliases} }` });
    expect(answer.errors).toHaveLength(50);
    expect(new Set(answer.errors.map(({ extensions }) => extensions.limit))).toEqual(new Set(['ids']));
    expect(gateway.calls()).toHaveLength(1);
  });
});

describe('OWASP’s cheat sheet', () => {
  it('depth: rejects 13 nested fields', async () => {
    const gateway = await start();
    const deep = (levels: number) => `{ ${'a { '.repeat(levels - 1)} a ${'}'.repeat(levels - 1)} }`;
    expect(limitOf(await send(gateway, { query: deep(13) }))).toEqual([400, 'depth']);
    expect(codesOf(await send(gateway, { query: deep(12) }))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('amount: rejects a page of 51 messages', async () => {
    const gateway = await start();
    const query = '{ conversation(id: "104250001") { messages(first: 51) { nodes { id } } } }';
    expect(codesOf(await send(gateway, { query }))).toEqual(['conversation.messages BAD_USER_INPUT']);
  });

  it('injection: passes input on as a value, also in REST calls', async () => {
    const gateway = await start();
    const id = `ana-ortiz"]},"x":{"$ne":1`;
    const answer = await gateway.query('query ($ids: [ID!]!) { users(ids: $ids) { id } }', {
      variables: { ids: [id] },
      headers: bearer('AGENT', 'tom.becker@hearth.example'),
    });
    expect(answer.data).toEqual({ users: [null] });
    expect(gateway.idsAskedFor()).toEqual([[id]]);
  });

  it('secure configuration: forbids framing, sniffing and caching of every response', async () => {
    const gateway = await start();
    const answers = [
      await gateway.fetch(post({ query: '{ __typename }' }, ana)),
      await gateway.fetch(post('{', ana)),
      await gateway.fetch(new Request('http://gateway/health')),
      await gateway.fetch(new Request('http://gateway/nowhere')),
    ];
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
    }
  });
});
