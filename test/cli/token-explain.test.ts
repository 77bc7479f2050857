import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { token } from '../../src/cli/token.ts';
import type { Environment } from '../../src/cli/variables.ts';
import { run } from '../support/command.ts';
import { freePort } from '../support/redis-server.ts';
import { keepSecret, sweep } from '../support/sweep.ts';

const SECRET = 'a secret of thirty-two characters';
const SETTINGS = { JWT_SECRET: SECRET, JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'chat,inbox' };
/** No server listens there. */
const closedPort = await freePort();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const noInput = () => Promise.reject(new Error('standard input is not read'));

type Key = Parameters<SignJWT['sign']>[0];

/** Signs a token that is valid for almost an hour. Undefined claims are left out. */
async function sign(claims: object = {}, header: object = {}, key: Key = Buffer.from(SECRET)) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: 'https://id.example', aud: 'chat', sub: 'ana-ortiz', exp: now + 3590, ...claims };
  const payload = JSON.parse(JSON.stringify(all)) as JWTPayload;
  return keepSecret(await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', ...header }).sign(key));
}

async function explain(text: string, settings: Environment = {}) {
  const environment = { ...SETTINGS, ...settings };
  keepSecret(SECRET);
  const report = await token(['--explain', text], environment, noInput);
  sweep('an explanation', report.text);
  // Each part of a token is a secret too.
  for (const part of text.split('.')) if (part.length > 8) expect(report.text).not.toContain(part);
  return report;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

async function serveKeys(): Promise<string> {
  const keys = [{ ...(await exportJWK(rsa.publicKey)), kid: 'one' }];
  return serve((_request, response) => response.end(JSON.stringify({ keys })));
}

describe('token --explain', () => {
  it('says who the caller is, and which claim and map entry give the role', async () => {
    const { text, isOk } = await explain(await sign({ groups: ['x', 'support'] }), {
      JWT_ROLE_CLAIM: 'groups',
      JWT_ROLE_MAP: 'support:AGENT',
    });
    expect(isOk).toBe(true);
    expect(text).toContain('The token is valid.\n  user      "ana-ortiz", from the claim "sub"\n');
    expect(text).toContain(
      'role      AGENT: the claim "groups" has "support", which JWT_ROLE_MAP maps to AGENT\n',
    );
    expect(text).toContain('issuer    "https://id.example"\n');
    expect(text).toContain('audience  "chat", from the claim "aud"\n');
    expect(text).toMatch(/expires {3}\d{4}-\d\d-\d\dT[\d:]+Z, in 59 minutes; now \d{4}-/);
  });

  it.each([
    [{}, {}, 'USER: the token does not have the claim "role" (JWT_ROLE_CLAIM)\n'],
    [
      { role: 'admin' },
      {},
      'USER: no value of the claim "role" stands for a role: it is "admin"; no JWT_ROLE_MAP',
    ],
    [
      { role: ['AGENT', 'SERVICE'] },
      {},
      'USER: the claim "role" has values of several roles: "AGENT", "SERVICE"',
    ],
    [{ role: 'SERVICE' }, {}, 'SERVICE: the claim "role" has "SERVICE"\n'],
    [
      { realm_access: { roles: ['AGENT'] } },
      { JWT_ROLE_CLAIM: 'realm_access.roles' },
      'did you mean the JSON pointer "/realm_access/roles"?',
    ],
  ])('says why the role is what it is: %j', async (claims, settings, words) => {
    const { text, isOk } = await explain(await sign(claims), settings);
    expect(isOk).toBe(true);
    expect(text).toContain(words);
  });

  it.each([
    [
      { iss: 'https://evil.example' },
      {},
      'issuer    its "iss" is "https://evil.example"; JWT_ISSUER is "https://id.example"',
    ],
    [{ iss: undefined }, {}, 'issuer    it has no "iss"'],
    [{ aud: 'another' }, {}, 'audience  its "aud" is "another"; JWT_AUDIENCE is "chat", "inbox"'],
    [{ aud: undefined, client_id: 'chat' }, {}, 'it has "client_id": "chat"; see JWT_AUDIENCE_CLAIM'],
    [{ azp: 'another' }, { JWT_AUDIENCE_CLAIM: 'azp' }, 'audience  its "azp" is "another"'],
    [{ exp: 1_767_225_600 }, {}, 'expires   2026-01-01T00:00:00Z, '],
    [{ exp: 1_767_225_600 }, {}, ' days ago; now 20'],
    [{ exp: undefined }, {}, 'expires   it has no "exp"'],
    [{ nbf: 4_102_444_800 }, {}, 'starts    2100-01-01T00:00:00Z, in '],
    [{ sub: undefined }, {}, 'subject   it has no "sub"'],
    [{ uid: 'ana ortiz' }, { JWT_USER_CLAIM: 'uid' }, 'user      its "uid" is "ana ortiz"; a user id'],
    [
      { token_use: 'id' },
      { JWT_REQUIRED_CLAIMS: 'token_use=access' },
      'claim     its "token_use" is "id"; JWT_REQUIRED_CLAIMS wants "access"',
    ],
    [{}, { JWT_TYPE: 'at+jwt' }, 'type      its header has no typ; JWT_TYPE is "at+jwt"'],
  ])('names the check that fails: %j', async (claims, settings, words) => {
    const { text, isOk } = await explain(await sign(claims), settings);
    expect(isOk).toBe(false);
    expect(text).toContain('The token is not valid.\n');
    expect(text).toContain(words);
  });

  it.each([
    [
      'a changed token',
      async () => (await sign()).replace(/\.[^.]+\./, '.eyJzdWIiOiJldmlsIn0.'),
      'signature it does not fit the key',
    ],
    [
      'a token of another secret',
      () => sign({}, {}, Buffer.from('x'.repeat(32))),
      'signature it does not fit the key',
    ],
    [
      'an unsigned token',
      async () => new UnsecuredJWT({ sub: 'x' }).encode(),
      'algorithm its header names "none"',
    ],
    ['another algorithm', () => sign({}, { alg: 'RS256' }, rsa.privateKey), 'HS256, HS384, HS512'],
    ['another text', async () => 'not-a-token', 'form      it is not a signed JWT'],
    ['an empty text', async () => ' ', 'form      the input is empty'],
  ])('names the check that fails: %s', async (_case, make, words) => {
    const { text, isOk } = await explain(await make());
    expect(isOk).toBe(false);
    expect(text).toContain(words);
    // Nothing that is not signed is shown, but the header's algorithm.
    expect(text).not.toMatch(/evil|ana-ortiz/);
  });

  it.each([{ nonce: 'n' }, { at_hash: 'h' }, { typ: 'ID' }, { token_use: 'id' }])(
    'notes that a valid token looks like an ID token: %j',
    async (claims) => {
      const { text, isOk } = await explain(await sign(claims));
      expect(isOk).toBe(true);
      expect(text).toContain('  note      this looks like an ID token:');
      expect((await explain(await sign({ typ: 'Bearer' }))).text).not.toContain('note');
    },
  );

  it('fetches the keys at JWT_JWKS_URL', async () => {
    const settings = { JWT_SECRET: '', JWT_JWKS_URL: await serveKeys() };
    const good = await sign({}, { alg: 'RS256', kid: 'one' }, rsa.privateKey);
    expect((await explain(good, settings)).text).toContain('signature RS256, by the key "one"\n');
    const unknown = await explain(await sign({}, { alg: 'RS256', kid: 'two' }, rsa.privateKey), settings);
    expect(unknown.isOk).toBe(false);
    expect(unknown.text).toContain('no key of JWT_JWKS_URL fits: the header names kid "two"');
    const confused = await sign({}, { alg: 'HS256' }, Buffer.from('x'.repeat(32)));
    expect((await explain(confused, settings)).text).toContain('its header names "HS256"');
  });

  it.each([
    ['status 404', 'status 404', (url: string) => url],
    ['a page', 'not JSON', (url: string) => `${url}/html`],
    ['another document', 'not a key set', (url: string) => `${url}/json`],
    ['no server', 'ECONNREFUSED', (url: string) => url.replace(/:\d+/, `:${closedPort}`)],
  ])('says why the keys cannot be fetched: %s', async (_case, words, urlOf) => {
    const url = await serve(({ url: path = '' }, response) => {
      if (path.endsWith('/html')) response.end('<html>not for the output</html>');
      else if (path.endsWith('/json')) response.end('{"issuer": "x"}');
      else response.writeHead(404).end();
    });
    const good = await sign({}, { alg: 'RS256', kid: 'one' }, rsa.privateKey);
    const { text, isOk } = await explain(good, { JWT_SECRET: '', JWT_JWKS_URL: urlOf(url) });
    expect(isOk).toBe(false);
    expect(text).toBe(
      `The token cannot be checked.\n  keys      JWT_JWKS_URL could not be fetched: ${words}\n`,
    );
  });

  it('shows values of a token as JSON in ASCII, and cuts long ones off', async () => {
    const { text } = await explain(await sign({ aud: `\u001b[2J\u202e${'x'.repeat(500)}` }));
    expect(text).not.toMatch(/[^\x20-\x7e\n…]/);
    expect(text).toContain(String.raw`\u001b[2J\u202ex`);
    expect(text.length).toBeLessThan(500);
  });

  it('reports wrong settings of tokens, and no others', async () => {
    const wrong = explain('x', { JWT_SECRET: '', JWT_ISSUER: '', PORT: 'x' });
    await expect(wrong).rejects.toMatchObject({
      problems: [
        'JWT_JWKS_URL, JWT_PUBLIC_KEY, JWT_SECRET: exactly one of them is required in service mode.',
        'JWT_ISSUER: is required to verify tokens.',
      ],
    });
    const pem = '-----BEGIN PUBLIC KEY-----\nnone\n-----END PUBLIC KEY-----';
    await expect(explain('x', { JWT_SECRET: '', JWT_PUBLIC_KEY: pem })).rejects.toThrow(/^JWT_PUBLIC_KEY: /);
    await expect(token(['--explain', 'x', '--user', 'a'], SETTINGS, noInput)).rejects.toThrow(
      '--explain: not together with --user or --role.',
    );
  });

  it('reads the token from standard input for -, and exits with 0 or 1', async () => {
    const good = await sign();
    for (const [input, exit] of [
      [`Bearer ${good}\n`, 0],
      [`${good}x`, 1],
    ] as const) {
      const command = run(['token', '--explain', '-'], SETTINGS);
      command.process.stdin?.write(input.slice(0, 20));
      command.process.stdin?.end(input.slice(20));
      expect(await command.exit).toBe(exit);
      expect(command.output.stderr).toBe('');
      expect(command.output.stdout).toMatch(/^The token is (not )?valid\.\n/);
    }
  });
});
