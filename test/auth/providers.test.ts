import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/auth/principal.ts';
import { createTokenVerifier } from '../../src/auth/verify-token.ts';
import { readConfig } from '../../src/cli/config.ts';
import { SETTINGS } from '../../src/cli/settings.ts';
import type { Environment } from '../../src/cli/variables.ts';

/*
 * The recipes of docs/authentication.md: the settings and the shape of the token are read from the page. Tokens of that
 * shape are signed here, and the key set that the settings name is served from here.
 */

const PAGE = readFileSync(new URL('../../docs/authentication.md', import.meta.url), 'utf8');
const NOW = Date.UTC(2026, 10, 1);
const seconds = NOW / 1000;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Shape {
  readonly header: { readonly alg: string; readonly kid?: string; readonly typ?: string };
  readonly claims: JWTPayload;
}

/** The settings and the token of a recipe. */
function recipe(provider: string, file = '') {
  const [, section = ''] = PAGE.split(`\n### ${provider}\n`);
  const [text = ''] = section.split(/\n##+ /);
  const [, settings = ''] =
    new RegExp(String.raw`\`\`\`ini title="${file || String.raw`[\w-]+\.env`}" example\n([^\`]*)`).exec(
      text,
    ) ?? [];
  const [, shape = '{}'] = /```json title="[^"]+" example\n([^`]*)/.exec(text) ?? [];
  const environment: Environment = Object.fromEntries(
    settings
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { environment, shape: JSON.parse(shape) as Shape };
}

/** The verifier of a gateway with these settings. The provider has one key of each kind. */
function verifierOf(environment: Environment) {
  const { service } = readConfig({ KOMMUNICATE_API_KEY: 'the-key-of-the-account', ...environment });
  if (!service) throw new Error('the recipe is not for service mode');
  return createTokenVerifier({
    ...service.tokens,
    now: () => NOW,
    async fetchKeys(url) {
      expect(url).toBe(environment.JWT_JWKS_URL);
      const keys = await Promise.all(
        [rsa, ec].map(async ({ publicKey }) => ({ ...(await exportJWK(publicKey)), use: 'sig' })),
      );
      // Keycloak publishes a key for encryption too.
      return Response.json({ keys: [...keys, { ...keys[0], use: 'enc', alg: 'RSA-OAEP' }] });
    },
  });
}

/** Signs a token of a shape, with times around now. Undefined claims are left out. */
function sign({ header, claims }: Shape, changes: object = {}, key?: KeyObject | Uint8Array) {
  const current = { iat: seconds, exp: seconds + 60, ...(claims.nbf && { nbf: seconds - 10 }) };
  const all = JSON.parse(JSON.stringify({ ...claims, ...current, ...changes })) as JWTPayload;
  const ours = header.alg === 'ES256' ? ec.privateKey : rsa.privateKey;
  // The key set of this test has no key ids.
  const { kid: _kid, ...others } = header;
  return new SignJWT(all).setProtectedHeader(others).sign(key ?? ours);
}

const outcomeOf = (caller: Promise<{ userId: string; role: Role }>) =>
  caller.then(
    ({ userId, role }) => `${role} ${userId}`,
    ({ reason }: { reason: string }) => reason,
  );

interface Case {
  readonly provider: string;
  readonly agent: string;
  /** The claim of the audience. */
  readonly audience: string;
  /** The claims of a customer: without a role, as the provider writes that. */
  readonly customer: object;
  /** The claims of the same provider's tokens for another API, client or project. */
  readonly otherAudience: string | readonly string[];
  readonly otherIssuer: string;
  /** Changes that make an ID token of an access token, and why it is rejected. */
  readonly idToken?: readonly [changes: object, reason: string];
}

const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com';

const CASES: readonly Case[] = [
  {
    provider: 'Auth0',
    agent: 'auth0|66f1c0ffee',
    audience: 'aud',
    customer: { 'https://chat.example.com/roles': [] },
    otherAudience: ['https://orders.example.com', 'https://example.eu.auth0.com/userinfo'],
    // The issuer ends with a slash.
    otherIssuer: 'https://example.eu.auth0.com',
    idToken: [{ aud: 'front-end-client-id', azp: undefined, nonce: 'n' }, 'token-audience'],
  },
  {
    provider: 'Clerk',
    agent: 'user_2example',
    audience: 'azp',
    customer: { chat_role: null },
    otherAudience: 'https://evil.example',
    otherIssuer: 'https://clerk.evil.example',
  },
  {
    provider: 'Firebase',
    agent: 'Xy7kLm9nOpQrStUvWxYz',
    audience: 'aud',
    customer: { chat_role: undefined },
    otherAudience: 'another-project',
    otherIssuer: 'https://securetoken.google.com/another-project',
  },
  {
    provider: 'Keycloak',
    agent: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
    audience: 'aud',
    customer: { realm_access: { roles: ['default-roles-example', 'offline_access'] } },
    otherAudience: 'account',
    otherIssuer: 'https://id.example.com/realms/another',
    // Even if the mapper adds the audience to ID tokens.
    idToken: [{ typ: 'ID', aud: ['chat-web', 'chat-api'] }, 'token-claim'],
  },
  {
    provider: 'Amazon Cognito',
    agent: 'c27a05a2-4ce1-4173-be51-9bbc3fe65a0a',
    audience: 'client_id',
    customer: { 'cognito:groups': undefined },
    otherAudience: 'another-client-of-the-pool',
    otherIssuer: `${COGNITO}/eu-west-1_Another`,
    idToken: [{ client_id: undefined, aud: '1example23456789', token_use: 'id' }, 'token-audience'],
  },
  {
    provider: 'Microsoft Entra ID',
    agent: 'bf6c3c10-5aad-4cd8-b54c-f9083925e7e3',
    audience: 'aud',
    customer: { roles: undefined },
    otherAudience: '00000003-0000-0000-c000-000000000000',
    otherIssuer: 'https://login.microsoftonline.com/22222222-2222-4333-8444-555555555555/v2.0',
    idToken: [{ aud: '99999999-8888-4777-8666-555555555555', azp: undefined }, 'token-audience'],
  },
  {
    provider: 'Supabase',
    agent: 'bc12aac8-5f1d-4c3e-9d2a-c8ff53ab97cf',
    audience: 'aud',
    customer: { app_metadata: { provider: 'email', providers: ['email'] } },
    otherAudience: 'anon',
    otherIssuer: 'https://another.supabase.co/auth/v1',
  },
];

it('the page has a recipe for each provider that is tested, and no other', () => {
  const [, recipes = ''] = PAGE.split('\n## Recipes\n');
  const [text = ''] = recipes.split('\n## ');
  const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(CASES.map(({ provider }) => provider));
});

it('the page names every variable of tokens, and no other', () => {
  const named = new Set([...PAGE.matchAll(/\bJWT_[A-Z_]+\b/g)].map(([name]) => name));
  const variables = SETTINGS.map(({ variable }) => variable).filter((name) => name.startsWith('JWT_'));
  expect([...named].toSorted()).toEqual(variables.toSorted());
});

describe.each(CASES)('a token of $provider', (provider) => {
  const { environment, shape } = recipe(provider.provider);
  const verify = (changes?: object, key?: KeyObject | Uint8Array, header: object = {}) =>
    sign({ ...shape, header: { ...shape.header, ...header } }, changes, key).then((token) =>
      outcomeOf(verifierOf(environment)(token)),
    );

  it('identifies an agent', async () => {
    expect(await verify()).toBe(`AGENT ${provider.agent}`);
  });

  it('without a role is of a USER', async () => {
    expect(await verify(provider.customer)).toBe(`USER ${provider.agent}`);
  });

  it('for another audience is rejected, and so is one without', async () => {
    expect(await verify({ [provider.audience]: provider.otherAudience })).toBe('token-audience');
    expect(await verify({ [provider.audience]: undefined })).toBe('token-audience');
  });

  it('of another tenant or project is rejected, even with the same keys', async () => {
    expect(await verify({ iss: provider.otherIssuer })).toBe('token-issuer');
  });

  it('that has expired is rejected', async () => {
    expect(await verify({ exp: seconds - 60 })).toBe('token-expired');
  });

  it('that chooses its own algorithm is rejected', async () => {
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await verify({}, Buffer.from(pem), { alg: 'HS256' })).toBe('token-invalid');
    const unsigned = new UnsecuredJWT({ ...shape.claims, exp: seconds + 60 }).encode();
    expect(await outcomeOf(verifierOf(environment)(unsigned))).toBe('token-invalid');
  });

  it('signed by another key is rejected', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await verify({}, privateKey, { alg: 'RS256' })).toBe('token-invalid');
  });
});

/** A recipe with other settings, and a token with other claims. */
async function outcomeWith(provider: string, settings: Environment, changes: object, header: object = {}) {
  const { environment, shape } = recipe(provider);
  const token = await sign({ ...shape, header: { ...shape.header, ...header } }, changes);
  return outcomeOf(verifierOf({ ...environment, ...settings })(token));
}

describe('an ID token', () => {
  const cases = CASES.flatMap(({ provider, idToken }) => (idToken ? [[provider, ...idToken] as const] : []));

  it.each(cases)('of %s is rejected: %j', async (provider, changes, reason) => {
    expect(await outcomeWith(provider, {}, changes)).toBe(reason);
  });
});

describe('the page', () => {
  it('has the type of RFC 9068 for Auth0: an ID token has another one', async () => {
    const settings = { JWT_TYPE: 'at+jwt' };
    const agent = 'AGENT auth0|66f1c0ffee';
    expect(await outcomeWith('Auth0', settings, {}, { typ: 'at+jwt' })).toBe(agent);
    expect(await outcomeWith('Auth0', settings, {}, { typ: 'application/at+JWT' })).toBe(agent);
    expect(await outcomeWith('Auth0', settings, {}, { typ: 'JWT' })).toBe('token-type');
    expect(await outcomeWith('Auth0', settings, {}, { typ: undefined })).toBe('token-type');
  });

  it('has a check for Clerk that rejects a pending session, and tokens of other templates', async () => {
    expect(await outcomeWith('Clerk', {}, { sts: 'pending' })).toBe('token-claim');
    expect(await outcomeWith('Clerk', {}, { sts: undefined, sid: undefined, v: undefined })).toBe(
      'token-claim',
    );
  });

  it('accepts a template of Clerk with an audience, when the settings of azp are removed', async () => {
    const settings = { JWT_AUDIENCE: 'chat', JWT_AUDIENCE_CLAIM: '', JWT_REQUIRED_CLAIMS: '' };
    const template = { aud: 'chat', azp: undefined, sts: undefined };
    expect(await outcomeWith('Clerk', settings, template)).toBe('AGENT user_2example');
    expect(await outcomeWith('Clerk', settings, { ...template, aud: 'orders' })).toBe('token-audience');
  });

  it('needs typ=Bearer for Keycloak where azp is the audience', async () => {
    const settings = { JWT_AUDIENCE: 'chat-web', JWT_AUDIENCE_CLAIM: 'azp' };
    const idToken = { typ: 'ID', aud: 'chat-web' };
    const agent = 'AGENT 36fa0f91-f94d-4a0c-afed-6b7d952e47da';
    expect(await outcomeWith('Keycloak', settings, { aud: 'account' })).toBe(agent);
    expect(await outcomeWith('Keycloak', settings, idToken)).toBe('token-claim');
    expect(await outcomeWith('Keycloak', { ...settings, JWT_REQUIRED_CLAIMS: '' }, idToken)).toBe(agent);
  });

  it('reads the roles of a client at Keycloak', async () => {
    const settings = { JWT_ROLE_CLAIM: '/resource_access/chat-api/roles' };
    const changes = { resource_access: { 'chat-api': { roles: ['chat-service'] } } };
    expect(await outcomeWith('Keycloak', settings, changes)).toMatch(/^SERVICE /);
  });

  it('makes a user of both groups at Cognito a USER', async () => {
    const groups = { 'cognito:groups': ['chat-agents', 'chat-services'] };
    expect(await outcomeWith('Amazon Cognito', {}, groups)).toMatch(/^USER /);
  });

  it('rejects an ID token of Cognito by token_use alone', async () => {
    expect(await outcomeWith('Amazon Cognito', {}, { token_use: 'id' })).toBe('token-claim');
  });

  it('tells ID tokens of a shared registration at Entra ID by azp', async () => {
    const settings = { JWT_REQUIRED_CLAIMS: 'azp=99999999-8888-4777-8666-555555555555' };
    expect(await outcomeWith('Microsoft Entra ID', settings, {})).toMatch(/^AGENT /);
    expect(await outcomeWith('Microsoft Entra ID', settings, { azp: undefined })).toBe('token-claim');
  });

  it('has the issuer of version 1 for Entra ID', async () => {
    const [, issuer = ''] = /JWT_ISSUER=(https:\/\/sts\.windows\.net\/[^`]+)/.exec(PAGE) ?? [];
    const settings = { JWT_ISSUER: issuer, JWT_AUDIENCE: 'api://chat' };
    const claims = { iss: issuer, aud: 'api://chat', ver: '1.0', azp: undefined, appid: 'x' };
    expect(await outcomeWith('Microsoft Entra ID', settings, claims)).toMatch(/^AGENT /);
    expect(await outcomeWith('Microsoft Entra ID', settings, {})).toBe('token-issuer');
  });

  it('accepts an application of Entra ID as a SERVICE', async () => {
    const app = { roles: ['Chat.Service'], scp: undefined, idtyp: 'app', name: undefined };
    expect(await outcomeWith('Microsoft Entra ID', {}, app)).toMatch(/^SERVICE /);
  });

  it('takes no role from what a user of Supabase can change, and rejects anonymous users', async () => {
    const changed = { app_metadata: {}, user_metadata: { chat_role: 'AGENT' }, role: 'AGENT' };
    expect(await outcomeWith('Supabase', {}, changed)).toMatch(/^USER /);
    expect(await outcomeWith('Supabase', {}, { is_anonymous: true })).toBe('token-claim');
    expect(await outcomeWith('Supabase', { JWT_REQUIRED_CLAIMS: '' }, { is_anonymous: true })).toMatch(
      /^AGENT /,
    );
  });

  it('has the legacy secret of Supabase, whose API keys are no tokens of a user', async () => {
    const { environment, shape } = recipe('Supabase', 'supabase-legacy.env');
    const secret = Buffer.from(environment.JWT_SECRET ?? '');
    const legacy = { ...shape, header: { alg: 'HS256', typ: 'JWT' } };
    const verify = async (changes: object) =>
      outcomeOf(verifierOf(environment)(await sign(legacy, changes, secret)));
    expect(await verify({})).toBe('AGENT bc12aac8-5f1d-4c3e-9d2a-c8ff53ab97cf');
    expect(await verify({ aud: 'anon' })).toBe('token-audience');
    const apiKey = { sub: undefined, aud: undefined, role: 'service_role', is_anonymous: undefined };
    expect(await verify({ ...apiKey, iss: 'supabase' })).toBe('token-audience');
    expect(await verify({ ...apiKey, aud: 'authenticated', is_anonymous: false })).toBe('token-subject');
    // A token of the asymmetric keys does not pass for one of the secret.
    expect(await outcomeOf(verifierOf(environment)(await sign(shape)))).toBe('token-invalid');
  });

  it.each([
    ['JWT_AUDIENCE_CLAIM=azp', { JWT_AUDIENCE_CLAIM: '' }, 'Clerk'],
    ['JWT_AUDIENCE_CLAIM=client_id', { JWT_AUDIENCE_CLAIM: '' }, 'Amazon Cognito'],
    ['the other claim', { JWT_AUDIENCE_CLAIM: 'azp' }, 'Amazon Cognito'],
    ['a list of clients', { JWT_AUDIENCE_CLAIM: 'azp' }, 'Auth0'],
  ])(
    'never takes the audience from another claim than the one configured: %s',
    async (_case, settings, provider) => {
      const changes = provider === 'Auth0' ? { azp: ['https://chat.example.com'] } : {};
      expect(await outcomeWith(provider, settings, changes)).toBe('token-audience');
    },
  );
});
