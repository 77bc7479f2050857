import { createClient as createWsClient, type Client } from 'graphql-ws';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Identity } from '../../src/auth/principal.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { DEMO_AGENT_ID } from '../../src/emulator/seed.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { exchange } from '../support/exchange.ts';
import { bearerOf, serviceIdentity } from '../support/harness.ts';

const ID = '104250001';
const EVENTS = `subscription ($after: String) {
  conversationEvents(conversationId: "${ID}", after: $after) {
    __typename cursor ... on MessageAdded { message { text } }
  }
}`;

/** Since 22.21 and 24.9, Node calls `shouldUpgradeCallback`. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const callsShouldUpgrade = major === 22 ? minor >= 21 : major > 24 || (major === 24 && minor >= 9);

interface Setup {
  readonly server: RunningServer;
  readonly url: string;
  readonly send: (message: string) => Promise<void>;
}

async function start(options: Partial<ServerOptions> = {}): Promise<Setup> {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const sandbox: Identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID };
  const server = await startServer({
    port: 0,
    identity: sandbox,
    client,
    webSockets: true,
    live: { pollSeconds: 0 },
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await emulator.close();
    await client.close();
  });
  const send = async (text: string) => {
    await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation ($text: String) { sendMessage(input: { conversationId: "${ID}", text: $text }) { message { id } } }`,
        variables: { text },
      }),
    });
  };
  return { server, url: `${server.url.replace('http', 'ws')}/graphql`, send };
}

/** The client of the library, as front ends use it. */
function connect(url: string, connectionParams?: Record<string, unknown>, retryAttempts = 0): Client {
  const client = createWsClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts,
    ...(connectionParams && { connectionParams }),
  });
  onTestFinished(() => client.dispose());
  return client;
}

/** A socket without the library, with the messages that it gets. */
async function open(url: string, headers: Record<string, string> = {}, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(url, protocol, { headers });
  onTestFinished(() => socket.terminate());
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await once(socket, 'open');
  const next = async () => JSON.parse(String((await once(socket, 'message'))[0])) as Record<string, unknown>;
  return {
    socket,
    next,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    code: async () => (await closed)[0],
  };
}

/** The header fields of a valid handshake. */
const HANDSHAKE = [
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
];

/** The lines of a request for an upgrade. */
const upgradeLines = (path: string, ...headers: readonly string[]) => [
  `GET ${path} HTTP/1.1`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  ...headers,
  '',
  '',
];

const init = async (url: string, payload?: object) => {
  const connection = await open(url);
  const ack = connection.next();
  connection.send({ type: 'connection_init', ...(payload && { payload }) });
  expect(await ack).toEqual({ type: 'connection_ack' });
  return connection;
};

/* eslint-disable @typescript-eslint/no-explicit-any -- results have any shape */
describe('a subscription over WebSocket', () => {
  it('delivers events to the client of graphql-ws, and resumes after a cursor', async () => {
    const { url, send } = await start();
    const events = connect(url).iterate<any>({ query: EVENTS });
    const first = (await events.next()).value?.data.conversationEvents;
    expect(first.__typename).toBe('EventsMissed');
    await send('hello');
    expect((await events.next()).value?.data.conversationEvents.message.text).toBe('hello');
    await events.return?.();

    await send('while away');
    const resumed = connect(url).iterate<any>({ query: EVENTS, variables: { after: first.cursor } });
    expect((await resumed.next()).value?.data.conversationEvents.message.text).toBe('hello');
    expect((await resumed.next()).value?.data.conversationEvents.message.text).toBe('while away');
  });

  it('frees its place when the client completes a quiet subscription, and when the socket closes', async () => {
    const { url } = await start({ live: { pollSeconds: 0, maxSubscriptionsPerCaller: 1 } });
    const connection = await init(url);
    for (const id of ['1', '2']) {
      const result = connection.next();
      connection.send({ type: 'subscribe', id, payload: { query: EVENTS } });
      expect(await result).toMatchObject({ type: 'next', id, payload: { data: {} } });
      connection.send({ type: 'complete', id });
    }
    const third = connection.next();
    connection.send({ type: 'subscribe', id: '3', payload: { query: EVENTS } });
    expect(await third).toMatchObject({ payload: { data: {} } });
    connection.socket.terminate();
    await expect
      .poll(async () => {
        const other = await init(url);
        const result = other.next();
        other.send({ type: 'subscribe', id: '4', payload: { query: EVENTS } });
        return ((await result) as any).payload.errors;
      })
      .toBeUndefined();
  });

  it('says that queries and mutations belong to HTTP, and names the errors of a document', async () => {
    const { url } = await start();
    const connection = await init(url);
    const answer = async (query: string) => {
      const result = connection.next();
      connection.send({ type: 'subscribe', id: query, payload: { query } });
      return (await result) as any;
    };
    expect(await answer('{ viewer { id } }')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_REQUEST', reason: 'only-subscriptions' } }],
    });
    const invalid = await answer('subscription { nothing }');
    expect(invalid.payload[0].extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', retryable: false });
    expect((await answer('subscription {')).payload[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('ends with an error when the token of its connection expires', async () => {
    const { url } = await start({ identity: serviceIdentity('emulator-api-key') });
    // The clocks may differ by five seconds, of which 4.9 are over.
    const claims = { role: 'AGENT', userId: DEMO_AGENT_ID, expiresAt: Date.now() - 4900 } as const;
    const events = connect(url, bearerOf(claims)).iterate<any>({ query: EVENTS });
    expect((await events.next()).value?.data.conversationEvents.__typename).toBe('EventsMissed');
    expect((await events.next()).value).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'token-expired' } }],
    });
    expect((await events.next()).done).toBe(true);
  });

  it('is rejected if its document is not trusted, and accepted with the id of a trusted one', async () => {
    const { url } = await start({ trustedDocuments: new Map([['trusted-1', EVENTS]]) });
    const connection = await init(url);
    const subscribe = async (id: string, payload: object) => {
      const result = connection.next();
      connection.send({ type: 'subscribe', id, payload });
      return result;
    };
    expect(await subscribe('1', { query: `${EVENTS} # changed` })).toMatchObject({
      type: 'error',
      id: '1',
      payload: [{ extensions: { code: 'BAD_REQUEST', reason: 'untrusted-document' } }],
    });
    expect(await subscribe('2', { query: EVENTS })).toMatchObject({ type: 'next', id: '2' });
    const persistedQuery = { version: 1, sha256Hash: 'trusted-1' };
    expect(await subscribe('3', { query: EVENTS, extensions: { persistedQuery } })).toMatchObject({
      type: 'next',
      id: '3',
    });
  });

  it('is the one that operationName names', async () => {
    const { url } = await start();
    const events = connect(url).iterate<any>({
      query: `${EVENTS.replace('subscription', 'subscription Wanted')} query Other { viewer { id } }`,
      operationName: 'Wanted',
    });
    expect((await events.next()).value?.data.conversationEvents.__typename).toBe('EventsMissed');
  });

  it('ends with SUBSCRIPTION_ENDED and 1012 when the server closes', async () => {
    const { url, server } = await start();
    const connection = await init(url);
    const first = connection.next();
    connection.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
    await first;
    const messages: any[] = [];
    connection.socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString())));
    await server.close();
    expect(await connection.code()).toBe(1012);
    expect(messages).toMatchObject([
      {
        type: 'next',
        payload: { errors: [{ extensions: { code: 'SUBSCRIPTION_ENDED', reason: 'draining' } }] },
      },
      { type: 'complete', id: '1' },
    ]);
  });
});

describe('a WebSocket', () => {
  const passthrough = { identity: { mode: 'passthrough' } } as const;

  it.each([
    ['no credentials', {}, 4401],
    ['an Api-Key in any case', { 'API-KEY': 'emulator-api-key' }, undefined],
    ['a doubled Api-Key', { 'Api-Key': 'a', 'api-key': 'b' }, 4400],
    ['an Api-Key that is no text', { 'Api-Key': 7 }, 4400],
    ['an Api-Key with a line break', { 'Api-Key': 'a\nb' }, 4400],
  ])('with %s', async (_name, payload, code) => {
    const { url } = await start(passthrough);
    const connection = await open(url);
    const ack = connection.next();
    connection.send({ type: 'connection_init', payload });
    if (code === undefined) expect(await ack).toEqual({ type: 'connection_ack' });
    else expect(await connection.code()).toBe(code);
  });

  it.each([
    ['that subscribes before its init', { type: 'subscribe', id: '1', payload: { query: EVENTS } }, 4401],
    ['that sends no JSON', 'garbage', 4400],
    ['that sends an unknown message', { type: 'hello' }, 4400],
  ])('%s is closed', async (_name, message, code) => {
    const { url } = await start();
    const connection = await open(url);
    connection.send(message);
    expect(await connection.code()).toBe(code);
  });

  it('that sends too much is closed', async () => {
    const { url } = await start({ limits: { maxBodyBytes: 1000 } });
    const connection = await init(url);
    connection.send({ type: 'subscribe', id: '1', payload: { query: `${EVENTS} #${'x'.repeat(1000)}` } });
    expect(await connection.code()).toBe(1009);
  });

  it('that inits twice is closed', async () => {
    const { url } = await start();
    const connection = await init(url);
    connection.send({ type: 'connection_init' });
    expect(await connection.code()).toBe(4429);
  });

  it.each([
    ['of a page of another site', { origin: 'https://evil.example' }, '/graphql', 403],
    ['at another path', {}, '/other', 404],
  ])('%s is refused', async (_name, headers, path, status) => {
    const { server } = await start({ identity: { mode: 'passthrough' } });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
      headers,
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    socket.on('error', () => undefined);
    socket.terminate();
  });

  /** Starts a server, and collects its log lines. */
  async function startLogged(options: Partial<ServerOptions> = {}) {
    const lines: object[] = [];
    const collect = (fields: object, msg: string) => lines.push({ ...fields, msg });
    const logger = { ...silentLogger, info: collect, debug: collect };
    const setup = await start({ logger, ...options });
    return { ...setup, lines };
  }

  it('that is rejected is logged, with the reason', async () => {
    const { server, lines } = await startLogged({ identity: { mode: 'passthrough' } });
    const rejected = async (path: string, ...headers: readonly string[]) =>
      /^HTTP\/1\.1 (\d+)/.exec(await exchange(server.url, upgradeLines(path, ...headers)))?.[1];
    expect([
      await rejected('/graphql', 'Host: x', 'Origin: https://evil.example'),
      await rejected('/graphql', 'Host: x', `Origin: https://${'x'.repeat(1000)}`),
      await rejected('/other', 'Host: x'),
      await rejected('/graphql', 'Host: a b'),
      await rejected('/graphql', 'Host: x', 'Sec-WebSocket-Version: 13'),
    ]).toEqual(['403', '403', '404', '400', '400']);
    const page = { refusedOrigin: 'https://evil.example', setting: 'CORS_ORIGINS' };
    expect(lines).toEqual([
      { status: 403, reason: 'origin', ...page, msg: 'upgrade rejected' },
      { status: 403, reason: 'origin', msg: 'upgrade rejected' },
      { status: 404, reason: 'path', msg: 'upgrade rejected' },
      { status: 400, reason: 'host', msg: 'upgrade rejected' },
      { status: 400, reason: 'handshake', msg: 'upgrade rejected' },
    ]);
  });

  it('of a page of another site is rejected by a sandbox, and any while the server closes', async () => {
    const released = Promise.withResolvers<void>();
    const { server, lines } = await startLogged({
      drainDelayMs: 1,
      sleep: async () => released.promise,
    });
    const upgrade = (...headers: readonly string[]) =>
      exchange(server.url, upgradeLines('/graphql', 'Host: localhost', ...headers));
    expect(await upgrade('Origin: https://evil.example')).toMatch(/^HTTP\/1\.1 403 /);
    const closing = server.close();
    expect(await upgrade()).toMatch(/^HTTP\/1\.1 503 /);
    released.resolve();
    await closing;
    expect(lines).toMatchObject([
      { status: 403, reason: 'origin', refusedOrigin: 'https://evil.example', msg: 'upgrade rejected' },
      { status: 503, reason: 'draining', msg: 'upgrade rejected' },
    ]);
  });

  it.each(['Host: a b', 'Host: localhost\r\nOrigin: https://evil.example', 'Host: localhost'])(
    'whose client resets the connection does not end the process: %s',
    async (headers) => {
      const { server } = await start();
      const { hostname, port } = new URL(server.url);
      const upgrade = upgradeLines('/graphql', headers).join('\r\n');
      // An unhandled error of a socket fails the run.
      for (let repetition = 0; repetition < 20; repetition += 1) {
        const socket = createConnection({ host: hostname, port: Number(port) });
        await once(socket, 'connect');
        socket.write(upgrade);
        socket.resetAndDestroy();
        await once(socket, 'close');
      }
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    },
  );

  it('that is pipelined after a request closes the connection', async () => {
    const { server } = await start();
    const answer = await exchange(server.url, [
      'GET /health HTTP/1.1',
      'Host: localhost',
      '',
      ...upgradeLines('/graphql', 'Host: localhost', ...HANDSHAKE),
    ]);
    expect(answer).not.toMatch(/^HTTP\/1\.1 (?!200)/m);
  });

  it.runIf(callsShouldUpgrade)('is the only upgrade: a request that offers h2c is served', async () => {
    const { server } = await start();
    const answer = await exchange(server.url, [
      'GET /health HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    // Node drops what has arrived after it.
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  it('without connection_init is closed after three seconds', async () => {
    const { url } = await start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const connection = await open(url);
    await vi.advanceTimersByTimeAsync(2999);
    expect(connection.socket.readyState).toBe(WebSocket.OPEN);
    await vi.advanceTimersByTimeAsync(1);
    expect(await connection.code()).toBe(4408);
  });

  it('with another subprotocol is closed', async () => {
    const { url } = await start();
    const socket = new WebSocket(url, 'graphql-ws');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Server sent no subprotocol');
    const withoutProtocol = new WebSocket(url);
    expect((await once(withoutProtocol, 'close'))[0]).toBe(4406);
  });

  it('whose client keeps its side open does not delay the end of the server', async () => {
    const { server } = await start({ identity: { mode: 'passthrough' } });
    const { hostname, port } = new URL(server.url);
    const connectWith = async (...headers: readonly string[]) => {
      const socket = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
      onTestFinished(() => void socket.destroy());
      const lines = upgradeLines('/graphql', `Host: ${hostname}:${port}`, ...HANDSHAKE, ...headers);
      socket.write(lines.join('\r\n'));
      await once(socket, 'data');
      return socket;
    };
    await connectWith('Origin: https://evil.example');
    await connectWith();
    // It would wait for the client otherwise, until the test times out.
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('is refused without the option', async () => {
    const { server } = await start({ webSockets: false });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/Unexpected server response: 4\d\d/);
  });
});
