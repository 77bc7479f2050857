import { describe, expect, it } from 'vitest';
import { bearer } from '../support/harness.ts';
import { GATEWAYS, hasHiveGateway, startHiveGateway, type StartGateway } from './gateways.ts';
import { ask, ORDERS, startChat, startOrders } from './services.ts';

/** Those that build a schema of the SDL: `@oneOf` is in it. */
const KNOWS_ONE_OF = /stitch, by/;

const CUSTOMERS = '{ orders { id customer { id displayName } } }';

/** The whole of it: another team's service, this one, and a gateway in front of both. */
async function start(startGateway: StartGateway, options: Parameters<typeof startChat>[0] = {}) {
  const chat = await startChat(options);
  const url = await startGateway([chat, await startOrders()]);
  // What a gateway asks to find out about its services is no part of a query.
  const before = chat.emulator.calls.length;
  return { chat, ask: ask.bind(undefined, url), calls: () => chat.emulator.calls.slice(before) };
}

const gateways: readonly (readonly [string, StartGateway])[] = [
  ...Object.entries(GATEWAYS),
  ...(hasHiveGateway() ? [['Hive Gateway', startHiveGateway] as const] : []),
];

describe.each(gateways)('%s', (name, startGateway) => {
  it('fills in sixty customers of another service with one call, and leaves those out that are gone', async () => {
    const { chat, ask } = await start(startGateway);
    const { data, errors } = await ask(CUSTOMERS);
    expect(errors).toEqual([]);
    expect(data.orders).toHaveLength(60);
    expect(data.orders.slice(0, 4).map(({ customer }: any) => customer?.displayName ?? null)).toEqual([
      'Ana Ortiz',
      'Ben Carter',
      'Chloe Dubois',
      null,
    ]);
    expect(chat.idsAskedFor().map((ids) => ids.toSorted())).toEqual([
      ORDERS.map(({ customerId }) => customerId).toSorted(),
    ]);
  });

  it('follows a conversation to its people and messages', async () => {
    const { ask, calls } = await start(startGateway);
    const { data, errors } = await ask(`{
      orders { conversation { name assignee { displayName } messages(first: 1) { nodes { text sender { displayName } } } } }
    }`);
    expect(errors).toEqual([]);
    expect(new Set(data.orders.map(({ conversation }: any) => JSON.stringify(conversation))).size).toBe(1);
    expect(data.orders[0].conversation).toMatchObject({
      name: 'Oak table · Ana Ortiz',
      assignee: { displayName: 'Mira Patel' },
    });
    expect(calls().map(({ endpoint }) => endpoint)).toEqual(['groupInfo', 'userDetail', 'messageList']);
  });

  it('hands a user’s token on, who then has the rights of that user', async () => {
    const { ask } = await start(startGateway, { mode: 'service', introspection: name.endsWith('plainly') });
    const answer = await ask('{ orders { customer { id email displayName } } }', {
      headers: bearer('USER', 'ana-ortiz'),
    });
    const [ana, ben] = answer.data.orders;
    expect(ana.customer).toEqual({ id: 'ana-ortiz', email: expect.any(String), displayName: 'Ana Ortiz' });
    expect(ben.customer?.displayName ?? null).toBeNull();
    expect(answer.errors.some(({ extensions }) => extensions?.code === 'FORBIDDEN')).toBe(true);
    expect(answer.status).toBe(200);
  });

  it('with a token of its own has the rights of a service', async () => {
    const { ask } = await start(startGateway, { mode: 'service', introspection: name.endsWith('plainly') });
    const headers = bearer('SERVICE', 'router');
    const { data, errors } = await ask('{ orders { customer { email } } }', { headers });
    expect(errors).toEqual([]);
    expect(data.orders[1].customer.email).toEqual(expect.any(String));
    // For somebody, it has theirs.
    const acting = await ask('{ orders { customer { email } } }', {
      headers: { ...headers, 'of-user-id': 'ana-ortiz' },
    });
    expect(acting.data.orders[0].customer.email).toEqual(expect.any(String));
    expect(acting.data.orders[1].customer?.email ?? null).toBeNull();
  });

  it('passes a mutation on once, also one that fails', async () => {
    const { chat, ask, calls } = await start(startGateway);
    const document = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id text } } }`;
    const input = {
      conversationId: '104250001',
      text: 'Hello',
      actionable: { quickReplies: [{ title: 'Yes' }] },
    };
    const sent = await ask(document, { variables: { input } });
    expect([sent.errors, sent.data.sendMessage.message.text]).toEqual([[], 'Hello']);
    chat.emulator.fault({ endpoint: 'messageSend', kind: 'answer', status: 503, times: 10 });
    const failed = await ask(document, { variables: { input } });
    expect([failed.status, failed.errors[0]?.extensions.code]).toEqual([200, 'UPSTREAM_OUTCOME_UNKNOWN']);
    expect(calls().filter(({ endpoint }) => endpoint === 'messageSend')).toHaveLength(2);
  });

  it.each(['in a variable', 'in the document'])(
    'tells a client that one of two kinds is too many, %s',
    async (where) => {
      const { ask, calls } = await start(startGateway);
      const two = { quickReplies: [{ title: 'Y' }], images: [{ url: 'https://shop.example/a.png' }] };
      const { status, data, errors } =
        where === 'in a variable'
          ? await ask(
              `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`,
              {
                variables: { input: { conversationId: '104250001', actionable: two } },
              },
            )
          : await ask(`mutation { sendMessage(input: { conversationId: "104250001", actionable: {
              quickReplies: [{ title: "Y" }], images: [{ url: "https://shop.example/a.png" }]
            } }) { message { id } } }`);
      expect(status).toBeLessThan(500);
      expect(data?.sendMessage ?? null).toBeNull();
      // A gateway that knows `@oneOf` itself says so in its own words, before anybody else is asked.
      const itsOwn = where === 'in a variable' ? undefined : 'GRAPHQL_VALIDATION_FAILED';
      const codes = errors.map(({ extensions }) => extensions?.code as string | undefined);
      expect(codes).toEqual([KNOWS_ONE_OF.test(name) ? itsOwn : 'BAD_USER_INPUT']);
      expect(calls()).toEqual([]);
    },
  );

  it('hands a trace on, which ends at the REST API', async () => {
    const { ask, calls } = await start(startGateway);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await ask(CUSTOMERS, { headers: { traceparent, 'x-request-id': 'r-7' } });
    const [call] = calls();
    const sent = call?.rawHeaders.join('\n') ?? '';
    expect(sent).toContain('0af7651916cd43dd8448eb211c80319c');
    // Hive makes request ids of its own where it is not told otherwise.
    if (name !== 'Hive Gateway') expect(sent).toContain('r-7');
  });
});
