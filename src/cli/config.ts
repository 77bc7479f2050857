import { readFileSync } from 'node:fs';
import {
  listOf,
  readService,
  readSigning,
  type ServiceConfig,
  type SigningConfig,
} from './config-service.ts';
import { mistypedVariables, VARIABLES } from './config-variables.ts';
import { LOG_LEVELS, type LogLevel } from '../lib/logger.ts';
import { isBaseUrl, isOrigin, isPrivate, isRedisUrl, isTypePrefix, RANGES } from '../lib/option-rules.ts';
import type { Rate } from '../lib/rate-limiter.ts';
import { readTrustedDocuments, type TrustedDocuments } from '../graphql/documents/trusted-documents.ts';

/** Everything the environment decides, checked. */
export interface Config {
  readonly mode: 'sandbox' | 'passthrough' | 'service';
  readonly host: string;
  readonly port: number;
  readonly baseUrl: string;
  /** What `service` needs; undefined in other modes. */
  readonly service: ServiceConfig | undefined;
  readonly publicProfiles: boolean;
  readonly userMetadataKeys: readonly string[];
  readonly upstreamTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly upstreamConnections: number;
  readonly maxBatchSize: number;
  readonly maxBatchesInFlight: number;
  readonly maxBodyBytes: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxMutations: number;
  /** Undefined for what depends on the caller's role. */
  readonly maxIdempotencyKeys: number | undefined;
  readonly maxIds: number;
  readonly maxUpstreamCalls: number;
  readonly trustedDocuments: TrustedDocuments | undefined;
  readonly maxRequestsInFlight: number;
  readonly rateLimit: (Rate & { readonly exemptsServices: boolean }) | undefined;
  readonly keepAliveTimeoutMs: number;
  readonly drainDelayMs: number;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly sdlToken: string | undefined;
  readonly typePrefix: string;
  readonly debugUpstream: boolean;
  readonly debugErrors: boolean;
  readonly redisUrl: string | undefined;
  readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every mistake in the environment at once, by variable, and never with a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads the environment. An empty variable counts as absent.
 * @param readFile how the file that a secret is in is read
 * @throws {ConfigError} naming all that is wrong with it
 */
export function readConfig(
  environment: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const problems: string[] = [];
  const given = (name: string) => environment[name] || undefined;

  const secret = secretReader(given, readFile, problems);
  const oneOf = <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const value = given(name) ?? fallback;
    if (choices.includes(value as T)) return value as T;
    problems.push(`${name}: must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}.`);
    return fallback;
  };
  const whole = (name: keyof typeof VARIABLES, least: number, most: number): number => {
    const text = given(name) ?? VARIABLES[name].fallback;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    problems.push(`${name}: must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
    return least;
  };
  const flag = (name: string, fallback: boolean) =>
    oneOf(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';

  const mode = oneOf('GATEWAY_MODE', ['sandbox', 'passthrough', 'service'], 'sandbox');
  problems.push(...conflictingVariables(mode, given));
  problems.push(...mistypedVariables(environment));
  const sandbox = mode === 'sandbox';
  const corsOrigins = listOf(given('CORS_ORIGINS'));
  if (mode === 'passthrough' && corsOrigins.length > 0) {
    problems.push('CORS_ORIGINS: not in passthrough mode, where a page would have to hold the Api-Key.');
  }
  for (const origin of corsOrigins) {
    if (isOrigin(origin)) continue;
    problems.push(
      `CORS_ORIGINS: ${JSON.stringify(origin)} is not an origin such as https://app.example.com (no path, no *).`,
    );
  }
  const baseUrl = given('KOMMUNICATE_BASE_URL') ?? VARIABLES.KOMMUNICATE_BASE_URL.fallback;
  if (!isBaseUrl(baseUrl)) {
    problems.push('KOMMUNICATE_BASE_URL: must be an http or https URL without user, query or fragment.');
  } else if (mode === 'service' && !isPrivate(baseUrl)) {
    problems.push('KOMMUNICATE_BASE_URL: must be https in service mode, except on this machine.');
  }

  const redisUrl = secret('REDIS_URL');
  if (redisUrl !== undefined && !isRedisUrl(redisUrl)) {
    problems.push('REDIS_URL: must be a redis: or rediss: URL, such as redis://localhost:6379.');
  }

  const sdlToken = secret('SDL_TOKEN');
  if (sdlToken !== undefined && !/^[\w.~+/-]{16,}=*$/.test(sdlToken)) {
    problems.push('SDL_TOKEN: must be 16 characters or more, of A-Z, a-z, 0-9 and -._~+/.');
  }

  const config: Config = {
    mode,
    host: given('HOST') ?? (sandbox ? '127.0.0.1' : '0.0.0.0'),
    port: whole('PORT', ...RANGES.port),
    baseUrl,
    service: mode === 'service' ? readService(given, secret, baseUrl, problems) : undefined,
    publicProfiles: flag('PUBLIC_PROFILES', false),
    userMetadataKeys: listOf(given('USER_METADATA_KEYS')),
    upstreamTimeoutMs: whole('UPSTREAM_TIMEOUT_MS', ...RANGES.timeoutMs),
    requestTimeoutMs: whole('REQUEST_TIMEOUT_MS', ...RANGES.requestTimeoutMs),
    upstreamConnections: whole('UPSTREAM_CONNECTIONS', ...RANGES.connections),
    maxBatchSize: whole('MAX_BATCH_SIZE', ...RANGES.maxBatchSize),
    maxBatchesInFlight: whole('MAX_BATCHES_IN_FLIGHT', ...RANGES.maxBatchesInFlight),
    maxBodyBytes: whole('MAX_BODY_BYTES', ...RANGES.maxBodyBytes),
    maxTokens: whole('MAX_TOKENS', ...RANGES.maxTokens),
    maxDepth: whole('MAX_DEPTH', ...RANGES.maxDepth),
    maxAliases: whole('MAX_ALIASES', ...RANGES.maxAliases),
    maxMutations: whole('MAX_MUTATIONS', ...RANGES.maxMutations),
    maxIdempotencyKeys: given('MAX_IDEMPOTENCY_KEYS')
      ? whole('MAX_IDEMPOTENCY_KEYS', ...RANGES.maxIdempotencyKeys)
      : undefined,
    maxIds: whole('MAX_IDS', ...RANGES.maxIds),
    maxUpstreamCalls: whole('MAX_UPSTREAM_CALLS', ...RANGES.maxUpstreamCalls),
    trustedDocuments: readDocuments(given('TRUSTED_DOCUMENTS'), readFile, problems),
    rateLimit: readRate(given('RATE_LIMIT'), mode, problems),
    maxRequestsInFlight: whole('MAX_REQUESTS_IN_FLIGHT', ...RANGES.maxRequestsInFlight),
    keepAliveTimeoutMs: whole('KEEP_ALIVE_TIMEOUT_MS', ...RANGES.keepAliveTimeoutMs),
    drainDelayMs: whole('DRAIN_DELAY_MS', ...RANGES.drainDelayMs),
    corsOrigins,
    graphiql: flag('GRAPHIQL', sandbox),
    introspection: flag('INTROSPECTION', sandbox),
    sdlToken,
    typePrefix: readTypePrefix(given('TYPE_PREFIX'), problems),
    debugUpstream: flag('DEBUG_UPSTREAM', sandbox),
    debugErrors: flag('DEBUG_ERRORS', sandbox),
    redisUrl,
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  // The request would be over first: a call would never be known to have taken too long.
  if (problems.length === 0 && config.upstreamTimeoutMs >= config.requestTimeoutMs) {
    problems.push('UPSTREAM_TIMEOUT_MS: must be less than REQUEST_TIMEOUT_MS.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** Reads values that may also stand in a file, which `NAME_FILE` names. */
function secretReader(
  given: (name: string) => string | undefined,
  readFile: (path: string) => string,
  problems: string[],
): (name: string) => string | undefined {
  return (name) => {
    const path = given(`${name}_FILE`);
    if (path === undefined) return given(name);
    if (given(name)) problems.push(`${name}_FILE: not together with ${name}; remove one.`);
    try {
      return readFile(path).trim() || undefined;
    } catch (error) {
      problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
      return undefined;
    }
  };
}

/**
 * Reads what signing a token needs, and nothing else of the environment.
 * @throws {ConfigError} with every mistake in those variables
 */
export function readSigningConfig(
  environment: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): SigningConfig {
  const problems: string[] = [];
  const given = (name: string) => environment[name] || undefined;
  const signing = readSigning(given, secretReader(given, readFile, problems), problems);
  problems.push(...mistypedVariables(environment, /^JWT_/));
  if (problems.length > 0) throw new ConfigError(problems);
  return signing;
}

/** A real key or address where it would be ignored, or used by people who do not own it. */
function conflictingVariables(
  mode: Config['mode'],
  given: (name: string) => string | undefined,
): readonly string[] {
  if (mode === 'service') return [];
  const problems: string[] = [];
  const stray = ['KOMMUNICATE_API_KEY', 'KOMMUNICATE_API_KEY_FILE'].find(given);
  const toSwitch = `To reach the real API set GATEWAY_MODE=service with KOMMUNICATE_API_KEY, JWT_ISSUER, JWT_AUDIENCE and \
JWT_JWKS_URL (or JWT_PUBLIC_KEY or JWT_SECRET); or GATEWAY_MODE=passthrough, and send the key with each request as Api-Key.`;
  if (mode === 'passthrough') {
    if (stray)
      problems.push(`${stray}: not in passthrough mode, where each caller sends the Api-Key; remove it.`);
  } else {
    if (stray) problems.push(`${stray}: the sandbox uses no real key; remove it. ${toSwitch}`);
    if (given('KOMMUNICATE_BASE_URL')) {
      problems.push(`KOMMUNICATE_BASE_URL: the sandbox has an API of its own; remove it. ${toSwitch}`);
    }
  }
  for (const name of SERVICE_ONLY) {
    if (given(name)) problems.push(`${name}: only in service mode; remove it, or set GATEWAY_MODE=service.`);
  }
  return problems;
}

/** Variables that promise protection which another mode does not give. */
const SERVICE_ONLY = `
  JWT_JWKS_URL JWT_PUBLIC_KEY JWT_PUBLIC_KEY_FILE JWT_SECRET JWT_SECRET_FILE JWT_ISSUER JWT_AUDIENCE
  JWT_USER_CLAIM JWT_ROLE_CLAIM JWT_ROLE_MAP
`
  .trim()
  .split(/\s+/);

function readDocuments(
  path: string | undefined,
  readFile: (path: string) => string,
  problems: string[],
): TrustedDocuments | undefined {
  if (path === undefined) return undefined;
  try {
    return readTrustedDocuments(readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    problems.push(`TRUSTED_DOCUMENTS: cannot be read (${code ?? message}).`);
    return undefined;
  }
}

/** Reads `TYPE_PREFIX`; what is wrong with it is added to `problems`. */
export function readTypePrefix(text: string | undefined, problems: string[]): string {
  if (text === undefined || isTypePrefix(text)) return text ?? '';
  problems.push(
    `TYPE_PREFIX: must be such as Kommunicate: a capital, then letters, digits and _, not ${JSON.stringify(text)}.`,
  );
  return '';
}

const SECONDS = { s: 1, min: 60, h: 3600 } as const;

function readRate(text: string | undefined, mode: Config['mode'], problems: string[]): Config['rateLimit'] {
  if (text === 'off' || (text === undefined && mode !== 'service')) return undefined;
  const [, points, unit] = /^([1-9]\d{0,8})\/(s|min|h)$/.exec(text ?? '600/min') ?? [];
  if (points === undefined) {
    problems.push(`RATE_LIMIT: must be such as 600/min (or /s, /h), or off, not ${JSON.stringify(text)}.`);
    return undefined;
  }
  const seconds = SECONDS[unit as keyof typeof SECONDS];
  return { points: Number(points), seconds, exemptsServices: text === undefined };
}
