import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCursor, sealCursor } from '../../src/resolvers/pagination/cursor.ts';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { readPage, type Page } from '../../src/resolvers/pagination/connection.ts';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

/** Of the messages that most tests read. */
const SEAL = { secret: EMULATOR_API_KEY, list: 'messages of 104250001' };

/** The same cursor with its last bits turned. */
const tampered = (cursor: string) => {
  const bytes = Buffer.from(cursor, 'base64url');
  return Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)]).toString('base64url');
};

const endpoints = (gateway: TestGateway) => gateway.calls().map(({ endpoint }) => endpoint);

describe('a conversation', () => {
  it('is read by id, with its assignee and those who take part in one call for all of them', async () => {
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

  it('is null when there is none of that id', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(
      '{ conversation(id: "1") { id } conversations(ids: ["1", "104250001", "2"]) { id } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ conversation: null, conversations: [null, { id: '104250001' }, null] });
  });

  it.each([
    ['a number', { id: 7, metadata: { CONVERSATION_STATUS: 2 } }, 'CLOSED'],
    ['a status nobody knows', { id: 7, metadata: { CONVERSATION_STATUS: '8' } }, null],
    ['a status that is a word', { id: 7, metadata: { CONVERSATION_STATUS: 'CLOSE' } }, null],
    ['no status', { id: 7, metadata: {} }, null],
    ['no metadata', { id: '7' }, null],
    ['nothing but its other id', { clientGroupId: '7', metadata: { CONVERSATION_STATUS: '-1' } }, 'INITIAL'],
  ])('is taken as it comes: with %s', async (_name, group, status) => {
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

  it('has participants whose unknown roles and absent users are null, and leaves out those who have left', async () => {
    const gateway = await startTestGateway();
    const groupUsers = [
      { userId: 'ana-ortiz', role: 9, unreadCount: 'many' },
      { userId: 'nobody', role: 0 },
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

  it('is nobody’s else, whatever the REST API answers', async () => {
    const gateway = await startTestGateway();
    const body = JSON.stringify({ status: 'success', response: { id: 9, name: 'a stranger' } });
    gateway.emulator.fault({ kind: 'answer', status: 200, body });
    expect((await gateway.query('{ conversation(id: "7") { name } }')).data).toEqual({ conversation: null });
    gateway.emulator.fault({ kind: 'error-envelope', errorCode: 'AL-U-01' });
    const answer = await gateway.query('{ conversation(id: "7") { name } }');
    expect(answer.errors[0]?.extensions).toEqual({ code: 'UPSTREAM_REJECTED', retryable: false });
  });

  it('is read after a write as far as the write has not stated it', async () => {
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

  it('that cannot be read does not hurt what comes from the documented endpoints', async () => {
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
  ])(
    'are read one by one where the REST API says %s to the batch, which is not tried again',
    async (_name, fault) => {
      const gateway = await startTestGateway();
      gateway.emulator.fault({ endpoint: 'groupInfoBatch', ...fault });
      for (let round = 0; round < 2; round += 1) {
        const { data, errors } = await gateway.query(document, { variables: { ids } });
        expect(errors).toEqual([]);
        expect(data.conversations).toHaveLength(3);
      }
      expect(endpoints(gateway)).toEqual(['groupInfoBatch', ...Array.from({ length: 6 }, () => 'groupInfo')]);
    },
  );

  it('that are read one by one fail one by one', async () => {
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

  it('are read one by one when the batch is refused for one of them, and as a batch the next time', async () => {
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

  it('fail together when the batch fails for another reason, and are tried as a batch again', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfoBatch', kind: 'answer', status: 500 });
    expect(codesOf(await gateway.query(document, { variables: { ids } }))).toHaveLength(3);
    expect((await gateway.query(document, { variables: { ids } })).errors).toEqual([]);
    expect(endpoints(gateway)).toEqual(['groupInfoBatch', 'groupInfoBatch']);
  });
});

describe('a page of an inbox', () => {
  it('of 20 conversations with assignee, participants and messages costs a group call, a call each for messages, and one for users', async () => {
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
      // Two of the last eleven are hidden, and some conversations have no more than that.
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

  it('stops at the number of calls that one request may start, and leaves the rest in place', async () => {
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

describe('the inbox', () => {
  const document = `query ($first: Int! = 20, $after: String, $statuses: [ConversationStatus!]) {
    inbox(first: $first, after: $after, statuses: $statuses) {
      nodes { id status updatedAt assignee { displayName } participants { user { displayName } } }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }`;

  it('is newest first, and its one call brings the conversations and their users along', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(document);
    expect(errors).toEqual([]);
    expect(data.inbox.nodes).toHaveLength(20);
    expect(data.inbox.nodes[0]).toMatchObject({ id: '104250001', assignee: { displayName: 'Mira Patel' } });
    expect(endpoints(gateway)).toEqual(['groupSupport']);
  });

  it.each([
    [false, 20],
    [true, 20],
    [false, 1],
    [true, 7],
    [false, 60],
  ])(
    'pages through everything once (the end inclusive: %s, %i at a time)',
    async (endTimeInclusive, first) => {
      const gateway = await startTestGateway({ endTimeInclusive });
      const ids: string[] = [];
      let after: string | null = null;
      for (let pages = 0; pages < 100; pages += 1) {
        const { data } = await gateway.query(document, { variables: { first, after } });
        ids.push(...data.inbox.nodes.map(({ id }: { id: string }) => id));
        expect(data.inbox.pageInfo.hasPreviousPage).toBe(pages > 0);
        after = data.inbox.pageInfo.endCursor;
        if (!data.inbox.pageInfo.hasNextPage) break;
      }
      expect(ids).toHaveLength(64);
      expect(new Set(ids).size).toBe(64);
    },
  );

  describe('its latest messages', () => {
    const latest = `{
      inbox(first: 3) { nodes { id latestMessage { id text metadata } } }
    }`;
    const newest =
      '{ conversation(id: "104250001") { latestMessage { id } messages(first: 1) { nodes { id } } } }';
    const send = (metadata: object) =>
      [
        'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { conversation { latestMessage { text } } } } }',
        { variables: { input: { conversationId: '104250001', text: 'Said just now', metadata } } },
      ] as const;

    it('come along in the one call, and are those that each conversation has', async () => {
      const gateway = await startTestGateway();
      const { data } = await gateway.query(latest);
      expect(endpoints(gateway)).toEqual(['groupSupport']);
      const read = await gateway.query(newest);
      expect(data.inbox.nodes[0].latestMessage.id).toBe(read.data.conversation.latestMessage.id);
      // The page of one message serves both fields.
      expect(read.data.conversation.messages.nodes).toEqual([read.data.conversation.latestMessage]);
      expect(endpoints(gateway)).toEqual(['groupSupport', 'groupInfo', 'messageList']);
    });

    it('may be hidden ones, which agents see', async () => {
      const gateway = await startTestGateway();
      await gateway.query(...send({ category: 'HIDDEN' }));
      const { data } = await gateway.query(latest);
      expect(data.inbox.nodes[0].latestMessage.metadata.category).toBe('HIDDEN');
      expect(endpoints(gateway).at(-1)).toBe('groupSupport');
    });

    it('are read anew after a message', async () => {
      const gateway = await startTestGateway();
      const { data } = await gateway.query(...send({}));
      expect(data.sendMessage.message.conversation.latestMessage.text).toBe('Said just now');
      expect((await gateway.query(latest)).data.inbox.nodes[0].latestMessage.text).toBe('Said just now');
    });
  });

  it('is refused, and not empty, where the Api-Key may not read it', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ kind: 'error-envelope', errorCode: 'AL-U-01' });
    expect(codesOf(await gateway.query(document))).toEqual(['inbox UPSTREAM_REJECTED']);
  });

  it('takes no null for the length of its pages', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query('query ($n: Int) { inbox(first: $n) { nodes { id } } }', {
      variables: { n: null },
    });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', retryable: false, argument: 'n', reason: 'required' },
    ]);
  });

  it('can be of some statuses only', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query(document, {
      variables: { statuses: ['SPAM', 'WAITING', 'SPAM'], first: 60 },
    });
    expect(new Set(data.inbox.nodes.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['SPAM', 'WAITING']),
    );
    expect(gateway.calls()[0]?.path).toMatch(/status=3&status=7$/);
  });
});

describe('the messages of a conversation', () => {
  const document = `query ($id: ID!, $first: Int! = 20, $after: String) {
    conversation(id: $id) {
      messages(first: $first, after: $after) {
        edges { cursor node { id } }
        nodes { id text createdAt sender { id displayName } attachment { url name contentType size thumbnailUrl } metadata }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }`;

  it('hold hidden ones for agents alone', async () => {
    const gateway = await startTestGateway();
    const isHidden = ({ metadata }: any) => metadata.category === 'HIDDEN';
    const ask = (headers = {}) => gateway.query(document, { variables: { id: '104250001' }, headers });
    expect((await ask()).data.conversation.messages.nodes.filter(isHidden)).toHaveLength(1);
    const customer = await ask({ 'Of-User-Id': 'ana-ortiz' });
    expect(customer.data.conversation.messages.nodes.filter(isHidden)).toEqual([]);
  });

  it('tell in a cursor nothing of a hidden one that the page ends behind', async () => {
    const gateway = await startTestGateway();
    const [seen, hidden] = [
      { key: 'seen', createdAtTime: 1_768_469_400_000 },
      { key: 'unseen', createdAtTime: 1_768_469_311_111, metadata: { category: 'HIDDEN' } },
    ].map((message) => ({ groupId: 104_250_001, message: 'x', to: 'ana-ortiz', ...message }));
    const body = JSON.stringify({ message: [seen, hidden] });
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body });
    const { data } = await gateway.query(document, {
      variables: { id: '104250001' },
      headers: { 'Of-User-Id': 'ana-ortiz' },
    });
    const { nodes, pageInfo } = data.conversation.messages;
    expect(nodes.map(({ id }: any) => id)).toEqual(['seen']);
    const place = openCursor(pageInfo.endCursor, SEAL);
    expect(place).toBe(JSON.stringify([hidden?.createdAtTime, 'unseen']));
    const told = Buffer.from(pageInfo.endCursor, 'base64url').toString('latin1');
    expect(told).not.toMatch(/176846|unseen/);
  });

  it('go on after a cursor that another process of the account has made', async () => {
    const [one, other] = [await startTestGateway(), await startTestGateway()];
    const { messages } = (await one.query(document, { variables: { id: '104250001', first: 5 } })).data
      .conversation;
    const variables = { id: '104250001', first: 1, after: messages.edges[2].cursor };
    const next = (await other.query(document, { variables })).data.conversation.messages;
    expect(next.nodes).toEqual([messages.nodes[3]]);
  });

  it('are newest first, with their authors, attachments and metadata', async () => {
    const gateway = await startTestGateway();
    const headers = { 'Of-User-Id': 'ana-ortiz' };
    const { data, errors } = await gateway.query(document, { variables: { id: '104250001' }, headers });
    expect(errors).toEqual([]);
    const { nodes, edges, pageInfo } = data.conversation.messages;
    expect(nodes).toHaveLength(20);
    expect(nodes.map(({ createdAt }: any) => createdAt)).toEqual(
      nodes
        .map(({ createdAt }: any) => createdAt)
        .toSorted()
        .toReversed(),
    );
    expect(nodes[3].attachment).toEqual({
      url: 'https://files.hearth.example/leg.jpg',
      name: 'leg.jpg',
      contentType: 'image/jpeg',
      size: 48213,
      thumbnailUrl: 'https://files.hearth.example/leg-small.jpg',
    });
    expect(nodes[5].metadata).toMatchObject({ templateId: '6' });
    expect(new Set(nodes.map(({ sender }: any) => sender.displayName))).toEqual(
      new Set(['Ana Ortiz', 'Mira Patel']),
    );
    expect(edges.map(({ node }: any) => node)).toEqual(nodes.map(({ id }: any) => ({ id })));
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0].cursor,
      endCursor: edges[19].cursor,
    });
    // The authors came along with the page.
    expect(endpoints(gateway)).toEqual(['groupInfo', 'messageList']);
  });

  it('go on after any of them', async () => {
    const gateway = await startTestGateway();
    const all = (await gateway.query(document, { variables: { id: '104250001', first: 30 } })).data;
    const { cursor } = all.conversation.messages.edges[11];
    const rest = (await gateway.query(document, { variables: { id: '104250001', first: 18, after: cursor } }))
      .data;
    expect(rest.conversation.messages.nodes).toEqual(all.conversation.messages.nodes.slice(12));
  });

  it('are null for a conversation that is gone, and an empty page for one in which nothing was said', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'error-envelope', errorCode: 'AL-G-01' });
    const gone = await gateway.query(document, { variables: { id: '104250001' } });
    expect([gone.data.conversation.messages, gone.errors]).toEqual([null, []]);
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body: '{"message":[]}' });
    const silent = await gateway.query(document, { variables: { id: '104250001' } });
    expect(silent.data.conversation.messages).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it.each([
    [{ first: 0 }, 'first', 'too-small'],
    [{ first: -1 }, 'first', 'too-small'],
    [{ first: 51 }, 'first', 'too-large', { max: 50 }],
    [{ after: '' }, 'after', 'not-a-cursor'],
    [{ after: 'x' }, 'after', 'not-a-cursor'],
    [{ after: Buffer.from('[1768469400000]').toString('base64url') }, 'after', 'not-a-cursor'],
    [
      { after: sealCursor('[1768469400000]', { ...SEAL, secret: 'another account' }) },
      'after',
      'not-a-cursor',
    ],
    [{ after: tampered(sealCursor('[1768469400000]', SEAL)) }, 'after', 'not-a-cursor'],
    [{ after: 'x'.repeat(20_000) }, 'after', 'not-a-cursor'],
  ])('refuse %j', async (variables, argument, reason, details: object = {}) => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(document, { variables: { id: '104250001', ...variables } });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', retryable: false, argument, reason, ...details },
    ]);
    expect(endpoints(gateway)).toEqual(['groupInfo']);
  });

  it('are whole and once, page after page, whatever shares a millisecond, is hidden, or cuts a page short', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          // How many messages share a millisecond, and how far it is to the next older one.
          runs: fc.array(fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 3 })), {
            maxLength: 25,
          }),
          hiddenEvery: fc.integer({ min: 2, max: 9 }),
          timelessEvery: fc.integer({ min: 3, max: 50 }),
          first: fc.integer({ min: 1, max: 50 }),
          inclusive: fc.boolean(),
          mostAtOnce: fc.integer({ min: 30, max: 60 }),
        }),
        async ({ runs, hiddenEvery, timelessEvery, first, inclusive, mostAtOnce }) => {
          let time = 1_700_000_000_000;
          const history: Item[] = runs
            .flatMap(([length, gap]) => {
              time -= gap;
              return Array.from({ length }, (_, position) => ({ time, position }));
            })
            .map(({ position, ...item }, index) => ({
              ...item,
              id: `m${index}`,
              hidden: index % hiddenEvery === 0,
              // Somebody in the middle of a millisecond may not say when it was.
              timeless: position > 0 && index % timelessEvery === 2,
            }));
          const ids = await allPages(first, async (size, endTime) =>
            history
              .filter((item) => endTime === undefined || item.time < endTime + (inclusive ? 1 : 0))
              .slice(0, Math.min(size, mostAtOnce)),
          );
          const visible = history.filter(({ hidden }) => !hidden).map(({ id }) => id);
          expect(ids).toEqual(visible);
        },
      ),
      { numRuns: 500, seed: 20_260_115 },
    );
  });

  it('come once where one answer has them twice', async () => {
    const twice: Item[] = [3, 3, 2, 2, 1].map((time) => ({
      id: `m${time}`,
      time,
      hidden: false,
      timeless: false,
    }));
    expect(await allPages(10, async (_size, endTime) => (endTime === undefined ? twice : []))).toEqual([
      'm3',
      'm2',
      'm1',
    ]);
  });

  it('end in an error, and not in endless pages, where the REST API does not go back in time', async () => {
    const always: Item[] = Array.from({ length: 50 }, (_, n) => ({
      id: `m${n}`,
      time: 1000 - n,
      hidden: false,
      timeless: false,
    }));
    await expect(allPages(20, async () => always)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('are asked for fifty at a time at most, whatever a cursor says', async () => {
    const gateway = await startTestGateway();
    const many = Array.from({ length: 900 }, () => 'x');
    const after = sealCursor(JSON.stringify([1_768_469_400_000, ...many]), SEAL);
    await gateway.query(document, { variables: { id: '104250001', first: 50, after } });
    const sizes = gateway.calls('messageList').map(({ path }) => /pageSize=(\d+)/.exec(path)?.[1]);
    expect(new Set(sizes)).toEqual(new Set(['50']));
  });

  it('are read once where they are asked for twice', async () => {
    const gateway = await startTestGateway();
    await gateway.query(
      '{ conversations(ids: ["104250001", "104250002", "104250001"]) { messages(first: 1) { nodes { id } } } }',
    );
    expect(gateway.calls('messageList')).toHaveLength(2);
  });

  it('are taken as they come', async () => {
    const gateway = await startTestGateway();
    const message = [
      { key: 'hidden', groupId: 104250001, createdAtTime: 9, contentType: '11', message: 'secret' },
      { key: 'strange', groupId: 999, createdAtTime: 8 },
      { key: 'a', createdAtTime: '7', message: 'no group, a time in words', to: 'ana-ortiz' },
      { key: 'b', groupId: '104250001', createdAtTime: 6.5, file: { url: 'u', size: '12' } },
      { groupId: 104250001 },
      null,
    ];
    const userDetails = [{ userId: 'ana-ortiz' }];
    const body = JSON.stringify({ message, userDetails });
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body });
    const headers = { 'Of-User-Id': 'ana-ortiz' };
    const { data, errors } = await gateway.query(document, { variables: { id: '104250001' }, headers });
    expect(errors).toEqual([]);
    expect(data.conversation.messages.nodes).toMatchObject([
      { id: 'a', createdAt: '1970-01-01T00:00:00.007Z', sender: { displayName: 'Ana Ortiz' } },
      {
        id: 'b',
        createdAt: '1970-01-01T00:00:00.006Z',
        sender: null,
        attachment: { url: 'u', size: 12, name: null },
      },
    ]);
    // What came along of Ana was her id alone: she is read.
    expect(gateway.calls('userDetail')).toHaveLength(1);
  });
});

interface Item {
  readonly id: string;
  readonly time: number;
  readonly hidden: boolean;
  readonly timeless: boolean;
}

/** Goes through all the pages of a list, and gives the ids that were on them. */
async function allPages(
  first: number,
  read: (size: number, endTime: number | undefined) => Promise<readonly Item[]>,
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 1000; pages += 1) {
    const page: Page<Item> = await readPage({
      first,
      after,
      seal: { secret: 'test', list: 'items' },
      maxRows: 50,
      async read(size, endTime) {
        const items = await read(size, endTime);
        return { items, rowCount: items.length };
      },
      idOf: ({ id }) => id,
      timeOf: ({ time, timeless }) => (timeless ? undefined : time),
      isVisible: ({ hidden }) => !hidden,
    });
    ids.push(...page.nodes.map(({ id }) => id));
    expect(page.nodes.length).toBeLessThanOrEqual(first);
    if (!page.pageInfo.hasNextPage) return ids;
    expect(page.pageInfo.endCursor).not.toBe(after);
    after = page.pageInfo.endCursor;
  }
  throw new Error('the pages do not end');
}
