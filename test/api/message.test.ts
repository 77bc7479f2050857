import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

/** The newest messages of the first conversation. */
async function newest({ query }: TestGateway, count: number): Promise<{ id: string; text: string }[]> {
  const { data } = await query(
    `{ conversation(id: "104250001") { messages(first: ${count}) { nodes { id text } } } }`,
  );
  return data.conversation.messages.nodes;
}

const answerWith = (
  gateway: TestGateway,
  endpoint: 'messageDetail' | 'messageInfo' | 'messageList' | 'groupInfo',
  value: unknown,
) => gateway.emulator.fault({ kind: 'answer', status: 200, endpoint, body: JSON.stringify(value) });

describe('a message by id', () => {
  it.each(['documented', 'live'] as const)('is read in the %s shape', async (shape) => {
    const gateway = await startTestGateway({ shape });
    const [message] = await newest(gateway, 1);
    const { data, errors } = await gateway.query(
      'query ($id: ID!) { message(id: $id) { id text sender { id } } }',
      {
        variables: { id: message?.id },
      },
    );
    expect(errors).toEqual([]);
    expect(data.message).toEqual({ ...message, sender: { id: expect.any(String) as unknown } });
  });

  it.each([
    ['a list', (list: unknown) => list],
    ['a list in an envelope', (response: unknown) => ({ status: 'success', response })],
    ['a page', (message: unknown) => ({ message })],
    ['a page in an envelope', (message: unknown) => ({ status: 'success', response: { message } })],
  ])('is read from %s', async (_shape, wrap) => {
    const gateway = await startTestGateway();
    answerWith(gateway, 'messageDetail', wrap([{ key: 'm-1', groupId: 7, message: 'Hello' }]));
    const { data, errors } = await gateway.query('{ message(id: "m-1") { text conversation { id } } }');
    expect([data.message, errors]).toEqual([{ text: 'Hello', conversation: { id: '7' } }, []]);
  });

  it('is null if it does not exist, or does not say in which conversation it is', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query('{ message(id: "missing") { id } }')).data.message).toBeNull();
    answerWith(gateway, 'messageDetail', [{ key: 'm-1', to: 'ana-ortiz', message: 'Hello' }]);
    const { data, errors } = await gateway.query('{ message(id: "m-1") { id } }');
    expect([data.message, errors]).toEqual([null, []]);
  });

  it('shares one call with the other fifty-nine of a request', async () => {
    const gateway = await startTestGateway();
    const fields = Array.from({ length: 60 }, (_, n) => `m${n}: message(id: "message-${n}") { id }`);
    await gateway.query(`{ ${fields.join(' ')} }`, {});
    const [call, ...others] = gateway.calls('messageDetail');
    expect(new URL(call?.path ?? '', gateway.emulator.url).searchParams.getAll('keys')).toHaveLength(60);
    expect(others).toEqual([]);
  });

  it('is read with fewer others per call if the ids are too long for one URL', async () => {
    const gateway = await startTestGateway();
    const fields = Array.from(
      { length: 60 },
      (_, n) => `m${n}: message(id: "${'é'.repeat(240)}${n}") { id }`,
    );
    const answer = await gateway.query(`{ ${fields.join(' ')} }`);
    expect(answer.errors).toEqual([]);
    const calls = gateway.calls('messageDetail');
    expect(calls.length).toBeGreaterThan(1);
    for (const { path } of calls) expect(path.length).toBeLessThan(8000);
  });

  it('fails alone if the REST API rejects its id', async () => {
    const gateway = await startTestGateway();
    const [message] = await newest(gateway, 1);
    gateway.emulator.fault({ kind: 'answer', status: 400, endpoint: 'messageDetail', times: 2 });
    const answer = await gateway.query(
      `{ a: message(id: "rejected") { id } b: message(id: "${message?.id}") { id } }`,
    );
    expect(codesOf(answer)).toEqual(['a UPSTREAM_REJECTED']);
    expect(answer.data.b).toEqual({ id: message?.id });
  });

  it.each([
    ['', 'empty'],
    ['m'.repeat(257), 'too-long'],
    ['m\n', 'control-character'],
  ])('must have a valid id: %j', async (id, reason) => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query('query ($id: ID!) { message(id: $id) { id } }', {
      variables: { id },
    });
    expect(errors.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([
      ['BAD_USER_INPUT', reason],
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe('the kind of a message', () => {
  const TEMPLATE = { templateId: '6', payload: '[{"title":"Yes"}]' };
  it.each([
    ['TEXT', { contentType: 0 }],
    ['ATTACHMENT', { contentType: '1', fileMeta: { url: 'https://files.example/a' } }],
    ['LOCATION', { contentType: 2 }],
    ['HTML', { contentType: 3 }],
    ['EVENT', { contentType: 10, metadata: { KM_ASSIGN: 'mira', ...TEMPLATE } }],
    ['OTHER', { contentType: 104 }],
    ['RICH', { contentType: 0, metadata: TEMPLATE }],
    [null, {}],
    [null, { contentType: 'x' }],
  ])('is %s for %j', async (kind, fields) => {
    const gateway = await startTestGateway();
    answerWith(gateway, 'messageDetail', [{ key: 'm-1', groupId: 7, ...fields }]);
    const { data, errors } = await gateway.query('{ message(id: "m-1") { kind } }');
    expect([data.message, errors]).toEqual([{ kind }, []]);
  });
});

describe('the receipts of a message', () => {
  it('are one for each recipient, read once for all aliases', async () => {
    const gateway = await startTestGateway();
    const [message] = await newest(gateway, 1);
    const { data, errors } = await gateway.query(
      `{ message(id: "${message?.id}") {
        a: receipts { user { displayName } deliveredAt readAt } b: receipts { readAt }
      } }`,
    );
    expect(errors).toEqual([]);
    expect(data.message.a.map(({ user }: any) => user.displayName)).toEqual(['Hearth Bot', 'Ana Ortiz']);
    for (const { deliveredAt, readAt } of data.message.a) expect([deliveredAt, readAt]).not.toContain(null);
    expect(gateway.calls('messageInfo')).toHaveLength(1);
  });

  it('have no time for what has not happened, and omit what cannot be read or is repeated', async () => {
    const gateway = await startTestGateway();
    const [message] = await newest(gateway, 1);
    answerWith(gateway, 'messageInfo', {
      status: 'success',
      response: [
        { userId: 'ana-ortiz', deliveredAtTime: 0, readAtTime: 'x' },
        { status: 5 },
        null,
        { userId: 'ana-ortiz', readAtTime: 1 },
      ],
    });
    const { data, errors } = await gateway.query(
      `{ message(id: "${message?.id}") { receipts { user { id } deliveredAt readAt } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.message.receipts).toEqual([{ user: { id: 'ana-ortiz' }, deliveredAt: null, readAt: null }]);
  });
});

describe('a participant', () => {
  it('is an agent, a bot or a customer in a support conversation', async () => {
    const gateway = await startTestGateway();
    const document = '{ conversation(id: "104250001") { participants { role kind } } }';
    expect((await gateway.query(document)).data.conversation.participants).toEqual([
      { role: 'ADMIN', kind: 'AGENT' },
      { role: 'MODERATOR', kind: 'BOT' },
      { role: 'MEMBER', kind: 'CUSTOMER' },
    ]);
  });

  it.each([
    [{ id: 7, groupUsers: [{ userId: 'ana', role: 3 }] }, 'CUSTOMER'],
    [{ id: 7, type: 10, groupUsers: [{ userId: 'ana', role: 0 }] }, null],
    [{ id: 7, type: 2, groupUsers: [{ userId: 'ana', role: 3 }] }, null],
    [{ id: 7, groupUsers: [{ userId: 'ana' }] }, null],
  ])('has the kind that its role has in the group: %j', async (group, kind) => {
    const gateway = await startTestGateway();
    answerWith(gateway, 'groupInfo', { status: 'success', response: group });
    const { data } = await gateway.query('{ conversation(id: "7") { participants { kind } } }');
    expect(data.conversation.participants).toEqual([{ kind }]);
  });
});

describe('the unread count of a conversation', () => {
  it('is the viewer’s, and null if the viewer is not a participant', async () => {
    const gateway = await startTestGateway();
    const document =
      '{ conversation(id: "104250002") { unreadCount participants { user { id } unreadCount } } }';
    const countFor = async (id: string) =>
      (await gateway.query(document, { headers: { 'of-user-id': id } })).data.conversation;
    const seen = await countFor('tom.becker@hearth.example');
    expect(seen.unreadCount).toBe(1);
    expect(seen.participants[0]).toEqual({ user: { id: 'tom.becker@hearth.example' }, unreadCount: 1 });
    expect((await countFor('ben-carter')).unreadCount).toBe(1);
    expect((await countFor('mira.patel@hearth.example')).unreadCount).toBeNull();
  });
});
