import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createLogger } from '../../src/lib/logger.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { exchange } from '../support/exchange.ts';
import { answerOf, post, startTestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

async function serve(options: Partial<ServerOptions> = {}) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: 'ana-ortiz' } as const;
  const server = await startServer({
    client,
    identity,
    port: 0,
    unsentGraceMs: 0,
    logger: sweptLogger(),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  const send = (line: string, ...fields: readonly string[]) =>
    exchange(server.url, [`${line} HTTP/1.1`, ...fields, 'Connection: close', '', '']);
  return { server, emulator, send };
}

const QUERY = `/graphql?query=${encodeURIComponent('{ viewer { id } }')}`;
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

describe('a request target that is a whole URL', () => {
  it.each([
    [`http://localhost:4000${QUERY}`, 'localhost:4000'],
    [`HTTP://LOCALHOST:4000${QUERY}`, 'localhost:4000'],
    [`http://localhost${QUERY}`, 'localhost:80'],
    [`http://localhost:80${QUERY}`, 'Localhost'],
    [`http://localhost:${QUERY}`, 'localhost'],
    [`https://localhost${QUERY}`, 'localhost:443'],
    [`http://[::1]:4000${QUERY}`, '[::1]:4000'],
  ])('is accepted when it names the Host: %s, %s', async (target, host) => {
    const { send } = await serve();
    const answer = await send(`GET ${target}`, `Host: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(bodyOf(answer)).toContain('{"viewer":{"id":"ana-ortiz"}}');
  });

  it('may have no path, or only a query', async () => {
    const { send } = await serve();
    expect(await send('GET http://localhost', 'Host: localhost')).toMatch(/^HTTP\/1\.1 307 /);
    expect(await send('GET http://localhost?a=b', 'Host: localhost')).toMatch(/^HTTP\/1\.1 307 /);
  });

  it('works with POST', async () => {
    const { server } = await serve();
    const { host } = new URL(server.url);
    const body = '{"query":"{ viewer { id } }"}';
    const answer = await exchange(server.url, [
      `POST http://${host}/graphql HTTP/1.1`,
      `Host: ${host}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      body,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    [`http://evil.example${QUERY}`, 'localhost'],
    [`http://localhost:4001${QUERY}`, 'localhost:4000'],
    [`http://localhost:443${QUERY}`, 'localhost'],
    [`https://localhost:80${QUERY}`, 'localhost'],
    [`http://user@localhost${QUERY}`, 'localhost'],
    [`http://localhost@evil.example${QUERY}`, 'localhost'],
    [`ftp://localhost${QUERY}`, 'localhost'],
    [`http://localhost${QUERY}#fragment`, 'localhost'],
  ])('is rejected when it does not: %s, %s', async (target, host) => {
    const { send, emulator } = await serve();
    const answer = await send(`GET ${target}`, `Host: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"reason":"target"');
    expect(emulator.calls).toEqual([]);
  });
});

describe('HEAD', () => {
  const headersIn = (answer: string) =>
    answer
      .slice(0, answer.indexOf('\r\n\r\n'))
      .split('\r\n')
      .filter((line) => !/^(x-request-id|date|server-timing):/i.test(line));

  it.each(['/', '/health', '/ready', '/nowhere', '/graphql', QUERY])(
    'of %s has the status and headers of GET, and no body',
    async (path) => {
      const { send } = await serve();
      for (const accept of ['*/*', 'text/html', 'application/graphql-response+json']) {
        const [head, whole] = [
          await send(`HEAD ${path}`, 'Host: localhost', `Accept: ${accept}`),
          await send(`GET ${path}`, 'Host: localhost', `Accept: ${accept}`),
        ];
        expect(headersIn(head)).toEqual(headersIn(whole));
        expect(bodyOf(head)).toBe('');
      }
    },
  );

  it('works without a socket', async () => {
    const gateway = await startTestGateway();
    const head = await gateway.fetch(new Request(`http://gateway${QUERY}`, { method: 'HEAD' }));
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is logged as HEAD', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const { send } = await serve({ logger });
    await send('HEAD /graphql', 'Host: localhost');
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ method: 'HEAD', path: '/graphql' });
  });

  it('never executes a mutation', async () => {
    const { send, emulator } = await serve();
    const query = 'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }';
    const answer = await send(`HEAD /graphql?query=${encodeURIComponent(query)}`, 'Host: localhost');
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(emulator.calls).toEqual([]);
  });
});

describe('a body that is rejected with 415', () => {
  const reject = async (headers: Readonly<Record<string, string>>) =>
    (await startTestGateway()).fetch(post({ query: '{ __typename }' }, headers));

  it('for its encoding names the accepted encoding', async () => {
    const { status, headers } = await reject({ 'content-encoding': 'gzip' });
    expect([status, headers.get('accept-encoding')]).toEqual([415, 'identity']);
  });

  it('for its type names no encodings', async () => {
    const { status, headers } = await reject({ 'content-type': 'text/plain' });
    expect([status, headers.get('accept-encoding')]).toEqual([415, null]);
  });

  it('does not include Content-Encoding: identity, in any case', async () => {
    expect((await reject({ 'content-encoding': 'Identity' })).status).toBe(200);
  });
});

describe('a header of more than 1,000 characters', () => {
  const commas = ','.repeat(15_000);

  it.each([
    ['Accept', { accept: `application/json${commas}` }, 406, 'accept'],
    ['Content-Type', { 'content-type': `application/json${';'.repeat(1000)}` }, 415, 'content-type'],
  ])('is rejected without being parsed: %s', async (_name, headers, status, reason) => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const request = post({ query: '{ __typename }' }, { 'api-key': 'k', ...headers });
    const answer = await answerOf(await gateway.fetch(request));
    expect([answer.status, answer.errors[0]?.extensions]).toMatchObject([status, { reason }]);
  });

  it('is still parsed at 1,000 characters', async () => {
    const gateway = await startTestGateway();
    const accept = `application/json${','.repeat(1000 - 'application/json'.length)}`;
    expect((await gateway.query('{ __typename }', { headers: { accept } })).status).toBe(200);
  });

  it('is not a valid Host', async () => {
    const { send } = await serve({ identity: { mode: 'passthrough' } });
    expect(await send('GET /health', `Host: ${'a.'.repeat(7000)}`)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
