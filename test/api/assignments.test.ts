import { describe, expect, it } from 'vitest';
import { AGENT, ask, start, type Caller } from '../support/callers.ts';
import { codesOf, type TestGateway } from '../support/harness.ts';

const LUCIA = 'lucia.ferrari@hearth.example';
const ASSIGN = `mutation ($input: AssignConversationInput!) {
  assignConversation(input: $input) { conversation { id assignee { id displayName } } }
}`;
const assign = (gateway: TestGateway, input: object = {}, caller: Caller = 'AGENT') =>
  ask(gateway, caller, ASSIGN, {
    input: { conversationId: '104250001', assigneeId: LUCIA, ...input },
  });
const paramsOf = ({ calls, emulator }: TestGateway) =>
  calls('groupAssign').map(({ path }) => Object.fromEntries(new URL(path, emulator.url).searchParams));

describe('an assignment', () => {
  it('is made as the caller, and the payload has the new assignee', async () => {
    const gateway = await start();
    const { data, errors } = await assign(gateway);
    expect(errors).toEqual([]);
    expect(data.assignConversation.conversation).toEqual({
      id: '104250001',
      assignee: { id: LUCIA, displayName: 'Lucia Ferrari' },
    });
    expect(paramsOf(gateway)).toEqual([{ groupId: '104250001', assignee: LUCIA }]);
    const [call] = gateway.calls('groupAssign');
    expect(call?.method).toBe('PATCH');
    const document = `{ conversation(id: "104250001") { assignee { id } latestMessage { kind text } } }`;
    const read = await ask(gateway, 'AGENT', document);
    expect(read.data.conversation).toEqual({
      assignee: { id: LUCIA },
      latestMessage: { kind: 'EVENT', text: 'Assigned to Lucia Ferrari' },
    });
  });

  it('succeeds if it is made again', async () => {
    const gateway = await start();
    await assign(gateway);
    const { data, errors } = await assign(gateway);
    expect([data.assignConversation.conversation.assignee.id, errors]).toEqual([LUCIA, []]);
  });

  it('sends its options', async () => {
    const gateway = await start();
    const options = { notify: false, takeOverFromBot: false, actorId: 'hearth-bot' };
    await assign(gateway, options, 'SERVICE');
    expect(paramsOf(gateway)).toEqual([
      { groupId: '104250001', assignee: LUCIA, sendNotifyMessage: 'false', takeOverFromBot: 'false' },
    ]);
    expect(gateway.emulator.messages).toEqual([]);
  });

  it('is rejected if an agent already has the conversation', async () => {
    const gateway = await start();
    const { errors } = await assign(gateway, { takeOverFromBot: true });
    expect(errors.map(({ message, extensions }) => [message, extensions])).toEqual([
      [
        'An agent already has the conversation.',
        { code: 'UPSTREAM_REJECTED', retryable: false, reason: 'already-engaged' },
      ],
    ]);
  });

  it.each([
    ['missing', 'NOT_FOUND', 'user'],
    ['ben-carter', 'BAD_USER_INPUT', 'not-an-agent'],
    ['', 'BAD_USER_INPUT', 'empty'],
  ])('to an invalid assignee is not sent: %j', async (assigneeId, code, reason) => {
    const gateway = await start();
    const { errors } = await assign(gateway, { assigneeId });
    expect(errors.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([[code, reason]]);
    expect(gateway.calls('groupAssign')).toEqual([]);
  });

  it('as another user is for services alone', async () => {
    const gateway = await start();
    expect(codesOf(await assign(gateway, { actorId: LUCIA }))).toEqual(['assignConversation FORBIDDEN']);
    expect(codesOf(await assign(gateway, { actorId: AGENT }))).toEqual([]);
  });

  it.each([
    ['"updated"', undefined],
    ['already updated', undefined],
    ['{"status":"success","response":"AGENT_IS_ALREADY_ENGAGED"}', 'UPSTREAM_REJECTED'],
    ['{"status":"success","response":"queued"}', 'UPSTREAM_OUTCOME_UNKNOWN'],
  ])('reads the response %s', async (body, code) => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'answer', status: 200, endpoint: 'groupAssign', body });
    expect(codesOf(await assign(gateway))).toEqual(code ? [`assignConversation ${code}`] : []);
  });
});

const READ = `mutation ($input: MarkConversationReadInput!) {
  markConversationRead(input: $input) { conversation { id unreadCount } }
}`;
const UNREAD = `{ conversation(id: "104250001") { unreadCount } }`;

describe('marking a conversation as read', () => {
  const write = (gateway: TestGateway) =>
    ask(
      gateway,
      'AGENT',
      'mutation { sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } } }',
    );
  const unread = async (gateway: TestGateway) =>
    (await ask(gateway, 'USER', UNREAD)).data.conversation.unreadCount as number;

  it('lowers the unread count that a message has raised, and the payload needs no read', async () => {
    const gateway = await start();
    const before = await unread(gateway);
    await write(gateway);
    expect(await unread(gateway)).toBe(before + 1);
    const calls = gateway.calls('groupInfo').length;
    const document = READ.replace('unreadCount', '');
    const { errors } = await ask(gateway, 'AGENT', document, {
      input: { conversationId: '104250001' },
    });
    expect([errors, gateway.calls('groupInfo').length]).toEqual([[], calls]);
    expect(await unread(gateway)).toBe(before + 1);
    const own = await ask(gateway, 'USER', READ, { input: { conversationId: '104250001' } });
    expect(own.data.markConversationRead.conversation.unreadCount).toBe(0);
    expect(await unread(gateway)).toBe(0);
  });

  it('for another reader leaves the viewer’s own count', async () => {
    const gateway = await start();
    const input = { conversationId: '104250003', readerId: 'chloe-dubois' };
    const { data, errors } = await ask(gateway, 'SERVICE', READ, { input });
    // The viewer, a bot, has read everything already.
    expect([data.markConversationRead.conversation.unreadCount, errors]).toEqual([0, []]);
    const [call] = gateway.calls('conversationRead');
    expect(call?.rawHeaders).toContain('chloe-dubois');
    for (const caller of ['USER', 'AGENT'] as const) {
      const answer = await ask(gateway, caller, READ, { input });
      expect(codesOf(answer)).toEqual(['markConversationRead FORBIDDEN']);
    }
  });

  it('is a call for each mutation: nothing is shared or cached', async () => {
    const gateway = await start();
    const field = 'markConversationRead(input: { conversationId: "104250001" }) { conversation { id } }';
    await Promise.all([1, 2].map(() => ask(gateway, 'AGENT', `mutation { a: ${field} b: ${field} }`)));
    expect(gateway.calls('conversationRead')).toHaveLength(4);
  });

  it.each([
    ['"success"', undefined],
    ['{"status":"success","response":"success"}', undefined],
    ['error', 'UPSTREAM_REJECTED'],
    ['{"status":"success"}', 'UPSTREAM_INVALID_RESPONSE'],
  ])('reads the response %s', async (body, code) => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'answer', status: 200, endpoint: 'conversationRead', body });
    const answer = await ask(gateway, 'AGENT', READ, { input: { conversationId: '104250001' } });
    expect(codesOf(answer)).toEqual(code ? [`markConversationRead ${code}`] : []);
  });

  it('shows in the receipts of its messages', async () => {
    const gateway = await start();
    await write(gateway);
    const document =
      '{ conversation(id: "104250001") { latestMessage { receipts { user { id } readAt } } } }';
    const receiptOf = async () => {
      const { data } = await ask(gateway, 'AGENT', document);
      return data.conversation.latestMessage.receipts.find(({ user }: any) => user.id === 'ana-ortiz').readAt;
    };
    expect(await receiptOf()).toBeNull();
    await ask(gateway, 'USER', READ, { input: { conversationId: '104250001' } });
    expect(await receiptOf()).not.toBeNull();
  });
});
