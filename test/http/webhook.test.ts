import { connect } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../src/kommunicate/client.ts';
import { createGateway, createGatewayWith } from '../../src/gateway/gateway.ts';
import type { GatewayOptions } from '../../src/gateway/options.ts';
import type { WebhookHint } from '../../src/http/webhook.ts';
import { sweptLogger } from '../support/sweep.ts';

const TOKEN = 'a-token-of-the-dashboard';
const PATH = '/webhooks/kommunicate';
const PAYLOAD = {
  key: '5-0f0e0d0c-1718000000180',
  from: 'ana@example.test',
  groupId: 104250001,
  message: 'Where is my parcel?',
  timeStamp: 1718000000180,
};

type Headers = Readonly<Record<string, string>>;

const basic = (token: string) => `Basic ${Buffer.from(token).toString('base64')}`;
const signed: Headers = { 'content-type': 'application/json', authentication: basic(TOKEN) };

async function start(options: Partial<GatewayOptions> = {}) {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
  onTestFinished(() => client.close());
  const hints: WebhookHint[] = [];
  const lines: object[] = [];
  const log = (fields: object, message: string) => void lines.push({ message, ...fields });
  const gateway = createGatewayWith(
    {
      client,
      identity: { mode: 'sandbox', apiKey: 'key', userId: 'an-agent' },
      webhookToken: TOKEN,
      logger: sweptLogger({ error: log, warn: log, info: log, debug: log }),
      ...options,
    },
    { onHint: (hint) => hints.push(hint) },
  );
  const post = async (body: unknown, headers: Headers = signed, method = 'POST') => {
    const request = new Request(`http://gateway${PATH}`, {
      method,
      headers,
      ...(method === 'POST' && {
        body: body instanceof Buffer || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    });
    const response = await gateway.fetch(request);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { gateway, hints, lines, post };
}

describe('the webhook endpoint', () => {
  it('turns a webhook into the ids of its conversation and message', async () => {
    const { hints, post } = await start();
    const { status, body, headers } = await post(PAYLOAD);
    expect([status, body]).toEqual([200, { status: 'ok' }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(hints).toEqual([{ conversationId: '104250001', messageId: PAYLOAD.key }]);
  });

  it.each([
    [
      'a groupId of digits',
      { ...PAYLOAD, groupId: '104250001' },
      [{ conversationId: '104250001', messageId: PAYLOAD.key }],
    ],
    ['no key', { groupId: 7 }, [{ conversationId: '7' }]],
    ['a key that is too long', { groupId: 7, key: 'x'.repeat(257) }, [{ conversationId: '7' }]],
  ])('accepts a payload with %s', async (_case, payload, expected) => {
    const { hints, post } = await start();
    expect((await post(payload)).status).toBe(200);
    expect(hints).toEqual(expected);
  });

  it('accepts the token in Authorization when there is no Authentication', async () => {
    const { hints, post } = await start();
    const { authentication: _none, ...others } = signed;
    expect((await post(PAYLOAD, { ...others, authorization: basic(TOKEN) })).status).toBe(200);
    expect((await post(PAYLOAD, { ...signed, authorization: 'Bearer of-a-proxy' })).status).toBe(200);
    expect(
      (await post(PAYLOAD, { ...signed, authentication: basic('wrong'), authorization: basic(TOKEN) }))
        .status,
    ).toBe(401);
    expect(hints).toHaveLength(2);
  });

  it.each([
    ['no token', 401, 'token', { 'content-type': 'application/json' }, PAYLOAD],
    ['another token', 401, 'token', { ...signed, authentication: basic('another') }, PAYLOAD],
    ['the token without Base64', 401, 'token', { ...signed, authentication: TOKEN }, PAYLOAD],
    [
      'another scheme',
      401,
      'token',
      { ...signed, authentication: basic(TOKEN).replace('Basic', 'Bearer') },
      PAYLOAD,
    ],
    [
      'a doubled token',
      400,
      'doubled-header',
      { ...signed, authentication: `${basic(TOKEN)}, ${basic(TOKEN)}` },
      PAYLOAD,
    ],
    ['a body without a type', 415, 'content-type', { ...signed, 'content-type': 'text/plain' }, PAYLOAD],
    ['an HTML page', 415, 'content-type', { ...signed, 'content-type': 'text/html' }, '<html></html>'],
    ['an HTML page that claims to be JSON', 400, 'body-not-json', signed, '<html></html>'],
    ['a gzipped body', 415, 'content-encoding', { ...signed, 'content-encoding': 'gzip' }, gzipSync('{}')],
    [
      'another charset',
      415,
      'charset',
      { ...signed, 'content-type': 'application/json; charset=latin1' },
      PAYLOAD,
    ],
    ['bytes that are not UTF-8', 400, 'body-not-utf-8', signed, Buffer.of(0x22, 0xff, 0x22)],
    ['a body that is too large', 413, 'body', signed, { ...PAYLOAD, message: 'x'.repeat(262_144) }],
    ['a list', 400, 'group-id', signed, [PAYLOAD]],
    ['no groupId', 400, 'group-id', signed, { key: 'k' }],
    ['a fraction as groupId', 400, 'group-id', signed, { groupId: 1.5 }],
    ['a number beyond 2^53 as groupId', 400, 'group-id', signed, '{"groupId": 9007199254740993}'],
    ['a word as groupId', 400, 'group-id', signed, { groupId: 'ana' }],
    ['an object as groupId', 400, 'group-id', signed, { groupId: { toString: 1 } }],
  ] as const)('rejects %s', async (_case, status, reason, headers, body) => {
    const { hints, lines, post } = await start();
    const response = await post(body, headers);
    expect(response).toMatchObject({ status, body: { status: 'rejected', reason } });
    expect(hints).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ message: 'webhook rejected', status, reason }));
  });

  it('is 405 for other methods, and 404 without a token', async () => {
    const { post } = await start();
    expect(await post(undefined, {}, 'GET')).toMatchObject({ status: 405, body: { reason: 'method' } });
    const off = await start({ webhookToken: undefined });
    expect(await off.post(PAYLOAD)).toMatchObject({ status: 404, body: { status: 'not found' } });
    expect(off.hints).toEqual([]);
  });

  it('logs nothing of a payload', async () => {
    const { lines, post } = await start();
    await post(PAYLOAD);
    await post({ ...PAYLOAD, groupId: 'x' });
    const text = JSON.stringify(lines);
    for (const secret of ['parcel', 'ana@', '104250001', PAYLOAD.key, TOKEN, basic(TOKEN)]) {
      expect(text).not.toContain(secret);
    }
  });

  it('is not available in passthrough mode, where a webhook would name no account', () => {
    const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
    onTestFinished(() => client.close());
    const options = { client, identity: { mode: 'passthrough' }, webhookToken: TOKEN } as const;
    expect(() => createGateway(options)).toThrow('webhookToken is not for passthrough mode');
  });
});

describe('the webhook endpoint of a server', () => {
  /** Sends the head of a request, and no body. */
  async function sendHead(headers: readonly string[]) {
    const { gateway, hints } = await start();
    const server = createServer((request, response) => gateway.handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => {
      socket.destroy();
      server.close();
    });
    const head = [`POST ${PATH} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...headers];
    socket.write(`${head.join('\r\n')}\r\nContent-Length: 1000\r\n\r\n`);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return { line: String(chunk).split('\r\n')[0], hints };
  }

  it('is 401 before the body has arrived', async () => {
    expect(await sendHead(['Authentication: Basic eA=='])).toEqual({
      line: 'HTTP/1.1 401 Unauthorized',
      hints: [],
    });
  });

  it.each(['Authentication', 'Authorization'])('is 400 for a doubled %s', async (name) => {
    const header = `${name}: ${basic(TOKEN)}`;
    expect(await sendHead([header, header])).toEqual({ line: 'HTTP/1.1 400 Bad Request', hints: [] });
  });
});
