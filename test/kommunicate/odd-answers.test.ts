import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/emulator/index.ts';
import { GatewayError } from '../../src/errors.ts';
import { decodeResponse } from '../../src/kommunicate/wire/response.ts';
import { bearer, codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const USER = 'ana-ortiz';
const CONVERSATION = '104250001';

function respondNext({ emulator }: TestGateway, endpoint: Endpoint, body: string) {
  emulator.fault({ endpoint, kind: 'answer', status: 200, body });
}

const times = (count: number, entry: (index: number) => object) =>
  Array.from({ length: count }, (_, n) => entry(n));

/** Queries for rows of an endpoint, and responses with a number of rows. */
const ROWS: readonly {
  readonly endpoint: Endpoint;
  readonly document: string;
  readonly path: string;
  readonly bodyOf: (rows: readonly object[]) => unknown;
  readonly row: (index: number) => object;
  /** Number of requested rows, if the call has no page size. */
  readonly requested?: number;
}[] = [
  {
    endpoint: 'userDetail',
    document: `{ users(ids: ["${USER}", "ben-carter"]) { displayName } }`,
    path: 'users.0',
    bodyOf: (rows) => rows,
    row: (index) => ({ userId: `user-${index}` }),
    requested: 2,
  },
  {
    endpoint: 'groupInfoBatch',
    document: `{ conversations(ids: ["${CONVERSATION}", "104250003"]) { name } }`,
    path: 'conversations.0',
    bodyOf: (response) => ({ status: 'success', response }),
    row: (id) => ({ id }),
    requested: 2,
  },
  {
    endpoint: 'messageList',
    document: `{ conversation(id: "${CONVERSATION}") { messages(first: 2) { nodes { id } } } }`,
    path: 'conversation.messages',
    bodyOf: (message) => ({ message }),
    row: (index) => ({ key: `key-${index}`, createdAtTime: 1000 - index }),
  },
  {
    endpoint: 'groupSupport',
    document: '{ inbox(first: 2) { nodes { id } } }',
    path: 'inbox',
    bodyOf: (groupFeeds) => ({ groupFeeds }),
    row: (id) => ({ id, updatedAtTime: 1000 - id }),
  },
  {
    endpoint: 'groupSupport',
    document: '{ inbox(first: 2) { nodes { id } } }',
    path: 'inbox',
    bodyOf: (message) => ({ groupFeeds: [], message }),
    row: (index) => ({ key: `key-${index}`, groupId: index }),
  },
];

describe('a response with more rows than requested', () => {
  it.each(ROWS)('is invalid beyond four times as many: $endpoint', async ({ requested, ...rows }) => {
    const { endpoint, document, path, bodyOf, row } = rows;
    const first = await startTestGateway();
    await first.query(document);
    const [call] = first.calls(endpoint);
    const pageSize = Number(new URL(call?.path ?? '', 'http://rest').searchParams.get('pageSize'));
    // The limit of a page is that of the largest page.
    const limit = requested ?? Math.max(pageSize, 50);
    if (requested === undefined) expect(pageSize).toBeGreaterThan(0);

    const gateway = await startTestGateway();
    respondNext(gateway, endpoint, JSON.stringify(bodyOf(times(4 * limit, row))));
    expect(codesOf(await gateway.query(document))).toEqual([]);

    const other = await startTestGateway();
    respondNext(other, endpoint, JSON.stringify(bodyOf(times(4 * limit + 1, row))));
    expect(codesOf(await other.query(document))).toContain(`${path} UPSTREAM_INVALID_RESPONSE`);
    expect(other.calls(endpoint)).toHaveLength(1);
  });

  it('is valid if most entries are not rows', async () => {
    const gateway = await startTestGateway();
    respondNext(
      gateway,
      'userDetail',
      JSON.stringify([...times(1000, () => ({})), { userId: USER, userName: 'A' }]),
    );
    const { data, errors } = await gateway.query(`{ user(id: "${USER}") { displayName } }`);
    expect({ data, errors }).toEqual({ data: { user: { displayName: 'A' } }, errors: [] });
  });
});

describe('a user with a number that a double cannot hold', () => {
  it.each(['1.0E20', '1e999', '-12345678901234567890'])(
    'does not fail the rest of the batch: %s',
    async (digits) => {
      const gateway = await startTestGateway();
      const ids = times(60, (n) => ({ id: `u${n}` })).map((user) => Object(user).id as string);
      const users = ids.map(
        (userId) => `{"userId":"${userId}","userName":"${userId}","metadata":{"n":${digits}}}`,
      );
      respondNext(gateway, 'userDetail', `[${users.join()}]`);
      const { data, errors } = await gateway.query(
        'query ($ids: [ID!]!) { users(ids: $ids) { id displayName metadata } }',
        {
          variables: { ids },
        },
      );
      expect(errors).toEqual([]);
      expect(data.users).toEqual(ids.map((id) => ({ id, displayName: id, metadata: { n: digits } })));
      expect(gateway.calls()).toHaveLength(1);
    },
  );
});

describe('the response of a write', () => {
  const SEND = `mutation { sendMessage(input: { conversationId: "${CONVERSATION}", text: "x" }) { message { id createdAt } } }`;

  it.each([
    ['{"messageKey":1e20,"createdAt":1.0E20}', { id: '1e20', createdAt: null }],
    [
      '{"messageKey":12345678901234567890,"createdAt":1e999}',
      { id: '12345678901234567890', createdAt: null },
    ],
    ['{"messageKey":"m","createdAt":"1718000000000"}', { id: 'm', createdAt: '2024-06-10T06:13:20.000Z' }],
  ])('is decoded with any number: %s', async (body, message) => {
    const gateway = await startTestGateway();
    respondNext(gateway, 'messageSend', body);
    const { data, errors } = await gateway.query(SEND);
    expect(errors).toEqual([]);
    expect(data.sendMessage.message).toEqual(message);
    expect(gateway.calls()).toHaveLength(1);
  });

  it.each(['1e20', '{"status":"success","response":1.0E20}', '{"messageKey":1.5}', '{"messageKey":[]}'])(
    'leaves the outcome unknown without a message id: %s',
    async (body) => {
      const gateway = await startTestGateway();
      respondNext(gateway, 'messageSend', body);
      expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
      expect(gateway.calls()).toHaveLength(1);
    },
  );

  it('leaves the outcome unknown if decoding it throws', () => {
    const response = { status: 200, retryAfter: undefined, body: '{}' };
    const bug = new RangeError('out of stack');
    const decode = () => {
      throw bug;
    };
    expect(() => decodeResponse(response, 'write', decode)).toThrow(
      new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: bug }),
    );
    expect(() => decodeResponse(response, 'read', decode)).toThrow(bug);
  });

  it.each(['CONVERSATION_CLOSED', 'BUSY_WITH_OTHER', '"CONVERSATION_CLOSED"', ' BUSY_WITH_OTHER\n'])(
    'is a rejection if the conversation accepts no messages: %j',
    async (body) => {
      const gateway = await startTestGateway();
      respondNext(gateway, 'messageSend', body);
      expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_REJECTED']);
      expect(gateway.calls()).toHaveLength(1);
    },
  );
});

describe('numbers as text', () => {
  it('are decoded in a participant’s role and unread count', async () => {
    const gateway = await startTestGateway();
    const groupUsers = [
      { userId: USER, role: '3', unreadCount: '2' },
      { userId: 'ben-carter', role: 3, unreadCount: 2 },
      { userId: 'gone', role: '3', deleted: 'true' },
    ];
    respondNext(gateway, 'groupInfo', JSON.stringify({ id: CONVERSATION, groupUsers }));
    const { data } = await gateway.query(
      `{ conversation(id: "${CONVERSATION}") { participants { role unreadCount } } }`,
    );
    const participant = { role: 'MEMBER', unreadCount: 2 };
    expect(data.conversation.participants).toEqual([participant, participant]);
  });

  it.each([
    ['"3"', true],
    ['3', true],
    ['"8"', false],
    ['"agent"', false],
  ])('are decoded when an agent changes a user: roleType %s', async (roleType, isAllowed) => {
    const gateway = await startTestGateway({ mode: 'service' });
    respondNext(gateway, 'userDetail', `[{"userId":"${USER}","roleType":${roleType}}]`);
    const response = await gateway.query(
      `mutation { updateUser(input: { userId: "${USER}", displayName: "A" }) { user { id } } }`,
      { headers: bearer('AGENT', 'tom.becker@hearth.example') },
    );
    expect(codesOf(response)).toEqual(isAllowed ? [] : ['updateUser FORBIDDEN']);
    expect(gateway.calls('userUpdate')).toHaveLength(isAllowed ? 1 : 0);
  });
});
