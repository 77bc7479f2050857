import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import type { TokenOptions } from '../../src/auth/token-options.ts';
import { createTokenVerifier } from '../../src/auth/verify-token.ts';

const SECRET = 'a secret of thirty-two characters';
const NOW = Date.UTC(2026, 0, 15);
const seconds = (text: number) => Math.floor(NOW / 1000) + text;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const pem = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();

const GOOD = { iss: 'https://id.example', aud: 'chat', sub: 'ana-ortiz', exp: seconds(60) };

function verifier(options: Partial<TokenOptions> = {}) {
  return createTokenVerifier({
    keys: { secret: SECRET },
    issuer: 'https://id.example',
    audience: ['chat', 'inbox'],
    logger: silentLogger,
    now: () => NOW,
    ...options,
  });
}

type Key = Parameters<SignJWT['sign']>[0];
const token = (claims: object = GOOD, header: object = {}, key: Key = Buffer.from(SECRET)) =>
  new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
const outcomeOf = (promise: Promise<unknown>, retryAfter = '1') =>
  promise.then(
    () => 'accepted',
    (error: { code: string; reason: string; http: object }) => {
      const isOurs = error.reason === 'token-keys-unavailable';
      expect(error).toMatchObject(
        isOurs
          ? {
              code: 'OVERLOADED',
              retryable: true,
              http: { status: 503, headers: { 'Retry-After': retryAfter } },
            }
          : { code: 'UNAUTHENTICATED', retryable: false, http: { status: 401 } },
      );
      return error.reason;
    },
  );

describe('a token', () => {
  it('identifies the caller and its role', async () => {
    expect(await verifier()(await token())).toEqual({
      userId: 'ana-ortiz',
      role: 'USER',
      expiresAt: GOOD.exp * 1000,
    });
    const agent = await token({ ...GOOD, aud: ['other', 'inbox'], role: 'AGENT' });
    expect(await verifier()(agent)).toMatchObject({ userId: 'ana-ortiz', role: 'AGENT' });
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }, 'token-issuer'],
    ['without an issuer', { iss: undefined }, 'token-issuer'],
    ['for another audience', { aud: 'another' }, 'token-audience'],
    ['without an audience', { aud: undefined }, 'token-audience'],
    ['that has expired', { exp: seconds(-6) }, 'token-expired'],
    ['that never expires', { exp: undefined }, 'token-expired'],
    ['that is not valid yet', { nbf: seconds(60) }, 'token-not-yet-valid'],
    ['without a subject', { sub: undefined }, 'token-subject'],
    ['with an empty subject', { sub: '' }, 'token-subject'],
    ['with a list as subject', { sub: ['ana-ortiz', 'mira'] }, 'token-subject'],
    ['with an object as subject', { sub: { id: 'ana-ortiz' } }, 'token-subject'],
    ['with a number as subject', { sub: 7 }, 'token-subject'],
    ['with a user id that does not fit in a header', { sub: 'a\r\nApi-Key: x' }, 'token-user'],
    ['with a space in the user id', { sub: 'ana ortiz' }, 'token-user'],
    ['with a user id of 257 characters', { sub: 'a'.repeat(257) }, 'token-user'],
  ])('%s is rejected', async (_case, claims, reason) => {
    // JSON omits undefined claims.
    expect(await outcomeOf(verifier()(await token({ ...GOOD, ...claims })))).toBe(reason);
  });

  it('with an infinite expiry is rejected', async () => {
    const text = `${encode({ alg: 'HS256' })}.${Buffer.from(JSON.stringify(GOOD).replace(/"exp":\d+/, '"exp":1e999')).toString('base64url')}`;
    const signed = `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
    expect(await outcomeOf(verifier()(signed))).toBe('token-expired');
    expect(await outcomeOf(verifier()(signedWith({})))).toBe('accepted');
  });

  it('is accepted within the clock tolerance after its expiry', async () => {
    expect(await outcomeOf(verifier()(await token({ ...GOOD, exp: seconds(-4) })))).toBe('accepted');
  });

  it.each([
    ['is not signed', () => Promise.resolve(new UnsecuredJWT(GOOD).encode())],
    [
      'is signed with another secret',
      () => token(GOOD, {}, Buffer.from('another secret of thirty-two chars')),
    ],
    ['has an unknown critical header', () => Promise.resolve(signedWith({ crit: ['x'], x: 1 }))],
    ['is encrypted', () => Promise.resolve('a.b.c.d.e')],
    ['is not a JWT', () => Promise.resolve('x')],
    ['is cut off', async () => (await token()).slice(0, -3)],
    [
      'has changed claims',
      async () => (await token()).replace(/\.[^.]+\./, `.${encode({ ...GOOD, role: 'AGENT' })}.`),
    ],
    ['names the algorithm none', async () => (await token()).replace(/^[^.]+/, encode({ alg: 'none' }))],
    [
      'contains its own key',
      () => token(GOOD, { jwk: { kty: 'oct', k: 'eA' } }, Buffer.from('x'.repeat(32))),
    ],
  ])('that %s is rejected', async (_case, make) => {
    expect(await outcomeOf(verifier()(await make()))).toBe('token-invalid');
  });

  it('signed with the public key as a secret is rejected', async () => {
    const verify = verifier({ keys: { publicKey: pem(rsa.publicKey) } });
    expect(await outcomeOf(verify(await token(GOOD, {}, Buffer.from(pem(rsa.publicKey)))))).toBe(
      'token-invalid',
    );
  });

  it.each([
    ['RS256', rsa],
    ['PS512', rsa],
    ['ES256', ec],
    ['EdDSA', ed],
  ])('is verified by a public key: %s', async (alg, { publicKey, privateKey }) => {
    const verify = verifier({ keys: { publicKey: pem(publicKey) } });
    expect(await outcomeOf(verify(await token(GOOD, { alg }, privateKey)))).toBe('accepted');
    const another = generateKeyPairSync('ed25519');
    expect(await outcomeOf(verify(await token(GOOD, { alg: 'EdDSA' }, another.privateKey)))).toBe(
      'token-invalid',
    );
  });

  it('needs a public key of a supported kind', () => {
    const { publicKey } = generateKeyPairSync('x25519');
    expect(() => verifier({ keys: { publicKey: pem(publicKey) } })).toThrow(TypeError);
    expect(() => verifier({ keys: { publicKey: 'none' } })).toThrow();
  });
});

describe('the role in a token', () => {
  const roleMap = new Map([
    ['support', 'AGENT'],
    ['lead', 'AGENT'],
    ['router', 'SERVICE'],
  ] as const);
  it.each([
    [undefined, 'AGENT', 'AGENT'],
    [undefined, 'agent', 'USER'],
    [undefined, ['AGENT'], 'AGENT'],
    [undefined, ['offline_access', 'SERVICE', 'SERVICE'], 'SERVICE'],
    [undefined, ['USER', 'AGENT'], 'USER'],
    [undefined, [['AGENT']], 'USER'],
    [undefined, [], 'USER'],
    [undefined, { AGENT: true }, 'USER'],
    [undefined, undefined, 'USER'],
    [roleMap, 'support', 'AGENT'],
    [roleMap, ['support', 'x', 'lead'], 'AGENT'],
    [roleMap, ['support', 'router'], 'USER'],
    [roleMap, 'AGENT', 'USER'],
    [roleMap, ['constructor'], 'USER'],
    [roleMap, { support: true }, 'USER'],
  ])('with the role map %j: %j is %s', async (map, role, expected) => {
    const verify = verifier({ roleMap: map });
    expect((await verify(await token({ ...GOOD, role }))).role).toBe(expected);
  });

  it('and the user id can be read from any claim', async () => {
    const verify = verifier({ userClaim: 'https://x/uid', roleClaim: '/realm~1access/roles/0' });
    const claims = { ...GOOD, 'https://x/uid': 'ben-carter', 'realm/access': { roles: ['SERVICE'] } };
    expect(await verify(await token(claims))).toMatchObject({ userId: 'ben-carter', role: 'SERVICE' });
    const withoutUser = verifier({ userClaim: '/constructor/name' });
    expect(await outcomeOf(withoutUser(await token()))).toBe('token-user');
  });
});

describe('the keys of an identity provider', () => {
  /** A provider with keys and a clock that the test controls. */
  async function provider() {
    const clock = { now: NOW };
    const published = { keys: [await jwkOf(rsa.publicKey, 'one')] };
    const state = { fetches: 0, isDown: false };
    const verify = verifier({
      keys: { jwksUrl: 'https://id.example/jwks' },
      now: () => clock.now,
      async fetchKeys() {
        state.fetches += 1;
        if (state.isDown) throw new Error('down');
        return Response.json(published);
      },
    });
    const ask = async (kid: string, { privateKey }: typeof rsa = rsa, retryAfter?: string) => {
      const asked = await token({ ...GOOD, exp: GOOD.exp + 10_000 }, { alg: 'RS256', kid }, privateKey);
      return outcomeOf(verify(asked), retryAfter);
    };
    return { clock, published, state, ask };
  }
  const jwkOf = async (key: typeof rsa.publicKey, kid: string) => ({ ...(await exportJWK(key)), kid });

  it('are fetched once for many tokens, and again only after ten minutes', async () => {
    const { clock, state, ask } = await provider();
    expect(await Promise.all([ask('one'), ask('one'), ask('one')])).toEqual(Array(3).fill('accepted'));
    clock.now += 9 * 60_000;
    expect(await ask('one')).toBe('accepted');
    expect(state.fetches).toBe(1);
    clock.now += 2 * 60_000;
    expect(await ask('one')).toBe('accepted');
    expect(state.fetches).toBe(2);
  });

  it('stay valid while the provider is down', async () => {
    const { clock, state, ask } = await provider();
    await ask('one');
    state.isDown = true;
    for (let hour = 0; hour < 3; hour += 1) {
      clock.now += 20 * 60_000;
      expect(await ask('one')).toBe('accepted');
    }
    expect(state.fetches).toBe(4);
  });

  it('are fetched again a second after the first fetch failed, once for concurrent tokens', async () => {
    const { clock, state, ask } = await provider();
    state.isDown = true;
    const together = await Promise.all([ask('one'), ask('one'), ask('one')]);
    expect(together).toEqual(Array(3).fill('token-keys-unavailable'));
    expect(state.fetches).toBe(1);
    state.isDown = false;
    clock.now += 1000;
    expect(await Promise.all([ask('one'), ask('one')])).toEqual(['accepted', 'accepted']);
    expect(state.fetches).toBe(2);
  });

  it('are fetched after a back-off that doubles with each failure, up to 30 seconds', async () => {
    const { clock, state, ask } = await provider();
    state.isDown = true;
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const { fetches } = state;
      expect(await ask('one', rsa, String(seconds))).toBe('token-keys-unavailable');
      clock.now += seconds * 1000 - 1;
      expect(await ask('one')).toBe('token-keys-unavailable');
      expect(state.fetches).toBe(fetches + 1);
      clock.now += 1;
    }
    state.isDown = false;
    expect(await ask('one')).toBe('accepted');
  });

  it('make a token with an unknown key id retryable while the provider is down', async () => {
    const { clock, state, ask } = await provider();
    expect(await ask('one')).toBe('accepted');
    expect(await ask('two')).toBe('token-invalid');
    state.isDown = true;
    clock.now += 30_000;
    expect(await ask('two')).toBe('token-keys-unavailable');
    expect(await ask('two')).toBe('token-keys-unavailable');
    expect(await ask('one')).toBe('accepted');
    expect(state.fetches).toBe(2);
  });

  it('are fetched again for an unknown key id, at most once per cool-down', async () => {
    const { clock, published, state, ask } = await provider();
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await ask('one');
    published.keys.push(await jwkOf(next.publicKey, 'two'));
    for (let n = 0; n < 20; n += 1) expect(await ask('two', next)).not.toBe('accepted');
    expect(state.fetches).toBe(1);
    clock.now += 30_000;
    expect(await ask('two', next)).toBe('accepted');
    expect(state.fetches).toBe(2);
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['fails', () => new Response('no', { status: 500 })],
    ['sends something else', () => new Response('<html>')],
    ['sends no keys', () => Response.json({})],
    [
      'sends an endless response',
      () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65_536)) })),
    ],
  ])('are reported as unavailable if the provider %s', async (_case, answer) => {
    const verify = verifier({
      keys: { jwksUrl: 'https://id.example/jwks' },
      fetchKeys: async () => answer(),
    });
    const good = await token(GOOD, { alg: 'RS256', kid: 'one' }, rsa.privateKey);
    expect(await outcomeOf(verify(good))).toBe('token-keys-unavailable');
  });

  it('are rejected after the provider removed them', async () => {
    const { clock, published, ask } = await provider();
    expect(await ask('one')).toBe('accepted');
    published.keys = [await jwkOf(ec.publicKey, 'other')];
    clock.now += 11 * 60_000;
    await ask('one');
    await expect.poll(() => ask('one')).toBe('token-invalid');
  });

  it('are fetched once per back-off if no fetch has succeeded yet', async () => {
    const { clock, state, ask } = await provider();
    state.isDown = true;
    for (let n = 0; n < 20; n += 1) expect(await ask('one')).toBe('token-keys-unavailable');
    expect(state.fetches).toBe(1);
    state.isDown = false;
    clock.now += 30_000;
    expect(await ask('one')).toBe('accepted');
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token with any additional header. */
function signedWith(header: object): string {
  const text = `${encode({ alg: 'HS256', ...header })}.${encode(GOOD)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}
