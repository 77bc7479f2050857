import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createLogger } from '../../src/lib/logger.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { answerOf, bearer, post, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';
import { exchange } from '../support/exchange.ts';

const APP = 'https://app.example';
const VIEWER = '{ viewer { id } }';
const RENAME = 'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }';

const get = (query: string, headers: Readonly<Record<string, string>>) =>
  new Request(`http://gateway/graphql?${new URLSearchParams({ query }).toString()}`, { headers });
const preflight = (origin: string, requested: string) =>
  new Request('http://gateway/graphql', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': requested,
    },
  });
const ana = bearer('USER', 'ana-ortiz');
const service = (options: TestGatewayOptions = {}) =>
  startTestGateway({ mode: 'service', corsOrigins: [APP], ...options });

describe('a GET query', () => {
  it.each([
    ['a listed origin', { origin: APP }],
    ['a listed origin, with cookies', { origin: APP, cookie: 'a=b', 'sec-fetch-site': 'cross-site' }],
    ['the own page, with cookies', { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }],
    ['the address bar, with cookies', { cookie: 'a=b', 'sec-fetch-site': 'none' }],
    ['the gateway’s own origin, with cookies', { origin: 'http://gateway', cookie: 'a=b' }],
  ])('is executed for %s', async (_case, headers) => {
    const gateway = await service();
    const { status, data } = await answerOf(await gateway.fetch(get(VIEWER, { ...ana, ...headers })));
    expect([status, data]).toEqual([200, { viewer: { id: 'ana-ortiz' } }]);
  });

  it.each([
    ['an origin that is not listed', { origin: 'https://evil.example' }, 'origin'],
    ['a prefix of a listed origin', { origin: 'https://app.exampl' }, 'origin'],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 'origin'],
    ['a page on a loopback address', { origin: 'http://localhost:5173' }, 'origin'],
    ['cookies from another site', { cookie: 'a=b', 'sec-fetch-site': 'cross-site' }, 'cross-site'],
    ['cookies from another subdomain', { cookie: 'a=b', 'sec-fetch-site': 'same-site' }, 'cross-site'],
    ['a picture on another site', { 'sec-fetch-site': 'cross-site' }, 'cross-site'],
    ['cookies from a browser that does not say whose page it is', { cookie: 'a=b' }, 'cookie'],
  ])('is rejected for %s', async (_case, headers, reason) => {
    const gateway = await service();
    const { status, errors } = await answerOf(await gateway.fetch(get(VIEWER, { ...ana, ...headers })));
    expect([status, errors[0]?.extensions]).toMatchObject([403, { code: 'CSRF_CHECK_FAILED', reason }]);
    expect(gateway.calls()).toEqual([]);
  });

  it('never executes a mutation, from a listed origin or the own page', async () => {
    const gateway = await service();
    for (const headers of [{ origin: APP }, { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }]) {
      expect((await gateway.fetch(get(RENAME, { ...ana, ...headers }))).status).toBe(405);
    }
    expect(gateway.calls()).toEqual([]);
  });
});

describe('a preflight', () => {
  const granted = async (requested: string, origin = APP) => {
    const { fetch } = await service();
    const { headers } = await fetch(preflight(origin, requested));
    return headers.get('access-control-allow-headers')?.split(', ') ?? [];
  };

  it.each([
    'apollographql-client-name,apollographql-client-version',
    'baggage,sentry-trace',
    'x-datadog-origin, x-datadog-trace-id, x-datadog-parent-id',
    'newrelic',
    'Cache-Control',
    "a!#$%&'*+-.^_`|~9",
  ])('grants a listed origin the headers that it requests: %s', async (requested) => {
    const names = requested.toLowerCase().split(/, ?/);
    expect(await granted(requested)).toEqual(expect.arrayContaining(['content-type', ...names]));
  });

  it('names each header once', async () => {
    const names = await granted('content-type, x-a, X-A');
    expect(names.filter((name) => ['content-type', 'x-a'].includes(name))).toEqual(['content-type', 'x-a']);
  });

  it('ignores invalid header names, and a list that is too long', async () => {
    const usual = await granted('content-type');
    expect(await granted('a b, x:y, , "q", x-fine')).toEqual([...usual, 'x-fine']);
    expect(await granted(`x-a,${'b'.repeat(1000)}`)).toEqual(usual);
  });

  it('has Vary for the origin and the requested headers', async () => {
    const { fetch } = await service();
    const { headers } = await fetch(preflight(APP, 'baggage'));
    expect(headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
  });

  it('grants nothing to an origin that is not listed', async () => {
    const { fetch } = await service();
    const { status, headers } = await fetch(preflight('https://evil.example', 'baggage'));
    expect(status).toBe(403);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

const LOOPBACK = [
  'http://127.0.0.1:5173',
  'http://localhost:5173',
  'http://localhost',
  'https://localhost:3000',
  'http://127.8.9.10:80',
  'http://[::1]:5173',
];
const NOT_LOOPBACK = [
  'http://localhost.evil.example:5173',
  'http://127.0.0.1.evil.example',
  'http://evil.example',
  'http://128.0.0.1:5173',
  'http://[::2]:5173',
  'file://localhost',
  'null',
];

describe('the sandbox', () => {
  it.each(LOOPBACK)('allows everything to a page on %s', async (origin) => {
    const { fetch } = await startTestGateway();
    const answers = [
      await fetch(preflight(origin, 'content-type,of-user-id,baggage')),
      await fetch(get(VIEWER, { origin, cookie: 'a=b' })),
      await fetch(post({ query: VIEWER }, { origin })),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 200]);
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it.each(NOT_LOOPBACK)('allows nothing to a page on %s', async (origin) => {
    const { fetch } = await startTestGateway();
    const answers = [await fetch(preflight(origin, 'content-type')), await fetch(get(VIEWER, { origin }))];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['service', 'passthrough'] as const)(
    'is the only mode with this exception: not %s',
    async (mode) => {
      const { fetch } = await startTestGateway({ mode });
      const headers = mode === 'service' ? ana : { 'api-key': 'k' };
      const { headers: responseHeaders } = await fetch(
        post({ query: '{ __typename }' }, { ...headers, origin: 'http://localhost:5173' }),
      );
      expect(responseHeaders.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('a rejected origin', () => {
  async function reject(request: Request) {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const gateway = await service({ logger });
    const { errors } = await answerOf(await gateway.fetch(request));
    return { error: errors[0], line: JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
  }

  it.each([
    ['a GET', get(VIEWER, { ...ana, origin: 'https://other.example:8443' })],
    ['a preflight', preflight('https://other.example:8443', 'content-type')],
  ])('is named in the response and in the log, with the setting: %s', async (_case, request) => {
    const { error, line } = await reject(request);
    expect(error?.message).toContain('CORS_ORIGINS');
    expect(error?.extensions).toMatchObject({ reason: 'origin', origin: 'https://other.example:8443' });
    expect(line).toMatchObject({
      status: 403,
      errorCodes: ['CSRF_CHECK_FAILED'],
      refusedOrigin: 'https://other.example:8443',
      setting: 'CORS_ORIGINS',
    });
  });

  it.each([
    ['longer than any origin', `https://${'a'.repeat(300)}.example`],
    ['not an origin', 'https://a.example/path?token=x'],
    ['a text', 'a sentence "with" quotes'],
  ])('is not repeated when it is %s', async (_case, origin) => {
    const { error, line } = await reject(get(VIEWER, { ...ana, origin }));
    expect(error?.extensions).toEqual({ code: 'CSRF_CHECK_FAILED', retryable: false, reason: 'origin' });
    expect(line).not.toHaveProperty('refusedOrigin');
  });
});

describe('a sandbox on a loopback address', () => {
  async function serve(options: Partial<ServerOptions> = {}) {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const server = await startServer({
      client,
      identity,
      port: 0,
      unsentGraceMs: 0,
      logger: sweptLogger(logger),
      ...options,
    });
    onTestFinished(async () => {
      await server.close();
      await client.close();
      await emulator.close();
    });
    const body = JSON.stringify({ query: VIEWER });
    const send = async (fields: readonly string[]) =>
      exchange(server.url, [
        'POST /graphql HTTP/1.1',
        ...fields,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Connection: close',
        '',
        body,
      ]);
    return { send, emulator, lines };
  }

  it.each(['evil.example', 'localhost.evil.example:4000', '192.168.0.7:4000'])(
    'rejects the Host %s with 421, because a site can point that name at this machine',
    async (host) => {
      const { send, emulator } = await serve();
      const answer = await send([`Host: ${host}`]);
      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).toContain('"reason":"host-not-loopback"');
      expect(emulator.calls).toEqual([]);
    },
  );

  it.each(['localhost:4000', 'LOCALHOST', '127.0.0.1:4000', '127.1.2.3', '[::1]:4000'])(
    'accepts the Host %s',
    async (host) => {
      const { send } = await serve();
      expect(await send([`Host: ${host}`])).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
    'rejects a page on %s, and names the setting that allows it',
    async (origin) => {
      const { send, emulator, lines } = await serve();
      const answer = await send(['Host: localhost', `Origin: ${origin}`]);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toContain('CORS_ORIGINS');
      expect(answer).toContain(`"origin":"${origin}"`);
      expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({
        status: 403,
        refusedOrigin: origin,
        setting: 'CORS_ORIGINS',
      });
      expect(emulator.calls).toEqual([]);
    },
  );

  it.each(['https://evil.example', 'http://localhost:5173', 'chrome-extension://abcdef'])(
    'accepts a page of a listed origin, on this machine, or of an extension: %s',
    async (origin) => {
      const { send } = await serve({ cors: { origins: ['https://evil.example'] } });
      expect(await send(['Host: localhost', `Origin: ${origin}`])).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it('is the only gateway with this check', async () => {
    const network = await serve({ host: '0.0.0.0' });
    expect(await network.send(['Host: sandbox.example'])).toMatch(/^HTTP\/1\.1 200 /);
    const passthrough = await serve({ identity: { mode: 'passthrough' } });
    expect(await passthrough.send(['Host: gateway.example', 'Api-Key: k'])).toMatch(/^HTTP\/1\.1 200 /);
  });
});
