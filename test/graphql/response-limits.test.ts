import { Source, getLocation } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WRITE_RESULT_FIELDS } from '../../src/graphql/response-budget.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { bearer, codesOf, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

const repeat = (amount: number, text: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => text(n)).join(' ');
const others = (amount: number) => Array.from({ length: amount }, (_, n) => `other-${n}`);
const ana = bearer('USER', 'ana-ortiz');

describe.each([
  ['the fast path', true],
  ['Yoga', false],
])('a response, with %s,', (_lane, fastPath) => {
  const start = (options: TestGatewayOptions = {}) =>
    startTestGateway({ mode: 'service', fastPath, ...options });
  const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } viewer { id } }';

  it('lists up to 100 field errors', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(USERS, { variables: { ids: others(100) }, headers: ana });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(Array(100).fill('FORBIDDEN'));
    expect(data).toEqual({ users: Array(100).fill(null), viewer: { id: 'ana-ortiz' } });
  });

  it('has null and one error with a count for a root field with more than 100 errors', async () => {
    const gateway = await start();
    const { status, data, errors } = await gateway.query(USERS, {
      variables: { ids: others(101) },
      headers: ana,
    });
    expect([status, data]).toEqual([200, { users: null, viewer: { id: 'ana-ortiz' } }]);
    expect(errors).toEqual([
      {
        message: 'The result has too many errors: the limit is 100.',
        locations: [{ line: 1, column: 24 }],
        path: ['users'],
        extensions: {
          code: 'LIMIT_EXCEEDED',
          retryable: false,
          limit: 'errors',
          limitValue: 100,
          count: 101,
        },
      },
    ]);
  });

  it('drops the root field with the most errors first, and keeps the others', async () => {
    const gateway = await start();
    const query = 'query ($a: [ID!]!, $b: [ID!]!) { a: users(ids: $a) { id } b: users(ids: $b) { id } }';
    const variables = { a: others(50), b: others(60) };
    const { data, errors } = await gateway.query(query, { variables, headers: ana });
    expect(data).toEqual({ a: Array(50).fill(null), b: null });
    expect(errors).toHaveLength(51);
    expect(errors.at(-1)).toMatchObject({ path: ['b'], extensions: { limit: 'errors', count: 60 } });
  });

  it('has no data if a non-null root field has more than 100 errors', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } viewer { id } }',
      { variables: { r: Array.from({ length: 300 }, () => ({})) }, headers: ana },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['_entities'], extensions: { limit: 'errors', count: 300 } }]);
  });

  it('has no data if more than 100 root fields have an error each', async () => {
    const gateway = await start({ maxAliases: 200 });
    const { data, errors } = await gateway.query(
      `{ ${repeat(101, (n) => `a${n}: inbox { nodes { id } }`)} }`,
      {
        headers: ana,
      },
    );
    expect(data).toBeNull();
    expect(errors.map(({ path, extensions }) => [path, extensions.limit, extensions.count])).toEqual([
      [undefined, 'errors', 101],
    ]);
  });

  it('keeps the result fields of a write if other fields have more than 100 errors', async () => {
    const gateway = await start();
    const nested = 'messages(first: 50) { nodes { sender { email phoneNumber metadata } } }';
    const { data, errors } = await gateway.query(
      `mutation {
        one: sendMessage(input: { conversationId: "104250001", text: "Hi" }) {
          message { __typename key: id createdAt text conversation { id ${nested} ${repeat(4, (n) => `m${n}: ${nested}`)} } }
        }
        two: sendMessage(input: { conversationId: "104250001", text: " " }) { message { id } }
      }`,
      { headers: ana },
    );
    const { message } = data.one;
    expect(message).toEqual({
      __typename: 'Message',
      key: expect.any(String),
      createdAt: expect.any(String),
      text: null,
      conversation: null,
    });
    expect(errors).toMatchObject([
      { path: ['one', 'message', 'text'], extensions: { code: 'LIMIT_EXCEEDED', limit: 'errors' } },
      { path: ['two'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(gateway.emulator.messages.filter(({ message: text }) => text === 'Hi')).toHaveLength(1);
  });

  it('keeps the result fields of a write if the response budget is used up', async () => {
    const gateway = await start();
    const page = (leaves: string) => `conversation { messages(first: 50) { nodes { ${leaves} } } }`;
    const { data, errors } = await gateway.query(
      `mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message {
        ${page(page(repeat(90, (n) => `a${n}: text`)))} id createdAt text
      } } }`,
      { headers: ana },
    );
    const { message } = data.sendMessage;
    expect([message.id, message.createdAt]).toEqual([expect.any(String), expect.any(String)]);
    expect(errors.filter(({ path = [] }) => path.length < 3)).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('keeps the result fields of a write after other fields of it have used up the response budget', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(
      `mutation ($text: String!) {
        sendMessage(input: { conversationId: "104250001", text: $text }) { message {
          ${repeat(90, (n) => `a${n}: text`)} id createdAt last: text
        } }
      }`,
      { headers: ana, variables: { text: 'x'.repeat(60_000) } },
    );
    const { message } = data.sendMessage;
    expect([message.id, message.createdAt]).toEqual([expect.any(String), expect.any(String)]);
    expect(message.last).toBeNull();
    expect(errors[0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' } });
  });

  describe('with texts of control characters', () => {
    const text = '\u0001'.repeat(10_000);
    const startWith = async (displayName: string) => {
      const gateway = await start();
      const body = JSON.stringify([{ userId: 'ana-ortiz', userName: displayName, displayName }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body, times: 9 });
      return gateway;
    };

    it('counts the bytes of their JSON', async () => {
      const gateway = await startWith(text);
      const { data, errors } = await gateway.query(
        `{ viewer { ${repeat(100, (n) => `a${n}: displayName`)} } }`,
        {
          headers: ana,
        },
      );
      // Each text is 60,000 bytes of JSON, and the budget is 5,000,000.
      expect(Object.values(data.viewer).filter((value) => value !== null)).toHaveLength(83);
      expect(new Set(codesOf({ errors } as never).map((code) => code.split(' ')[1]))).toEqual(
        new Set(['LIMIT_EXCEEDED']),
      );
    });
  });

  describe('of more than 8 MiB', () => {
    // Response names and values just below 100 bytes: their length costs nothing.
    const name = (n: number) => `a${n}`.padEnd(99, '_');
    const wide = (field: string) => repeat(98, (n) => `${name(n)}: ${field}`);
    const value = 'ü'.repeat(49);
    const startWide = async (options: TestGatewayOptions = {}) => {
      const gateway = await start(options);
      const body = JSON.stringify([{ userId: 'ana-ortiz', userName: value, displayName: value }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body, times: 9 });
      return gateway;
    };

    it('is replaced by one error for a query, with status 200, and logs its code', async () => {
      const lines: object[] = [];
      const ignore = () => undefined;
      const info = (line: object) => void lines.push(line);
      const gateway = await startWide({ logger: { error: ignore, warn: ignore, info, debug: ignore } });
      const { status, data, errors } = await gateway.query(
        `query ($ids: [ID!]!) { users(ids: $ids) { ${wide('displayName')} } viewer { id } }`,
        { variables: { ids: Array(500).fill('ana-ortiz') }, headers: ana },
      );
      expect([status, data]).toEqual([200, null]);
      expect(errors).toEqual([
        {
          message: 'The response is too large: the limit is 8388608 bytes.',
          extensions: { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'bytes', limitValue: 8_388_608 },
        },
      ]);
      expect(lines).toMatchObject([{ status: 200, errorCodes: ['LIMIT_EXCEEDED'] }]);
    });

    it('keeps the result fields of writes, and the errors of failed writes', async () => {
      const gateway = await start();
      const messages = Array.from({ length: 50 }, (_, n) => ({
        key: `m${n}`,
        groupId: 104250001,
        message: value,
        createdAtTime: 1_768_469_400_000 - n,
        contactIds: 'ana-ortiz',
        type: 5,
      }));
      const body = JSON.stringify({ message: messages, userDetails: [], groupFeeds: [] });
      gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body, times: 9 });
      const page = (leaves: string) => `conversation { messages(first: 50) { nodes { ${leaves} } } }`;
      const texts = repeat(17, (n) => `${name(n)}: text`);
      const { status, data, errors } = await gateway.query(
        `mutation {
          one: sendMessage(input: { conversationId: "104250001", text: "Hi" }) {
            message { id createdAt text ${page(page(texts))} }
          }
          two: sendMessage(input: { conversationId: "104250001", text: " " }) { message { id } }
        }`,
        { headers: ana },
      );
      expect(status).toBe(200);
      expect(data).toEqual({
        one: {
          message: {
            id: expect.any(String),
            createdAt: expect.any(String),
            text: null,
            conversation: null,
          },
        },
        two: null,
      });
      expect(errors).toMatchObject([
        { path: ['two'], extensions: { code: 'BAD_USER_INPUT' } },
        { path: ['one', 'message', 'text'], extensions: { code: 'LIMIT_EXCEEDED', limit: 'bytes' } },
      ]);
    });
  });

  it('counts long response names, also of fields beyond the budget', async () => {
    const gateway = await start();
    const names = repeat(45, (n) => `${`a${n}`.padEnd(2000, '_')}: connected`);
    const { data, errors } = await gateway.query(
      `query ($ids: [ID!]!) { users(ids: $ids) { ${names} } viewer { id } }`,
      { variables: { ids: Array(1000).fill('ana-ortiz') }, headers: ana },
    );
    expect(data.users).toBeNull();
    expect(errors[0]).toMatchObject({ path: ['users'], extensions: { limit: 'cost' } });
  });

  it('has the same error locations as graphql-js', async () => {
    const gateway = await start();
    const query =
      '\r\n\n# é\r{\r\n  viewer { id }\n\n\t a: inbox { nodes { id } } ...F }\nfragment F on Query { b: inbox { nodes { id } } }';
    const { errors } = await gateway.query(query, { headers: ana });
    const locationOf = (name: string) => getLocation(new Source(query), query.indexOf(`${name}: inbox`));
    expect(errors).toMatchObject([
      { path: ['a'], locations: [locationOf('a')] },
      { path: ['b'], locations: [locationOf('b')] },
    ]);
  });

  it('counts introspection', async () => {
    const gateway = await start({ introspection: true, mode: 'trusted' });
    const deep = 'types { fields { type { fields { type { name } } } } }';
    const few = await gateway.query(`{ __schema { ${repeat(1, (n) => `a${n}: ${deep}`)} } }`);
    expect(few.errors).toEqual([]);
    const { status, data, errors } = await gateway.query(
      `{ __schema { ${repeat(99, (n) => `a${n}: ${deep}`)} } }`,
    );
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' } }]);
  });
});

describe('the result fields of a write', () => {
  it('are known for every mutation', () => {
    const mutations = Object.values(createSchema().getMutationType()?.getFields() ?? {});
    expect(mutations.map(({ name }) => name)).toEqual([
      'updateUser',
      'sendMessage',
      'changeConversationStatus',
      'createConversation',
      'assignConversation',
      'markConversationRead',
    ]);
    expect([...WRITE_RESULT_FIELDS]).toEqual(['__typename', 'id', 'createdAt', 'status', 'unreadCount']);
  });
});
