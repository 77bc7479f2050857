import { describe, expect, it } from 'vitest';
import { bearer } from '../support/harness.ts';
import { GATEWAYS, hasHiveGateway, startHiveGateway, type StartGateway } from './gateways.ts';
import { ORDERS, sendQuery, startChat, startOrders } from './services.ts';

/** Gateways that build their schema from the SDL, which has `@oneOf`. */
const KNOWS_ONE_OF = /stitch, by/;

const CUSTOMERS = '{ orders { id customer { id displayName } } }';

/** Starts another team's service, this one, and a gateway in front of both. */
async function start(startGateway: StartGateway, options: Parameters<typeof startChat>[0] = {}) {
  const chat = await startChat(options);
  const url = await startGateway([chat, await startOrders()]);
  // Calls during the gateway's own start are not counted.
  const before = chat.emulator.calls.length;
  return { chat, sendQuery: sendQuery.bind(undefined, url), calls: () => chat.emulator.calls.slice(before) };
}

const gateways: readonly (readonly [string, StartGateway])[] = [
  ...Object.entries(GATEWAYS),
  ...(hasHiveGateway() ? [['Hive Gateway', startHiveGateway] as const] : []),
];

describe.each(gateways)('%s', (name, startGateway) => {
  it('resolves 60 customers of another service with one call, and null for unknown ones', async () => {
    const { chat, sendQuery } = await start(startGateway);
    const { data, errors } = await sendQuery(CUSTOMERS);
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

  it('resolves 60 messages of another service with one call', async () => {
    const { sendQuery, calls } = await start(startGateway);
    const { data, errors } = await sendQuery('{ orders { message { text sender { id } } } }');
    expect(errors).toEqual([]);
    expect(data.orders).toHaveLength(60);
    expect(data.orders[0].message).toEqual({
      text: 'Hello, is the oak table still available?',
      sender: { id: 'ana-ortiz' },
    });
    expect(calls().map(({ endpoint }) => endpoint)).toEqual(['messageDetail']);
  });

  it('resolves a conversation with its users and messages', async () => {
    const { sendQuery, calls } = await start(startGateway);
    const { data, errors } = await sendQuery(`{
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

  it('forwards a user’s token, and gets that user’s permissions', async () => {
    const { sendQuery } = await start(startGateway, {
      mode: 'service',
      introspection: name.endsWith('plainly'),
    });
    const response = await sendQuery('{ orders { customer { id email displayName } } }', {
      headers: bearer('USER', 'ana-ortiz'),
    });
    const [ana, ben] = response.data.orders;
    expect(ana.customer).toEqual({ id: 'ana-ortiz', email: expect.any(String), displayName: 'Ana Ortiz' });
    expect(ben.customer?.displayName ?? null).toBeNull();
    expect(response.errors.some(({ extensions }) => extensions?.code === 'FORBIDDEN')).toBe(true);
    expect(response.status).toBe(200);
  });

  it('has a service’s permissions with a token of its own', async () => {
    const { sendQuery } = await start(startGateway, {
      mode: 'service',
      introspection: name.endsWith('plainly'),
    });
    const headers = bearer('SERVICE', 'router');
    const { data, errors } = await sendQuery('{ orders { customer { email } } }', { headers });
    expect(errors).toEqual([]);
    expect(data.orders[1].customer.email).toEqual(expect.any(String));
    // On behalf of a user, it has that user's permissions.
    const acting = await sendQuery('{ orders { customer { email } } }', {
      headers: { ...headers, 'of-user-id': 'ana-ortiz' },
    });
    expect(acting.data.orders[0].customer.email).toEqual(expect.any(String));
    expect(acting.data.orders[1].customer?.email ?? null).toBeNull();
  });

  it('forwards a mutation once, also one that fails', async () => {
    const { chat, sendQuery, calls } = await start(startGateway);
    const document = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id text } } }`;
    const input = {
      conversationId: '104250001',
      text: 'Hello',
      actionable: { quickReplies: [{ title: 'Yes' }] },
    };
    const sent = await sendQuery(document, { variables: { input } });
    expect([sent.errors, sent.data.sendMessage.message.text]).toEqual([[], 'Hello']);
    chat.emulator.fault({ endpoint: 'messageSend', kind: 'answer', status: 503, times: 10 });
    const failed = await sendQuery(document, { variables: { input } });
    expect([failed.status, failed.errors[0]?.extensions.code]).toEqual([200, 'UPSTREAM_OUTCOME_UNKNOWN']);
    expect(calls().filter(({ endpoint }) => endpoint === 'messageSend')).toHaveLength(2);
  });

  it.each(['in a variable', 'in the document'])(
    'rejects two kinds of an actionable message, %s',
    async (where) => {
      const { sendQuery, calls } = await start(startGateway);
      const two = { quickReplies: [{ title: 'Y' }], images: [{ url: 'https://shop.example/a.png' }] };
      const { status, data, errors } =
        where === 'in a variable'
          ? await sendQuery(
              `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`,
              {
                variables: { input: { conversationId: '104250001', actionable: two } },
              },
            )
          : await sendQuery(`mutation { sendMessage(input: { conversationId: "104250001", actionable: {
              quickReplies: [{ title: "Y" }], images: [{ url: "https://shop.example/a.png" }]
            } }) { message { id } } }`);
      expect(status).toBeLessThan(500);
      expect(data?.sendMessage ?? null).toBeNull();
      // A gateway that supports `@oneOf` rejects the request itself, with its own code.
      const ownCode = where === 'in a variable' ? undefined : 'GRAPHQL_VALIDATION_FAILED';
      const codes = errors.map(({ extensions }) => extensions?.code as string | undefined);
      expect(codes).toEqual([KNOWS_ONE_OF.test(name) ? ownCode : 'BAD_USER_INPUT']);
      expect(calls()).toEqual([]);
    },
  );

  it('forwards a trace up to the REST API', async () => {
    const { sendQuery, calls } = await start(startGateway);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await sendQuery(CUSTOMERS, { headers: { traceparent, 'x-request-id': 'r-7' } });
    const [call] = calls();
    const sent = call?.rawHeaders.join('\n') ?? '';
    expect(sent).toContain('0af7651916cd43dd8448eb211c80319c');
    // Hive creates its own request ids by default.
    if (name !== 'Hive Gateway') expect(sent).toContain('r-7');
  });
});
