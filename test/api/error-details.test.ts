import { describe, expect, it } from 'vitest';
import { answerOf, bearer, post, startTestGateway } from '../support/harness.ts';

const USER = 'query ($id: ID!) { user(id: $id) { id } }';
const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';
const ALLOW = ['SELF', 'AGENT', 'SERVICE'];

describe.each([
  ['the fast path', true],
  ['yoga’s path', false],
])('an error, on %s,', (_path, fastPath) => {
  const start = (options: object) => startTestGateway({ fastPath, ...options });
  const ana = bearer('USER', 'ana-ortiz');
  const forbidden = { code: 'FORBIDDEN', retryable: false };

  it('names the audiences of a denied field and the role of the caller in the sandbox', async () => {
    const gateway = await start({});
    const headers = { 'of-user-id': 'ana-ortiz' };
    const { errors } = await gateway.query(USER, { variables: { id: 'ben-carter' }, headers });
    expect(errors).toEqual([
      {
        message: 'The caller does not have permission for this.',
        locations: [{ line: 1, column: 20 }],
        path: ['user'],
        extensions: { ...forbidden, allow: ALLOW, role: 'USER' },
      },
    ]);
  });

  it('does not name them elsewhere', async () => {
    for (const options of [{ mode: 'service' }, { debugErrors: false }]) {
      const gateway = await start(options);
      const headers = { ...ana, 'of-user-id': 'ana-ortiz' };
      const own = options.mode === 'service' ? ana : headers;
      const { errors } = await gateway.query(USER, { variables: { id: 'ben-carter' }, headers: own });
      expect(errors.map(({ extensions }) => extensions)).toEqual([forbidden]);
    }
  });

  it('names them with debugErrors, for each item of a list', async () => {
    const gateway = await start({ mode: 'service', debugErrors: true });
    const { errors } = await gateway.query(USERS, {
      variables: { ids: ['ben-carter', 'ana-ortiz', 'unknown'] },
      headers: ana,
    });
    const details = { ...forbidden, allow: ALLOW, role: 'USER' };
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['users', 0], details],
      [['users', 2], details],
    ]);
  });

  it('names the role with debugErrors where only an argument is denied', async () => {
    const gateway = await start({ mode: 'service', debugErrors: true });
    const { errors } = await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", metadata: { plan: "x" } }) { user { id } } }',
      { headers: ana },
    );
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { ...forbidden, argument: 'input.metadata.plan', role: 'USER' },
    ]);
  });

  it('says before the execution that only services may send Of-User-Id, and the role with debugErrors', async () => {
    const gateway = await start({ mode: 'service', debugErrors: true });
    const answer = await gateway.query(USER, {
      variables: { id: 'x' },
      headers: { ...ana, 'of-user-id': 'ben-carter' },
    });
    expect([answer.status, answer.errors]).toEqual([
      403,
      [
        {
          message: 'Only a token with the role SERVICE may send Of-User-Id.',
          extensions: { ...forbidden, reason: 'of-user-id', role: 'USER' },
        },
      ],
    ]);
  });

  it.each([
    ['operationNme', { parameter: 'operationNme' }],
    ['x'.repeat(64), { parameter: 'x'.repeat(64) }],
    ['x'.repeat(65), {}],
    ['a b', {}],
    ['', {}],
    ['<b>', {}],
  ])('names an unknown parameter only if it is a name: %s', async (name, details) => {
    const gateway = await start({});
    const { errors } = await answerOf(
      await gateway.fetch(post({ query: '{ viewer { id } }', variables: {}, [name]: 1 })),
    );
    expect(errors).toEqual([
      {
        message: 'Only query, operationName, variables and extensions are allowed.',
        extensions: { code: 'BAD_REQUEST', retryable: false, reason: 'unknown-parameter', ...details },
      },
    ]);
  });

  it.each([
    ['$ids: [ID!]!', 'users(ids: $ids) { id }', { ids: ['a', true] }, 'ids.1', { expected: 'ID!' }],
    ['$n: Int', 'inbox(first: $n) { nodes { id } }', { n: 'x' }, 'n', { expected: 'Int' }],
    [
      '$s: [ConversationStatus!]',
      'inbox(statuses: $s) { nodes { id } }',
      { s: ['OPEN', 'open'] },
      's.1',
      { expected: 'ConversationStatus!' },
    ],
    [
      '$s: [ConversationStatus!]',
      'inbox(statuses: $s) { nodes { id } }',
      { s: 'open' },
      's',
      { expected: '[ConversationStatus!]' },
    ],
  ])('names the expected type of a variable: %s %s %o', async (type, field, variables, argument, details) => {
    const gateway = await start({});
    const { errors } = await gateway.query(`query (${type}) { ${field} }`, { variables });
    expect(errors).toMatchObject([
      {
        message: 'The value does not have the expected type.',
        extensions: { code: 'BAD_USER_INPUT', argument, reason: 'wrong-type', ...details },
      },
    ]);
    const isEnum = argument.startsWith('s');
    expect(errors[0]?.extensions.allowed).toEqual(
      isEnum ? expect.arrayContaining(['OPEN', 'CLOSED', 'SPAM']) : undefined,
    );
  });

  it('names the number that a length exceeded', async () => {
    const gateway = await start({});
    const { errors } = await gateway.query('{ inbox(first: 61) { nodes { id } } }');
    expect(errors).toMatchObject([
      { message: 'Must be 60 or less.', extensions: { argument: 'first', reason: 'too-large', max: 60 } },
    ]);
  });
});
