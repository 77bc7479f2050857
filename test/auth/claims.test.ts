import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenOptions } from '../../src/auth/token-options.ts';
import { signToken } from '../../src/auth/sign-token.ts';
import { createTokenVerifier } from '../../src/auth/verify-token.ts';
import { createLogger } from '../../src/lib/logger.ts';

const SECRET = 'a secret of thirty-two characters';
const GOOD = { iss: 'https://id.example', aud: 'chat', sub: 'ana-ortiz' };

function verifier(options: Partial<TokenOptions> = {}) {
  return createTokenVerifier({
    keys: { secret: SECRET },
    issuer: 'https://id.example',
    audience: ['chat', 'inbox'],
    ...options,
  });
}

const token = (claims: object, header: object = {}) =>
  new SignJWT({ ...GOOD, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .setExpirationTime('1h')
    .sign(Buffer.from(SECRET));

async function outcomeOf(options: Partial<TokenOptions>, claims: object, header?: object) {
  return verifier(options)(await token(claims, header)).then(
    ({ role }) => role,
    ({ code, reason }: { code: string; reason: string }) => {
      expect(code).toBe('UNAUTHENTICATED');
      return reason;
    },
  );
}

describe('a claim setting', () => {
  it.each([
    ['cognito:groups', { 'cognito:groups': 'AGENT' }, 'AGENT'],
    ['https://chat.example/roles', { 'https://chat.example/roles': ['AGENT'] }, 'AGENT'],
    ['realm_access.roles', { 'realm_access.roles': 'AGENT', realm_access: { roles: 'SERVICE' } }, 'AGENT'],
    ['realm_access.roles', { realm_access: { roles: 'AGENT' } }, 'USER'],
    ['/realm_access/roles', { realm_access: { roles: ['AGENT'] } }, 'AGENT'],
    ['/https:~1~1chat.example~1user/role', { 'https://chat.example/user': { role: 'AGENT' } }, 'AGENT'],
    ['/a~0b', { 'a~b': 'AGENT' }, 'AGENT'],
    ['/a~01b', { 'a~1b': 'AGENT', 'a/b': 'SERVICE' }, 'AGENT'],
    ['/~1role', { '/role': 'AGENT' }, 'AGENT'],
    ['/roles/1', { roles: ['SERVICE', 'AGENT'] }, 'AGENT'],
    ['/', { '': 'AGENT' }, 'AGENT'],
    ['/roles/length', { roles: ['AGENT'] }, 'USER'],
    ['/role/0', { role: 'AGENT' }, 'USER'],
    ['__proto__', { role: 'AGENT' }, 'USER'],
  ])('%s reads a name as it is, or a JSON pointer: %j is %s', async (roleClaim, claims, role) => {
    expect(await outcomeOf({ roleClaim }, claims)).toBe(role);
  });
});

describe('the audience claim', () => {
  it.each([
    ['azp', { azp: 'chat' }, 'USER'],
    ['azp', { azp: 'inbox', aud: 'account' }, 'USER'],
    ['azp', { azp: 'another' }, 'token-audience'],
    ['azp', { azp: ['chat'] }, 'token-audience'],
    ['azp', { azp: undefined, client_id: 'chat' }, 'token-audience'],
    ['client_id', { client_id: 'chat' }, 'USER'],
    ['client_id', { azp: 'chat' }, 'token-audience'],
    [undefined, { aud: 'account', azp: 'chat', client_id: 'chat' }, 'token-audience'],
    [undefined, { aud: undefined, azp: 'chat', client_id: 'chat' }, 'token-audience'],
  ] as const)('%s alone decides: %j is %s', async (audienceClaim, claims, outcome) => {
    expect(await outcomeOf(audienceClaim ? { audienceClaim } : {}, claims)).toBe(outcome);
  });
});

describe('required claims', () => {
  it.each([
    ['typ', 'Bearer', { typ: 'Bearer' }, 'USER'],
    ['typ', 'Bearer', { typ: 'ID' }, 'token-claim'],
    ['typ', 'Bearer', { typ: 'bearer' }, 'token-claim'],
    ['typ', 'Bearer', {}, 'token-claim'],
    ['email_verified', 'true', { email_verified: true }, 'USER'],
    ['email_verified', 'true', { email_verified: false }, 'token-claim'],
    ['is_anonymous', 'false', { is_anonymous: null }, 'token-claim'],
    ['ver', '2', { ver: 2 }, 'USER'],
    ['amr', 'mfa', { amr: ['pwd', 'mfa'] }, 'USER'],
    ['amr', 'mfa', { amr: ['pwd'] }, 'token-claim'],
    ['amr', 'mfa', { amr: [['mfa']] }, 'token-claim'],
    ['amr', '[object Object]', { amr: {} }, 'token-claim'],
    ['/amr/0', 'pwd', { amr: ['pwd'] }, 'USER'],
    ['/amr/length', '1', { amr: ['pwd'] }, 'token-claim'],
    ['/firebase/tenant', 'shop', { firebase: { tenant: 'shop' } }, 'USER'],
    ['/firebase/tenant', 'shop', { firebase: { tenant: 'another' } }, 'token-claim'],
  ])('%s must be %s: %j is %s', async (claim, value, claims, outcome) => {
    expect(await outcomeOf({ requiredClaims: new Map([[claim, value]]) }, claims)).toBe(outcome);
  });

  it('must all have their values', async () => {
    const requiredClaims = new Map([
      ['token_use', 'access'],
      ['scope', 'chat'],
    ]);
    expect(await outcomeOf({ requiredClaims }, { token_use: 'access', scope: 'chat' })).toBe('USER');
    expect(await outcomeOf({ requiredClaims }, { token_use: 'access' })).toBe('token-claim');
  });
});

describe('the type of a token', () => {
  it.each([
    [undefined, 'logout+jwt', 'USER'],
    ['at+jwt', 'at+jwt', 'USER'],
    ['at+jwt', 'JWT', 'token-type'],
    ['at+jwt', undefined, 'token-type'],
  ])('%s is checked in the header: %s is %s', async (tokenType, typ, outcome) => {
    expect(await outcomeOf({ tokenType }, {}, typ === undefined ? {} : { typ })).toBe(outcome);
    // The claim `typ` of Keycloak is another one.
    expect(await outcomeOf({ tokenType: 'at+jwt' }, { typ: 'at+jwt' })).toBe('token-type');
  });
});

describe('a token that the command signs', () => {
  it('is valid with the same settings', async () => {
    const settings = {
      issuer: 'https://id.example',
      audience: ['chat'],
      audienceClaim: 'azp',
      tokenType: 'at+jwt',
      requiredClaims: new Map([
        ['token_use', 'access'],
        ['/firebase/tenant', 'shop'],
      ]),
      userClaim: '/user/id',
      roleClaim: 'https://chat.example/roles',
      roleMap: new Map([['support', 'AGENT']] as const),
    } as const;
    const signed = await signToken({ ...settings, secret: SECRET, userId: 'mira', role: 'AGENT' });
    const verify = createTokenVerifier({ ...settings, keys: { secret: SECRET } });
    expect(await verify(signed)).toMatchObject({ userId: 'mira', role: 'AGENT' });
  });
});

describe('the log of a verifier', () => {
  it('says once for each reason why a caller is a USER, without contents of a token', async () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const logger = createLogger({ level: 'debug', pretty: false, write });
    const roleMap = new Map([
      ['support', 'AGENT'],
      ['router', 'SERVICE'],
      ['customer', 'USER'],
    ] as const);
    const verify = verifier({ roleClaim: '/app/roles', roleMap, logger });
    const rolesOf = [
      undefined,
      [],
      ['a-private-group'],
      'another-private-group',
      ['support', 'router'],
      ['router', 'support'],
      'support',
      'customer',
    ];
    for (const roles of rolesOf) await verify(await token({ sub: 'a-private-user', app: { roles } }));
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.map(({ level, reason, claim }) => [level, reason, claim])).toEqual([
      ['info', 'missing', '/app/roles'],
      ['info', 'unknown', '/app/roles'],
      ['warn', 'ambiguous', '/app/roles'],
    ]);
    for (const { msg } of logged) expect(msg).toMatch(/its caller is USER/);
    expect(lines.join()).not.toMatch(/private|support|router/);
  });
});
