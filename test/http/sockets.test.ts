import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exchange } from '../support/exchange.ts';
import { MUTATION, VIEWER } from './request-helpers.ts';
import { send, serve } from './serve.ts';

/** Sends a text, closes the client's side at once, and returns all that the server sends. */
async function exchangeAll(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.end(text);
  return Buffer.concat(await socket.toArray()).toString();
}

describe('the server, over a socket,', () => {
  it.each([
    ['Api-Key', ['Api-Key', 'a', 'api-key', 'a']],
    ['Of-User-Id', ['Api-Key', 'a', 'Of-User-Id', 'x', 'Of-User-Id', 'y']],
    ['Authorization', ['Api-Key', 'a', 'Authorization', 'x', 'authorization', 'x']],
  ])('rejects a duplicate %s header', async (name, headers) => {
    const { server, emulator } = await serve();
    const { status, text } = await send(server.url, headers, JSON.stringify({ query: VIEWER }));
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST', reason: `doubled-${name.toLowerCase()}` } }],
    });
    expect(emulator.calls).toEqual([]);
  });

  it('limits a chunked body while it arrives', async () => {
    const { server } = await serve({ limits: { maxBodyBytes: 1000 } });
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': 'k' },
      body: new Blob([' '.repeat(2000)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it.each([
    ['a bracket', ['Host: [::1']],
    ['a space', ['Host: a b']],
    ['a path', ['Host: x/graphql?']],
    ['a user', ['Host: u:p@x']],
    ['a port out of range', ['Host: x:99999']],
    ['two hosts', ['Host: x', 'Host: y']],
  ])('rejects an invalid Host without showing internals: %s', async (_name, hosts) => {
    const { server, emulator } = await serve();
    const body = '{"query":"{ viewer { id } }"}';
    const answer = await exchange(server.url, [
      'POST /admin HTTP/1.1',
      ...hosts,
      'Api-Key: k',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/node_modules|at new URL/);
    expect(emulator.calls).toEqual([]);
  });

  it.each([
    'GET http://evil.example/graphql HTTP/1.1',
    'GET https://gateway/health HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET evil HTTP/1.1',
  ])('rejects a target that is not a path without showing internals: %s', async (line) => {
    const { server } = await serve();
    const answer = await exchange(server.url, [line, 'Host: x', '', '']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(line.startsWith('GET evil') ? 'HTTP/1.1 400' : '"reason":"target"');
    expect(answer).not.toMatch(/node_modules|at new URL/);
  });

  it('does not execute a request that is pipelined after a rejected one', async () => {
    const { server, emulator } = await serve();
    const body = JSON.stringify({ query: MUTATION });
    const head = ['POST /graphql HTTP/1.1', 'Api-Key: k', 'Of-User-Id: a', 'Content-Type: application/json'];
    const length = `Content-Length: ${body.length}`;
    const answer = await exchange(server.url, [
      ...[...head, 'Host: a b', 'Content-Length: 0', '', ''].slice(0, -1),
      ...[...head, 'Host: x', length, '', body],
    ]);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(emulator.calls).toEqual([]);
  });

  it.each([2, 5])(
    'responds to %i pipelined requests before it reads that the client has closed its side',
    async (count) => {
      const { server } = await serve();
      const request = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
      for (let repetition = 0; repetition < 10; repetition += 1) {
        const answer = await exchangeAll(server.url, request.repeat(count));
        expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(count);
      }
    },
  );

  it('accepts HTTP/1.0 without Host, and a Host with an empty port', async () => {
    const { server } = await serve();
    expect(await exchange(server.url, ['GET /health HTTP/1.0', '', ''])).toMatch(/^HTTP\/1\.1 200 /);
    const closing = ['GET /health HTTP/1.1', 'Host: localhost:', 'Connection: close', '', ''];
    expect(await exchange(server.url, closing)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('finishes the pending write of a disconnected client and starts no other', async () => {
    const { server, emulator } = await serve();
    const arrived = Promise.withResolvers<void>();
    emulator.fault({ endpoint: 'messageSend', kind: 'delay', until: arrived.promise });
    const query = `mutation {
      a: sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "first" }) { message { id } }
      b: sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "second" }) { message { id } }
    }`;
    const client = new AbortController();
    const gone = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query }),
      signal: client.signal,
    }).catch(() => 'gone');
    await expect.poll(() => emulator.calls.length).toBe(1);
    client.abort();
    expect(await gone).toBe('gone');
    // A later request has finished, so the server has noticed the disconnect before the first message ends.
    await send(
      server.url,
      ['Api-Key', emulator.apiKey],
      JSON.stringify({ query: '{ user(id: "x") { id } }' }),
    );
    arrived.resolve();
    await expect.poll(() => emulator.messages.length).toBe(1);
    await send(
      server.url,
      ['Api-Key', emulator.apiKey],
      JSON.stringify({ query: '{ user(id: "y") { id } }' }),
    );
    expect(emulator.calls.map(({ endpoint }) => endpoint)).toEqual([
      'messageSend',
      'userDetail',
      'userDetail',
    ]);
    expect(emulator.messages.map(({ message }) => message)).toEqual(['first']);
  });
});
