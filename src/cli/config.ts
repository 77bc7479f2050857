import {
  ACCESS,
  BATCHING,
  CORS,
  FEATURES,
  LIMITS,
  LIVE,
  OBSERVABILITY,
  PARSED,
  RATE,
} from '../gateway/settings.ts';
import { readTrustedDocuments, type TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { UPSTREAM } from '../kommunicate/settings.ts';
import { integer, isPrivate } from '../lib/option-rules.ts';
import type { Rate } from '../lib/rate-limiter.ts';
import type { ValuesOf } from '../lib/settings.ts';
import { SERVER } from '../server/settings.ts';
import {
  readService,
  readSigning,
  readTokens,
  type ServiceConfig,
  type SigningConfig,
  type TokenConfig,
} from './config-service.ts';
import { COMMAND, SERVICE } from './settings.ts';
import {
  createVariables,
  entriesOf,
  mistypedVariables,
  readTextFile,
  type Environment,
  type ReadFile,
  type Variables,
} from './variables.ts';

/** Everything that the environment decides, checked. */
export interface Config extends ValuesOf<typeof COMMAND> {
  /** Undefined outside `service` mode. */
  readonly service: ServiceConfig | undefined;
  /** Options of `createClient`. */
  readonly upstream: ValuesOf<typeof UPSTREAM>;
  /** Options of `startServer`, without those of the gateway. */
  readonly server: ValuesOf<typeof SERVER>;
  /** Options of `createGateway`. */
  readonly gateway: GatewayConfig;
}

interface GatewayConfig extends ValuesOf<typeof FEATURES>, ValuesOf<typeof OBSERVABILITY> {
  readonly limits: ValuesOf<typeof LIMITS>;
  readonly batching: ValuesOf<typeof BATCHING>;
  readonly live: ValuesOf<typeof LIVE>;
  readonly access: ValuesOf<typeof ACCESS>;
  readonly cors: ValuesOf<typeof CORS>;
  readonly trustedDocuments: TrustedDocuments | undefined;
  readonly rateLimit: RateConfig | undefined;
}

interface RateConfig extends Rate {
  readonly exemptsServices: boolean;
}

/** Every mistake in the environment at once, each with its variable, and never with the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Outside the sandbox the server is behind a load balancer, or in a container. */
const ALL_ADDRESSES = '0.0.0.0';

/**
 * Reads the environment. An empty variable counts as absent.
 * @param readFile reads the file of a secret, or of trusted documents
 * @throws {ConfigError} with all mistakes
 */
export function readConfig(environment: Environment, readFile: ReadFile = readTextFile): Config {
  const variables = createVariables(environment, readFile);
  const { problems, get } = variables;
  const command = variables.values(COMMAND);
  const { mode } = command;
  problems.push(...conflictingVariables(mode, get), ...mistypedVariables(environment));
  const upstream = variables.values(UPSTREAM);
  if (mode === 'service' && !isPrivate(upstream.baseUrl)) {
    problems.push('KOMMUNICATE_BASE_URL: must be https in service mode, except on this machine.');
  }
  const server = variables.values(SERVER);
  const config: Config = {
    ...command,
    service: mode === 'service' ? readService(variables, upstream.baseUrl) : undefined,
    upstream,
    server: { ...server, host: get('HOST') ?? (mode === 'sandbox' ? server.host : ALL_ADDRESSES) },
    gateway: {
      ...variables.values(FEATURES, mode),
      ...variables.values(OBSERVABILITY),
      limits: variables.values(LIMITS),
      batching: variables.values(BATCHING),
      live: variables.values(LIVE),
      access: variables.values(ACCESS),
      cors: variables.values(CORS),
      trustedDocuments: readDocuments(variables, readFile),
      rateLimit: readRate(variables, mode),
    },
  };
  // Otherwise the request would time out first, and the circuit breaker would never see a slow call.
  if (problems.length === 0 && upstream.timeoutMs >= config.gateway.limits.requestTimeoutMs) {
    problems.push('UPSTREAM_TIMEOUT_MS: must be less than REQUEST_TIMEOUT_MS.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/**
 * Reads the variables that sign a token, and no others.
 * @throws {ConfigError} with all mistakes in those variables
 */
export function readSigningConfig(environment: Environment, readFile?: ReadFile): SigningConfig {
  const variables = createVariables(environment, readFile);
  const signing = readSigning(variables);
  const problems = [...variables.problems, ...mistypedVariables(environment, /^JWT_/)];
  if (problems.length > 0) throw new ConfigError(problems);
  return signing;
}

/**
 * Reads the variables that verify tokens, and no others.
 * @throws {ConfigError} with all mistakes in those variables
 */
export function readTokenConfig(environment: Environment, readFile?: ReadFile): TokenConfig {
  const variables = createVariables(environment, readFile);
  const tokens = readTokens(variables, variables.get(UPSTREAM.baseUrl.variable));
  const problems = [...variables.problems, ...mistypedVariables(environment, /^JWT_/)];
  if (problems.length > 0) throw new ConfigError(problems);
  return tokens;
}

const HOW_TO_SWITCH = `To reach the real API set GATEWAY_MODE=service with KOMMUNICATE_API_KEY, JWT_ISSUER, JWT_AUDIENCE and \
JWT_JWKS_URL (or JWT_PUBLIC_KEY or JWT_SECRET); or GATEWAY_MODE=passthrough, and send the key with each request as Api-Key.`;

/** Variables that a mode would ignore: the key of a real account, its address, or a protection. */
function conflictingVariables(mode: Config['mode'], get: Variables['get']): readonly string[] {
  const problems: string[] = [];
  if (mode !== 'sandbox' && get('VISITOR') === 'on') {
    problems.push('VISITOR: only in the sandbox; remove it.');
  }
  if (mode === 'service') return problems;
  const key = ['KOMMUNICATE_API_KEY', 'KOMMUNICATE_API_KEY_FILE'].find(get);
  if (mode === 'passthrough') {
    if (key)
      problems.push(`${key}: not in passthrough mode, where each caller sends the Api-Key; remove it.`);
    const token = ['WEBHOOK_TOKEN', 'WEBHOOK_TOKEN_FILE'].find(get);
    if (token) problems.push(`${token}: not in passthrough mode: a webhook names no account; remove it.`);
    if (entriesOf(get('CORS_ORIGINS')).length > 0) {
      problems.push('CORS_ORIGINS: not in passthrough mode, where a page would have to hold the Api-Key.');
    }
  } else {
    if (key) problems.push(`${key}: the sandbox uses no real key; remove it. ${HOW_TO_SWITCH}`);
    if (get('KOMMUNICATE_BASE_URL')) {
      problems.push(`KOMMUNICATE_BASE_URL: the sandbox has its own REST API; remove it. ${HOW_TO_SWITCH}`);
    }
  }
  for (const variable of SERVICE_ONLY) {
    if (get(variable)) {
      problems.push(`${variable}: only in service mode; remove it, or set GATEWAY_MODE=service.`);
    }
  }
  return problems;
}

/** Variables of tokens: in another mode they would suggest a protection that the mode does not have. */
const SERVICE_ONLY: readonly string[] = Object.values(SERVICE)
  .filter(({ variable }) => variable.startsWith('JWT_'))
  .flatMap((setting) =>
    'isSecret' in setting ? [setting.variable, `${setting.variable}_FILE`] : [setting.variable],
  );

function readDocuments({ get, problems }: Variables, readFile: ReadFile): TrustedDocuments | undefined {
  const { variable } = PARSED.trustedDocuments;
  const path = get(variable);
  if (path === undefined) return undefined;
  try {
    return readTrustedDocuments(readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    problems.push(`${variable}: cannot be read (${code ?? message}).`);
    return undefined;
  }
}

const SECONDS = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3600],
]);

function readRate({ get, problems }: Variables, mode: Config['mode']): RateConfig | undefined {
  const { variable, default: defaultRate } = PARSED.rateLimit;
  const text = get(variable);
  if (text === 'off' || (text === undefined && mode !== 'service')) return undefined;
  const [, digits, unit = ''] = /^(\d{1,10})\/(s|min|h)$/.exec(text ?? defaultRate) ?? [];
  const points = Number(digits);
  const seconds = SECONDS.get(unit);
  if (seconds === undefined || !integer(RATE.points).holds(points)) {
    problems.push(
      `${variable}: must be a rate such as ${defaultRate} (or /s, /h), or off, not ${JSON.stringify(text)}.`,
    );
    return undefined;
  }
  return { points, seconds, exemptsServices: text === undefined };
}
