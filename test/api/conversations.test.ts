import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const endpoints = (gateway: TestGateway) => gateway.calls().map(({ endpoint }) => endpoint);

describe('a conversation', () => {
  it('is read by id, with one user call for its assignee and participants', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(`{
      conversation(id: "104250002") {
        id status name imageUrl createdAt updatedAt metadata
        assignee { id displayName }
        participants { role unreadCount user { id displayName } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.conversation).toEqual({
      id: '104250002',
      status: 'UNRESPONDED',
      name: 'Late delivery · Ben Carter',
      imageUrl: null,
      createdAt: '2026-01-15T09:00:00.000Z',
      updatedAt: '2026-01-15T09:23:00.000Z',
      metadata: { CONVERSATION_STATUS: '6', CONVERSATION_ASSIGNEE: 'tom.becker@hearth.example' },
      assignee: { id: 'tom.becker@hearth.example', displayName: 'Tom Becker' },
      participants: [
        {
          role: 'ADMIN',
          unreadCount: 1,
          user: { id: 'tom.becker@hearth.example', displayName: 'Tom Becker' },
        },
        { role: 'MODERATOR', unreadCount: 0, user: { id: 'hearth-bot', displayName: 'Hearth Bot' } },
        { role: 'MEMBER', unreadCount: 1, user: { id: 'ben-carter', displayName: 'Ben Carter' } },
      ],
    });
    expect(endpoints(gateway)).toEqual(['groupInfo', 'userDetail']);
  });

  it('is null for an unknown id', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(
      '{ conversation(id: "1") { id } conversations(ids: ["1", "104250001", "2"]) { id } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ conversation: null, conversations: [null, { id: '104250001' }, null] });
  });

  it.each([
    ['a number', { id: 7, metadata: { CONVERSATION_STATUS: 2 } }, 'CLOSED'],
    ['an unknown status', { id: 7, metadata: { CONVERSATION_STATUS: '8' } }, null],
    ['a status that is not a number', { id: 7, metadata: { CONVERSATION_STATUS: 'CLOSE' } }, null],
    ['no status', { id: 7, metadata: {} }, null],
    ['no metadata', { id: '7' }, null],
    ['only its other id', { clientGroupId: '7', metadata: { CONVERSATION_STATUS: '-1' } }, 'INITIAL'],
  ])('is read with missing or unusual values: %s', async (_name, group, status) => {
    const gateway = await startTestGateway();
    const body = JSON.stringify({ status: 'success', response: group });
    gateway.emulator.fault({ kind: 'answer', status: 200, body });
    const { data, errors } = await gateway.query(
      '{ conversation(id: "7") { id status name participants { role } assignee { id } createdAt } }',
    );
    expect(errors).toEqual([]);
    expect(data.conversation).toEqual({
      id: '7',
      status,
      name: null,
      participants: null,
      assignee: null,
      createdAt: null,
    });
  });

  it('has null for unknown roles and missing users of participants, and omits deleted participants', async () => {
    const gateway = await startTestGateway();
    const groupUsers = [
      { userId: 'ana-ortiz', role: 9, unreadCount: 'many' },
      { userId: 'no-such-user', role: 0 },
      { userId: 'ben-carter', deleted: true },
      null,
      { role: 1 },
    ];
    const body = JSON.stringify({ status: 'success', response: { id: 7, groupUsers } });
    gateway.emulator.fault({ endpoint: 'groupInfo', kind: 'answer', status: 200, body });
    const { data } = await gateway.query(
      '{ conversation(id: "7") { participants { role unreadCount user { id } } } }',
    );
    expect(data.conversation.participants).toEqual([
      { role: null, unreadCount: null, user: { id: 'ana-ortiz' } },
      { role: 'USER', unreadCount: null, user: null },
    ]);
  });

  it('is never another conversation that the REST API returns instead', async () => {
    const gateway = await startTestGateway();
    const body = JSON.stringify({ status: 'success', response: { id: 9, name: 'a stranger' } });
    gateway.emulator.fault({ kind: 'answer', status: 200, body });
    expect((await gateway.query('{ conversation(id: "7") { name } }')).data).toEqual({ conversation: null });
    gateway.emulator.fault({ kind: 'error-envelope', errorCode: 'AL-U-01' });
    const answer = await gateway.query('{ conversation(id: "7") { name } }');
    expect(answer.errors[0]?.extensions).toEqual({ code: 'UPSTREAM_REJECTED', retryable: false });
  });

  it('is read after a write only for fields that the write did not set', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query(`mutation {
      changeConversationStatus(input: { conversationId: "104250001", status: SPAM }) { conversation { id status } }
      sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { conversation { id status name } } }
    }`);
    expect(data.changeConversationStatus.conversation).toEqual({ id: '104250001', status: 'SPAM' });
    expect(data.sendMessage.message.conversation).toMatchObject({
      status: 'SPAM',
      name: 'Oak table · Ana Ortiz',
    });
    expect(endpoints(gateway)).toEqual(['groupUpdate', 'messageSend', 'groupInfo']);
  });

  it('that cannot be read does not affect fields of the documented endpoints', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfo', kind: 'answer', status: 500 });
    const answer = await gateway.query(
      '{ conversation(id: "104250001") { id } user(id: "ana-ortiz") { displayName } }',
    );
    expect(answer.data).toEqual({ conversation: null, user: { displayName: 'Ana Ortiz' } });
    expect(codesOf(answer)).toEqual(['conversation UPSTREAM_UNAVAILABLE']);
  });
});

describe('several conversations', () => {
  const ids = ['104250001', '104250002', '104250003'];
  const document = 'query ($ids: [ID!]!) { conversations(ids: $ids) { id name } }';

  it('are read in one call', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query(document, { variables: { ids: [...ids, ...ids] } });
    expect(data.conversations.map(({ id }: { id: string }) => id)).toEqual([...ids, ...ids]);
    expect(gateway.calls().map(({ body }) => body)).toEqual([JSON.stringify({ groupIds: ids })]);
  });

  it.each([
    ['404', { kind: 'answer', status: 404 } as const],
    ['405', { kind: 'answer', status: 405 } as const],
    ['AL-MA-01', { kind: 'error-envelope', errorCode: 'AL-MA-01' } as const],
  ])('are read one by one after the batch endpoint returned %s once', async (_name, fault) => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfoBatch', ...fault });
    for (let round = 0; round < 2; round += 1) {
      const { data, errors } = await gateway.query(document, { variables: { ids } });
      expect(errors).toEqual([]);
      expect(data.conversations).toHaveLength(3);
    }
    expect(endpoints(gateway)).toEqual(['groupInfoBatch', ...Array.from({ length: 6 }, () => 'groupInfo')]);
  });

  it('fail one by one when they are read one by one', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfoBatch', kind: 'answer', status: 404 });
    gateway.emulator.fault({ endpoint: 'groupInfo', kind: 'answer', status: 500 });
    const answer = await gateway.query(document, { variables: { ids } });
    expect(answer.data.conversations.map((conversation: unknown) => conversation !== null)).toEqual([
      false,
      true,
      true,
    ]);
    expect(codesOf(answer)).toEqual(['conversations.0 UPSTREAM_UNAVAILABLE']);
  });

  it('are read one by one when a batch is rejected for one id, and as a batch the next time', async () => {
    const gateway = await startTestGateway();
    for (const fault of [
      { kind: 'error-envelope', errorCode: 'AL-G-01' } as const,
      { kind: 'answer', status: 400 } as const,
    ]) {
      gateway.emulator.fault({ endpoint: 'groupInfoBatch', ...fault });
      const { data, errors } = await gateway.query(document, { variables: { ids: ['104250001', 'nope'] } });
      expect(errors).toEqual([]);
      expect(data.conversations).toMatchObject([{ id: '104250001' }, null]);
    }
    expect(gateway.calls('groupInfoBatch')).toHaveLength(2);
  });

  it('fail together when the batch fails for another reason, and are read as a batch the next time', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfoBatch', kind: 'answer', status: 500 });
    expect(codesOf(await gateway.query(document, { variables: { ids } }))).toHaveLength(3);
    expect((await gateway.query(document, { variables: { ids } })).errors).toEqual([]);
    expect(endpoints(gateway)).toEqual(['groupInfoBatch', 'groupInfoBatch']);
  });
});

describe('a query for 20 conversations', () => {
  it('with assignees, participants and messages makes one group call, one user call, and a message call each', async () => {
    const gateway = await startTestGateway();
    const ids = Array.from({ length: 20 }, (_, n) => String(104_250_001 + n));
    const { data, errors } = await gateway.query(
      `query ($ids: [ID!]!) {
        conversations(ids: $ids) {
          name
          assignee { displayName }
          participants { role user { displayName connected } }
          messages(first: 10) { nodes { text createdAt sender { id displayName } } pageInfo { hasNextPage } }
        }
      }`,
      { variables: { ids } },
    );
    expect(errors).toEqual([]);
    for (const conversation of data.conversations) {
      // Two of the last eleven messages are hidden, and some conversations have only eleven.
      expect(conversation.messages.nodes.length).toBeGreaterThanOrEqual(9);
      for (const { sender } of conversation.messages.nodes) expect(sender.id).toBeTruthy();
      expect(conversation.assignee.displayName).toBeTruthy();
    }
    const counts = Object.groupBy(endpoints(gateway), (endpoint) => endpoint ?? 'none');
    expect(Object.fromEntries(Object.entries(counts).map(([name, calls]) => [name, calls?.length]))).toEqual({
      groupInfoBatch: 1,
      messageList: 20,
      userDetail: 1,
    });
  });

  it('fails only the fields beyond the limit of REST calls', async () => {
    const gateway = await startTestGateway({ maxUpstreamCalls: 3 });
    const answer = await gateway.query(
      '{ conversations(ids: ["104250001", "104250002", "104250003"]) { id messages(first: 1) { nodes { id } } } }',
    );
    expect(answer.data.conversations.map(({ messages }: any) => messages?.nodes.length ?? null)).toEqual([
      1,
      1,
      null,
    ]);
    expect(answer.errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [
        ['conversations', 2, 'messages'],
        { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'upstreamCalls', limitValue: 3 },
      ],
    ]);
    expect(gateway.calls()).toHaveLength(3);
  });
});
