import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { readPage } from '../../src/resolvers/pagination/connection.ts';
import type { Page } from '../../src/resolvers/pagination/page.ts';
import { openCursor, sealCursor } from '../../src/lib/sealed-cursor.ts';
import { startTestGateway, type TestGateway } from '../support/harness.ts';

/** Seals cursors of the messages that most tests read. */
const SEAL = { secret: EMULATOR_API_KEY, list: 'messages of 104250001' };

/** The cursor with its last bit flipped. */
const tampered = (cursor: string) => {
  const bytes = Buffer.from(cursor, 'base64url');
  return Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)]).toString('base64url');
};

const endpoints = (gateway: TestGateway) => gateway.calls().map(({ endpoint }) => endpoint);

describe('the messages of a conversation', () => {
  const document = `query ($id: ID!, $first: Int! = 20, $after: String) {
    conversation(id: $id) {
      messages(first: $first, after: $after) {
        edges { cursor node { id } }
        nodes { id text createdAt sender { id displayName } attachment { url name contentType size thumbnailUrl } metadata }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }`;

  it('contain hidden messages only for agents', async () => {
    const gateway = await startTestGateway();
    const isHidden = ({ metadata }: any) => metadata.category === 'HIDDEN';
    const ask = (headers = {}) => gateway.query(document, { variables: { id: '104250001' }, headers });
    expect((await ask()).data.conversation.messages.nodes.filter(isHidden)).toHaveLength(1);
    const customer = await ask({ 'Of-User-Id': 'ana-ortiz' });
    expect(customer.data.conversation.messages.nodes.filter(isHidden)).toEqual([]);
  });

  it('have cursors that reveal nothing about a hidden message', async () => {
    const gateway = await startTestGateway();
    const [visible, hidden] = [
      { key: 'seen', createdAtTime: 1_768_469_400_000 },
      { key: 'unseen', createdAtTime: 1_768_469_311_111, metadata: { category: 'HIDDEN' } },
    ].map((message) => ({ groupId: 104_250_001, message: 'x', to: 'ana-ortiz', ...message }));
    const body = JSON.stringify({ message: [visible, hidden] });
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body });
    const { data } = await gateway.query(document, {
      variables: { id: '104250001' },
      headers: { 'Of-User-Id': 'ana-ortiz' },
    });
    const { nodes, pageInfo } = data.conversation.messages;
    expect(nodes.map(({ id }: any) => id)).toEqual(['seen']);
    const position = openCursor(pageInfo.endCursor, SEAL);
    expect(position).toBe(JSON.stringify([hidden?.createdAtTime, 'unseen']));
    const sent = Buffer.from(pageInfo.endCursor, 'base64url').toString('latin1');
    expect(sent).not.toMatch(/176846|unseen/);
  });

  it('continue from a cursor that another gateway of the account created', async () => {
    const [one, other] = [await startTestGateway(), await startTestGateway()];
    const { messages } = (await one.query(document, { variables: { id: '104250001', first: 5 } })).data
      .conversation;
    const variables = { id: '104250001', first: 1, after: messages.edges[2].cursor };
    const next = (await other.query(document, { variables })).data.conversation.messages;
    expect(next.nodes).toEqual([messages.nodes[3]]);
  });

  it('are newest first, with senders, attachments and metadata', async () => {
    const gateway = await startTestGateway();
    const headers = { 'Of-User-Id': 'ana-ortiz' };
    const { data, errors } = await gateway.query(document, { variables: { id: '104250001' }, headers });
    expect(errors).toEqual([]);
    const { nodes, edges, pageInfo } = data.conversation.messages;
    expect(nodes).toHaveLength(20);
    expect(nodes.map(({ createdAt }: any) => createdAt)).toEqual(
      nodes
        .map(({ createdAt }: any) => createdAt)
        .toSorted()
        .toReversed(),
    );
    expect(nodes[3].attachment).toEqual({
      url: 'https://files.hearth.example/leg.jpg',
      name: 'leg.jpg',
      contentType: 'image/jpeg',
      size: 48213,
      thumbnailUrl: 'https://files.hearth.example/leg-small.jpg',
    });
    expect(nodes[5].metadata).toMatchObject({ templateId: '6' });
    expect(new Set(nodes.map(({ sender }: any) => sender.displayName))).toEqual(
      new Set(['Ana Ortiz', 'Mira Patel']),
    );
    expect(edges.map(({ node }: any) => node)).toEqual(nodes.map(({ id }: any) => ({ id })));
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0].cursor,
      endCursor: edges[19].cursor,
    });
    // The response with the messages also contains their senders.
    expect(endpoints(gateway)).toEqual(['groupInfo', 'messageList']);
  });

  it('continue after any cursor of a page', async () => {
    const gateway = await startTestGateway();
    const all = (await gateway.query(document, { variables: { id: '104250001', first: 30 } })).data;
    const { cursor } = all.conversation.messages.edges[11];
    const rest = (await gateway.query(document, { variables: { id: '104250001', first: 18, after: cursor } }))
      .data;
    expect(rest.conversation.messages.nodes).toEqual(all.conversation.messages.nodes.slice(12));
  });

  it('are null for a deleted conversation, and an empty page for a conversation without messages', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'error-envelope', errorCode: 'AL-G-01' });
    const gone = await gateway.query(document, { variables: { id: '104250001' } });
    expect([gone.data.conversation.messages, gone.errors]).toEqual([null, []]);
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body: '{"message":[]}' });
    const silent = await gateway.query(document, { variables: { id: '104250001' } });
    expect(silent.data.conversation.messages).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it.each([
    [{ first: 0 }, 'first', 'too-small'],
    [{ first: -1 }, 'first', 'too-small'],
    [{ first: 51 }, 'first', 'too-large', { max: 50 }],
    [{ after: '' }, 'after', 'not-a-cursor'],
    [{ after: 'x' }, 'after', 'not-a-cursor'],
    [{ after: Buffer.from('[1768469400000]').toString('base64url') }, 'after', 'not-a-cursor'],
    [
      { after: sealCursor('[1768469400000]', { ...SEAL, secret: 'another account' }) },
      'after',
      'not-a-cursor',
    ],
    [{ after: tampered(sealCursor('[1768469400000]', SEAL)) }, 'after', 'not-a-cursor'],
    [{ after: 'x'.repeat(20_000) }, 'after', 'not-a-cursor'],
  ])('reject %j', async (variables, argument, reason, details: object = {}) => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(document, { variables: { id: '104250001', ...variables } });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', retryable: false, argument, reason, ...details },
    ]);
    expect(endpoints(gateway)).toEqual(['groupInfo']);
  });

  it('appear exactly once over all pages, with shared milliseconds, hidden messages and short responses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          // The number of messages in a millisecond, and the distance to the next older one.
          runs: fc.array(fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 3 })), {
            maxLength: 25,
          }),
          hiddenEvery: fc.integer({ min: 2, max: 9 }),
          timelessEvery: fc.integer({ min: 3, max: 50 }),
          first: fc.integer({ min: 1, max: 50 }),
          inclusive: fc.boolean(),
          mostAtOnce: fc.integer({ min: 30, max: 60 }),
        }),
        async ({ runs, hiddenEvery, timelessEvery, first, inclusive, mostAtOnce }) => {
          let time = 1_700_000_000_000;
          const history: Item[] = runs
            .flatMap(([length, gap]) => {
              time -= gap;
              return Array.from({ length }, (_, position) => ({ time, position }));
            })
            .map(({ position, ...item }, index) => ({
              ...item,
              id: `m${index}`,
              hidden: index % hiddenEvery === 0,
              // A message within a millisecond may lack its time.
              timeless: position > 0 && index % timelessEvery === 2,
            }));
          const ids = await allPages(first, async (size, endTime) =>
            history
              .filter((item) => endTime === undefined || item.time < endTime + (inclusive ? 1 : 0))
              .slice(0, Math.min(size, mostAtOnce)),
          );
          const visible = history.filter(({ hidden }) => !hidden).map(({ id }) => id);
          expect(ids).toEqual(visible);
        },
      ),
      { numRuns: 500, seed: 20_260_115 },
    );
  });

  it('appear once if a response contains them twice', async () => {
    const twice: Item[] = [3, 3, 2, 2, 1].map((time) => ({
      id: `m${time}`,
      time,
      hidden: false,
      timeless: false,
    }));
    expect(await allPages(10, async (_size, endTime) => (endTime === undefined ? twice : []))).toEqual([
      'm3',
      'm2',
      'm1',
    ]);
  });

  it('fail, instead of endless pages, if the REST API ignores the end time', async () => {
    const always: Item[] = Array.from({ length: 50 }, (_, n) => ({
      id: `m${n}`,
      time: 1000 - n,
      hidden: false,
      timeless: false,
    }));
    await expect(allPages(20, async () => always)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('are read in calls of at most fifty, for every cursor', async () => {
    const gateway = await startTestGateway();
    const many = Array.from({ length: 900 }, () => 'x');
    const after = sealCursor(JSON.stringify([1_768_469_400_000, ...many]), SEAL);
    await gateway.query(document, { variables: { id: '104250001', first: 50, after } });
    const sizes = gateway.calls('messageList').map(({ path }) => /pageSize=(\d+)/.exec(path)?.[1]);
    expect(new Set(sizes)).toEqual(new Set(['50']));
  });

  it('are read once for a conversation that is requested twice', async () => {
    const gateway = await startTestGateway();
    await gateway.query(
      '{ conversations(ids: ["104250001", "104250002", "104250001"]) { messages(first: 1) { nodes { id } } } }',
    );
    expect(gateway.calls('messageList')).toHaveLength(2);
  });

  it('are read with missing or unusual values', async () => {
    const gateway = await startTestGateway();
    const message = [
      { key: 'hidden', groupId: 104250001, createdAtTime: 9, contentType: '11', message: 'secret' },
      { key: 'strange', groupId: 999, createdAtTime: 8 },
      { key: 'a', createdAtTime: '7', message: 'no group, a time in words', to: 'ana-ortiz' },
      { key: 'b', groupId: '104250001', createdAtTime: 6.5, file: { url: 'u', size: '12' } },
      { groupId: 104250001 },
      null,
    ];
    const userDetails = [{ userId: 'ana-ortiz' }];
    const body = JSON.stringify({ message, userDetails });
    gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body });
    const headers = { 'Of-User-Id': 'ana-ortiz' };
    const { data, errors } = await gateway.query(document, { variables: { id: '104250001' }, headers });
    expect(errors).toEqual([]);
    expect(data.conversation.messages.nodes).toMatchObject([
      { id: 'a', createdAt: '1970-01-01T00:00:00.007Z', sender: { displayName: 'Ana Ortiz' } },
      {
        id: 'b',
        createdAt: '1970-01-01T00:00:00.006Z',
        sender: null,
        attachment: { url: 'u', size: 12, name: null },
      },
    ]);
    // The response contains only the id of this user, so the user is read.
    expect(gateway.calls('userDetail')).toHaveLength(1);
  });
});

interface Item {
  readonly id: string;
  readonly time: number;
  readonly hidden: boolean;
  readonly timeless: boolean;
}

/** The ids on all pages of a list. */
async function allPages(
  first: number,
  read: (size: number, endTime: number | undefined) => Promise<readonly Item[]>,
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 1000; pages += 1) {
    const page: Page<Item> = await readPage({
      first,
      after,
      seal: { secret: 'test', list: 'items' },
      maxRows: 50,
      async read(size, endTime) {
        const items = await read(size, endTime);
        return { items, rowCount: items.length };
      },
      idOf: ({ id }) => id,
      timeOf: ({ time, timeless }) => (timeless ? undefined : time),
      isVisible: ({ hidden }) => !hidden,
    });
    ids.push(...page.nodes.map(({ id }) => id));
    expect(page.nodes.length).toBeLessThanOrEqual(first);
    if (!page.pageInfo.hasNextPage) return ids;
    expect(page.pageInfo.endCursor).not.toBe(after);
    after = page.pageInfo.endCursor;
  }
  throw new Error('the pages do not end');
}
