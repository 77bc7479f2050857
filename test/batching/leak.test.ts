import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../bench/lib/random.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { bearer, post } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

const REQUESTS = process.env.CI ? 10_000 : 3000;
const AT_ONCE = 100;
const KEYS = ['key-a', 'key-b', 'key-c', 'key-d'];
const PEOPLE = Array.from({ length: 50 }, (_, n) => `person-${n}`);

/*
 * A canary is a value that names the Api-Key with which it was read, and its user. No response may contain a canary of
 * another key, or a private one of another user.
 */
const canary = (apiKey: string, id: string) => `canary<${apiKey}|${id}>`;
const canariesIn = (text: string) =>
  [...text.matchAll(/canary<([\w-]+)\|([\w-]+)>/g)].map(([, apiKey = '', id = '']) => ({ apiKey, id }));

/** A REST API where all accounts have the same ids, and some calls fail. */
async function startRest(random: () => number) {
  const crossings: string[] = [];
  let calls = 0;
  const user = (apiKey: string, userId: string) => ({
    userId,
    displayName: `public<${apiKey}>`,
    email: canary(apiKey, userId),
    phoneNumber: canary(apiKey, userId),
    metadata: { secret: canary(apiKey, userId) },
    roleType: 3,
  });
  const group = (apiKey: string, groupId: string) => ({
    id: groupId,
    name: canary(apiKey, groupId.replace('talk-of-', '')),
    groupUsers: [{ userId: groupId.replace('talk-of-', ''), role: 3 }],
    metadata: {},
  });
  const resultOf = (apiKey: string, url: URL, body: string): unknown => {
    const { userIdList = [], groupIds = [] } = JSON.parse(body || '{}') as Record<string, string[]>;
    // Only the account of the key in an id requests that id.
    for (const id of [...userIdList, ...groupIds]) {
      if (id.startsWith('only-of-') && id !== `only-of-${apiKey}`) crossings.push(`${id} under ${apiKey}`);
    }
    if (url.pathname.endsWith('/v2/detail')) {
      const users = userIdList.map((id) => user(apiKey, id));
      const dice = random();
      if (dice < 0.1) return users.toReversed();
      if (dice < 0.2) return [user(apiKey, 'person-7'), ...users, ...users];
      return users;
    }
    if (url.pathname.endsWith('/v3/info')) {
      return { status: 'success', response: groupIds.map((id) => group(apiKey, id)) };
    }
    return { status: 'success', response: group(apiKey, url.searchParams.get('groupId') ?? '') };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      calls += 1;
      const apiKey = String(request.headers['api-key']);
      const dice = random();
      const json = JSON.stringify(resultOf(apiKey, new URL(request.url ?? '', 'http://rest'), body));
      setTimeout(
        () => {
          if (dice < 0.02) return void request.socket.destroy();
          if (dice < 0.04) return void response.writeHead(500).end(json);
          if (dice < 0.06) return void response.writeHead(429).end(json);
          if (dice < 0.08) return void response.end(json.slice(0, json.length / 2));
          return void response.end(json);
        },
        Math.floor(random() * 5),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, crossings, calls: () => calls };
}

function startGateway(url: string, options: Partial<Parameters<typeof createGateway>[0]>): Gateway {
  // Time-outs that do not end on a slow machine.
  const client = createClient({ baseUrl: url, timeoutMs: 90_000 });
  const limits = { requestTimeoutMs: 100_000 };
  onTestFinished(() => client.close());
  const verifyToken = async (token: string) =>
    JSON.parse(Buffer.from(token, 'base64url').toString()) as { userId: string; role: 'USER' };
  const identity = { mode: 'service', apiKey: 'key-of-the-gateway', verifyToken } as const;
  return createGateway({ client, identity, logger: sweptLogger(), limits, ...options });
}

describe(`${REQUESTS} concurrent requests of many callers, with upstream failures`, () => {
  it('never leak data of another caller, in a response or in a REST call', async () => {
    const random = createRandom(6);
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
    const rest = await startRest(random);
    const service = startGateway(rest.url, {});
    const passthrough = startGateway(rest.url, { identity: { mode: 'passthrough' } });
    const crossings: string[] = [];
    let seen = 0;
    let errors = 0;

    const ask = async (gateway: Gateway, query: string, headers: Readonly<Record<string, string>>) => {
      const text = await (await gateway.fetch(post({ query }, headers))).text();
      if (text.includes('"errors"')) errors += 1;
      seen += canariesIn(text).length;
      return text;
    };
    const asPerson = async () => {
      const me = pick(PEOPLE);
      const other = pick(PEOPLE);
      const text = await ask(
        service,
        `{
          viewer { id email metadata }
          users(ids: ["${other}", "${me}"]) { id email phoneNumber }
          mine: conversation(id: "talk-of-${me}") { name participants { user { displayName email } } }
          theirs: conversations(ids: ["talk-of-${other}"]) { name participants { user { email } } }
        }`,
        bearer('USER', me),
      );
      for (const { apiKey, id } of canariesIn(text)) {
        if (id !== me || apiKey !== 'key-of-the-gateway') crossings.push(`${me} saw ${id} of ${apiKey}`);
      }
    };
    const asKeyHolder = async () => {
      const mine = pick(KEYS);
      const ids = [pick(PEOPLE), pick(PEOPLE), `only-of-${mine}`];
      const query = `{ users(ids: ${JSON.stringify(ids)}) { id displayName email } conversation(id: "talk-of-${pick(PEOPLE)}") { name } }`;
      const text = await ask(passthrough, query, { 'api-key': mine });
      for (const { apiKey } of canariesIn(text)) {
        if (apiKey !== mine) crossings.push(`${mine} saw data of ${apiKey}`);
      }
    };

    let asked = 0;
    const work = async () => {
      while (asked < REQUESTS) {
        asked += 1;
        await (random() < 0.5 ? asPerson() : asKeyHolder());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    console.log(
      `leak test: ${asked} requests of 50 people and 4 keys, ${rest.calls()} REST calls, ${seen} canaries seen, ` +
        `${errors} responses with errors, ${crossings.length + rest.crossings.length} crossings`,
    );
    expect(crossings).toEqual([]);
    expect(rest.crossings).toEqual([]);
    // Canaries were visible to their owners.
    expect(seen).toBeGreaterThan(REQUESTS);
  });
});
