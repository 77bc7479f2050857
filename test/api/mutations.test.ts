import { describe, expect, it } from 'vitest';
import { Conversation } from '../../src/resolvers/conversation.ts';
import { codesOf, deferred, post, startTestGateway } from '../support/harness.ts';

const bodyOf = (call: { body: string } | undefined) => JSON.parse(call?.body ?? 'null') as unknown;

describe('updateUser', () => {
  const update = `mutation ($input: UpdateUserInput!) {
    updateUser(input: $input) { user { id displayName email imageLink metadata } }
  }`;

  it('changes what it is given, and answers what is true after the change', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { data, errors } = await gateway.query(update, {
      variables: { input: { userId: 'ana-ortiz', displayName: 'Ana', metadata: { seats: 3 } } },
    });
    expect(errors).toEqual([]);
    expect(data.updateUser.user).toEqual({
      id: 'ana-ortiz',
      displayName: 'Ana',
      email: 'ana-ortiz@example.com',
      imageLink: 'https://img.hearth.example/ana-ortiz.png',
      metadata: { plan: 'free', seats: '3' },
    });
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['userUpdate', 'userDetail']);
  });

  it('sends neither what is absent nor what is null', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(update, {
      variables: { input: { userId: 'ana-ortiz', displayName: null, email: 'a@b.example', metadata: {} } },
    });
    expect(bodyOf(gateway.calls('userUpdate')[0])).toEqual({ email: 'a@b.example' });
  });

  it('sends every metadata value as a string', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const metadata = { text: 'as is', number: 1.5, yes: true, list: [1, null], object: { a: 'b' } };
    const { errors } = await gateway.query(update, {
      variables: { input: { userId: 'ana-ortiz', metadata } },
    });
    expect(errors).toEqual([]);
    expect(bodyOf(gateway.calls('userUpdate')[0])).toEqual({
      metadata: { text: 'as is', number: '1.5', yes: 'true', list: '[1,null]', object: '{"a":"b"}' },
    });
  });

  it('needs no second call for the id alone', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { data } = await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }',
    );
    expect(data).toEqual({ updateUser: { user: { id: 'ana-ortiz' } } });
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['userUpdate']);
  });

  it('reads anew after each of two changes in one request', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { data } = await gateway.query(`mutation {
      first: updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { displayName } }
      second: updateUser(input: { userId: "ana-ortiz", displayName: "B" }) { user { displayName } }
    }`);
    expect(data).toEqual({
      first: { user: { displayName: 'A' } },
      second: { user: { displayName: 'B' } },
    });
  });

  it('is never reported as failed because reading its answer failed', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const answer = await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id displayName } } }',
    );
    expect(answer.data).toEqual({ updateUser: { user: { id: 'ana-ortiz', displayName: null } } });
    expect(codesOf(answer)).toEqual(['updateUser.user.displayName UPSTREAM_UNAVAILABLE']);
  });

  it('says NOT_FOUND for a user that does not exist, and UPSTREAM_REJECTED for an agent', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(`mutation {
      missing: updateUser(input: { userId: "nobody", displayName: "A" }) { user { id } }
      agent: updateUser(input: { userId: "tom.becker@hearth.example", displayName: "A" }) { user { id } }
      after: updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } }
    }`);
    expect(answer.data).toEqual({ missing: null, agent: null, after: { user: { id: 'ana-ortiz' } } });
    expect(codesOf(answer)).toEqual(['missing NOT_FOUND', 'agent UPSTREAM_REJECTED']);
  });
});

describe('sendMessage', () => {
  const send = `mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) { message { id text createdAt sender { id } conversation { id } } }
  }`;

  it.each(['documented', 'live'] as const)(
    'answers from the accepted write, with the %s answer',
    async (shape) => {
      const gateway = await startTestGateway({ mode: 'trusted', shape });
      const { data, errors } = await gateway.query(send, {
        variables: { input: { conversationId: '104250001', senderId: 'ana-ortiz', text: ' Hi\n' } },
      });
      expect(errors).toEqual([]);
      expect(data.sendMessage.message).toEqual({
        id: gateway.emulator.messages[0]?.key,
        text: ' Hi\n',
        createdAt: '2026-01-15T09:30:01.000Z',
        sender: { id: 'ana-ortiz' },
        conversation: { id: '104250001' },
      });
      expect(gateway.calls()).toHaveLength(1);
      expect(gateway.emulator.messages).toMatchObject([{ fromUserName: 'ana-ortiz', message: ' Hi\n' }]);
    },
  );

  it('sends as the acting user unless it is told who sends', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const input = { conversationId: '104250001', text: 'Hi' };
    await gateway.query(send, { variables: { input } });
    await gateway.query(send, { variables: { input }, headers: { 'Of-User-Id': 'ben-carter' } });
    await gateway.query(send, { variables: { input: { ...input, senderId: null } } });
    expect(gateway.emulator.messages.map(({ fromUserName }) => fromUserName)).toEqual([
      'mira.patel@hearth.example',
      'ben-carter',
      'mira.patel@hearth.example',
    ]);
  });

  it('reads the sender in one call when more than the id is asked for', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { data } = await gateway.query(`mutation {
      sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "Hi" }) {
        message { sender { id displayName connected } }
      }
    }`);
    expect(data.sendMessage.message.sender.displayName).toBe('Ana Ortiz');
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['messageSend', 'userDetail']);
  });

  it('sends its metadata as strings', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(send, {
      variables: { input: { conversationId: '104250001', text: 'Hi', metadata: { skipBot: true } } },
    });
    expect(gateway.emulator.messages[0]?.metadata).toEqual({ skipBot: 'true' });
  });

  it('says NOT_FOUND for a conversation or a sender that does not exist', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(`mutation {
      a: sendMessage(input: { conversationId: "1", text: "Hi" }) { message { id } }
      b: sendMessage(input: { conversationId: "104250001", senderId: "nobody", text: "Hi" }) { message { id } }
    }`);
    expect(answer.data).toEqual({ a: null, b: null });
    expect(codesOf(answer)).toEqual(['a NOT_FOUND', 'b NOT_FOUND']);
    expect(answer.errors.map(({ extensions }) => extensions.reason)).toEqual(['conversation', 'user']);
    expect(gateway.emulator.messages).toEqual([]);
  });

  it('has an unknown outcome when the accepted answer does not name the message', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    for (const body of ['{"status":"success"}', 'success', '{}', '[]', '{"messageKey":""}']) {
      gateway.emulator.fault({ endpoint: 'messageSend', kind: 'answer', status: 200, body });
      const answer = await gateway.query(send, { variables: { input: { conversationId: '1', text: 'Hi' } } });
      expect(codesOf(answer)).toEqual(['sendMessage UPSTREAM_OUTCOME_UNKNOWN']);
    }
  });

  it('answers null for a time that makes no sense', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const body = '{"messageKey":"k","createdAt":"yesterday"}';
    gateway.emulator.fault({ endpoint: 'messageSend', kind: 'answer', status: 200, body });
    const { data } = await gateway.query(send, { variables: { input: { conversationId: '1', text: 'Hi' } } });
    expect(data.sendMessage.message).toMatchObject({ id: 'k', createdAt: null });
  });
});

describe('changeConversationStatus', () => {
  const change = `mutation ($input: ChangeConversationStatusInput!) {
    changeConversationStatus(input: $input) { conversation { id status } }
  }`;

  it.each([
    ['OPEN', '0'],
    ['CLOSED', '2'],
    ['SPAM', '3'],
    ['DUPLICATE', '4'],
  ])('sets %s as the string %j, and answers it without another call', async (status, wireStatus) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { data } = await gateway.query(change, {
      variables: { input: { conversationId: '104250002', status } },
    });
    expect(data.changeConversationStatus.conversation).toEqual({ id: '104250002', status });
    expect(gateway.calls()).toHaveLength(1);
    expect(bodyOf(gateway.calls()[0])).toEqual({
      groupId: '104250002',
      metadata: { CONVERSATION_STATUS: wireStatus },
    });
  });

  it('refuses a status that only the REST API may set', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(change, {
      variables: { input: { conversationId: '104250002', status: 'WAITING' } },
    });
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      {
        code: 'BAD_USER_INPUT',
        retryable: false,
        argument: 'input.status',
        reason: 'wrong-type',
        expected: 'SettableConversationStatus!',
        allowed: ['OPEN', 'CLOSED', 'SPAM', 'DUPLICATE'],
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('acts as the acting user unless it is told who acts', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const input = { conversationId: '104250002', status: 'OPEN' };
    await gateway.query(change, { variables: { input } });
    await gateway.query(change, {
      variables: { input: { ...input, actorId: 'owen.hughes@hearth.example' } },
    });
    const actors = gateway.calls().map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('Of-User-Id') + 1]);
    expect(actors).toEqual(['mira.patel@hearth.example', 'owen.hughes@hearth.example']);
  });

  it('says NOT_FOUND for a conversation that does not exist', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(change, {
      variables: { input: { conversationId: '1', status: 'OPEN' } },
    });
    expect(codesOf(answer)).toEqual(['changeConversationStatus NOT_FOUND']);
  });
});

describe('several mutations in one request', () => {
  it('happen one after the other, and one that fails takes no other with it', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(`mutation {
      a: sendMessage(input: { conversationId: "104250001", text: "1" }) { message { text } }
      b: sendMessage(input: { conversationId: "nowhere", text: "2" }) { message { text } }
      c: changeConversationStatus(input: { conversationId: "104250001", status: CLOSED }) { conversation { status } }
    }`);
    expect(answer.data).toEqual({
      a: { message: { text: '1' } },
      b: null,
      c: { conversation: { status: 'CLOSED' } },
    });
    expect(answer.status).toBe(200);
    expect(gateway.calls().map(({ inFlight }) => inFlight)).toEqual([1, 1, 1]);
  });
});

describe('what a request has read', () => {
  it('is not answered after a later write of the same request', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(`mutation {
      a: sendMessage(input: { conversationId: "104250001", text: "1" }) { message { sender { lastMessageAt } } }
      b: sendMessage(input: { conversationId: "104250001", text: "2" }) { message { sender { lastMessageAt } } }
      c: changeConversationStatus(input: { conversationId: "104250001", status: OPEN }) { conversation { id } }
    }`);
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual([
      'messageSend',
      'userDetail',
      'messageSend',
      'userDetail',
      'groupUpdate',
    ]);
  });
});

describe('an accepted write', () => {
  it.each([
    'success',
    ' success\n',
    '"success"',
    '{"status":"success"}',
    '{"status":"success","response":{"id":7}}',
    '{"status":"success","response":"success","errorResponse":[]}',
  ])('is known by the answer %j', async (body) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    gateway.emulator.fault({ endpoint: 'groupUpdate', kind: 'answer', status: 200, body });
    const { data, errors } = await gateway.query(
      'mutation { changeConversationStatus(input: { conversationId: "7", status: SPAM }) { conversation { id status } } }',
    );
    expect(errors).toEqual([]);
    expect(data.changeConversationStatus.conversation).toEqual({ id: '7', status: 'SPAM' });
  });
});

describe('the status of a conversation', () => {
  it.each([
    [-1, 'INITIAL'],
    [0, 'OPEN'],
    [1, 'IN_PROGRESS'],
    [2, 'CLOSED'],
    [3, 'SPAM'],
    [4, 'DUPLICATE'],
    [5, 'ARCHIVED'],
    [6, 'UNRESPONDED'],
    [7, 'WAITING'],
    [8, null],
    [undefined, null],
  ])('of number %s is %s', (status, word) => {
    const resolve = Conversation.status as (group: object, args: object, context: object) => unknown;
    expect(resolve({ groupId: '1', status }, {}, {})).toBe(word);
  });
});

describe('a client that leaves', () => {
  it('has its reads given up', async () => {
    const gateway = await startTestGateway({ mode: 'trusted', maxBatchSize: 1 });
    const leaving = new AbortController();
    gateway.emulator.fault({ kind: 'delay', until: deferred().promise, times: 2 });
    const query = '{ users(ids: ["a", "b"]) { id } }';
    const answer = gateway.fetch(post({ query }, {}, leaving.signal)).catch(() => 'gone');
    await expect.poll(() => gateway.calls().length).toBe(2);
    leaving.abort();
    await answer;
    // The emulator still holds both back: had they not been given up, this one would be the third in flight.
    await expect
      .poll(async () => {
        await gateway.query('{ user(id: "c") { id } }');
        return gateway.calls().at(-1)?.inFlight;
      })
      .toBe(1);
  });
});
