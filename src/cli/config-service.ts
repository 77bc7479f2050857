import { isClaimName } from '../auth/claims.ts';
import type { Role } from '../auth/principal.ts';
import { CLAIM_SETTINGS } from '../auth/settings.ts';
import { isLoopbackHost } from '../lib/loopback.ts';
import { isPrivate, MIN_SECRET_LENGTH } from '../lib/option-rules.ts';
import type { ValuesOf } from '../lib/settings.ts';
import { entriesOf, type Variables } from './variables.ts';

/** What `service` mode needs to call the REST API and to verify tokens. */
export interface ServiceConfig {
  readonly apiKey: string;
  readonly tokens: TokenConfig;
}

/** How tokens are verified: options of `createTokenVerifier`. */
export interface TokenConfig extends ValuesOf<typeof CLAIM_SETTINGS> {
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string } | { readonly secret: string };
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly requiredClaims: ReadonlyMap<string, string> | undefined;
  readonly roleMap: ReadonlyMap<string, Role> | undefined;
}

/** The secret of the examples in the docs: it is public, so it protects nothing. */
const EXAMPLE_SECRET = 'an-example-secret-of-32-characters';

/** What signing a token needs. */
export interface SigningConfig extends Omit<TokenConfig, 'keys'> {
  readonly secret: string;
}

/**
 * Reads the variables of `service` mode.
 * @param baseUrl the REST API. The example secret of the docs is accepted only when this URL is on this machine.
 */
export function readService(variables: Variables, baseUrl: string): ServiceConfig {
  const { getSecret, problems } = variables;
  const required = requiredReader('in service mode', problems);
  const apiKey = required('KOMMUNICATE_API_KEY', getSecret('KOMMUNICATE_API_KEY'));
  if (!/^[\x21-\x7e]*$/.test(apiKey)) {
    problems.push('KOMMUNICATE_API_KEY: must be visible ASCII characters without spaces.');
  }
  return { apiKey, tokens: { keys: readKeys(variables, baseUrl), ...readClaims(variables, required) } };
}

/**
 * Reads the variables that verify tokens.
 * @param baseUrl the REST API, if it is known
 */
export function readTokens(variables: Variables, baseUrl?: string): TokenConfig {
  const required = requiredReader('to verify tokens', variables.problems);
  return {
    keys: readKeys(variables, baseUrl ?? 'http://localhost'),
    ...readClaims(variables, required),
  };
}

function readKeys({ get, getSecret, problems }: Variables, baseUrl: string): TokenConfig['keys'] {
  const jwksUrl = get('JWT_JWKS_URL');
  const publicKey = getSecret('JWT_PUBLIC_KEY');
  const secret = getSecret('JWT_SECRET');
  if ([jwksUrl, publicKey, secret].filter((key) => key !== undefined).length !== 1) {
    problems.push(
      'JWT_JWKS_URL, JWT_PUBLIC_KEY, JWT_SECRET: exactly one of them is required in service mode.',
    );
  }
  if (jwksUrl !== undefined && !isPrivate(jwksUrl)) {
    problems.push('JWT_JWKS_URL: must be an https URL without user, except on this machine.');
  }
  if (publicKey !== undefined && !publicKey.includes('-----BEGIN PUBLIC KEY-----')) {
    problems.push('JWT_PUBLIC_KEY: must be PEM that begins with -----BEGIN PUBLIC KEY-----.');
  }
  checkSecret(secret, problems);
  if (secret?.trim() === EXAMPLE_SECRET && !isLoopback(baseUrl)) {
    problems.push('JWT_SECRET: is the example of the docs; make your own: openssl rand -base64 32.');
  }
  if (jwksUrl !== undefined) return { jwksUrl };
  return publicKey === undefined ? { secret: secret ?? '' } : { publicKey };
}

/** Reads the variables that sign a token. */
export function readSigning(variables: Variables): SigningConfig {
  const { getSecret, problems } = variables;
  const required = requiredReader('to sign tokens', problems);
  const secret = getSecret('JWT_SECRET');
  // A file that cannot be read is reported already.
  if (problems.length === 0) required('JWT_SECRET', secret);
  checkSecret(secret, problems);
  return { secret: secret ?? '', ...readClaims(variables, required) };
}

type Required = (variable: string, value: string | undefined) => string;

function requiredReader(why: string, problems: string[]): Required {
  return (variable, value) => {
    if (value === undefined) problems.push(`${variable}: is required ${why}.`);
    return value ?? '';
  };
}

function checkSecret(secret: string | undefined, problems: string[]): void {
  if (secret !== undefined && secret.trim().length < MIN_SECRET_LENGTH) {
    problems.push(`JWT_SECRET: must have ${MIN_SECRET_LENGTH} characters or more.`);
  }
}

function readClaims(variables: Variables, required: Required): Omit<TokenConfig, 'keys'> {
  const { get, problems } = variables;
  const issuer = required('JWT_ISSUER', get('JWT_ISSUER'));
  const audience = entriesOf(required('JWT_AUDIENCE', get('JWT_AUDIENCE')));
  if (get('JWT_AUDIENCE') && audience.length === 0) {
    problems.push('JWT_AUDIENCE: must contain at least one audience.');
  }
  return {
    issuer,
    audience,
    ...variables.values(CLAIM_SETTINGS),
    requiredClaims: readRequiredClaims(variables),
    roleMap: readRoleMap(variables),
  };
}

function readRequiredClaims({ get, problems }: Variables): ReadonlyMap<string, string> | undefined {
  const text = get('JWT_REQUIRED_CLAIMS');
  if (text === undefined) return undefined;
  const requiredClaims = new Map<string, string>();
  for (const entry of entriesOf(text)) {
    const [, claim = '', value = ''] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    const shown = JSON.stringify(entry);
    if (!isClaimName(claim) || value === '') {
      problems.push(`JWT_REQUIRED_CLAIMS: ${shown} must have the form token_use=access.`);
    } else if (requiredClaims.has(claim)) {
      problems.push(`JWT_REQUIRED_CLAIMS: ${JSON.stringify(claim)} has two values.`);
    } else {
      requiredClaims.set(claim, value);
    }
  }
  // A setting without an entry would look like a protection.
  if (requiredClaims.size === 0 && !problems.some((problem) => problem.startsWith('JWT_REQUIRED_CLAIMS'))) {
    problems.push('JWT_REQUIRED_CLAIMS: must contain at least one claim.');
  }
  return requiredClaims;
}

function readRoleMap({ get, problems }: Variables): ReadonlyMap<string, Role> | undefined {
  const text = get('JWT_ROLE_MAP');
  if (text === undefined) return undefined;
  const roleMap = new Map<string, Role>();
  for (const entry of entriesOf(text)) {
    // Split at the last colon: the value may be a URN.
    const [, value, role] = /^(.+):(USER|AGENT|SERVICE)$/.exec(entry) ?? [];
    if (value === undefined) {
      problems.push(
        `JWT_ROLE_MAP: ${JSON.stringify(entry)} must have the form support:AGENT (or :USER, :SERVICE).`,
      );
    } else if (roleMap.has(value)) {
      problems.push(`JWT_ROLE_MAP: ${JSON.stringify(value)} is mapped to two roles.`);
    } else {
      roleMap.set(value, role as Role);
    }
  }
  return roleMap;
}

function isLoopback(url: string): boolean {
  return isLoopbackHost(URL.parse(url)?.hostname ?? '');
}
