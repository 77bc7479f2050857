import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import type { Identity } from '../../src/auth/principal.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { startTestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

/** Starts a gateway in front of a REST API, and returns a function that queries it over HTTP. */
async function serve(baseUrl: string, identity: Identity, options: Partial<ServerOptions> = {}) {
  // Time-outs that do not end on a slow machine.
  const client = createClient({ baseUrl, timeoutMs: 90_000 });
  const limits = { requestTimeoutMs: 100_000 };
  const server = await startServer({ client, identity, port: 0, logger: sweptLogger(), limits, ...options });
  const pool = new Pool(server.url, { connections: 200 });
  onTestFinished(async () => {
    await pool.close();
    await server.close();
    await client.close();
  });
  return async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return (await response.body.json()) as { data: any; errors?: any[] };
  };
}

describe('batching over HTTP', () => {
  it('makes at most 50 calls for 200 concurrent requests, with a REST API that takes 20 ms', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const ask = await serve(emulator.url, {
      mode: 'sandbox',
      apiKey: emulator.apiKey,
      userId: DEMO_AGENT_ID,
    });
    emulator.fault({ kind: 'delay', ms: 20, endpoint: 'userDetail', times: 1000 });
    const ids = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'ana-ortiz' : `user-${index}`));
    const answers = await Promise.all(ids.map((id) => ask(`{ user(id: "${id}") { id displayName } }`)));
    expect(answers.map(({ data }) => data.user?.id ?? null)).toEqual(
      ids.map((id) => (id === 'ana-ortiz' ? id : null)),
    );
    // About 7 calls on an idle machine. On a busy one more calls end while the requests arrive: it was seen to make 32.
    // Without batches there would be 101 calls, one for each id.
    expect(emulator.calls.length).toBeLessThanOrEqual(50);
    expect(Math.max(...emulator.calls.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(8);
  });

  it('never mixes the keys or results of four accounts in 1,000 concurrent requests', async () => {
    const calls: { apiKey: string; ids: string[] }[] = [];
    // A REST API where all accounts have the same user ids, with different names.
    const rest = createServer((request, response) => {
      const apiKey = String(request.headers['api-key']);
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const ids = (JSON.parse(body) as { userIdList: string[] }).userIdList;
        calls.push({ apiKey, ids });
        const people = ids.map((userId) => ({
          userId,
          displayName: `${userId} of ${apiKey}`,
          connected: true,
        }));
        setTimeout(() => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(people));
        }, calls.length % 7);
      });
    });
    await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve));
    onTestFinished(
      () => new Promise<void>((resolve) => (rest.close(() => resolve()), rest.closeAllConnections())),
    );
    const ask = await serve(`http://127.0.0.1:${(rest.address() as AddressInfo).port}`, {
      mode: 'passthrough',
    });

    const keys = ['key-a', 'key-b', 'key-c', 'key-d'];
    const requests = Array.from({ length: 1000 }, (_, index) => ({
      apiKey: keys[index % 4] as string,
      // One id that all accounts request, and one that only this account does.
      ids: [`person-${index % 10}`, `canary-of-${keys[index % 4]}-${index % 20}`],
    }));
    const wrong: unknown[] = [];
    await Promise.all(
      requests.map(async ({ apiKey, ids }) => {
        const { data } = await ask(`{ users(ids: ${JSON.stringify(ids)}) { displayName } }`, {
          'api-key': apiKey,
        });
        const names = data.users.map(({ displayName }: { displayName: string }) => displayName);
        if (names.join() !== ids.map((id) => `${id} of ${apiKey}`).join()) wrong.push([apiKey, ids, names]);
      }),
    );
    expect(wrong).toEqual([]);
    const crossed = calls.filter(({ apiKey, ids }) =>
      ids.some((id) => id.startsWith('canary') && !id.startsWith(`canary-of-${apiKey}-`)),
    );
    expect(crossed).toEqual([]);
    expect(new Set(calls.map(({ apiKey }) => apiKey)).size).toBe(4);
    // Some requests have shared calls.
    expect(calls.length).toBeLessThan(800);
  });
});

describe('the upstream usage of a request', () => {
  it('is in the response of the sandbox: calls, keys, and shared lookups', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const ask = async (query: string) => (await gateway.query(query)).extensions.upstream;
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise });
    const first = ask(
      '{ a: user(id: "ana-ortiz") { id } b: user(id: "ana-ortiz") { id } c: user(id: "x") { id } }',
    );
    await expect.poll(() => gateway.calls().length).toBe(1);
    const second = ask('{ user(id: "ana-ortiz") { id } viewer { id } }');
    await expect.poll(() => gateway.calls().length).toBe(2);
    resolve();
    expect(await first).toEqual({ calls: 1, keys: 2, joined: 0 });
    expect(await second).toEqual({ calls: 1, keys: 2, joined: 1 });
    expect(await ask('{ __typename }')).toEqual({ calls: 0, keys: 0, joined: 0 });
    expect(
      await ask('mutation { updateUser(input: { userId: "ana-ortiz", email: "a@b" }) { user { email } } }'),
    ).toEqual({ calls: 2, keys: 1, joined: 0 });
  });

  it('is not in other responses, unless it is enabled', async () => {
    const headers = { 'api-key': 'emulator-api-key' };
    const off = await startTestGateway({ mode: 'passthrough' });
    const on = await startTestGateway({ mode: 'passthrough', debugUpstream: true });
    const extensionsOf = async ({ fetch }: typeof off) => {
      const url = 'http://gateway/graphql?query={__typename}';
      const response = await fetch(new Request(url, { headers: { ...headers, 'x-requested-with': 'test' } }));
      return ((await response.json()) as { extensions?: object }).extensions;
    };
    expect(await extensionsOf(off)).toBeUndefined();
    expect(await extensionsOf(on)).toEqual({ upstream: { calls: 0, keys: 0, joined: 0 } });
  });
});

describe('a write', () => {
  it.each([
    [
      'updateUser',
      'userDetail',
      '{ user(id: "ana-ortiz") { email } }',
      'updateUser(input: { userId: "ana-ortiz", email: "new@hearth.example" }) { user { id } }',
    ],
    [
      'sendMessage, of its sender',
      'userDetail',
      '{ user(id: "ana-ortiz") { lastSeenAt } }',
      'sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "x" }) { message { id } }',
    ],
    [
      'sendMessage, of its conversation',
      'groupInfo',
      '{ conversation(id: "104250001") { updatedAt } }',
      'sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } }',
    ],
    [
      'changeConversationStatus',
      'groupInfo',
      '{ conversation(id: "104250001") { status } }',
      'changeConversationStatus(input: { conversationId: "104250001", status: SPAM }) { conversation { id } }',
    ],
    [
      'createConversation, of a participant',
      'userDetail',
      '{ user(id: "new-user") { id } }',
      'createConversation(input: { participantIds: ["new-user"] }) { conversation { __typename } }',
    ],
    [
      'assignConversation',
      'groupInfo',
      '{ conversation(id: "104250001") { metadata } }',
      'assignConversation(input: { conversationId: "104250001", assigneeId: "owen.hughes@hearth.example" }) { conversation { id } }',
    ],
    [
      'markConversationRead, of its conversation',
      'groupInfo',
      '{ conversation(id: "104250001") { participants { unreadCount } } }',
      'markConversationRead(input: { conversationId: "104250001" }) { conversation { id } }',
    ],
    [
      'markConversationRead, of its reader',
      'userDetail',
      '{ viewer { unreadCount } }',
      'markConversationRead(input: { conversationId: "104250001" }) { conversation { id } }',
    ],
  ] as const)(
    'prevents later reads from sharing an earlier one: %s',
    async (_case, endpoint, read, write) => {
      const gateway = await startTestGateway({ mode: 'trusted' });
      const { promise, resolve } = Promise.withResolvers<void>();
      gateway.emulator.fault({ kind: 'delay', until: promise, endpoint });
      const before = gateway.query(read);
      await expect.poll(() => gateway.calls(endpoint).length).toBe(1);
      expect((await gateway.query(`mutation { ${write} }`)).errors).toEqual([]);
      // A shared read would never end.
      expect((await gateway.query(read)).errors).toEqual([]);
      expect(gateway.calls(endpoint)).toHaveLength(2);
      resolve();
      await before;
    },
  );

  it('is seen by every later read, also while an earlier read is in flight', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const nameOf = async () =>
      (await gateway.query('{ user(id: "ana-ortiz") { displayName } }')).data.user.displayName as string;
    const { promise, resolve } = Promise.withResolvers<void>();
    // The response has the state of the time when the call arrives.
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const before = nameOf();
    await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
    const changed = await gateway.query(
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "Ana O." }) { user { displayName } } }',
    );
    expect(changed.data.updateUser.user.displayName).toBe('Ana O.');
    expect(await nameOf()).toBe('Ana O.');
    resolve();
    await before;
    expect(gateway.calls('userDetail')).toHaveLength(3);
  });
});

describe('a client that disconnects', () => {
  it('does not abort a call that another request waits for', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise, times: 2 });
    const controller = new AbortController();
    const lost = gateway.query('{ user(id: "ana-ortiz") { id } }', { signal: controller.signal });
    const end = expect(lost).rejects.toThrow('aborted');
    await expect.poll(() => gateway.calls().length).toBe(1);
    const kept = gateway.query(
      '{ a: user(id: "ana-ortiz") { displayName } b: user(id: "ben-carter") { id } }',
    );
    await expect.poll(() => gateway.calls().length).toBe(2);
    controller.abort();
    await end;
    resolve();
    expect((await kept).data.a.displayName).toBe('Ana Ortiz');
    expect(gateway.idsAskedFor()).toEqual([['ana-ortiz'], ['ben-carter']]);
  });

  it('aborts a call that no other request waits for', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise });
    const controller = new AbortController();
    const lost = gateway.query('{ user(id: "ana-ortiz") { id } }', { signal: controller.signal });
    const end = expect(lost).rejects.toThrow('aborted');
    await expect.poll(() => gateway.calls().length).toBe(1);
    controller.abort();
    await end;
    // A new request does not share the aborted call.
    expect((await gateway.query('{ user(id: "ana-ortiz") { id } }')).data.user.id).toBe('ana-ortiz');
    expect(gateway.calls()).toHaveLength(2);
    resolve();
  });
});

describe('a key that the REST API rejects', () => {
  it.each([
    ['an error envelope', 200, '{"status":"error","errorResponse":[{"errorCode":"AL-X-01"}]}'],
    [
      'an envelope for a user that does not exist',
      200,
      '{"status":"error","errorResponse":[{"errorCode":"AL-U-01"}]}',
    ],
    ['the text "error"', 200, 'error'],
    ['HTTP 400', 400, '{}'],
    ['HTTP 422', 422, '{}'],
  ])('fails only its own field, or makes it null: %s', async (_case, status, rejection) => {
    const calls: string[][] = [];
    const rest = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const ids = (JSON.parse(body) as { userIdList: string[] }).userIdList;
        calls.push(ids);
        const isRejected = ids.includes('poison');
        response.statusCode = isRejected ? status : 200;
        response.end(isRejected ? rejection : JSON.stringify(ids.map((userId) => ({ userId }))));
      });
    });
    await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve));
    onTestFinished(
      () => new Promise<void>((resolve) => (rest.close(() => resolve()), rest.closeAllConnections())),
    );
    const ask = await serve(`http://127.0.0.1:${(rest.address() as AddressInfo).port}`, {
      mode: 'passthrough',
    });
    const ids = [...Array.from({ length: 59 }, (_, index) => `person-${index}`), 'poison'];
    const { data, errors } = await ask(`{ users(ids: ${JSON.stringify(ids)}) { id } }`, { 'api-key': 'k' });
    expect(data.users.map((user: { id: string } | null) => user?.id ?? null)).toEqual([
      ...ids.slice(0, 59),
      null,
    ]);
    // A single user that does not exist is null, without an error.
    expect(errors?.map(({ path, extensions }) => `${path.join('.')} ${extensions.code}`) ?? []).toEqual(
      rejection.includes('AL-U-01') ? [] : ['users.59 UPSTREAM_REJECTED'],
    );
    expect(calls.length - 1).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(60)) + 2);
  });
});
