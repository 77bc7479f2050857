import { describe, expect, it } from 'vitest';
import { ask, callers, isUser, start } from '../support/callers.ts';
import { codesOf, startTestGateway } from '../support/harness.ts';

const NODE_IDS = `{
  users(ids: ["ana-ortiz", "ben-carter"]) { nodeId }
  conversations(ids: ["104250001", "104250002"]) { nodeId latestMessage { nodeId } }
}`;
const NODE = `query ($nodeId: ID!) {
  node(nodeId: $nodeId) { __typename nodeId ... on User { displayName } ... on Conversation { name } ... on Message { text } }
}`;

interface NodeIds {
  readonly users: readonly { readonly nodeId: string }[];
  readonly conversations: readonly {
    readonly nodeId: string;
    readonly latestMessage: { readonly nodeId: string };
  }[];
}

const listOf = ({ users, conversations }: NodeIds) => [
  ...users.map(({ nodeId }) => nodeId),
  ...conversations.flatMap(({ nodeId, latestMessage }) => [nodeId, latestMessage.nodeId]),
];

describe.each(callers)('the nodes that a %s reads', (caller) => {
  it('are users, conversations and messages, by the rules of their own fields', async () => {
    const gateway = await start();
    const { data } = await ask(gateway, 'SERVICE', NODE_IDS);
    const nodeIds = listOf(data);
    const answers = await Promise.all(nodeIds.map((nodeId) => ask(gateway, caller, NODE, { nodeId })));
    const forbidden = isUser(caller) ? 'FORBIDDEN' : undefined;
    expect(
      answers.map((answer) => answer.data.node?.__typename ?? answer.errors[0]?.extensions.code),
    ).toEqual([
      'User',
      forbidden ?? 'User',
      'Conversation',
      'Message',
      forbidden ?? 'Conversation',
      forbidden ?? 'Message',
    ]);
    for (const [index, { data: read }] of answers.entries()) {
      if (read.node) expect(read.node.nodeId).toBe(nodeIds[index]);
    }
  });
});

describe('a nodeId', () => {
  it('is the same in every gateway of an account, and of no other account', async () => {
    const [one, other, foreign] = [
      await startTestGateway(),
      await startTestGateway(),
      await startTestGateway({ emulatorKey: 'the-key-of-another-account' }),
    ];
    const [first, second, third] = [
      await one.query(NODE_IDS),
      await other.query(NODE_IDS),
      await foreign.query(NODE_IDS),
    ];
    expect(second.data).toEqual(first.data);
    expect(listOf(third.data).filter((nodeId) => listOf(first.data).includes(nodeId))).toEqual([]);
    const answer = await foreign.query(NODE, { variables: { nodeId: first.data.users[0].nodeId } });
    expect(answer.errors.map(({ extensions }) => extensions.reason)).toEqual(['not-a-node-id']);
  });

  it('costs no call for an object that is only referenced', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { nodeId } } }',
    );
    expect(data.updateUser.user.nodeId).toEqual(expect.any(String));
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['userDetail', 'userUpdate']);
  });

  it('of an object that no longer exists is null', async () => {
    const gateway = await startTestGateway();
    const body = '[{"userId":"gone"}]';
    gateway.emulator.fault({ kind: 'answer', status: 200, endpoint: 'userDetail', body });
    const { data } = await gateway.query('{ user(id: "gone") { nodeId } }');
    const answer = await gateway.query(NODE, { variables: { nodeId: data.user.nodeId } });
    expect([answer.data, answer.errors]).toEqual([{ node: null }, []]);
  });

  it.each([
    ['an id', 'ana-ortiz'],
    ['nothing', ''],
    ['garbage', '%%%'],
    ['a long text', 'x'.repeat(100_000)],
  ])('is rejected: %s', async (_case, nodeId) => {
    const gateway = await startTestGateway();
    const answer = await gateway.query(NODE, { variables: { nodeId } });
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', retryable: false, argument: 'nodeId', reason: 'not-a-node-id' },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('is rejected if it is a cursor, or was changed', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query('{ viewer { nodeId } inbox(first: 1) { pageInfo { endCursor } } }');
    const changed = `${(data.viewer.nodeId as string).slice(0, -2)}AA`;
    for (const nodeId of [data.inbox.pageInfo.endCursor, changed]) {
      const answer = await gateway.query(NODE, { variables: { nodeId } });
      expect(codesOf(answer)).toEqual(['node BAD_USER_INPUT']);
    }
  });

  it('works with a prefix on the types', async () => {
    const gateway = await startTestGateway({ typePrefix: 'Chat' });
    const { data } = await gateway.query('{ viewer { nodeId } }');
    const answer = await gateway.query('query ($nodeId: ID!) { node(nodeId: $nodeId) { __typename } }', {
      variables: { nodeId: data.viewer.nodeId },
    });
    expect(answer.data.node).toEqual({ __typename: 'ChatUser' });
  });
});
