import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/emulator/index.ts';
import { GatewayError } from '../../src/errors.ts';
import { decodeResponse } from '../../src/kommunicate/wire/response.ts';
import { bearer, codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const USER = 'ana-ortiz';
const CONVERSATION = '104250001';

function answerNext({ emulator }: TestGateway, endpoint: Endpoint, body: string) {
  emulator.fault({ endpoint, kind: 'answer', status: 200, body });
}

const times = (count: number, entry: (index: number) => object) =>
  Array.from({ length: count }, (_, n) => entry(n));

/** Queries that ask an endpoint for rows, and an answer that has so many. */
const ROWS: readonly {
  readonly endpoint: Endpoint;
  readonly document: string;
  readonly path: string;
  readonly answer: (rows: readonly object[]) => unknown;
  readonly row: (index: number) => object;
  /** Not one that a page says it wants. */
  readonly asked?: number;
}[] = [
  {
    endpoint: 'userDetail',
    document: `{ users(ids: ["${USER}", "ben-carter"]) { displayName } }`,
    path: 'users.0',
    answer: (rows) => rows,
    row: (index) => ({ userId: `user-${index}` }),
    asked: 2,
  },
  {
    endpoint: 'groupInfoBatch',
    document: `{ conversations(ids: ["${CONVERSATION}", "104250003"]) { name } }`,
    path: 'conversations.0',
    answer: (response) => ({ status: 'success', response }),
    row: (id) => ({ id }),
    asked: 2,
  },
  {
    endpoint: 'messageList',
    document: `{ conversation(id: "${CONVERSATION}") { messages(first: 2) { nodes { id } } } }`,
    path: 'conversation.messages',
    answer: (message) => ({ message }),
    row: (index) => ({ key: `key-${index}`, createdAtTime: 1000 - index }),
  },
  {
    endpoint: 'groupSupport',
    document: '{ inbox(first: 2) { nodes { id } } }',
    path: 'inbox',
    answer: (groupFeeds) => ({ groupFeeds }),
    row: (id) => ({ id, updatedAtTime: 1000 - id }),
  },
  {
    endpoint: 'groupSupport',
    document: '{ inbox(first: 2) { nodes { id } } }',
    path: 'inbox',
    answer: (message) => ({ groupFeeds: [], message }),
    row: (index) => ({ key: `key-${index}`, groupId: index }),
  },
];

describe('an answer with more rows than were asked for', () => {
  it.each(ROWS)('is not understood beyond four times as many: $endpoint', async ({ asked, ...rows }) => {
    const { endpoint, document, path, answer, row } = rows;
    const first = await startTestGateway();
    await first.query(document);
    const [call] = first.calls(endpoint);
    const pageSize = Number(new URL(call?.path ?? '', 'http://rest').searchParams.get('pageSize'));
    // A page is bounded like the largest one that the gateway requests.
    const wanted = asked ?? Math.max(pageSize, 50);
    if (asked === undefined) expect(pageSize).toBeGreaterThan(0);

    const gateway = await startTestGateway();
    answerNext(gateway, endpoint, JSON.stringify(answer(times(4 * wanted, row))));
    expect(codesOf(await gateway.query(document))).toEqual([]);

    const other = await startTestGateway();
    answerNext(other, endpoint, JSON.stringify(answer(times(4 * wanted + 1, row))));
    expect(codesOf(await other.query(document))).toContain(`${path} UPSTREAM_INVALID_RESPONSE`);
    expect(other.calls(endpoint)).toHaveLength(1);
  });

  it('is understood where most of them are no rows at all', async () => {
    const gateway = await startTestGateway();
    answerNext(
      gateway,
      'userDetail',
      JSON.stringify([...times(1000, () => ({})), { userId: USER, userName: 'A' }]),
    );
    const { data, errors } = await gateway.query(`{ user(id: "${USER}") { displayName } }`);
    expect({ data, errors }).toEqual({ data: { user: { displayName: 'A' } }, errors: [] });
  });
});

describe('a number of one user that a double cannot hold', () => {
  it.each(['1.0E20', '1e999', '-12345678901234567890'])('fails no other of the batch: %s', async (digits) => {
    const gateway = await startTestGateway();
    const ids = times(60, (n) => ({ id: `u${n}` })).map((user) => Object(user).id as string);
    const users = ids.map(
      (userId) => `{"userId":"${userId}","userName":"${userId}","metadata":{"n":${digits}}}`,
    );
    answerNext(gateway, 'userDetail', `[${users.join()}]`);
    const { data, errors } = await gateway.query(
      'query ($ids: [ID!]!) { users(ids: $ids) { id displayName metadata } }',
      {
        variables: { ids },
      },
    );
    expect(errors).toEqual([]);
    expect(data.users).toEqual(ids.map((id) => ({ id, displayName: id, metadata: { n: digits } })));
    expect(gateway.calls()).toHaveLength(1);
  });
});

describe('the answer to a write', () => {
  const SEND = `mutation { sendMessage(input: { conversationId: "${CONVERSATION}", text: "x" }) { message { id createdAt } } }`;

  it.each([
    ['{"messageKey":1e20,"createdAt":1.0E20}', { id: '1e20', createdAt: null }],
    [
      '{"messageKey":12345678901234567890,"createdAt":1e999}',
      { id: '12345678901234567890', createdAt: null },
    ],
    ['{"messageKey":"m","createdAt":"1718000000000"}', { id: 'm', createdAt: '2024-06-10T06:13:20.000Z' }],
  ])('is read whatever its numbers are: %s', async (body, message) => {
    const gateway = await startTestGateway();
    answerNext(gateway, 'messageSend', body);
    const { data, errors } = await gateway.query(SEND);
    expect(errors).toEqual([]);
    expect(data.sendMessage.message).toEqual(message);
    expect(gateway.calls()).toHaveLength(1);
  });

  it.each(['1e20', '{"status":"success","response":1.0E20}', '{"messageKey":1.5}', '{"messageKey":[]}'])(
    'leaves the outcome unknown where it names no message: %s',
    async (body) => {
      const gateway = await startTestGateway();
      answerNext(gateway, 'messageSend', body);
      expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
      expect(gateway.calls()).toHaveLength(1);
    },
  );

  it('leaves the outcome unknown where decoding it throws anything', () => {
    const answer = { status: 200, retryAfter: undefined, body: '{}' };
    const bug = new RangeError('out of stack');
    const decode = () => {
      throw bug;
    };
    expect(() => decodeResponse(answer, 'write', decode)).toThrow(
      new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: bug }),
    );
    expect(() => decodeResponse(answer, 'read', decode)).toThrow(bug);
  });

  it.each(['CONVERSATION_CLOSED', 'BUSY_WITH_OTHER', '"CONVERSATION_CLOSED"', ' BUSY_WITH_OTHER\n'])(
    'is a refusal where the conversation takes no message: %j',
    async (body) => {
      const gateway = await startTestGateway();
      answerNext(gateway, 'messageSend', body);
      expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_REJECTED']);
      expect(gateway.calls()).toHaveLength(1);
    },
  );
});

describe('numbers that came as text', () => {
  it('say what a participant is, and how much is unread', async () => {
    const gateway = await startTestGateway();
    const groupUsers = [
      { userId: USER, role: '3', unreadCount: '2' },
      { userId: 'ben-carter', role: 3, unreadCount: 2 },
      { userId: 'gone', role: '3', deleted: 'true' },
    ];
    answerNext(gateway, 'groupInfo', JSON.stringify({ id: CONVERSATION, groupUsers }));
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
  ])('say whether an agent may change a user: roleType %s', async (roleType, isAllowed) => {
    const gateway = await startTestGateway({ mode: 'service' });
    answerNext(gateway, 'userDetail', `[{"userId":"${USER}","roleType":${roleType}}]`);
    const answer = await gateway.query(
      `mutation { updateUser(input: { userId: "${USER}", displayName: "A" }) { user { id } } }`,
      { headers: bearer('AGENT', 'tom.becker@hearth.example') },
    );
    expect(codesOf(answer)).toEqual(isAllowed ? [] : ['updateUser FORBIDDEN']);
    expect(gateway.calls('userUpdate')).toHaveLength(isAllowed ? 1 : 0);
  });
});
