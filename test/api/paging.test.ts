import { describe, expect, it } from 'vitest';
import { DEMO_AGENT_ID } from '../../src/emulator/index.ts';
import { MAX_READS, readPage } from '../../src/resolvers/pagination/connection.ts';
import { createPage, type Page } from '../../src/resolvers/pagination/page.ts';
import { bearer, codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const CONVERSATION = '104250001';
const customer = bearer('USER', 'ana-ortiz');
const agent = bearer('AGENT', DEMO_AGENT_ID);
const start = () => startTestGateway({ mode: 'service', rateLimit: { points: 1000, seconds: 60 } });

/** Adds hidden messages to the conversation of the customer. */
async function hide({ emulator }: TestGateway, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const response = await fetch(`${emulator.url}/rest/ws/message/v2/send`, {
      method: 'POST',
      headers: { 'Api-Key': emulator.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        groupId: CONVERSATION,
        fromUserName: DEMO_AGENT_ID,
        message: `note ${n}`,
        metadata: { category: 'HIDDEN' },
      }),
    });
    expect(await response.text()).toContain('messageKey');
  }
}

const LATEST = `{ conversation(id: "${CONVERSATION}") { latestMessage { id createdAt } } }`;
const PAGE = `query ($first: Int! = 20, $after: String) {
  conversation(id: "${CONVERSATION}") {
    messages(first: $first, after: $after) { nodes { id createdAt } pageInfo { hasNextPage endCursor } }
  }
}`;

describe('a customer’s page after hidden messages', () => {
  it('finds the latest visible message after 300 hidden ones, within ten reads', async () => {
    const gateway = await start();
    const before = await gateway.query(LATEST, { headers: customer });
    await hide(gateway, 300);
    const reads = gateway.calls('messageList').length;
    const { data, errors } = await gateway.query(LATEST, { headers: customer });
    expect(errors).toEqual([]);
    expect(data.conversation.latestMessage).not.toBeNull();
    expect(data).toEqual(before.data);
    expect(gateway.calls('messageList').length - reads).toBeLessThanOrEqual(MAX_READS);
  });

  it('fails with LIMIT_EXCEEDED after 600 hidden messages, instead of null without an error', async () => {
    const gateway = await start();
    await hide(gateway, 600);
    const { data, errors } = await gateway.query(LATEST, { headers: customer });
    expect(data.conversation.latestMessage).toBeNull();
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'reads' },
    ]);
    expect(gateway.calls('messageList')).toHaveLength(MAX_READS);
  });

  it('is empty after 600 hidden messages, and the next page continues from its cursor', async () => {
    const gateway = await start();
    const visible = (await gateway.query(PAGE, { headers: customer })).data.conversation.messages.nodes;
    await hide(gateway, 600);
    const { data } = await gateway.query(PAGE, { headers: customer });
    const { nodes, pageInfo } = data.conversation.messages;
    expect([nodes, pageInfo.hasNextPage]).toEqual([[], true]);
    const variables = { after: pageInfo.endCursor };
    const next = await gateway.query(PAGE, { variables, headers: customer });
    expect(next.data.conversation.messages.nodes).toEqual(visible);
  });

  it('makes at most 50 further reads, together with the other pages of its request', async () => {
    const gateway = await start();
    await hide(gateway, 600);
    const aliases = Array.from(
      { length: 8 },
      (_, n) => `p${n}: messages(first: ${n + 1}) { nodes { id } pageInfo { hasNextPage endCursor } }`,
    );
    const { data, errors } = await gateway.query(
      `{ conversation(id: "${CONVERSATION}") { ${aliases.join(' ')} } }`,
      { headers: customer },
    );
    expect(errors).toEqual([]);
    expect(gateway.calls('messageList')).toHaveLength(8 + 50);
    for (const page of Object.values<any>(data.conversation)) {
      expect(page.pageInfo).toEqual({ hasNextPage: true, endCursor: expect.any(String) });
    }
  });

  it('costs the same rate points and calls for any number of hidden messages', async () => {
    const gateway = await startTestGateway({
      mode: 'service',
      rateLimit: { points: 1000, seconds: 60 },
      // The conversation and two pages.
      maxUpstreamCalls: 3,
    });
    const two = `{ conversation(id: "${CONVERSATION}") { a: messages(first: 1) { nodes { id } } b: messages(first: 2) { nodes { id } } } }`;
    const costOf = async () => {
      const remaining = async () => {
        const { headers } = await gateway.query('{ __typename }', { headers: customer });
        return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
      };
      const before = await remaining();
      expect((await gateway.query(two, { headers: customer })).errors).toEqual([]);
      return before - (await remaining());
    };
    const cost = await costOf();
    await hide(gateway, 100);
    expect(await costOf()).toBe(cost);
    expect(gateway.calls('messageList').length).toBeGreaterThan(4);
  });
});

describe('a page without reads left', () => {
  const pageAfter = (after: string | null, next: readonly string[]) =>
    readPage<string>({
      first: 1,
      after,
      seal: { secret: 'test', list: 'rows' },
      maxRows: 50,
      read: async (_size, _endTime, reads) => (reads === 0 ? { items: next, rowCount: 50 } : undefined),
      idOf: (id) => id,
      timeOf: () => 1,
      isVisible: (id) => id !== 'hidden',
    });

  it('has the items found so far, or fails if its cursor would not change', async () => {
    const { pageInfo, nodes } = await pageAfter(null, ['hidden']);
    expect([nodes, pageInfo.hasNextPage]).toEqual([[], true]);
    await expect(pageAfter(pageInfo.endCursor, ['hidden'])).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 'reads',
    });
    expect((await pageAfter(pageInfo.endCursor, ['a'])).nodes).toEqual(['a']);
  });
});

describe('a cursor', () => {
  const inbox = 'query ($after: String) { inbox(first: 3, after: $after) { pageInfo { endCursor } } }';
  const other = `query ($after: String) { conversation(id: "104250002") { messages(after: $after) { nodes { id } } } }`;

  it.each([
    ['of the inbox in a conversation', inbox, PAGE, 'conversation.messages'],
    ['of a conversation in the inbox', PAGE, inbox, 'inbox'],
    ['of a conversation in another one', PAGE, other, 'conversation.messages'],
  ])('%s is rejected', async (_case, from, into, path) => {
    const gateway = await start();
    const { data } = await gateway.query(from, { headers: agent });
    const after = (data.inbox ?? data.conversation.messages).pageInfo.endCursor as string;
    const own = await gateway.query(from, { variables: { after }, headers: agent });
    expect(codesOf(own)).toEqual([]);
    const calls = gateway.calls('groupSupport').length + gateway.calls('messageList').length;
    const { errors } = await gateway.query(into, { variables: { after }, headers: agent });
    expect(errors.map((error) => [error.path?.join('.'), error.extensions])).toEqual([
      [path, { code: 'BAD_USER_INPUT', retryable: false, argument: 'after', reason: 'not-a-cursor' }],
    ]);
    expect(gateway.calls('groupSupport').length + gateway.calls('messageList').length).toBe(calls);
  });
});

describe('a page', () => {
  it('makes a cursor when it is first selected, and once for all its aliases', () => {
    const made: string[] = [];
    const shown = ['a', 'b'].map((node) => ({ node, position: { time: 0, ids: [], count: 0 } }));
    const page = createPage({
      shown,
      hasNextPage: true,
      hasPreviousPage: false,
      cursorAfter: ({ node }) => (made.push(`after ${node}`), `cursor ${made.length}`),
      endCursor: () => (made.push('end'), null),
    });
    const select = () => [
      page.pageInfo.endCursor,
      page.edges[1]?.cursor,
      page.edges[1]?.cursor,
      page.pageInfo.startCursor,
    ];
    expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
    expect(made).toEqual([]);
    const first = select();
    expect(first).toEqual([null, 'cursor 2', 'cursor 2', 'cursor 3']);
    expect(select()).toEqual(first);
    expect(made).toEqual(['end', 'after b', 'after a']);
  });
});

describe('rows of one millisecond', () => {
  it('cost memory linear in their number', async () => {
    // A copy of the ids for each row would need 14 GB.
    const rows = Array.from({ length: 60_000 }, (_, n) => `m${n}`);
    const read = (after: string | null): Promise<Page<string>> =>
      readPage({
        first: 20,
        after,
        seal: { secret: 'test', list: 'rows' },
        maxRows: 50,
        read: async () => ({ items: rows, rowCount: rows.length }),
        idOf: (id) => id,
        timeOf: () => 1_768_469_400_000,
      });
    const page = await read(null);
    expect(page.nodes).toEqual(rows.slice(0, 20));
    // Each cursor contains the ids that were read of the millisecond before it.
    const next = await read(page.edges[9]?.cursor ?? null);
    expect(next.nodes).toEqual(rows.slice(10, 30));
  });
});

describe('the update time of a conversation', () => {
  const at = (fields: string, headers: Readonly<Record<string, string>>, gateway: TestGateway) =>
    gateway.query(`{ conversation(id: "${CONVERSATION}") { createdAt ${fields} } }`, { headers });

  it('does not change with a hidden message, for a customer', async () => {
    const gateway = await start();
    const before = await at('updatedAt', customer, gateway);
    const agents = await at('updatedAt', agent, gateway);
    await hide(gateway, 1);
    const after = await at('updatedAt', customer, gateway);
    expect(after.data).toEqual(before.data);
    expect(after.data.conversation.updatedAt).toBe(after.data.conversation.createdAt);
    expect((await at('updatedAt', agent, gateway)).data).not.toEqual(agents.data);
    expect(gateway.calls('messageList')).toEqual([]);
  });

  it.each([
    ['updatedAt latestMessage { createdAt }'],
    ['latestMessage { createdAt } updatedAt'],
    ['updatedAt messages(first: 2) { nodes { createdAt } }'],
  ])('is the time of the newest visible message if a customer reads it: %s', async (fields) => {
    const gateway = await start();
    await hide(gateway, 3);
    const { data, errors } = await at(fields, customer, gateway);
    expect(errors).toEqual([]);
    const { updatedAt, latestMessage, messages } = data.conversation;
    expect(updatedAt).toBe((latestMessage ?? messages.nodes[0]).createdAt);
    expect(updatedAt).not.toBe(data.conversation.createdAt);
    expect(gateway.calls('messageList')).toHaveLength(1);
  });

  it('is the time of a message that the customer sent in the same request', async () => {
    const gateway = await start();
    const { data } = await gateway.query(
      `mutation {
        sendMessage(input: { conversationId: "${CONVERSATION}", text: "Hello" }) {
          message { createdAt conversation { updatedAt } }
        }
      }`,
      { headers: customer },
    );
    const { createdAt, conversation } = data.sendMessage.message;
    expect(conversation.updatedAt).toBe(createdAt);
    expect(gateway.calls('messageList')).toEqual([]);
  });

  it('is the creation time if the messages cannot be read', async () => {
    const gateway = await start();
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'html' });
    const { data, errors } = await at('updatedAt latestMessage { id }', customer, gateway);
    expect(data.conversation.updatedAt).toBe(data.conversation.createdAt);
    expect(errors.map(({ path }) => path)).toEqual([['conversation', 'latestMessage']]);
  });
});
