import { Source, getLocation } from 'graphql';
import { describe, expect, it } from 'vitest';
import { STATED_BY_WRITE } from '../../src/graphql/response-budget.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { bearer, codesOf, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

const repeat = (amount: number, part: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => part(n)).join(' ');
const others = (amount: number) => Array.from({ length: amount }, (_, n) => `other-${n}`);
const ana = bearer('USER', 'ana-ortiz');

describe.each([
  ['the direct lane', true],
  ['yoga’s lane', false],
])('an answer, in %s,', (_lane, fastPath) => {
  const start = (options: TestGatewayOptions = {}) =>
    startTestGateway({ mode: 'service', fastPath, ...options });
  const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } viewer { id } }';

  it('lists 100 errors of fields', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(USERS, { variables: { ids: others(100) }, headers: ana });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(Array(100).fill('FORBIDDEN'));
    expect(data).toEqual({ users: Array(100).fill(null), viewer: { id: 'ana-ortiz' } });
  });

  it('has null and one counted error for a root field with more', async () => {
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

  it('gives up the root field with most errors first, and keeps the others', async () => {
    const gateway = await start();
    const query = 'query ($a: [ID!]!, $b: [ID!]!) { a: users(ids: $a) { id } b: users(ids: $b) { id } }';
    const variables = { a: others(50), b: others(60) };
    const { data, errors } = await gateway.query(query, { variables, headers: ana });
    expect(data).toEqual({ a: Array(50).fill(null), b: null });
    expect(errors).toHaveLength(51);
    expect(errors.at(-1)).toMatchObject({ path: ['b'], extensions: { limit: 'errors', count: 60 } });
  });

  it('has no data where a root field with more may not be null', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } viewer { id } }',
      { variables: { r: Array.from({ length: 300 }, () => ({})) }, headers: ana },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['_entities'], extensions: { limit: 'errors', count: 300 } }]);
  });

  it('has no data where more than 100 root fields fail, each once', async () => {
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

  it('keeps what a write states, where more fail that was asked for with it', async () => {
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

  it('keeps what a write states, where there is no room for more', async () => {
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

  describe('with texts of control characters', () => {
    const text = '\u0001'.repeat(10_000);
    const startWith = async (displayName: string) => {
      const gateway = await start();
      const body = JSON.stringify([{ userId: 'ana-ortiz', userName: displayName, displayName }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body, times: 9 });
      return gateway;
    };

    it('counts what they become as JSON', async () => {
      const gateway = await startWith(text);
      const { data, errors } = await gateway.query(
        `{ viewer { ${repeat(100, (n) => `a${n}: displayName`)} } }`,
        {
          headers: ana,
        },
      );
      // 60,000 bytes each, and 5,000,000 fit.
      expect(Object.values(data.viewer).filter((value) => value !== null)).toHaveLength(83);
      expect(new Set(codesOf({ errors } as never).map((code) => code.split(' ')[1]))).toEqual(
        new Set(['LIMIT_EXCEEDED']),
      );
    });
  });

  describe('of more than 8 MiB', () => {
    // Names that long count for nothing more, and neither do the values.
    const name = (n: number) => `a${n}`.padEnd(99, '_');
    const wide = (field: string) => repeat(98, (n) => `${name(n)}: ${field}`);
    const value = 'ü'.repeat(49);
    const startWide = async (options: TestGatewayOptions = {}) => {
      const gateway = await start(options);
      const body = JSON.stringify([{ userId: 'ana-ortiz', userName: value, displayName: value }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body, times: 9 });
      return gateway;
    };

    it('is refused as a whole for a query, with 200, and logged by its code', async () => {
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

    it('keeps what writes state, and errors of writes that failed', async () => {
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

  it('counts long names of fields, also where no field has room', async () => {
    const gateway = await start();
    const names = repeat(45, (n) => `${`a${n}`.padEnd(2000, '_')}: connected`);
    const { data, errors } = await gateway.query(
      `query ($ids: [ID!]!) { users(ids: $ids) { ${names} } viewer { id } }`,
      { variables: { ids: Array(1000).fill('ana-ortiz') }, headers: ana },
    );
    expect(data.users).toBeNull();
    expect(errors[0]).toMatchObject({ path: ['users'], extensions: { limit: 'cost' } });
  });

  it('has the place of each error where graphql-js would find it', async () => {
    const gateway = await start();
    const query =
      '\r\n\n# é\r{\r\n  viewer { id }\n\n\t a: inbox { nodes { id } } ...F }\nfragment F on Query { b: inbox { nodes { id } } }';
    const { errors } = await gateway.query(query, { headers: ana });
    const place = (name: string) => getLocation(new Source(query), query.indexOf(`${name}: inbox`));
    expect(errors).toMatchObject([
      { path: ['a'], locations: [place('a')] },
      { path: ['b'], locations: [place('b')] },
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

describe('what a write states', () => {
  it('is part of what each mutation brings', () => {
    const mutations = Object.values(createSchema().getMutationType()?.getFields() ?? {});
    expect(mutations.map(({ name }) => name)).toEqual([
      'updateUser',
      'sendMessage',
      'changeConversationStatus',
    ]);
    expect([...STATED_BY_WRITE]).toEqual(['__typename', 'id', 'createdAt', 'status']);
  });
});
