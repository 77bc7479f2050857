import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGatewayWith } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { UserRecord } from '../../src/kommunicate/types.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { stopClock } from '../support/clock.ts';
import { answerOf, post, startTestGateway } from '../support/harness.ts';

const PATHS = [
  ['the fast path', true],
  ['yoga', false],
] as const;

/** A logger, and its entries. */
function createLog() {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
  return { logger, entries: () => lines.map((line) => JSON.parse(line) as Record<string, any>) };
}

/** A body that never ends, and whether its source was cancelled. */
function endlessBody(first: Uint8Array, pull?: (stream: ReadableStreamDefaultController) => void) {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const state = { isCancelled: false };
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(first),
    ...(pull && { pull }),
    cancel() {
      state.isCancelled = true;
      resolve();
    },
  });
  return { body, cancelled, state };
}

const streamed = (body: ReadableStream, more: RequestInit = {}) =>
  new Request('http://gateway/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    duplex: 'half',
    ...more,
  } as RequestInit);

describe('gateway.fetch', () => {
  it('rejects with the reason of a signal that is already aborted, and calls nothing', async () => {
    const gateway = await startTestGateway();
    const reason = new Error('the page was closed');
    const request = post({ query: '{ viewer { displayName } }' }, {}, AbortSignal.abort(reason));
    await expect(gateway.fetch(request)).rejects.toBe(reason);
    expect(gateway.calls()).toEqual([]);
  });

  it.each(PATHS)(
    'rejects with the reason of a signal that is aborted meanwhile, by %s',
    async (_path, fastPath) => {
      const gateway = await startTestGateway({ fastPath });
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: new Promise(() => undefined) });
      const controller = new AbortController();
      const request = post({ query: '{ viewer { displayName } }' }, {}, controller.signal);
      const rejection = expect(gateway.fetch(request)).rejects.toBe('closed');
      await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
      controller.abort('closed');
      await rejection;
    },
  );

  it('cancels the source of a body that exceeds the limit while it arrives', async () => {
    const gateway = await startTestGateway({ maxBodyBytes: 1000 });
    const { body, cancelled } = endlessBody(new Uint8Array(900), (stream) =>
      stream.enqueue(new Uint8Array(900)),
    );
    expect((await gateway.fetch(streamed(body))).status).toBe(413);
    await cancelled;
  });

  it('cancels the source of a body whose Content-Length exceeds the limit', async () => {
    const gateway = await startTestGateway({ maxBodyBytes: 1000 });
    const { body, cancelled } = endlessBody(new Uint8Array(1));
    const headers = { 'content-type': 'application/json', 'content-length': '1001' };
    expect((await gateway.fetch(streamed(body, { headers }))).status).toBe(413);
    await cancelled;
  });

  it('cancels the source of a body that misses the deadline', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway();
    const { body, cancelled } = endlessBody(new Uint8Array(1));
    const { status } = await clock.passUntil(gateway.fetch(streamed(body)));
    expect(status).toBe(408);
    await cancelled;
  });

  it('cancels the source of a body when its signal is aborted', async () => {
    const gateway = await startTestGateway();
    const controller = new AbortController();
    const { body, cancelled } = endlessBody(new Uint8Array(1));
    const rejection = expect(gateway.fetch(streamed(body, { signal: controller.signal }))).rejects.toThrow(
      'closed',
    );
    setImmediate(() => controller.abort(new Error('closed')));
    await rejection;
    await cancelled;
  });

  it('does not cancel a body that it has read completely', async () => {
    const gateway = await startTestGateway();
    const text = new TextEncoder().encode('{"query":"{ viewer { id } }"}');
    const { body, state } = endlessBody(text, (stream) => stream.close());
    const { data } = await answerOf(await gateway.fetch(streamed(body)));
    expect(data).toMatchObject({ viewer: {} });
    expect(state.isCancelled).toBe(false);
  });
});

describe.each(PATHS)('an error, by %s', (_path, fastPath) => {
  it.each(['AbortError', 'TimeoutError'])(
    'named %s is unexpected while the client is connected',
    async (name) => {
      const { logger, entries } = createLog();
      const client = {
        ...createClient({ baseUrl: 'http://127.0.0.1:1' }),
        getUsers: () => Promise.reject<readonly UserRecord[]>(new DOMException('from a dependency', name)),
      };
      const identity = { mode: 'sandbox', apiKey: 'k', userId: 'u' } as const;
      const { fetch } = createGatewayWith({ client, identity, logger }, { fastPath });
      const { errors } = await answerOf(await fetch(post({ query: '{ viewer { displayName } }' })));
      const { errorId } = errors[0]?.extensions ?? {};
      expect(errorId).toEqual(expect.any(String));
      expect(entries()).toMatchObject([
        { level: 'error', errorId, msg: 'unexpected error' },
        { level: 'info', msg: 'request', errorIds: [errorId] },
      ]);
    },
  );

  it.each([
    ['an AbortError', undefined],
    ['a TimeoutError', new DOMException('late', 'TimeoutError')],
    ['a custom error', new Error('the page was closed')],
    ['a string', 'closed'],
  ])('from an abort with %s is not logged as an unexpected error', async (_case, reason) => {
    const { logger, entries } = createLog();
    const gateway = await startTestGateway({ fastPath, logger });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: new Promise(() => undefined) });
    const controller = new AbortController();
    const request = post({ query: '{ viewer { displayName } }' }, {}, controller.signal);
    const gone = gateway.fetch(request).catch(() => 'gone');
    await expect.poll(() => gateway.calls('userDetail').length).toBe(1);
    controller.abort(reason);
    expect(await gone).toBe('gone');
    await expect.poll(entries).toMatchObject([{ msg: 'request', callerLeft: true }]);
  });
});

describe('a request whose response cannot be sent', () => {
  it.each([
    ['on the fast path', true, '{ __typename }'],
    ['on the yoga path', false, '{ __typename }'],
    ['after a fallback from the fast path to yoga', true, '{ nothing }'],
  ])('has one log line %s', async (_case, fastPath, query) => {
    const { logger, entries } = createLog();
    const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
    const identity = { mode: 'passthrough' } as const;
    const gateway = createGatewayWith({ client, identity, logger }, { fastPath });
    const server = createServer((request, response) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = () => {
        response.writeHead = writeHead;
        throw new Error('a header that cannot be written');
      };
      gateway.handle(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(async () => {
      server.close();
      server.closeAllConnections();
      await client.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const headers = { 'content-type': 'application/json', 'api-key': 'k' };
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(status).toBe(500);
    expect(entries().map(({ msg }) => msg)).toEqual(['request', 'unexpected error']);
  });
});
