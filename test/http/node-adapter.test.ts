import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeHandler, type RequestHandler } from '../../src/gateway/node-adapter.ts';

/** A server with a handler, and the errors that it has reported. */
async function serve(handler: RequestHandler) {
  const reported: unknown[] = [];
  const server = createServer(createNodeHandler(handler, (error, { url }) => reported.push([error, url])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reported };
}

describe('the Node adapter', () => {
  it('sends 500 without a body for an unexpected error, and reports it', async () => {
    const bug = new Error('secret');
    const { url, reported } = await serve(() => {
      throw bug;
    });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(reported).toEqual([[bug, `${url}/`]]);
  });

  it('passes on the method, path, query, headers and body of a request', async () => {
    const { url } = await serve(async (request) => {
      const { pathname, searchParams } = (request as Request & { parsedUrl: URL }).parsedUrl;
      const { value } = (await request.body?.getReader().read()) ?? {};
      const body = Buffer.from(value ?? []).toString();
      const given = [request.headers.get('X-Some'), request.headers.has('x-other')];
      return Response.json([request.method, request.url, pathname, searchParams.get('b'), ...given, body]);
    });
    const address = `${url}/a?b=c%20d`;
    const response = await fetch(address, { method: 'POST', body: 'text', headers: { 'x-some': 'one' } });
    expect(await response.json()).toEqual(['POST', address, '/a', 'c d', 'one', false, 'text']);
  });

  it('sends the status, the headers and the length in bytes of a response', async () => {
    const { url } = await serve(() => new Response('ü', { status: 418, headers: { 'x-some': 'one' } }));
    const { status, headers } = await fetch(url);
    expect([status, headers.get('x-some'), headers.get('content-length')]).toEqual([418, 'one', '2']);
  });
});
