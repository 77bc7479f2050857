import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const endpoints = (gateway: TestGateway) => gateway.calls().map(({ endpoint }) => endpoint);

describe('the inbox', () => {
  const document = `query ($first: Int! = 20, $after: String, $statuses: [ConversationStatus!]) {
    inbox(first: $first, after: $after, statuses: $statuses) {
      nodes { id status updatedAt assignee { displayName } participants { user { displayName } } }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }`;

  it('is newest first, and reads conversations and users with one call', async () => {
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
    'returns every conversation once over all pages (inclusive end time: %s, page size %i)',
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

  describe('the latest messages', () => {
    const latest = `{
      inbox(first: 3) { nodes { id latestMessage { id text metadata } } }
    }`;
    const newest =
      '{ conversation(id: "104250001") { latestMessage { id } messages(first: 1) { nodes { id } } } }';
    const send = (metadata: object) =>
      [
        'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { conversation { latestMessage { text } } } } }',
        { variables: { input: { conversationId: '104250001', text: 'Just sent', metadata } } },
      ] as const;

    it('are in the same call, and equal those of each conversation', async () => {
      const gateway = await startTestGateway();
      const { data } = await gateway.query(latest);
      expect(endpoints(gateway)).toEqual(['groupSupport']);
      const read = await gateway.query(newest);
      expect(data.inbox.nodes[0].latestMessage.id).toBe(read.data.conversation.latestMessage.id);
      // The page of one message serves both fields.
      expect(read.data.conversation.messages.nodes).toEqual([read.data.conversation.latestMessage]);
      expect(endpoints(gateway)).toEqual(['groupSupport', 'groupInfo', 'messageList']);
    });

    it('can be hidden for agents', async () => {
      const gateway = await startTestGateway();
      await gateway.query(...send({ category: 'HIDDEN' }));
      const { data } = await gateway.query(latest);
      expect(data.inbox.nodes[0].latestMessage.metadata.category).toBe('HIDDEN');
      expect(endpoints(gateway).at(-1)).toBe('groupSupport');
    });

    it('are read again after a message was sent', async () => {
      const gateway = await startTestGateway();
      const { data } = await gateway.query(...send({}));
      expect(data.sendMessage.message.conversation.latestMessage.text).toBe('Just sent');
      expect((await gateway.query(latest)).data.inbox.nodes[0].latestMessage.text).toBe('Just sent');
    });
  });

  it('fails, and is not empty, if the Api-Key may not read it', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ kind: 'error-envelope', errorCode: 'AL-U-01' });
    expect(codesOf(await gateway.query(document))).toEqual(['inbox UPSTREAM_REJECTED']);
  });

  it('rejects null for the page size', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query('query ($n: Int) { inbox(first: $n) { nodes { id } } }', {
      variables: { n: null },
    });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', retryable: false, argument: 'n', reason: 'required' },
    ]);
  });

  it('can be filtered by statuses', async () => {
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
