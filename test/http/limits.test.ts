import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SETTINGS } from '../../src/cli/settings.ts';
import { PARSED } from '../../src/gateway/settings.ts';
import { sealCursor } from '../../src/lib/sealed-cursor.ts';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { answerOf, bearer, post, startTestGateway, type TestGateway } from '../support/harness.ts';

/*
 * Every limit of a request with its default: a request at the limit, and one above it.
 */

interface Limit {
  /** The value of `extensions.limit`. */
  readonly limit: string;
  /** The environment variable that sets the limit, if there is one. */
  readonly variable?: string;
  readonly most: number;
  /** Creates a request with this amount: a body, or its content. */
  readonly request: (amount: number) => string | { readonly query: string; readonly variables?: object };
  /** The status above the limit. 200 for an error of one field. */
  readonly status: number;
  /** REST calls of the request above the limit. */
  readonly calls: number;
}

const repeat = (amount: number, part: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => part(n)).join(' ');
const UPDATE = 'updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } }';
/** Nested fields, in groups of three with the remainder at the leaf. */
const nested = (depth: number): string => {
  if (depth === 2) return 'conversation { id }';
  if (depth === 3) return 'conversation { assignee { id } }';
  if (depth === 4) return 'conversation { participants { user { id } } }';
  return `conversation { messages(first: 2) { nodes { ${nested(depth - 3)} } } }`;
};

const LIMITS: readonly Limit[] = [
  {
    limit: 'body',
    variable: 'MAX_BODY_BYTES',
    most: 262_144,
    request: (bytes) => JSON.stringify({ query: '{ viewer { id } }' }).padEnd(bytes),
    status: 413,
    calls: 0,
  },
  {
    limit: 'characters',
    most: 100_000,
    request: (characters) => ({ query: '{ viewer { id } }'.padEnd(characters) }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'tokens',
    variable: 'MAX_TOKENS',
    most: 4000,
    request: (tokens) => ({
      query: `mutation { updateUser(input: { userId: "ana-ortiz", metadata: { a: [${repeat(tokens - 27, () => '1')}] } }) { user { id } } }`,
    }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'depth',
    variable: 'MAX_DEPTH',
    most: 12,
    request: (depth) => ({
      query: nested(depth).replace('conversation', 'query { conversation(id: "104250001")').concat(' }'),
    }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'aliases',
    variable: 'MAX_ALIASES',
    most: 100,
    request: (aliases) => ({ query: `{ ${repeat(aliases, (n) => `a${n}: viewer { id }`)} }` }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'mutations',
    variable: 'MAX_MUTATIONS',
    most: 10,
    request: (changes) => ({ query: `mutation { ${repeat(changes, (n) => `a${n}: ${UPDATE}`)} }` }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'directives',
    most: 50,
    request: (directives) => ({
      query: `{ viewer { ${repeat(directives, () => 'id @include(if: true)')} } }`,
    }),
    status: 400,
    calls: 0,
  },
  {
    // Nested values in the document itself.
    limit: 'depth',
    most: 16,
    request: (depth) => ({
      // The input and its metadata are two levels.
      query: `mutation { updateUser(input: { userId: "ana-ortiz", metadata: { a: ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)} } }) { user { id } } }`,
    }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'variables',
    most: 16,
    request: (depth) => ({
      query: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
      // The variables, the input and its metadata are three levels.
      variables: {
        input: {
          userId: 'ana-ortiz',
          metadata: { a: JSON.parse('['.repeat(depth - 3) + ']'.repeat(depth - 3)) },
        },
      },
    }),
    status: 400,
    calls: 0,
  },
  {
    limit: 'ids',
    variable: 'MAX_IDS',
    most: 1000,
    request: (ids) => ({
      query: 'query ($ids: [ID!]!) { users(ids: $ids) { id } }',
      variables: { ids: Array(ids).fill('ana-ortiz') },
    }),
    status: 200,
    calls: 0,
  },
  {
    limit: 'upstreamCalls',
    variable: 'MAX_UPSTREAM_CALLS',
    most: 100,
    // One call for the conversation, and one for each page.
    request: (calls) => ({
      query: `{ conversation(id: "104250001") { ${repeat(calls - 1, (n) => {
        const seal = { secret: EMULATOR_API_KEY, list: 'messages of 104250001' };
        const after = sealCursor(JSON.stringify([1_768_469_400_000 - n]), seal);
        return `${n === 0 ? '' : `a${n}: `}messages(first: 1, after: "${after}") { nodes { id } }`;
      })} } }`,
    }),
    status: 200,
    calls: 100,
  },
  {
    limit: 'cost',
    most: 50_000,
    // The list counts one, each of its 999 users 50; the viewer counts two, and fills the rest.
    request: (values) => ({
      query: `query ($ids: [ID!]!) {
        users(ids: $ids) { ${repeat(49, (n) => `a${n}: connected`)} }
        viewer { ${repeat(values - 49_953, (n) => `b${n}: connected`)} }
      }`,
      variables: { ids: Array(999).fill('ana-ortiz') },
    }),
    status: 200,
    calls: 1,
  },
];

describe.each(LIMITS)('the limit $limit of $most', ({ limit, most, request, status, calls }) => {
  const bodyOf = (amount: number) => {
    const content = request(amount);
    return typeof content === 'string' ? content : JSON.stringify(content);
  };

  it('accepts a request at the limit', async () => {
    const gateway = await startTestGateway();
    const answer = await answerOf(await gateway.fetch(post(bodyOf(most))));
    expect(answer.errors).toEqual([]);
    expect(answer.status).toBe(200);
    expect(gateway.calls().length).toBeGreaterThan(0);
  });

  it('rejects a request above it, and names the limit', async () => {
    const gateway = await startTestGateway();
    const answer = await answerOf(await gateway.fetch(post(bodyOf(most + 1))));
    expect(answer.status).toBe(status);
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit, limitValue: most },
    ]);
    expect(gateway.calls()).toHaveLength(calls);
  });
});

describe('the limits with an environment variable', () => {
  it('have the same defaults there', () => {
    const limits = LIMITS.flatMap(({ variable, most }) => (variable ? [[variable, most] as const] : []));
    expect(limits).toHaveLength(7);
    for (const [variable, most] of limits) {
      expect(SETTINGS.find((setting) => setting.variable === variable)).toMatchObject({ default: most });
    }
  });
});

describe('a document that takes too long to validate', () => {
  it('is rejected with the limit cost', async () => {
    const gateway = await startTestGateway();
    const { status, errors } = await gateway.query(`{ ${repeat(700, () => 'viewer { id displayName }')} }`);
    expect([status, errors.map(({ extensions }) => extensions)]).toEqual([
      400,
      [{ code: 'LIMIT_EXCEEDED', retryable: false, limit: 'cost' }],
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe.each([
  ['the fast path', true],
  ['the yoga path', false],
])('a list that exceeds the response budget, on %s,', (_path, fastPath) => {
  const LISTS = {
    users: (names: string) => `query ($users: [ID!]!) { users(ids: $users) { ${names} } }`,
    _entities: (names: string) =>
      `query ($entities: [_Any!]!) { _entities(representations: $entities) { ... on User { ${names} } } }`,
  };
  const send = (gateway: TestGateway, field: keyof typeof LISTS, aliases: number, headers = {}) => {
    const users = Array.from({ length: 900 }, (_, n) => `unknown-${n}`);
    const entities = users.map((id) => ({ __typename: 'User', id }));
    const query = LISTS[field](repeat(aliases, (n) => `t${n}: __typename`));
    return gateway.query(query, { variables: field === 'users' ? { users } : { entities }, headers });
  };

  it.each(['users', '_entities'] as const)('leaves no unhandled rejection of %s', async (field) => {
    // An unhandled rejection would fail the test run.
    const gateway = await startTestGateway({ fastPath, debugUpstream: false });
    gateway.emulator.fault({ kind: 'answer', status: 403, body: '{}', endpoint: 'userDetail', times: 15 });
    const { errors } = await send(gateway, field, 60);
    expect(errors.map(({ extensions }) => extensions.limit)).toEqual(['cost']);
    await expect.poll(() => gateway.calls('userDetail').length).toBe(15);
    await new Promise(setImmediate);
  });

  it('counts the errors of entities', async () => {
    const gateway = await startTestGateway({ mode: 'service', fastPath });
    const headers = bearer('USER', 'ana-ortiz');
    const fits = await send(gateway, '_entities', 20, headers);
    expect(fits.errors.map(({ extensions }) => extensions)).toMatchObject([{ limit: 'errors', count: 900 }]);
    const { errors } = await send(gateway, '_entities', 40, headers);
    expect(errors.map(({ extensions }) => extensions.limit)).toEqual(['cost']);
  });
});

describe('the default rate of 600 requests a minute', () => {
  it('rejects request 601 in service mode', async () => {
    // A stopped clock: on a slow machine 600 requests may take more than a minute.
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const rateLimit = { points: 600, seconds: 60 };
    expect(PARSED.rateLimit.defaultText).toBe('600/min in service, else off');
    const gateway = await startTestGateway({ mode: 'service', rateLimit });
    const headers = bearer('USER', 'ana-ortiz');
    const statuses = new Set<number>();
    for (let n = 0; n < 600; n += 1)
      statuses.add((await gateway.query('{ __typename }', { headers })).status);
    expect(statuses).toEqual(new Set([200]));
    const rejected = await gateway.query('{ __typename }', { headers });
    expect([rejected.status, rejected.errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(rejected.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(rejected.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
  });
});

describe('the limit of five errors', () => {
  it.each([
    ['in a document', (count: number) => ({ query: `{ ${repeat(count, (n) => `x${n}`)} }` })],
    [
      'in variables',
      (count: number) => ({
        query: 'query ($ids: [ID!]!) { users(ids: $ids) { id } }',
        variables: { ids: Array(count).fill(true) },
      }),
    ],
  ])('%s leaves out the sixth', async (_case, request) => {
    const gateway = await startTestGateway();
    for (const [count, listed] of [
      [5, 5],
      [6, 5],
    ] as const) {
      const { errors } = await answerOf(await gateway.fetch(post(request(count))));
      expect(errors).toHaveLength(listed);
    }
    expect(gateway.calls()).toEqual([]);
  });
});
