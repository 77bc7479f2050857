import type { CheckedToken } from '../auth/check-token.ts';
import { claimAt } from '../auth/claims.ts';
import type { Rejection } from '../auth/rejection.ts';
import type { TokenConfig } from './config-service.ts';
import { ConfigError } from './config.ts';
import { show, type Report } from './report.ts';

/**
 * Checks a token as the gateway does, and says who its caller is, or which check it fails. Prints neither the token nor
 * a secret.
 * @param token with or without `Bearer` before it
 */
export async function explainToken(text: string, config: TokenConfig): Promise<Report> {
  const token = text.trim().replace(/^Bearer +/i, '');
  if (token === '')
    return { isOk: false, text: `The token is not valid.\n${lines([['form', 'the input is empty']])}` };
  const [{ createTokenCheck }, { explainRejection }, { algorithmsFor }] = await Promise.all([
    import('../auth/check-token.ts'),
    import('../auth/rejection.ts'),
    import('../auth/verification-key.ts'),
  ]);
  let check: ReturnType<typeof createTokenCheck>;
  try {
    check = createTokenCheck(config);
  } catch (error) {
    throw new ConfigError([`JWT_PUBLIC_KEY: ${(error as Error).message}.`]);
  }
  try {
    const checked = await check(token);
    return { isOk: true, text: `The token is valid.\n${lines(describeCaller(checked, config))}` };
  } catch (error) {
    const rejection = explainRejection(error, token);
    const isKnown = rejection.check !== 'keys';
    const verdict = isKnown ? 'The token is not valid.' : 'The token cannot be checked.';
    const words = describeRejection(rejection, config, algorithmsFor(config.keys));
    return { isOk: false, text: `${verdict}\n${lines(words)}` };
  }
}

type Row = readonly [name: string, text: string];

function lines(rows: readonly Row[]): string {
  return rows.map(([name, text]) => `  ${name.padEnd(10)}${text}\n`).join('');
}

function describeCaller(
  { userId, grant, header, claims }: CheckedToken,
  config: TokenConfig,
): readonly Row[] {
  const { audienceClaim, userClaim } = config;
  return [
    ['user', `${show(userId)}, from the claim ${show(userClaim)}`],
    ['role', `${grant.role}: ${whyRole(grant, claims, config)}`],
    ['issuer', show(claims.iss)],
    ['audience', `${show(claims[audienceClaim])}, from the claim ${show(audienceClaim)}`],
    ['signature', `${header.alg}${header.kid === undefined ? '' : `, by the key ${show(header.kid)}`}`],
    ['expires', describeTime(claims.exp)],
    ...(isLikeIdToken(claims) ? [ID_TOKEN_NOTE] : []),
  ];
}

const ID_TOKEN_NOTE: Row = [
  'note',
  'this looks like an ID token: to accept access tokens only, set JWT_REQUIRED_CLAIMS or JWT_TYPE',
];

/** Whether a token has what providers put into ID tokens only. */
function isLikeIdToken({ nonce, at_hash, c_hash, typ, token_use }: CheckedToken['claims']): boolean {
  return [nonce, at_hash, c_hash].some((claim) => claim !== undefined) || typ === 'ID' || token_use === 'id';
}

function whyRole(
  { role, reason, values }: CheckedToken['grant'],
  claims: object,
  { roleClaim, roleMap }: TokenConfig,
): string {
  const claim = `the claim ${show(roleClaim)}`;
  const map = roleMap ? 'JWT_ROLE_MAP' : 'no JWT_ROLE_MAP, so the values are USER, AGENT and SERVICE';
  switch (reason) {
    case 'granted':
      return `${claim} has ${values.map(show).join(', ')}${roleMap ? `, which JWT_ROLE_MAP maps to ${role}` : ''}`;
    case 'missing':
      return `the token does not have ${claim} (JWT_ROLE_CLAIM)${pathHint(claims, roleClaim)}`;
    case 'unknown':
      return `no value of ${claim} stands for a role: it is ${show(claimAt(claims, roleClaim))}; ${map}`;
    case 'ambiguous':
      return `${claim} has values of several roles: ${values.map(show).join(', ')}`;
  }
}

/** A frequent mistake: dots where a JSON pointer has slashes. */
function pathHint(claims: object, claim: string): string {
  const pointer = `/${claim.replaceAll('.', '/')}`;
  if (claim.startsWith('/') || claimAt(claims, pointer) === undefined) return '';
  return `; did you mean the JSON pointer ${show(pointer)}?`;
}

function describeRejection(
  rejection: Rejection,
  config: TokenConfig,
  algorithms: readonly string[],
): readonly Row[] {
  switch (rejection.check) {
    case 'form':
      return [['form', 'it is not a signed JWT: three parts in base64url, separated by dots']];
    case 'algorithm':
      return [
        ['algorithm', `its header names ${show(rejection.header.alg)}; with this key it may be one of:`],
        ['', algorithms.join(', ')],
      ];
    case 'key':
      return [['key', 'its algorithm does not fit the key that verifies it']];
    case 'key-id':
      return [
        ['key', `no key of JWT_JWKS_URL fits: the header names kid ${show(rejection.header.kid)}`],
        ['', `and algorithm ${show(rejection.header.alg)}. Is it a token of this issuer?`],
      ];
    case 'signature':
      return [['signature', 'it does not fit the key: another signer, or a changed token']];
    case 'keys':
      return [['keys', `JWT_JWKS_URL could not be fetched: ${rejection.failure}`]];
    case 'type': {
      const { typ } = rejection.header;
      const type = typ === undefined ? 'has no typ' : `has typ ${show(typ)}`;
      return [['type', `its header ${type}; JWT_TYPE is ${show(config.tokenType)}`]];
    }
    case 'claim':
      return describeClaim(rejection.claim, rejection.claims, config);
  }
}

function describeClaim(claim: string, claims: CheckedToken['claims'], config: TokenConfig): readonly Row[] {
  const { issuer, audience, audienceClaim, requiredClaims, userClaim } = config;
  const value = claimAt(claims, claim);
  const has = value === undefined ? `it has no ${show(claim)}` : `its ${show(claim)} is ${show(value)}`;
  if (claim === 'iss') return [['issuer', `${has}; JWT_ISSUER is ${show(issuer)}`]];
  if (claim === audienceClaim) {
    const other = (['azp', 'client_id', 'aud'] as const).find((name) => claims[name] !== undefined);
    const hint: readonly Row[] =
      value === undefined && other !== undefined
        ? [['', `it has ${show(other)}: ${show(claims[other])}; see JWT_AUDIENCE_CLAIM`]]
        : [];
    return [['audience', `${has}; JWT_AUDIENCE is ${audience.map(show).join(', ')}`], ...hint];
  }
  if (claim === 'exp') return [['expires', value === undefined ? has : describeTime(value)]];
  if (claim === 'nbf') return [['starts', describeTime(value)]];
  const required = requiredClaims?.get(claim);
  if (required !== undefined) return [['claim', `${has}; JWT_REQUIRED_CLAIMS wants ${show(required)}`]];
  if (claim === userClaim && claim !== 'sub') {
    return [['user', `${has}; a user id (JWT_USER_CLAIM) is 1-256 visible ASCII characters`]];
  }
  if (claim === 'sub') return [['subject', `${has}; it must be 1-256 visible ASCII characters`]];
  return [['claim', `${has}, which is not valid`]];
}

/** A time of a token, and how far it is from now. */
function describeTime(seconds: unknown): string {
  const date = new Date(Number(seconds) * 1000);
  if (typeof seconds !== 'number' || Number.isNaN(date.getTime())) return `not a time: ${show(seconds)}`;
  const distance = Math.round((date.getTime() - Date.now()) / 1000);
  const words = distance < 0 ? `${span(-distance)} ago` : `in ${span(distance)}`;
  return `${date.toISOString().replace('.000', '')}, ${words}; now ${new Date().toISOString().replace(/\.\d+/, '')}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function span(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
