import { onTestFinished } from 'vitest';
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import { startServer } from '../../src/server/server.ts';
import { post } from './harness.ts';
import { EVENTS, readStream } from './live/event-stream.ts';
import { startRedisServer } from './redis-server.ts';
import { keepSecret, sweptLogger } from './sweep.ts';

const CONVERSATION = '104250001';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';

/**
 * Starts a gateway with Redis and a server for its metrics. Each `send` sends it requests that feed all of its metrics:
 * queries, a message, a stream, a webhook, rejected requests, and failing calls of two endpoints, whose circuits open.
 */
export async function startMonitoredGateway() {
  const webhookToken = keepSecret('a-token-of-the-monitored-gateway');
  const emulator = await startEmulator();
  const client = createClient({
    baseUrl: emulator.url,
    retry: { retries: 1, sleep: async () => undefined },
    breaker: { minimumCalls: 2 },
  });
  const logger = sweptLogger();
  const redis = await connectRedis({ url: (await startRedisServer()).url, logger });
  const server = await startServer({
    client,
    redis,
    port: 0,
    metricsPort: 0,
    identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
    webhookToken,
    logger,
  });
  onTestFinished(async () => {
    await server.close();
    await redis.close();
    await client.close();
    await emulator.close();
  });
  emulator.fault({ endpoint: 'messageInfo', kind: 'answer', status: 503, times: 1000 });
  emulator.fault({ endpoint: 'groupUpdate', kind: 'reset', applied: true, times: 1000 });

  const graphql = async (query: string, variables?: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(new Request(`${server.url}/graphql`, post({ query, variables }, headers)));
  const ask = async (...args: Parameters<typeof graphql>) => (await graphql(...args)).text();
  let count = 0;
  const send = async () => {
    count += 1;
    const stream = readStream(await graphql(EVENTS, { id: CONVERSATION }, { accept: 'text/event-stream' }));
    await stream.next();
    await Promise.all(Array.from({ length: 4 }, () => ask('{ users(ids: ["ana-ortiz"]) { displayName } }')));
    await ask('{ nonsense }');
    await ask(`{ ${'a: viewer { id } '.repeat(2000)} }`);
    await ask('{ inbox { nodes { id } } }', undefined, { 'of-user-id': 'ana-ortiz' });
    await ask(
      `{ conversation(id: "${CONVERSATION}") { messages(first: 1) { nodes { receipts { readAt } } } } }`,
    );
    const input = { conversationId: CONVERSATION, text: 'hello', idempotencyKey: `key-${count}` };
    await ask(SEND, { input });
    await stream.next();
    await stream.close();
    await ask(
      `mutation { changeConversationStatus(input: { conversationId: "${CONVERSATION}", status: OPEN }) { __typename } }`,
    );
    await fetch(`${server.url}/webhooks/kommunicate`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authentication: `Basic ${Buffer.from(webhookToken).toString('base64')}`,
      },
      body: JSON.stringify({ key: `5-${count}`, groupId: Number(CONVERSATION), timeStamp: 1718000000180 }),
    });
  };
  return { send, target: new URL(server.metricsUrl ?? '').host };
}
