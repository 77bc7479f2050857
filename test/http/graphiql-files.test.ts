import { request as httpRequest, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createStaticFile } from '../../src/gateway/graphiql/static-file.ts';
import { startTestGateway } from '../support/harness.ts';
import { serve } from './serve.ts';

type Fields = Readonly<Record<string, string>>;

const HTML = { accept: 'text/html' };

/** Sends a request by Node's client, which does not decompress. */
async function get(url: string, headers: Fields = {}, method = 'GET') {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(url, { headers, method }).once('response', resolve).once('error', reject).end();
  });
  const body = Buffer.concat((await response.toArray()) as Buffer[]);
  return { status: response.statusCode, headers: response.headers, body };
}

async function startPage(options: Parameters<typeof serve>[0] = {}) {
  const { server } = await serve({ graphiql: true, ...options });
  const { body } = await get(`${server.url}/graphql`, HTML);
  const html = body.toString();
  const [script = '', style = ''] = [/src="([^"]+)"/, /stylesheet" href="([^"]+)"/].map(
    (pattern) => pattern.exec(html)?.[1] ?? '',
  );
  return { url: server.url, html, script: `${server.url}${script}`, style: `${server.url}${style}` };
}

describe('the files of GraphiQL', () => {
  it('are compressed as the client accepts, and contain the same', async () => {
    const { url, html, script, style } = await startPage();
    for (const [address, accept] of [
      [`${url}/graphql`, HTML],
      [script, {}],
      [style, {}],
    ] as const) {
      const plain = await get(address, accept);
      const gzip = await get(address, { ...accept, 'accept-encoding': 'gzip, deflate' });
      const brotli = await get(address, { ...accept, 'accept-encoding': 'gzip, deflate, br, zstd' });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(gzip.headers['content-encoding']).toBe('gzip');
      expect(brotli.headers['content-encoding']).toBe('br');
      expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
      expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
      for (const { status, headers, body } of [plain, gzip, brotli]) {
        expect(status).toBe(200);
        expect(headers['content-length']).toBe(String(body.length));
        expect(headers.vary).toMatch(/\bAccept-Encoding\b/);
      }
    }
    expect(html.length).toBeLessThan(20_000);
    const { body } = await get(script, { 'accept-encoding': 'br' });
    expect(body.length).toBeLessThan(1_700_000);
  });

  it('are not sent again while they are unchanged', async () => {
    const { url, script } = await startPage();
    for (const [address, accept] of [
      [`${url}/graphql`, HTML],
      [script, {}],
    ] as const) {
      const request = { ...accept, 'accept-encoding': 'br' };
      const first = await get(address, request);
      const { etag = '' } = first.headers;
      expect(etag).toMatch(/^"[\w-]{43}-br"$/);
      for (const tags of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
        const { status, headers, body } = await get(address, { ...request, 'if-none-match': tags });
        expect([status, headers.etag, body.length]).toEqual([304, etag, 0]);
        // A browser replaces the stored headers by these.
        for (const name of ['cache-control', 'content-security-policy', 'vary'])
          expect(headers[name]).toBe(first.headers[name]);
      }
      expect((await get(address, { ...request, 'if-none-match': '"another"' })).status).toBe(200);
      // The other forms have tags of their own.
      expect((await get(address, { ...accept, 'if-none-match': etag })).status).toBe(200);
    }
  });

  it('stay in the browser for a year, and the page is checked each time', async () => {
    const { url, script, style } = await startPage();
    for (const address of [script, style]) {
      const { headers } = await get(address);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    expect((await get(`${url}/graphql`, HTML)).headers['cache-control']).toBe('no-cache');
    const answer = await get(`${url}/graphql?query={__typename}`, { accept: 'application/json' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('have no body for HEAD, with the headers of GET', async () => {
    const { url, script } = await startPage();
    for (const [address, accept] of [
      [`${url}/graphql`, HTML],
      [script, {}],
    ] as const) {
      const request = { ...accept, 'accept-encoding': 'br' };
      const [full, head] = [await get(address, request), await get(address, request, 'HEAD')];
      const withoutIds = ({ 'x-request-id': _id, date: _date, ...others }: IncomingMessage['headers']) =>
        others;
      expect([head.status, head.body.length]).toEqual([200, 0]);
      expect(withoutIds(head.headers)).toEqual(withoutIds(full.headers));
    }
  });

  it('run only scripts of the gateway, none of them inline', async () => {
    const { url, html, script } = await startPage();
    const { headers } = await get(`${url}/graphql`, HTML);
    const directives = headers['content-security-policy']?.toString().split('; ') ?? [];
    expect(directives).toContain("default-src 'none'");
    expect(directives.find((text) => text.startsWith('script-src'))).not.toContain('unsafe-inline');
    expect(directives).toContain("connect-src 'self'");
    expect([...html.matchAll(/<script(?! src=| type="application\/json")/g)]).toEqual([]);
    const asset = await get(script);
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(asset.headers['x-content-type-options']).toBe('nosniff');
  });

  it('vary by what selects them', async () => {
    const { fetch } = await startTestGateway();
    const varyOf = async (request: Request) => (await fetch(request)).headers.get('vary');
    const page = { headers: { ...HTML, origin: 'http://localhost:5173' } };
    expect(await varyOf(new Request('http://gateway/graphql', page))).toBe('Origin, Accept, Accept-Encoding');
    const { url } = await startPage();
    expect((await get(`${url}/graphql`, HTML)).headers.vary).toBe('Accept, Accept-Encoding');
  });

  it('are 404 under other names, and when GraphiQL is off', async () => {
    const { url, script } = await startPage();
    expect((await get(`${url}/graphql/assets/unknown.js`)).status).toBe(404);
    expect((await get(`${url}/graphql/assets/../../etc/passwd`)).status).toBe(404);
    expect((await get(script, {}, 'POST')).status).toBe(404);
    const { server } = await serve();
    expect((await get(`${server.url}${new URL(script).pathname}`)).status).toBe(404);
  });
});

describe('a static file', () => {
  it('shares its compressed bytes among responses', async () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      return 'text '.repeat(1000);
    };
    const file = await createStaticFile(read, { contentType: 'text/css', cacheControl: '', isPage: false });
    const headers = new Headers({ 'accept-encoding': 'br' });
    const [one, other] = await Promise.all([file.respond(headers), file.respond(headers)]);
    expect(other.text).toBe(one.text);
    expect((await file.respond(headers)).text).toBe(one.text);
    // One for the hash, one for the compression
    expect(reads).toBe(2);
  });
});
