import { describe, expect, it } from 'vitest';
import { ask, callers, isUser, start } from '../support/callers.ts';
import { codesOf, type TestGateway } from '../support/harness.ts';

/** The id of a message of a conversation: of its newest one, or of its newest hidden one. */
async function messageIn(
  gateway: TestGateway,
  conversationId: string,
  kind: 'shown' | 'hidden' = 'shown',
): Promise<string> {
  const document = `query ($id: ID!) {
    conversation(id: $id) { messages(first: 20) { nodes { id kind metadata } } }
  }`;
  const { data } = await ask(gateway, 'SERVICE', document, { id: conversationId });
  const nodes = data.conversation.messages.nodes as { id: string; metadata: Record<string, string> }[];
  return nodes.find(({ metadata }) => (metadata.category === 'HIDDEN') === (kind === 'hidden'))?.id ?? '';
}

const MESSAGE = 'query ($id: ID!) { message(id: $id) { id conversation { id } receipts { user { id } } } }';

describe.each(callers)('the messages that a %s reads by id', (caller) => {
  it('are those of the caller’s conversations, with their receipts', async () => {
    const gateway = await start();
    const id = await messageIn(gateway, '104250001');
    const answer = await ask(gateway, caller, MESSAGE, { id });
    expect(answer.errors).toEqual([]);
    expect(answer.data.message).toMatchObject({ id, conversation: { id: '104250001' } });
    expect(answer.data.message.receipts).toHaveLength(2);
  });

  it.each(['another conversation', 'a hidden one', 'a missing one'] as const)(
    'follow the rules: %s',
    async (kind) => {
      const gateway = await start();
      const id =
        kind === 'a missing one'
          ? 'missing'
          : await messageIn(
              gateway,
              kind === 'a hidden one' ? '104250001' : '104250002',
              kind === 'a hidden one' ? 'hidden' : 'shown',
            );
      const answer = await ask(gateway, caller, MESSAGE, { id });
      // A user cannot tell these three apart.
      expect(codesOf(answer)).toEqual(isUser(caller) ? ['message FORBIDDEN'] : []);
      expect(answer.data.message?.id ?? null).toBe(isUser(caller) || kind === 'a missing one' ? null : id);
      expect(gateway.calls('messageInfo')).toHaveLength(answer.data.message ? 1 : 0);
    },
  );
});
