import { describe, expect, it } from 'vitest';
import { bearer, startTestGateway } from '../support/harness.ts';
import { sendElsewhere, subscribe, type StreamResult } from '../support/live/event-stream.ts';

const INBOX = `subscription ($statuses: [ConversationStatus!]) {
  inboxEvents(statuses: $statuses) {
    __typename cursor conversation { id status latestMessage { text } }
    ... on ConversationChanged { changes }
    ... on EventsMissed { reason }
  }
}`;
const USERS = `subscription ($ids: [ID!]!) { userChanged(ids: $ids) { changes user { id displayName } } }`;
const AGENT = bearer('AGENT', 'tom.becker@hearth.example');
const start = (options = {}) => startTestGateway({ mode: 'service', pollSeconds: 0, ...options });
const newsOf = (result: StreamResult | undefined) => result?.data.inboxEvents;
const change = (status: string, id = '104250001') =>
  `mutation { changeConversationStatus(input: { conversationId: "${id}", status: ${status} }) { conversation { id } } }`;

describe('inboxEvents', () => {
  it('reports a conversation with a new message, with its latest message, by one read', async () => {
    const gateway = await start();
    const stream = await subscribe(gateway, INBOX, { headers: AGENT });
    expect(newsOf(await stream.next())).toMatchObject({
      __typename: 'EventsMissed',
      reason: 'STARTED',
      cursor: null,
    });
    const before = gateway.calls().length;
    gateway.hint({
      conversationId: '104250040',
      messageId: await sendElsewhere(gateway, '104250040', 'news'),
    });
    expect(newsOf(await stream.next())).toMatchObject({
      __typename: 'ConversationChanged',
      changes: ['LATEST_MESSAGE'],
      conversation: { id: '104250040', latestMessage: { text: 'news' } },
    });
    expect(
      gateway
        .calls()
        .slice(before)
        .map(({ endpoint }) => endpoint),
    ).toEqual(['messageSend', 'groupSupport']);
  });

  it('reports a conversation that leaves the filter once, and then nothing more of it', async () => {
    const gateway = await start();
    const options = { headers: AGENT, variables: { statuses: ['OPEN'] } };
    const stream = await subscribe(gateway, INBOX, options);
    await stream.next();
    await gateway.query(change('CLOSED'), { headers: AGENT });
    expect(newsOf(await stream.next())).toMatchObject({
      changes: ['STATUS'],
      conversation: { status: 'CLOSED' },
    });
    await gateway.query(change('SPAM'), { headers: AGENT });
    await gateway.query(change('CLOSED', '104250004'), { headers: AGENT });
    expect(newsOf(await stream.next()).conversation.id).toBe('104250004');
  });

  it('is not for users', async () => {
    const gateway = await start();
    const stream = await subscribe(gateway, INBOX, { headers: bearer('USER', 'ana-ortiz') });
    expect((await stream.next())?.errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await stream.next()).toBeUndefined();
    expect(gateway.calls()).toEqual([]);
  });
});

describe('userChanged', () => {
  it('gives each user as it is, and then what changes', async () => {
    const gateway = await start();
    const stream = await subscribe(gateway, USERS, {
      headers: AGENT,
      variables: { ids: ['ana-ortiz', 'ben-carter', 'no-such-user'] },
    });
    const first = await stream.take(2);
    expect(first.map(({ data }) => data.userChanged)).toEqual([
      { changes: [], user: { id: 'ana-ortiz', displayName: 'Ana Ortiz' } },
      { changes: [], user: { id: 'ben-carter', displayName: 'Ben Carter' } },
    ]);
    await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "Ana O." }) { user { id } } }',
      { headers: AGENT },
    );
    expect((await stream.next())?.data.userChanged).toEqual({
      changes: ['DISPLAY_NAME'],
      user: { id: 'ana-ortiz', displayName: 'Ana O.' },
    });
  });

  it('lets a user watch only itself', async () => {
    const gateway = await start();
    const headers = bearer('USER', 'ana-ortiz');
    const own = await subscribe(gateway, USERS, { headers, variables: { ids: ['ana-ortiz'] } });
    expect((await own.next())?.data.userChanged.user.id).toBe('ana-ortiz');
    for (const ids of [['ben-carter'], ['ana-ortiz', 'ben-carter'], []]) {
      const other = await subscribe(gateway, USERS, { headers, variables: { ids } });
      expect((await other.next())?.errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('rejects more than 60 ids, and an id that is too long', async () => {
    const gateway = await start();
    const outcome = async (ids: readonly string[]) =>
      (await (await subscribe(gateway, USERS, { headers: AGENT, variables: { ids } })).next())?.errors[0]
        ?.extensions;
    expect(await outcome(Array.from({ length: 61 }, (_, index) => `u${index}`))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 'ids',
      limitValue: 60,
    });
    expect(await outcome(['x'.repeat(257)])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids.0' });
    expect(gateway.calls()).toEqual([]);
  });
});
