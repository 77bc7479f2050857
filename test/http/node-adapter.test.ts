import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeHandler, type RequestHandler } from '../../src/gateway/node-adapter.ts';

/** A server that answers as it is told, and what it has reported. */
async function serve(answer: RequestHandler) {
  const reported: unknown[] = [];
  const server = createServer(createNodeHandler(answer, (error, { url }) => reported.push([error, url])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reported };
}

describe('between node:http and whoever answers', () => {
  it('a bug is a 500 without a word, and is reported', async () => {
    const bug = new Error('what nobody is to read');
    const { url, reported } = await serve(() => {
      throw bug;
    });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(reported).toEqual([[bug, `${url}/`]]);
  });

  it('a request has its method, path, query, headers and body', async () => {
    const { url } = await serve(async (request) => {
      const { pathname, searchParams } = (request as Request & { parsedUrl: URL }).parsedUrl;
      const { value } = (await request.body?.getReader().read()) ?? {};
      const body = Buffer.from(value ?? []).toString();
      const given = [request.headers.get('X-Some'), request.headers.has('x-other')];
      return Response.json([request.method, request.url, pathname, searchParams.get('b'), ...given, body]);
    });
    const asked = `${url}/a?b=c%20d`;
    const response = await fetch(asked, { method: 'POST', body: 'text', headers: { 'x-some': 'one' } });
    expect(await response.json()).toEqual(['POST', asked, '/a', 'c d', 'one', false, 'text']);
  });

  it('an answer has its status, its headers and its length in bytes', async () => {
    const { url } = await serve(() => new Response('ü', { status: 418, headers: { 'x-some': 'one' } }));
    const { status, headers } = await fetch(url);
    expect([status, headers.get('x-some'), headers.get('content-length')]).toEqual([418, 'one', '2']);
  });
});
