import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../../src/cli/check.ts';
import type { Environment } from '../../src/cli/variables.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { inspectRedis } from '../../src/lib/redis.ts';
import { run } from '../support/command.ts';
import { freePort, hasRedisServer, startRedisServer } from '../support/redis-server.ts';
import { keepSecret, sweep } from '../support/sweep.ts';

const SECRET = keepSecret('a secret of thirty-two characters');
const API_KEY = keepSecret('the-key-of-the-account');
const TOKENS = { JWT_SECRET: SECRET, JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'chat' };

async function checkWith(environment: Environment, args: readonly string[] = []) {
  const { text, isOk } = await check(args, environment);
  sweep('a check', text);
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => /^(.+?) {2,}(\S+) +(.*)$/.exec(line)?.slice(1) ?? []);
  const of = (name: string) => rows.filter(([first]) => first === name).map(([, ...row]) => row.join(' '));
  return { isOk, text, of };
}

/** Checks service mode with a REST API, which is the emulator by default. */
async function checkService(environment: Environment = {}) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const service = {
    GATEWAY_MODE: 'service',
    KOMMUNICATE_API_KEY: emulator.apiKey,
    KOMMUNICATE_BASE_URL: emulator.url,
    ...TOKENS,
    ...environment,
  };
  return { ...(await checkWith(service)), emulator };
}

/** Starts a server on this machine, and returns its URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('check', () => {
  it('calls the emulator in the sandbox', async () => {
    const { isOk, text } = await checkWith({});
    expect(isOk).toBe(true);
    expect(text).toBe(
      `configuration  ok       sandbox mode, REST API: the emulator
token keys     -        not checked: there are no tokens in sandbox mode
REST API       ok       accepts the Api-Key
Redis          -        not used: REDIS_URL is not set
`,
    );
  });

  it('calls no REST API in passthrough mode, where it has no key', async () => {
    const calls: string[] = [];
    const url = await serve(({ url: path = '' }, response) => {
      calls.push(path);
      response.end();
    });
    const { isOk, of } = await checkWith({ GATEWAY_MODE: 'passthrough', KOMMUNICATE_BASE_URL: url });
    expect(isOk).toBe(true);
    expect(of('REST API')).toEqual(['- not called: in passthrough mode each caller sends its own Api-Key']);
    expect(of('configuration')).toContain(
      'warning KOMMUNICATE_BASE_URL is not https: Api-Keys cross the network unencrypted',
    );
    expect(calls).toEqual([]);
  });

  it('makes one call for one id in service mode, with the key', async () => {
    const { isOk, of, emulator } = await checkService();
    expect(isOk).toBe(true);
    expect(of('REST API')).toEqual(['ok accepts the Api-Key']);
    expect(of('token keys')).toEqual(['ok JWT_SECRET: 1 key; algorithms HS256, HS384, HS512']);
    expect(emulator.calls).toHaveLength(1);
    expect(emulator.calls[0]).toMatchObject({
      endpoint: 'userDetail',
      body: JSON.stringify({ userIdList: ['kommunicate-graphql-startup-check'] }),
    });
  });

  it('reads flags as start does', async () => {
    const { isOk, of } = await checkWith({}, ['--gateway-mode', 'passthrough']);
    expect(isOk).toBe(true);
    expect(of('configuration')[0]).toMatch(/^ok passthrough mode/);
    await expect(check(['--prot=1'], {})).rejects.toThrow('--prot: check has no such flag.');
  });

  it('reports all mistakes of the configuration at once, without secrets', async () => {
    const { isOk, of } = await checkWith({
      GATEWAY_MODE: 'service',
      PORT: 'x',
      JWT_SECRET: 'short-secret',
      KOMMUNICATE_API_KEY: API_KEY,
    });
    expect(isOk).toBe(false);
    expect(of('configuration').map((row) => row.split(':')[0])).toEqual([
      'FAILED PORT',
      'FAILED JWT_SECRET',
      'FAILED JWT_ISSUER',
      'FAILED JWT_AUDIENCE',
    ]);
    expect(of('REST API')).toEqual([]);
  });

  it('exits with 0 or 1, and with 78 for an unknown flag', async () => {
    const good = run(['check']);
    expect(await good.exit).toBe(0);
    expect(good.output.stderr).toBe('');
    const bad = run(['check'], { GATEWAY_MODE: 'service' });
    expect(await bad.exit).toBe(1);
    expect(bad.output.stdout).toMatch(/^configuration {2}FAILED /);
    expect(await run(['check', '--dance']).exit).toBe(78);
  });
});

describe('check of the REST API', () => {
  it.each<[string, string, RequestListener]>([
    [
      'rejects the key',
      'The REST API rejected the Api-Key. (HTTP 401 with 23 characters) Compare KOMMUNICATE_API_KEY with the key in the Kommunicate dashboard.',
      (_request, response) => response.writeHead(401).end('{"message":"not shown"}'),
    ],
    [
      'sends a page',
      'The response of the REST API is not valid. (HTTP 200 with 22 characters) Check KOMMUNICATE_BASE_URL.',
      (_request, response) => response.end('<html>not shown</html>'),
    ],
    [
      'fails',
      'The REST API could not be reached. (HTTP 502 with 0 characters) Check KOMMUNICATE_BASE_URL, and whether this machine may connect to it.',
      (_request, response) => response.writeHead(502).end(),
    ],
    [
      'does not respond',
      'The REST API did not respond in time. (timeout) Check KOMMUNICATE_BASE_URL, and whether this machine may connect to it.',
      () => undefined,
    ],
    [
      'closes the connection',
      'The REST API could not be reached. (UND_ERR_SOCKET) Check KOMMUNICATE_BASE_URL, and whether this machine may connect to it.',
      (request) => request.socket.destroy(),
    ],
    [
      'does not have the endpoint',
      'The REST API rejected the call. (UnknownEndpoint) Check KOMMUNICATE_BASE_URL.',
      (_request, response) => response.writeHead(404).end(),
    ],
  ])('fails if it %s, after one call', async (_case, text, listener) => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      expect(request.headers['api-key']).toBe(API_KEY);
      listener(request, response);
    });
    const { isOk, of } = await checkService({
      KOMMUNICATE_BASE_URL: url,
      KOMMUNICATE_API_KEY: API_KEY,
      UPSTREAM_TIMEOUT_MS: '200',
    });
    expect(isOk).toBe(false);
    expect(of('REST API')).toEqual([`FAILED ${text}`]);
    expect(calls).toBe(1);
  });

  it('fails if no server listens', async () => {
    const KOMMUNICATE_BASE_URL = `http://127.0.0.1:${await freePort()}`;
    const { of } = await checkService({ KOMMUNICATE_BASE_URL });
    expect(of('REST API')).toEqual([
      'FAILED The REST API could not be reached. (ECONNREFUSED) Check KOMMUNICATE_BASE_URL, and whether this machine may connect to it.',
    ]);
  });
});

const NO_KEY_SET =
  'not a key set: use the jwks_uri of the provider, which its /.well-known/openid-configuration names';

describe('check of the keys at JWT_JWKS_URL', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  async function checkKeys(listener: RequestListener) {
    const { isOk, of } = await checkService({ JWT_SECRET: '', JWT_JWKS_URL: await serve(listener) });
    return { isOk, rows: of('token keys') };
  }
  const checkKeySet = (keys: readonly JWK[]) =>
    checkKeys((_request, response) => response.end(JSON.stringify({ keys })));

  it('counts the keys, and names their algorithms', async () => {
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), alg: 'RS256', use: 'sig', kid: 'a' },
      { ...(await exportJWK(ec.publicKey)), kid: 'b' },
      { ...(await exportJWK(rsa.publicKey)), alg: 'RSA-OAEP', use: 'enc', kid: 'c' },
    ];
    expect(await checkKeySet(keys)).toEqual({
      isOk: true,
      rows: ['ok JWT_JWKS_URL: 3 keys, 2 of which can verify tokens; algorithms ES256, RS256'],
    });
    const [one] = keys;
    expect((await checkKeySet(one ? [one] : [])).rows).toEqual(['ok JWT_JWKS_URL: 1 key; algorithms RS256']);
  });

  it('fails if no key can verify tokens, or if a key is secret', async () => {
    expect(await checkKeySet([])).toEqual({
      isOk: false,
      rows: ['FAILED JWT_JWKS_URL: the key set has no keys'],
    });
    const encrypts = { ...(await exportJWK(rsa.publicKey)), use: 'enc' };
    expect((await checkKeySet([encrypts])).rows[0]).toContain('1 key, none of which can verify tokens');
    for (const key of [await exportJWK(rsa.privateKey), { kty: 'oct', k: 'c2VjcmV0' }]) {
      expect((await checkKeySet([key])).rows[0]).toMatch(/^FAILED .*1 hold a secret/);
    }
  });

  it.each<[string, string, RequestListener]>([
    ['status 404', 'status 404', (_request, response) => response.writeHead(404).end('{"keys": []}')],
    ['a page', 'not JSON', (_request, response) => response.end('<html>not shown</html>')],
    ['another document', NO_KEY_SET, (_request, response) => response.end('{"issuer": "x"}')],
    ['null', NO_KEY_SET, (_request, response) => response.end('null')],
    ['a redirect', 'status 302', (_request, response) => response.writeHead(302, { location: '/x' }).end()],
    ['nothing', 'UND_ERR_SOCKET', (request) => request.socket.destroy()],
    ['two megabytes', 'larger than 1 MiB', (_request, response) => response.end(' '.repeat(2 ** 21))],
  ])('fails for %s', async (_case, failure, listener) => {
    expect(await checkKeys(listener)).toEqual({
      isOk: false,
      rows: [`FAILED JWT_JWKS_URL: cannot be fetched: ${failure}`],
    });
  });

  it('fails for a public key that is malformed', async () => {
    const JWT_PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nnone\n-----END PUBLIC KEY-----';
    const { isOk, of } = await checkService({ JWT_SECRET: '', JWT_PUBLIC_KEY });
    expect(isOk).toBe(false);
    expect(of('token keys')[0]).toMatch(/^FAILED JWT_PUBLIC_KEY: /);
    const pem = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const good = await checkService({ JWT_SECRET: '', JWT_PUBLIC_KEY: pem });
    expect(good.of('token keys')).toEqual(['ok JWT_PUBLIC_KEY: 1 key; algorithms ES256']);
  });
});

describe('check of Redis', () => {
  const checkRedis = async (REDIS_URL: string) => {
    const { isOk, of } = await checkWith({ REDIS_URL });
    return { isOk, rows: of('Redis') };
  };

  it('fails if no server listens, without the password', async () => {
    const password = keepSecret('the-password-of-redis');
    expect(await checkRedis(`redis://:${password}@127.0.0.1:${await freePort()}`)).toEqual({
      isOk: false,
      rows: ['FAILED REDIS_URL: ECONNREFUSED'],
    });
  });

  it('fails after a time if the server accepts connections and does not respond', async () => {
    const server = createTcpServer((socket) => void socket.on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const report = await inspectRedis(`redis://127.0.0.1:${port}`, 50);
    expect(report).toEqual({ isReady: false, failure: 'TIMEOUT' });
  });

  describe.skipIf(!hasRedisServer())('that runs', () => {
    it('connects, and warns about settings by which it may lose keys', async () => {
      const redis = await startRedisServer();
      expect(await checkRedis(redis.url)).toEqual({ isOk: true, rows: ['ok connects, and accepts a key'] });
      redis.cli('config', 'set', 'maxmemory-policy', 'allkeys-lru');
      redis.cli('config', 'set', 'appendonly', 'no');
      expect(await checkRedis(redis.url)).toEqual({
        isOk: true,
        rows: [
          'ok connects, and accepts a key',
          'warning redis may evict idempotency keys: set maxmemory-policy noeviction',
          'warning redis may lose idempotency keys when it restarts: set appendonly yes',
        ],
      });
      expect(redis.cli('client', 'list').split('\n')).toHaveLength(1);
    });

    it('fails if it wants a password, is read-only, or has no free memory', async () => {
      const redis = await startRedisServer();
      redis.cli('config', 'set', 'maxmemory', '1');
      expect((await checkRedis(redis.url)).rows).toEqual(['FAILED REDIS_URL: OOM']);
      redis.cli('config', 'set', 'maxmemory', '0');
      redis.cli('replicaof', '127.0.0.1', String(await freePort()));
      expect((await checkRedis(redis.url)).rows).toEqual(['FAILED REDIS_URL: READONLY']);
      redis.cli('replicaof', 'no', 'one');
      redis.cli('config', 'set', 'requirepass', keepSecret('the-password-of-redis'));
      expect((await checkRedis(redis.url)).rows).toEqual(['FAILED REDIS_URL: NOAUTH: it needs a password']);
      expect((await checkRedis(redis.url.replace('//', '//:a-wrong-password@'))).rows).toEqual([
        'FAILED REDIS_URL: WRONGPASS: the user or the password is wrong',
      ]);
    });

    it('warns if the user may not read the settings', async () => {
      const redis = await startRedisServer();
      redis.cli('acl', 'setuser', 'limited', 'on', '>pw', '~*', '+@all', '-config');
      expect(await checkRedis(redis.url.replace('//', '//limited:pw@'))).toEqual({
        isOk: true,
        rows: ['ok connects, and accepts a key', 'warning cannot read its persistence settings: check them'],
      });
    });
  });
});
