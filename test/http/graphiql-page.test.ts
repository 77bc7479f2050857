import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { matchesTag } from '../../src/gateway/yoga/compressed-page.ts';
import { startEmulator, DEMO_AGENT_ID } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { startTestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

async function startPage() {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
  const server = await startServer({ client, identity, port: 0, logger: sweptLogger() });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  return async (headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request(`${server.url}/graphql`, { method, headers: { accept: 'text/html', ...headers } }, resolve)
      .on('error', reject)
      .end();
    const response = await promise;
    const sent = response.headers as Readonly<Record<string, string | undefined>>;
    return { headers: sent, status: response.statusCode, body: await buffer(response) };
  };
}

describe('the bytes of the GraphiQL page', () => {
  it('are compressed as the client accepts, to less than a third, with an ETag for each encoding', async () => {
    const browse = await startPage();
    const plain = await browse();
    const brotli = await browse({ 'accept-encoding': 'gzip, deflate, br, zstd' });
    const gzipped = await browse({ 'accept-encoding': 'gzip' });
    expect([plain, brotli, gzipped].map((page) => page.headers['content-encoding'])).toEqual([
      undefined,
      'br',
      'gzip',
    ]);
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
    expect(Math.max(brotli.body.length, gzipped.body.length) * 3).toBeLessThan(plain.body.length);
    expect(new Set([plain.headers.etag, brotli.headers.etag, gzipped.headers.etag]).size).toBe(3);
    for (const page of [plain, brotli, gzipped]) {
      expect(page.headers['content-length']).toBe(String(page.body.length));
      expect(page.headers.vary).toContain('Accept-Encoding');
      expect(page.headers['cache-control']).toBe('private, no-cache');
      expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    }
  });

  it('are in an encoding that the client accepts', async () => {
    const browse = await startPage();
    for (const [accepted, expected] of [
      ['*', 'br'],
      ['br;q=0, *', 'gzip'],
      ['br;q=0.000, gzip;q=0', undefined],
      ['BR ; Q=1', 'br'],
      ['identity', undefined],
      ['', undefined],
      ['zstd', undefined],
      ['gzip;q=nonsense', 'gzip'],
      [`${'x,'.repeat(4000)}br`, undefined],
    ] as const) {
      const page = await browse({ 'accept-encoding': accepted }, 'HEAD');
      expect([accepted.slice(0, 30), page.headers['content-encoding']]).toEqual([
        accepted.slice(0, 30),
        expected,
      ]);
    }
  });

  it('are not sent again to a browser that has them', async () => {
    const browse = await startPage();
    const { etag = '' } = (await browse({ 'accept-encoding': 'br' })).headers;
    const again = await browse({ 'accept-encoding': 'br', 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.body.length, again.headers['content-length']]).toEqual([304, 0, undefined]);
    // A browser updates its copy with these headers.
    expect(again.headers['content-security-policy']).toContain("script-src 'unsafe-inline'");
    expect((await browse({ 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
  });

  it('have the same headers for HEAD', async () => {
    const browse = await startPage();
    const headers = { 'accept-encoding': 'br' };
    const [get, head] = [await browse(headers), await browse(headers, 'HEAD')];
    expect([head.status, head.headers.etag, head.headers['content-length']]).toEqual([
      200,
      get.headers.etag,
      get.headers['content-length'],
    ]);
    expect(head.body).toHaveLength(0);
  });
});

describe('a tag', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    [null, false],
  ])('of %s is compared with "a"', (header, expected) => {
    expect(matchesTag(header, '"a"')).toBe(expected);
  });
});

describe('what an explorer sees', () => {
  const introspect = async (query: string, mode: 'sandbox' | 'service' = 'sandbox') => {
    const gateway = await startTestGateway({ mode, introspection: true });
    return (await gateway.query(query)).data;
  };

  it('has our logo, and loads nothing', async () => {
    const { fetch } = await startTestGateway();
    const html = await (
      await fetch(new Request('http://gateway/graphql', { headers: { accept: 'text/html' } }))
    ).text();
    const logo = readFileSync(new URL('../../docs/images/logo.svg', import.meta.url), 'utf8');
    const url = encodeURIComponent(logo.trim().replaceAll(/\s+/g, ' '));
    expect(html.replaceAll('%3E%20%3C', '%3E%3C').split(url.replaceAll('%3E%20%3C', '%3E%3C')).length).toBe(
      3,
    );
    expect(html).not.toMatch(/<(?:link|script)[^>]+(?:href|src)="http/);
  });

  it('has the access rule of each field in its description', async () => {
    const { user, type } = (await introspect(
      '{ user: __type(name: "Query") { fields { name description } } type: __type(name: "User") { fields { name description } } }',
    )) as Record<string, { fields: { name: string; description: string }[] }>;
    const ruleOf = (fields: { name: string; description: string }[] = [], name: string) => {
      const [first = ''] = fields.find((field) => field.name === name)?.description.split('\n\n') ?? [];
      return /Access: .*$/.exec(first)?.[0];
    };
    expect(ruleOf(user?.fields, 'inbox')).toBe('Access: agents, services.');
    expect(ruleOf(type?.fields, 'email')).toBe('Access: the user itself, agents, services.');
    expect(ruleOf(type?.fields, 'displayName')).toBeUndefined();
  });

  it('lists the fields for machines last', async () => {
    const { __type: type } = (await introspect('{ __type(name: "Query") { fields { name } } }')) as {
      __type: { fields: { name: string }[] };
    };
    const names = type.fields.map(({ name }) => name);
    const machine = names.filter((name) => name.startsWith('_'));
    expect(machine).toHaveLength(3);
    expect(names.slice(-3)).toEqual(machine);
  });

  it('does not add the access rules to the SDL for composition', async () => {
    const { _service: service } = (await introspect('{ _service { sdl } }')) as { _service: { sdl: string } };
    expect(service.sdl).not.toContain('Access:');
  });
});

describe('the cost of an operation', () => {
  it('comes first in the response, and in Server-Timing', async () => {
    const { fetch } = await startTestGateway();
    const body = JSON.stringify({ query: '{ viewer { displayName } }' });
    const response = await fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    expect(response.headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d, upstream;desc="1 REST call"$/);
    expect(await response.text()).toMatch(/^\{"extensions":\{"upstream":\{"calls":1/);
  });

  it('is in neither where it is not reported', async () => {
    const { fetch } = await startTestGateway({ debugUpstream: false });
    const response = await fetch(new Request('http://gateway/graphql?query={viewer{id}}'));
    expect(response.headers.get('server-timing')).toBeNull();
    expect(await response.text()).toMatch(/^\{"data"/);
  });
});
