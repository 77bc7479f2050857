import { describe, expect, it } from 'vitest';
import { AGENT, ask, start } from '../support/callers.ts';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const OWN = `query ($id: ID!, $first: Int! = 20, $after: String) {
  user(id: $id) { conversations(first: $first, after: $after) {
    nodes { id name latestMessage { id metadata } } pageInfo { hasNextPage endCursor }
  } }
}`;

describe('the conversations of a user', () => {
  it.each(['documented', 'live'] as const)(
    'are the user’s own, newest first, with one call: %s',
    async (shape) => {
      const gateway = await startTestGateway({ mode: 'service', shape });
      const { data, errors } = await ask(gateway, 'USER', OWN, { id: 'ana-ortiz' });
      expect(errors).toEqual([]);
      expect(data.user.conversations.nodes.map(({ id }: any) => id)).toEqual(['104250001', '104250033']);
      const [call, ...others] = gateway.calls('messageList');
      expect([call?.rawHeaders.includes('ana-ortiz'), others]).toEqual([true, []]);
      expect(gateway.calls('groupInfo')).toEqual([]);
    },
  );

  it('are listed page by page, each once', async () => {
    const gateway = await start();
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await ask(gateway, 'AGENT', OWN, { id: AGENT, first: 5, after });
      ids.push(...data.user.conversations.nodes.map(({ id }: any) => id as string));
      after = data.user.conversations.pageInfo.hasNextPage
        ? data.user.conversations.pageInfo.endCursor
        : null;
    } while (after !== null);
    expect(ids).toHaveLength(16);
    expect(new Set(ids).size).toBe(16);
  });

  it('are a call for each user: they are never batched', async () => {
    const gateway = await start();
    const { data, errors } = await ask(
      gateway,
      'AGENT',
      '{ users(ids: ["ana-ortiz", "ben-carter"]) { conversations(first: 1) { nodes { id } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.users.map(({ conversations }: any) => conversations.nodes[0].id)).toEqual([
      '104250001',
      '104250002',
    ]);
    expect(gateway.calls('messageList')).toHaveLength(2);
  });

  it('do not show a customer a hidden message as the latest one', async () => {
    const gateway = await start();
    await ask(
      gateway,
      'AGENT',
      `mutation { sendMessage(input: {
        conversationId: "104250001", text: "secret", metadata: { category: "HIDDEN" }
      }) { message { id } } }`,
    );
    const latest = async (caller: 'USER' | 'AGENT') => {
      const { data } = await ask(gateway, caller, OWN, { id: 'ana-ortiz', first: 1 });
      return data.user.conversations.nodes[0].latestMessage.metadata.category as string | undefined;
    };
    expect([await latest('USER'), await latest('AGENT')]).toEqual([undefined, 'HIDDEN']);
  });

  it('are read again for a customer if the list has no participants', async () => {
    const gateway = await start();
    const body = JSON.stringify({ message: [], groupFeeds: [{ id: 104250001 }, { id: 104250002 }] });
    gateway.emulator.fault({ kind: 'answer', status: 200, endpoint: 'messageList', body });
    const document = '{ user(id: "ana-ortiz") { conversations { nodes { id name } } } }';
    const answer = await ask(gateway, 'USER', document);
    expect(answer.data.user.conversations.nodes).toEqual([
      { id: '104250001', name: 'Oak table · Ana Ortiz' },
      { id: '104250002', name: null },
    ]);
    expect(codesOf(answer)).toEqual(['user.conversations.nodes.1.name FORBIDDEN']);
  });

  it('fail on the field for an id that does not fit in a header', async () => {
    const gateway = await start();
    gateway.emulator.fault({
      kind: 'answer',
      status: 200,
      endpoint: 'userDetail',
      body: '[{"userId":"josé","displayName":"José"}]',
    });
    const document = '{ user(id: "josé") { displayName conversations { nodes { id } } } }';
    const { data, errors } = await ask(gateway, 'AGENT', document);
    expect(data.user).toEqual({ displayName: 'José', conversations: null });
    expect(errors.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([
      ['BAD_USER_INPUT', 'not-visible-ascii'],
    ]);
  });

  it('reject a cursor of another user', async () => {
    const gateway = await start();
    const { data } = await ask(gateway, 'AGENT', OWN, { id: 'ana-ortiz', first: 1 });
    const after = data.user.conversations.pageInfo.endCursor as string;
    const answer = await ask(gateway, 'AGENT', OWN, { id: 'ben-carter', first: 1, after });
    expect(answer.errors.map(({ extensions }) => extensions.reason)).toEqual(['not-a-cursor']);
  });
});

const INBOX = `query ($first: Int! = 20, $after: String, $search: String, $assigneeId: ID, $statuses: [ConversationStatus!]) {
  inbox(first: $first, after: $after, search: $search, assigneeId: $assigneeId, statuses: $statuses) {
    nodes { id name assignee { id } status } pageInfo { hasNextPage endCursor }
  }
}`;
const inbox = async (gateway: TestGateway, variables: object) => {
  const { data, errors } = await ask(gateway, 'AGENT', INBOX, variables);
  expect(errors).toEqual([]);
  return data.inbox as { nodes: any[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
};

describe('the inbox', () => {
  it('can be searched, page by page', async () => {
    const gateway = await start();
    const first = await inbox(gateway, { search: 'ortiz', first: 1 });
    expect(first.nodes.map(({ id }) => id)).toEqual(['104250001']);
    const second = await inbox(gateway, { search: 'ortiz', first: 1, after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ id }) => id)).toEqual(['104250033']);
    expect(await inbox(gateway, { search: 'nothing like this' })).toMatchObject({ nodes: [] });
    const [call] = gateway.calls('groupSupport');
    expect(new URL(call?.path ?? '', gateway.emulator.url).searchParams.get('search')).toBe('ortiz');
  });

  it('can be that of one assignee, with statuses', async () => {
    const gateway = await start();
    const { nodes } = await inbox(gateway, { assigneeId: AGENT, statuses: ['OPEN'] });
    expect(nodes.length).toBeGreaterThan(1);
    for (const node of nodes) expect(node).toMatchObject({ assignee: { id: AGENT }, status: 'OPEN' });
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['groupAssigned']);
    expect((await inbox(gateway, { assigneeId: 'missing' })).nodes).toEqual([]);
  });

  it.each([
    ['both filters', { search: 'a', assigneeId: 'b' }, 'search', 'search-and-assignee'],
    ['an empty search', { search: ' ' }, 'search', 'empty'],
    ['a search of 1,000 characters', { search: 'x'.repeat(1000) }, 'search', 'too-long'],
    ['a search of two lines', { search: 'a\nb' }, 'search', 'control-character'],
    ['an invalid assignee', { assigneeId: 'a\nb' }, 'assigneeId', 'control-character'],
  ])('rejects %s', async (_case, variables, argument, reason) => {
    const gateway = await start();
    const { errors } = await ask(gateway, 'AGENT', INBOX, variables);
    expect(errors.map(({ extensions }) => [extensions.code, extensions.argument, extensions.reason])).toEqual(
      [['BAD_USER_INPUT', argument, reason]],
    );
    expect(gateway.calls()).toEqual([]);
  });

  it('rejects a cursor of another search', async () => {
    const gateway = await start();
    const { pageInfo } = await inbox(gateway, { search: 'ortiz', first: 1 });
    const answer = await ask(gateway, 'AGENT', INBOX, { search: 'carter', after: pageInfo.endCursor });
    expect(answer.errors.map(({ extensions }) => extensions.reason)).toEqual(['not-a-cursor']);
  });
});
