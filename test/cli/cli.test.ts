import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { run } from '../support/command.ts';

const VIEWER = { query: '{ viewer { id } }' };

async function query(url: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('kommunicate-graphql', () => {
  it('runs the gateway with the sandbox, and prints URLs, a query and user ids', async () => {
    const command = run(['--port', '0']);
    const url = await command.find(/in a browser\s+(http:\/\/127\.0\.0\.1:\d+\/graphql)/);
    const paste = await command.find(/Paste this:\s+(\{.*\})/);
    const { stderr } = command.output;
    for (const id of ['mira.patel@hearth.example', 'ana-ortiz', '104250001']) expect(stderr).toContain(id);
    expect(await query(url, { query: paste })).toMatchObject({
      status: 200,
      body: { data: { users: [{ displayName: 'Ana Ortiz' }, { displayName: 'Ben Carter' }] } },
    });
    const restUrl = await command.find(/REST API\s+(http:\S+)/);
    const calls = await (await fetch(`${restUrl}/__emulator/calls`)).json();
    expect(calls).toMatchObject([{ endpoint: 'userDetail' }]);
  });

  it('logs lines of JSON, and exits with 0 on SIGTERM', async () => {
    const command = run(['start'], { PORT: '0' });
    const url = await command.find(/"url":"([^"]+)"/);
    await query(url, VIEWER);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    const lines = command.output.stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'listening',
      'request',
      'closed',
    ]);
  });

  it('finishes requests in flight on the first signal, and exits at once on the second', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const environment = {
      GATEWAY_MODE: 'passthrough',
      KOMMUNICATE_BASE_URL: emulator.url,
      HOST: '127.0.0.1',
    };
    const headers = { 'Api-Key': emulator.apiKey, 'Of-User-Id': 'ana-ortiz' };

    const patient = run(['--port', '0'], environment);
    const answer = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: answer.promise });
    const underWay = query(await patient.find(/"url":"([^"]+)"/), VIEWER, headers);
    await expect.poll(() => emulator.calls.length).toBe(1);
    patient.process.kill('SIGINT');
    answer.resolve();
    expect(await underWay).toEqual({ status: 200, body: { data: { viewer: { id: 'ana-ortiz' } } } });
    expect(await patient.exit).toBe(0);

    const impatient = run(['--port', '0'], environment);
    emulator.fault({ kind: 'delay', until: Promise.withResolvers().promise });
    const lost = query(await impatient.find(/"url":"([^"]+)"/), VIEWER, headers).catch(() => 'lost');
    await expect.poll(() => emulator.calls.length).toBe(2);
    impatient.process.kill('SIGTERM');
    const readiness = await impatient.find(/"url":"([^"]+)"/);
    await expect
      .poll(() =>
        fetch(readiness.replace('/graphql', '/ready')).then(
          ({ status }) => status,
          () => 'closed',
        ),
      )
      .toBe('closed');
    impatient.process.kill('SIGTERM');
    expect(await impatient.exit).toBe(1);
    expect(await lost).toBe('lost');
  });

  it('survives an unhandled promise rejection, and logs it', async () => {
    const careless = "setTimeout(() => Promise.reject(new Error('unhandled in a test')), 1000)";
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(careless)}`;
    const command = run(['--port', '0'], { NODE_OPTIONS });
    const url = await command.find(/"url":"([^"]+)"/);
    await command.find(/"level":"error".*(unhandled in a test)/);
    expect(command.output.stdout).toMatch(/"errorId":"[0-9a-f-]{36}"/);
    expect((await query(url, VIEWER)).status).toBe(200);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('warns outside the sandbox when idempotency keys are in memory only', async () => {
    const passthrough = { GATEWAY_MODE: 'passthrough', HOST: '127.0.0.1', PORT: '0' };
    const forgetful = run([], passthrough);
    await forgetful.find(/"level":"warn".*(without REDIS_URL)/);
    // The port of Redis is closed: the gateway starts anyway.
    const shared = run([], { ...passthrough, REDIS_URL: 'redis://:the-password@127.0.0.1:1' });
    const url = await shared.find(/listens on (\S+)/);
    const ready = await fetch(url.replace('/graphql', '/ready'));
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'degraded', degraded: ['redis'] },
    ]);
    shared.process.kill('SIGTERM');
    expect(await shared.exit).toBe(0);
    expect(shared.output.stdout).toContain('"msg":"redis is disconnected"');
    expect(shared.output.stdout + shared.output.stderr).not.toMatch(/the-password|without REDIS_URL/);
  });

  it('in passthrough mode calls the configured base URL with the caller’s key', async () => {
    const emulator = await startEmulator({ apiKey: 'callers-key' });
    onTestFinished(() => emulator.close());
    const command = run(['--gateway-mode=passthrough', '--kommunicate-base-url', emulator.url, '--port=0'], {
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    expect((await query(url, VIEWER)).status).toBe(401);
    const answer = await query(url, VIEWER, { 'Api-Key': 'callers-key', 'Of-User-Id': 'ana-ortiz' });
    expect(answer.body).toEqual({ data: { viewer: { id: 'ana-ortiz' } } });
    await command.find(/(not https)/);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(command.output.stdout + command.output.stderr).not.toContain('callers-key');
  });

  it('in service mode uses its own key, and accepts the tokens that it signs', async () => {
    const emulator = await startEmulator({ apiKey: 'the-real-key', shape: 'live' });
    onTestFinished(() => emulator.close());
    const environment = {
      KOMMUNICATE_API_KEY: 'the-real-key',
      KOMMUNICATE_BASE_URL: emulator.url,
      JWT_SECRET: 'a secret of thirty-two characters',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'chat',
      JWT_ROLE_MAP: 'support:AGENT',
      JWT_ROLE_CLAIM: '/realm/role',
    };
    const command = run([], { ...environment, GATEWAY_MODE: 'service', HOST: '127.0.0.1', PORT: '0' });
    const url = await command.find(/"url":"([^"]+)"/);
    const tokenOf = async (...args: string[]) => {
      const signing = run(['token', ...args], environment);
      expect(await signing.exit).toBe(0);
      return { authorization: `Bearer ${signing.output.stdout.trim()}` };
    };
    const inbox = { query: '{ viewer { id } inbox(first: 1) { nodes { id } } }' };
    const agent = await query(
      url,
      inbox,
      await tokenOf('--user', 'tom.becker@hearth.example', '--role', 'AGENT'),
    );
    expect(agent.body).toMatchObject({ data: { inbox: { nodes: [{ id: '104250001' }] } } });
    const user = await query(url, inbox, await tokenOf('--user=ana-ortiz'));
    expect(user.body).toMatchObject({ data: { viewer: { id: 'ana-ortiz' }, inbox: null } });
    expect((await query(url, inbox)).status).toBe(401);
    const schema = await query(url, { query: '{ __schema { description } }' }, await tokenOf('--user=a'));
    expect(schema.body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    const said = command.output.stdout + command.output.stderr;
    expect(said).toContain('without REDIS_URL');
    expect(said).not.toMatch(/the-real-key|thirty-two|eyJ/);
  });

  it('applies its variables', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const command = run([], {
      GATEWAY_MODE: 'passthrough',
      HOST: '127.0.0.1',
      PORT: '0',
      KOMMUNICATE_BASE_URL: emulator.url,
      UPSTREAM_CONNECTIONS: '1',
      MAX_BATCH_SIZE: '2',
      MAX_BODY_BYTES: '1000',
      MAX_TOKENS: '40',
      DRAIN_DELAY_MS: '600000',
      GRAPHIQL: 'on',
      INTROSPECTION: 'on',
      LOG_LEVEL: 'warn',
    });
    const url = await command.find(/listens on (\S+)/);
    const headers = { 'Api-Key': emulator.apiKey };
    const codeOf = async (body: object) => {
      const { body: answer } = await query(url, body, headers);
      const { errors = [] } = answer as { errors?: { extensions: { code: string; limit?: string } }[] };
      return errors.map(({ extensions: { code, limit } }) => limit ?? code);
    };

    // MAX_BATCH_SIZE and UPSTREAM_CONNECTIONS: two calls, one after the other.
    expect(await codeOf({ query: '{ users(ids: ["a", "b", "c"]) { id } }' })).toEqual([]);
    expect(emulator.calls.map(({ body, inFlight }) => [body, inFlight])).toEqual([
      ['{"userIdList":["a","b"]}', 1],
      ['{"userIdList":["c"]}', 1],
    ]);
    expect(await codeOf({ query: `{ ${'__typename '.repeat(40)} }` })).toEqual(['tokens']);
    expect(await codeOf({ query: `{ __typename } #${'x'.repeat(1000)}` })).toEqual(['body']);
    expect(await codeOf({ query: '{ __schema { queryType { name } } }' })).toEqual([]);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');
    // LOG_LEVEL=warn hides requests and shows the warning about http.
    expect(command.output.stdout).not.toContain('"request"');
    expect(command.output.stdout).toContain('not https');
    command.process.kill('SIGTERM');
    await expect.poll(() => fetch(url.replace('/graphql', '/ready')).then(({ status }) => status)).toBe(503);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(1);
  });

  it('waits for the REST API for UPSTREAM_TIMEOUT_MS', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    emulator.fault({ kind: 'delay', until: Promise.withResolvers().promise, times: 3 });
    const command = run([], {
      GATEWAY_MODE: 'passthrough',
      HOST: '127.0.0.1',
      PORT: '0',
      KOMMUNICATE_BASE_URL: emulator.url,
      // Three attempts with the default time-out would exceed the time of the request.
      UPSTREAM_TIMEOUT_MS: '300',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    const { body } = await query(url, { query: '{ user(id: "a") { id } }' }, { 'Api-Key': emulator.apiKey });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }] });
  });

  it('accepts listed origins in the sandbox', async () => {
    const command = run(['--port', '0'], {
      CORS_ORIGINS: 'https://app.example',
      GRAPHIQL: 'off',
      INTROSPECTION: 'off',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    const answer = await fetch(`${url}?query={__typename}`, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('vary')]).toEqual([406, 'Origin']);
    expect((await query(url, { query: '{ __schema { __typename } }' })).body).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });

  it('prefers a flag to its variable', async () => {
    const command = run(['--max-ids', '1', '--port', '0'], { MAX_IDS: '1000' });
    const { body } = await query(await command.find(/"url":"([^"]+)"/), {
      query: '{ users(ids: ["a", "b"]) { id } }',
    });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  it('reports a port that is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const command = run(['--port', String(port)]);
    expect(await command.exit).toBe(1);
    expect(command.output.stderr).toBe(
      `Port ${port} on 127.0.0.1 is already in use. Choose another: PORT=0 or --port 0 picks a free one.\n`,
    );
  });

  it.each([
    [
      'all mistakes in the environment',
      [],
      { PORT: 'x', KOMMUNICATE_API_KEY: 'the-real-key', REDIS_URL: 'http://the-real-key' },
      ['PORT: ', 'KOMMUNICATE_API_KEY: ', 'REDIS_URL: '],
    ],
    [
      'an incomplete service mode',
      [],
      { GATEWAY_MODE: 'service', JWT_SECRET: 'too short' },
      ['KOMMUNICATE_API_KEY: is required', 'JWT_SECRET: must have 32', 'JWT_ISSUER: is', 'JWT_AUDIENCE: is'],
    ],
    [
      'an invalid public key',
      [],
      {
        GATEWAY_MODE: 'service',
        KOMMUNICATE_API_KEY: 'the-real-key',
        JWT_ISSUER: 'i',
        JWT_AUDIENCE: 'a',
        JWT_PUBLIC_KEY: '-----BEGIN PUBLIC KEY-----the-real-key',
      },
      ['JWT_PUBLIC_KEY: '],
    ],
    ['a token without a secret', ['token', '--user=x'], {}, ['JWT_SECRET']],
    ['a token without a user', ['token', '--role=BOSS'], {}, ['--user: ', '--role: ']],
    ['an unknown flag', ['--prot', '1'], {}, ['--prot']],
    ['a flag without its value', ['--port'], {}, ['--port']],
    ['an unknown command', ['serve'], {}, ['"serve"']],
    ['a setting without dashes', ['start', 'JWT_SECRET=the-real-key'], {}, ['Flags begin with --']],
    ['a setting instead of a command', ['JWT_SECRET=the-real-key'], {}, ['There is no such command']],
    ['a secret as a flag', ['--redis-url=redis://the-real-key'], {}, ['--redis-url']],
    [
      'invalid flags of the emulator',
      ['emulator', '--port', 'x', '--shape', 'y', '--clock', 'z'],
      {},
      ['--port', '--shape', '--clock'],
    ],
  ] as const)('rejects %s, and exits with 78', async (_name, args, environment, words) => {
    const command = run(args, environment);
    expect(await command.exit).toBe(78);
    for (const word of words) expect(command.output.stderr).toContain(word);
    expect(command.output.stderr).not.toContain('the-real-key');
    expect(command.output.stdout).toBe('');
  });

  it('prints its help and its version', async () => {
    const help = run(['--help']);
    expect(await help.exit).toBe(0);
    for (const word of ['start', 'emulator', 'MAX_BATCH_SIZE']) expect(help.output.stdout).toContain(word);
    const version = run(['--version']);
    expect(await version.exit).toBe(0);
    expect(version.output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('kommunicate-graphql emulator', () => {
  it('runs the REST API alone', async () => {
    const command = run(['emulator', '--port', '0', '--shape', 'documented', '--api-key', 'mine']);
    const url = await command.find(/emulator\s+(http:\S+)/);
    const response = await fetch(`${url}/rest/ws/user/v2/detail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': 'mine' },
      body: '{"userIdList":["ana-ortiz"]}',
    });
    expect(await response.json()).toMatchObject([{ userId: 'ana-ortiz', userName: 'Ana Ortiz' }]);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });
});
