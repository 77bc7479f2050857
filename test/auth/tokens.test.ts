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
const refusal = (promise: Promise<unknown>, retryAfter = '1') =>
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
  it('says who is asking, and in which role', async () => {
    expect(await verifier()(await token())).toEqual({ userId: 'ana-ortiz', role: 'USER' });
    const agent = await token({ ...GOOD, aud: ['other', 'inbox'], role: 'AGENT' });
    expect(await verifier()(agent)).toEqual({ userId: 'ana-ortiz', role: 'AGENT' });
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }, 'token-issuer'],
    ['without an issuer', { iss: undefined }, 'token-issuer'],
    ['for somebody else', { aud: 'another' }, 'token-audience'],
    ['for nobody', { aud: undefined }, 'token-audience'],
    ['that has expired', { exp: seconds(-6) }, 'token-expired'],
    ['that never expires', { exp: undefined }, 'token-expired'],
    ['that is not good yet', { nbf: seconds(60) }, 'token-not-yet-valid'],
    ['about nobody', { sub: undefined }, 'token-subject'],
    ['about an empty name', { sub: '' }, 'token-subject'],
    ['about several people', { sub: ['ana-ortiz', 'mira'] }, 'token-subject'],
    ['about an object', { sub: { id: 'ana-ortiz' } }, 'token-subject'],
    ['about a number', { sub: 7 }, 'token-subject'],
    ['about a name that cannot stand in a header', { sub: 'a\r\nApi-Key: x' }, 'token-user'],
    ['about a name with a space', { sub: 'ana ortiz' }, 'token-user'],
    ['about a name of 257 characters', { sub: 'a'.repeat(257) }, 'token-user'],
  ])('%s is refused', async (_case, claims, reason) => {
    // What is undefined is not written.
    expect(await refusal(verifier()(await token({ ...GOOD, ...claims })))).toBe(reason);
  });

  it('that expires at a time that is none is refused', async () => {
    const text = `${encode({ alg: 'HS256' })}.${Buffer.from(JSON.stringify(GOOD).replace(/"exp":\d+/, '"exp":1e999')).toString('base64url')}`;
    const signed = `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
    expect(await refusal(verifier()(signed))).toBe('token-expired');
    expect(await refusal(verifier()(signedWith({})))).toBe('accepted');
  });

  it('may come a little late: clocks differ', async () => {
    expect(await refusal(verifier()(await token({ ...GOOD, exp: seconds(-4) })))).toBe('accepted');
  });

  it.each([
    ['nobody has signed', () => Promise.resolve(new UnsecuredJWT(GOOD).encode())],
    ['another has signed', () => token(GOOD, {}, Buffer.from('another secret of thirty-two chars'))],
    [
      'has a header that must be understood and is not',
      () => Promise.resolve(signedWith({ crit: ['x'], x: 1 })),
    ],
    ['is encrypted', () => Promise.resolve('a.b.c.d.e')],
    ['is none', () => Promise.resolve('x')],
    ['has been cut', async () => (await token()).slice(0, -3)],
    [
      'has been changed',
      async () => (await token()).replace(/\.[^.]+\./, `.${encode({ ...GOOD, role: 'AGENT' })}.`),
    ],
    ['says none where it says how', async () => (await token()).replace(/^[^.]+/, encode({ alg: 'none' }))],
    ['brings its own key', () => token(GOOD, { jwk: { kty: 'oct', k: 'eA' } }, Buffer.from('x'.repeat(32)))],
  ])('that %s is refused', async (_case, make) => {
    expect(await refusal(verifier()(await make()))).toBe('token-invalid');
  });

  it('signed with the public key as a secret is refused', async () => {
    const verify = verifier({ keys: { publicKey: pem(rsa.publicKey) } });
    expect(await refusal(verify(await token(GOOD, {}, Buffer.from(pem(rsa.publicKey)))))).toBe(
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
    expect(await refusal(verify(await token(GOOD, { alg }, privateKey)))).toBe('accepted');
    const another = generateKeyPairSync('ed25519');
    expect(await refusal(verify(await token(GOOD, { alg: 'EdDSA' }, another.privateKey)))).toBe(
      'token-invalid',
    );
  });

  it('needs a public key that some algorithm is for', () => {
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
    [undefined, ['AGENT'], 'USER'],
    [undefined, undefined, 'USER'],
    [roleMap, 'support', 'AGENT'],
    [roleMap, ['support', 'x', 'lead'], 'AGENT'],
    [roleMap, ['support', 'router'], 'USER'],
    [roleMap, 'AGENT', 'USER'],
    [roleMap, ['constructor'], 'USER'],
    [roleMap, { support: true }, 'USER'],
  ])('with the map %j, %j is %s', async (map, role, expected) => {
    const verify = verifier({ roleMap: map });
    expect((await verify(await token({ ...GOOD, role }))).role).toBe(expected);
  });

  it('may stand anywhere, and so may the user', async () => {
    const verify = verifier({ userClaim: 'https://x/uid', roleClaim: '/realm~1access/roles/0' });
    const claims = { ...GOOD, 'https://x/uid': 'ben-carter', 'realm/access': { roles: ['SERVICE'] } };
    expect(await verify(await token(claims))).toEqual({ userId: 'ben-carter', role: 'SERVICE' });
    const nobody = verifier({ userClaim: '/constructor/name' });
    expect(await refusal(nobody(await token()))).toBe('token-user');
  });
});

describe('keys that an identity provider publishes', () => {
  /** A provider whose answer and time are the test's. */
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
      return refusal(verify(asked), retryAfter);
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

  it('go on being good while the provider is down', async () => {
    const { clock, state, ask } = await provider();
    await ask('one');
    state.isDown = true;
    for (let hour = 0; hour < 3; hour += 1) {
      clock.now += 20 * 60_000;
      expect(await ask('one')).toBe('accepted');
    }
    expect(state.fetches).toBe(4);
  });

  it('are fetched again a second after the first fetch failed, once for all tokens that wait', async () => {
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

  it('are waited for twice as long after each failure, and never longer than half a minute', async () => {
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

  it('that the provider may have added while it is down leave a token unjudged, not refused', async () => {
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

  it('are fetched again for one that is not among them, but never in a hurry', async () => {
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
      'sends keys without end',
      () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65_536)) })),
    ],
  ])('are no token’s fault where the provider %s', async (_case, answer) => {
    const verify = verifier({
      keys: { jwksUrl: 'https://id.example/jwks' },
      fetchKeys: async () => answer(),
    });
    const good = await token(GOOD, { alg: 'RS256', kid: 'one' }, rsa.privateKey);
    expect(await refusal(verify(good))).toBe('token-keys-unavailable');
  });

  it('that are taken back are not good any more', async () => {
    const { clock, published, ask } = await provider();
    expect(await ask('one')).toBe('accepted');
    published.keys = [await jwkOf(ec.publicKey, 'other')];
    clock.now += 11 * 60_000;
    await ask('one');
    await expect.poll(() => ask('one')).toBe('token-invalid');
  });

  it('that nobody has ever got are no reason to ask without end', async () => {
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

/** A token of which the header is whatever is wanted. */
function signedWith(header: object): string {
  const text = `${encode({ alg: 'HS256', ...header })}.${encode(GOOD)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}
