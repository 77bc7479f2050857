import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../bench/lib/random.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { bearer, post } from '../support/harness.ts';
import { readStream, type EventStream } from '../support/live/event-stream.ts';
import { sweptLogger } from '../support/sweep.ts';

/*
 * The leak test for subscribers. All accounts have the same conversations, with the same ids of messages. A canary is a text
 * that names the Api-Key with which it was read, and the user whose conversation it is in. No subscriber may receive one of
 * another account, and no user one of another user.
 */

const KEYS = ['key-a', 'key-b', 'key-of-the-gateway'];
const PEOPLE = Array.from({ length: 8 }, (_, n) => `person-${n}`);
const ROUNDS = 40;
const LAST = 'the last one';

const canary = (apiKey: string, userId: string) => `canary<${apiKey}|${userId}>`;
const canariesIn = (text: string) =>
  [...text.matchAll(/canary<([\w-]+)\|([\w-]+)>/g)].map(([, apiKey = '', userId = '']) => ({
    apiKey,
    userId,
  }));

interface Stored {
  readonly key: string;
  readonly groupId: string;
  readonly createdAtTime: number;
  readonly text: string;
}

/** A REST API whose calls sometimes fail. The messages are the same in all accounts, and their texts are not. */
async function startRest(random: () => number) {
  const messages: Stored[] = [];
  let isFailing = true;
  const ownerOf = (groupId: string) => `person-${groupId}`;
  const user = (apiKey: string, userId: string) => ({
    userId,
    displayName: canary(apiKey, userId),
    roleType: 3,
  });
  const group = (apiKey: string, groupId: string) => ({
    id: groupId,
    name: canary(apiKey, ownerOf(groupId)),
    groupUsers: [{ userId: ownerOf(groupId), role: 3, unreadCount: messages.length }],
    metadata: {},
  });
  const resultOf = (apiKey: string, url: URL, body: string): unknown => {
    const { userIdList = [], groupIds = [] } = JSON.parse(body || '{}') as Record<string, string[]>;
    const groupId = url.searchParams.get('groupId') ?? '';
    if (url.pathname.endsWith('/v2/detail')) return userIdList.map((id) => user(apiKey, id));
    if (url.pathname.endsWith('/message/list')) {
      const endTime = Number(url.searchParams.get('endTime') ?? Infinity);
      const size = Number(url.searchParams.get('pageSize'));
      const rows = messages.filter((one) => one.groupId === groupId && one.createdAtTime <= endTime);
      return {
        message: rows
          .toReversed()
          .slice(0, size)
          .map(({ text, ...row }) => ({
            ...row,
            to: ownerOf(groupId),
            message: `${text} ${canary(apiKey, ownerOf(groupId))}`,
            contentType: 0,
          })),
        groupFeeds: [group(apiKey, groupId)],
        userDetails: [user(apiKey, ownerOf(groupId))],
      };
    }
    const response = url.pathname.endsWith('/v3/info')
      ? groupIds.map((id) => group(apiKey, id))
      : group(apiKey, groupId);
    return { status: 'success', response };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const apiKey = String(request.headers['api-key']);
      const json = JSON.stringify(resultOf(apiKey, new URL(request.url ?? '', 'http://rest'), body));
      const dice = isFailing ? random() : 1;
      setTimeout(() => {
        if (dice < 0.02) request.socket.destroy();
        else if (dice < 0.04) response.writeHead(500).end(json);
        else response.end(json);
      }, random() * 3);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(groupId: string, text: string) {
      const key = `5-message-${messages.length}`;
      messages.push({ key, groupId, createdAtTime: 1_700_000_000_000 + messages.length * 10, text });
      return key;
    },
    endFailures: () => (isFailing = false),
  };
}

function startGateway(url: string, apiKey: string): Gateway {
  const client = createClient({ baseUrl: url, breaker: { minimumCalls: 1_000_000 } });
  onTestFinished(() => client.close());
  const verifyToken = async (token: string) =>
    JSON.parse(Buffer.from(token, 'base64url').toString()) as { userId: string; role: 'USER' };
  return createGateway({
    client,
    identity: { mode: 'service', apiKey, verifyToken },
    logger: sweptLogger(),
    live: { pollSeconds: 0, maxSubscriptionsPerCaller: 1000 },
  });
}

describe('subscribers of three accounts, users and agents, with upstream failures', () => {
  it('never receive data of another account, and users never that of other users', async () => {
    const random = createRandom(8);
    const rest = await startRest(random);
    const gateways = KEYS.map((apiKey) => ({ apiKey, gateway: startGateway(rest.url, apiKey) }));
    const crossings: string[] = [];
    let seen = 0;
    let denied = 0;

    const query = `subscription ($id: ID!) {
      conversationEvents(conversationId: $id) {
        __typename cursor conversation { name participants { user { displayName } } }
        ... on MessageAdded { message { text sender { displayName } } }
      }
    }`;
    const open = async (gateway: Gateway, id: string, role: 'USER' | 'AGENT', userId: string) => {
      const request = post(
        { query, variables: { id } },
        { accept: 'text/event-stream', ...bearer(role, userId) },
      );
      return readStream(await gateway.fetch(request));
    };
    /** Reads until the last message, and checks what it sees. */
    const check = async (
      stream: EventStream,
      apiKey: string,
      userId: string | undefined,
      onResult: () => void,
    ) => {
      for (;;) {
        const result = await stream.next();
        onResult();
        if (!result) return;
        const text = JSON.stringify(result);
        if (text.includes('FORBIDDEN')) denied += 1;
        for (const found of canariesIn(text)) {
          seen += 1;
          const isForeign = found.apiKey !== apiKey || (userId !== undefined && found.userId !== userId);
          if (isForeign) crossings.push(`${userId ?? 'an agent'} of ${apiKey} saw ${text}`);
        }
        if (text.includes(LAST)) return;
      }
    };

    const groupOf = (person: string) => person.replace('person-', '');
    for (const person of PEOPLE) rest.add(groupOf(person), 'the first one');
    const streams = await Promise.all(
      gateways.flatMap(({ apiKey, gateway }) =>
        PEOPLE.flatMap((person, index) => [
          open(gateway, groupOf(person), 'USER', person).then((stream) => ({
            stream,
            apiKey,
            userId: person,
          })),
          open(gateway, groupOf(PEOPLE[index - 1] ?? 'person-7'), 'USER', person).then((stream) => ({
            stream,
            apiKey,
            userId: person,
          })),
          open(gateway, groupOf(person), 'AGENT', `agent-${index % 2}`).then((stream) => ({
            stream,
            apiKey,
            userId: undefined,
          })),
        ]),
      ),
    );
    // What is sent before the first result of a stream is not news for it.
    const starts = streams.map(() => Promise.withResolvers<void>());
    const checks = streams.map(({ stream, apiKey, userId }, index) =>
      check(stream, apiKey, userId, () => starts[index]?.resolve()),
    );
    const tell = (person: string, text: string) => {
      const conversationId = groupOf(person);
      const messageId = rest.add(conversationId, text);
      for (const { gateway } of gateways) gateway.hint({ conversationId, messageId });
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const person of PEOPLE) if (random() < 0.5) tell(person, `message ${round}`);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await Promise.all(starts.map(({ promise }) => promise));
    rest.endFailures();
    for (const person of PEOPLE) tell(person, LAST);
    await Promise.all(checks);

    expect(crossings).toEqual([]);
    // Each canary was visible to its owners, and each stranger was denied.
    expect(seen).toBeGreaterThan(KEYS.length * PEOPLE.length * 10);
    expect(denied).toBeGreaterThan(0);
  }, 60_000);
});
