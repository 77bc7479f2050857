import { describe, expect, it } from 'vitest';
import { AGENT, ask, start, type Caller } from '../support/callers.ts';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const CREATE = `mutation ($input: CreateConversationInput!) {
  createConversation(input: $input) {
    conversation { id name status assignee { id } participants { user { id } kind } metadata unreadCount }
  }
}`;
const create = (gateway: TestGateway, input: object, caller: Caller = 'SERVICE') =>
  ask(gateway, caller, CREATE, { input });
const bodies = ({ calls }: TestGateway) =>
  calls('groupCreate').map(({ body }) => JSON.parse(body) as Record<string, unknown>);

describe('a new conversation', () => {
  it('of a customer has the customer alone, and the routing rules choose the agent', async () => {
    const gateway = await start();
    const { data, errors } = await create(gateway, { participantIds: ['ana-ortiz'], name: 'Lamp' }, 'USER');
    expect(errors).toEqual([]);
    expect(data.createConversation.conversation).toMatchObject({
      id: '104250065',
      name: 'Lamp',
      status: 'INITIAL',
      assignee: { id: AGENT.replace('tom.becker', 'mira.patel') },
      unreadCount: 0,
    });
    expect(bodies(gateway)).toEqual([{ groupName: 'Lamp', groupMemberList: ['ana-ortiz'] }]);
  });

  it('has the assignee, name and metadata of an agent’s input, and creates unknown users', async () => {
    const gateway = await start();
    const input = {
      participantIds: ['new-user', 'ana-ortiz'],
      assigneeId: 'hearth-bot',
      metadata: { order: 7 },
    };
    const { data, errors } = await create(gateway, input, 'AGENT');
    expect(errors).toEqual([]);
    const { conversation } = data.createConversation;
    expect(conversation.assignee).toEqual({ id: 'hearth-bot' });
    expect(conversation.participants.map((one: any) => [one.user.id, one.kind])).toEqual([
      ['new-user', 'CUSTOMER'],
      ['ana-ortiz', 'CUSTOMER'],
      ['hearth-bot', 'BOT'],
    ]);
    expect(bodies(gateway)).toEqual([
      {
        groupName: 'new-user',
        groupMemberList: ['new-user', 'ana-ortiz'],
        metadata: { order: '7', CONVERSATION_ASSIGNEE: 'hearth-bot', SKIP_ROUTING: 'true' },
      },
    ]);
  });

  it('is created for the account by a service that acts for no user', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const headers = { 'api-key': gateway.emulator.apiKey };
    const { errors } = await gateway.query(CREATE, {
      headers,
      variables: { input: { participantIds: ['ana-ortiz'] } },
    });
    expect(errors).toEqual([]);
    expect(gateway.calls('groupCreate')[0]?.rawHeaders.map((name) => name.toLowerCase())).not.toContain(
      'of-user-id',
    );
  });

  it('is created once for each idempotency key', async () => {
    const gateway = await start();
    const input = { participantIds: ['ana-ortiz'], idempotencyKey: 'k-1' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(gateway, input, 'USER')));
    expect(new Set(answers.map(({ data }) => data.createConversation.conversation.id)).size).toBe(1);
    expect(gateway.calls('groupCreate')).toHaveLength(1);
    const other = await create(gateway, { ...input, name: 'Another' }, 'USER');
    expect(codesOf(other)).toEqual(['createConversation IDEMPOTENCY_KEY_REUSED']);
  });

  it('is not created again with the same key if its outcome is unknown', async () => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'reset', applied: true, endpoint: 'groupCreate' });
    const input = { participantIds: ['ana-ortiz'], idempotencyKey: 'k-1' };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(codesOf(await create(gateway, input, 'USER'))).toEqual([
        'createConversation UPSTREAM_OUTCOME_UNKNOWN',
      ]);
    }
    expect(gateway.calls('groupCreate')).toHaveLength(1);
  });

  it('is in the lists of its participants at once', async () => {
    const gateway = await start();
    const { data } = await create(gateway, { participantIds: ['ana-ortiz', 'ben-carter'] }, 'AGENT');
    const list = 'query ($id: ID!) { user(id: $id) { conversations(first: 1) { nodes { id } } } }';
    for (const id of ['ana-ortiz', 'ben-carter']) {
      const seen = await ask(gateway, 'AGENT', list, { id });
      expect(seen.data.user.conversations.nodes).toEqual([{ id: data.createConversation.conversation.id }]);
    }
  });

  it.each([
    ['no participants', { participantIds: [] }, 'input.participantIds', 'empty'],
    [
      'more than 60 participants',
      { participantIds: Array.from({ length: 61 }, (_, n) => `u${n}`) },
      'input.participantIds',
      'too-many',
    ],
    ['a participant twice', { participantIds: ['a', 'b', 'a'] }, 'input.participantIds.2', 'repeated'],
    ['an invalid participant', { participantIds: ['a', ''] }, 'input.participantIds.1', 'empty'],
    ['an empty name', { participantIds: ['a'], name: ' ' }, 'input.name', 'empty'],
    ['a long name', { participantIds: ['a'], name: 'n'.repeat(257) }, 'input.name', 'too-long'],
    ['an empty assignee', { participantIds: ['a'], assigneeId: '' }, 'input.assigneeId', 'empty'],
    [
      'a customer as assignee',
      { participantIds: ['a'], assigneeId: 'ben-carter' },
      'input.assigneeId',
      'not-an-agent',
    ],
    [
      'the assignee in the metadata',
      { participantIds: ['a'], metadata: { CONVERSATION_ASSIGNEE: 'x' } },
      'input.metadata.CONVERSATION_ASSIGNEE',
      'set-by-assignee',
    ],
    [
      'the routing in the metadata',
      { participantIds: ['a'], metadata: { SKIP_ROUTING: true } },
      'input.metadata.SKIP_ROUTING',
      'set-by-assignee',
    ],
    ['an empty key', { participantIds: ['a'], idempotencyKey: '' }, 'input.idempotencyKey', 'empty'],
  ])('is rejected with %s', async (_case, input, argument, reason) => {
    const gateway = await start();
    const { errors } = await create(gateway, input);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument, reason }),
    ]);
    expect(gateway.calls('groupCreate')).toEqual([]);
  });

  it.each([
    ['another participant', { participantIds: ['ben-carter'] }, 'input.participantIds'],
    ['a second participant', { participantIds: ['ana-ortiz', 'ben-carter'] }, 'input.participantIds'],
    ['no participant', { participantIds: [] }, 'input.participantIds'],
    ['an assignee', { participantIds: ['ana-ortiz'], assigneeId: 'hearth-bot' }, 'input.assigneeId'],
    [
      'a metadata key',
      { participantIds: ['ana-ortiz'], metadata: { KM_TEAM_ID: 'x' } },
      'input.metadata.KM_TEAM_ID',
    ],
  ])('of a customer is denied without a call: %s', async (_case, input, argument) => {
    const gateway = await start();
    const { errors } = await create(gateway, input, 'USER');
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', retryable: false, argument },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('is not created for an assignee that does not exist', async () => {
    const gateway = await start();
    const { errors } = await create(gateway, { participantIds: ['a'], assigneeId: 'missing' });
    expect(errors.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([
      ['NOT_FOUND', 'user'],
    ]);
    expect(gateway.calls('groupCreate')).toEqual([]);
  });

  it.each([
    ['{"status":"success","response":{"name":"no id"}}', 'UPSTREAM_OUTCOME_UNKNOWN'],
    ['{"id":7,"name":"bare"}', undefined],
  ])('is read from the response %s', async (body, code) => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'answer', status: 200, endpoint: 'groupCreate', body });
    const document = `mutation { createConversation(input: { participantIds: ["a"] }) { conversation { id } } }`;
    const answer = await ask(gateway, 'SERVICE', document);
    expect(codesOf(answer)).toEqual(code ? [`createConversation ${code}`] : []);
    if (!code) expect(answer.data.createConversation.conversation).toEqual({ id: '7' });
  });
});
