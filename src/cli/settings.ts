import { CLAIM_SETTINGS } from '../auth/settings.ts';
import {
  ACCESS,
  BATCHING,
  CORS,
  FEATURES,
  LIMITS,
  LIVE,
  OBSERVABILITY,
  PARSED,
} from '../gateway/settings.ts';
import { UPSTREAM } from '../kommunicate/settings.ts';
import { LOG_LEVELS } from '../lib/logger.ts';
import { redisUrl } from '../lib/option-rules.ts';
import type { PlainSetting, Setting } from '../lib/settings.ts';
import { SERVER } from '../server/settings.ts';

/** The settings of the command itself. */
export const COMMAND = {
  mode: {
    kind: 'choice',
    variable: 'GATEWAY_MODE',
    choices: ['sandbox', 'passthrough', 'service'],
    default: 'sandbox',
    description: 'sandbox, passthrough or service',
  },
  redisUrl: {
    kind: 'text',
    variable: 'REDIS_URL',
    rule: redisUrl,
    isSecret: true,
    description:
      'redis:// or rediss:// URL of the store for idempotency keys and rates that all processes share. A secret: also as REDIS_URL_FILE',
  },
  logLevel: {
    kind: 'choice',
    variable: 'LOG_LEVEL',
    choices: LOG_LEVELS,
    default: 'info',
    description: 'error, warn, info, debug or silent; lines of JSON, or readable lines on a terminal',
  },
  visitor: {
    kind: 'switch',
    variable: 'VISITOR',
    default: false,
    description: 'on or off: a scripted customer writes every four seconds; only in the sandbox',
  },
  startupCheck: {
    kind: 'choice',
    variable: 'STARTUP_CHECK',
    choices: ['warn', 'fail', 'off'],
    default: 'warn',
    description:
      'service only: one REST call at start tells whether the REST API and the Api-Key work. warn logs the result, fail exits with 1 if it is bad',
  },
} as const satisfies Record<string, PlainSetting>;

/** What `service` mode needs; `config-service.ts` parses it. */
export const SERVICE = {
  apiKey: {
    kind: 'other',
    variable: 'KOMMUNICATE_API_KEY',
    isSecret: true,
    description: 'service only, required: the Api-Key. A secret: also as KOMMUNICATE_API_KEY_FILE',
  },
  jwksUrl: {
    kind: 'other',
    variable: 'JWT_JWKS_URL',
    description:
      'service only: URL of the JSON Web Key Set that verifies tokens. Set exactly one of this, JWT_PUBLIC_KEY and JWT_SECRET',
  },
  publicKey: {
    kind: 'other',
    variable: 'JWT_PUBLIC_KEY',
    isSecret: true,
    description: 'service only: public key in PEM that verifies tokens. Also as JWT_PUBLIC_KEY_FILE',
  },
  secret: {
    kind: 'other',
    variable: 'JWT_SECRET',
    isSecret: true,
    description:
      'service only: secret of 32 characters or more that the signer of tokens shares. Also as JWT_SECRET_FILE',
  },
  issuer: {
    kind: 'other',
    variable: 'JWT_ISSUER',
    description: 'service only, required: the iss claim of tokens',
  },
  audience: {
    kind: 'other',
    variable: 'JWT_AUDIENCE',
    description:
      'service only, required: the aud claim of tokens; of several, separated by commas, one must match',
  },
  audienceClaim: CLAIM_SETTINGS.audienceClaim,
  tokenType: CLAIM_SETTINGS.tokenType,
  requiredClaims: {
    kind: 'other',
    variable: 'JWT_REQUIRED_CLAIMS',
    description:
      'service only: values that further claims must have, such as token_use=access, separated by commas; a list must contain the value',
  },
  userClaim: CLAIM_SETTINGS.userClaim,
  roleClaim: CLAIM_SETTINGS.roleClaim,
  roleMap: {
    kind: 'other',
    variable: 'JWT_ROLE_MAP',
    description:
      'the role for each value of the role claim, such as support:AGENT,router:SERVICE; without it the values are USER, AGENT and SERVICE',
  },
} as const satisfies Record<string, Setting>;

interface SettingGroup {
  readonly title: string;
  /** One sentence: what the settings of the group are for. */
  readonly description: string;
  readonly settings: readonly Setting[];
}

const { apiKey, ...IDENTITY } = SERVICE;
const { graphiql, introspection, sdlToken, webhookToken, webSockets, typePrefix, ...DEBUGGING } = FEATURES;
const { host, port, metricsPort, metricsHost, ...CONNECTIONS } = SERVER;
const { baseUrl, ...UPSTREAM_LIMITS } = UPSTREAM;

/** All settings of `start`, in the order of `--help` and of docs/configuration.md. Each that is not a secret is a flag as well. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: 'Start here',
    description: 'The mode, the addresses, and what most installations set.',
    settings: [
      COMMAND.mode,
      host,
      port,
      baseUrl,
      apiKey,
      ...Object.values(CORS),
      COMMAND.redisUrl,
      COMMAND.logLevel,
    ],
  },
  {
    title: 'Identity and access',
    description: 'How the gateway verifies tokens and webhooks, and what users may do.',
    settings: [...Object.values(IDENTITY), ...Object.values(ACCESS), webhookToken],
  },
  {
    title: 'Limits and time-outs',
    description: 'What one request, one caller and one process may use.',
    settings: [...Object.values(LIMITS), PARSED.rateLimit, ...Object.values(CONNECTIONS)],
  },
  {
    title: 'Live',
    description: 'How subscriptions learn of news, and how many there may be.',
    settings: [...Object.values(LIVE), webSockets],
  },
  {
    title: 'Upstream',
    description: 'How the gateway calls the REST API.',
    settings: [...Object.values(UPSTREAM_LIMITS), ...Object.values(BATCHING)],
  },
  {
    title: 'Schema and federation',
    description: 'Which documents the gateway executes, and how registries and routers read the schema.',
    settings: [PARSED.trustedDocuments, introspection, sdlToken, typePrefix],
  },
  {
    title: 'Observability',
    description: 'Metrics, traces, logs, and the check at start.',
    settings: [metricsPort, metricsHost, ...Object.values(OBSERVABILITY), COMMAND.startupCheck],
  },
  {
    title: 'Debugging',
    description: 'Help for developers: on in the sandbox, and better off in production.',
    settings: [graphiql, ...Object.values(DEBUGGING), COMMAND.visitor],
  },
];

export const SETTINGS: readonly Setting[] = SETTING_GROUPS.flatMap(({ settings }) => settings);

/** The settings that `token` reads. It signs with the secret only. */
export const TOKENS: readonly Setting[] = [
  SERVICE.jwksUrl,
  SERVICE.publicKey,
  SERVICE.secret,
  SERVICE.issuer,
  SERVICE.audience,
  SERVICE.audienceClaim,
  SERVICE.tokenType,
  SERVICE.requiredClaims,
  SERVICE.userClaim,
  SERVICE.roleClaim,
  SERVICE.roleMap,
];

/** Other users of a machine can list the arguments of its processes, so secrets are variables only. */
export const SECRETS: ReadonlySet<string> = new Set(
  SETTINGS.filter(({ isSecret }) => isSecret).map(({ variable }) => variable),
);

/** The variables that do not hold a secret: each is a flag as well. */
export const FLAG_VARIABLES: readonly string[] = SETTINGS.map(({ variable }) => variable).filter(
  (variable) => !SECRETS.has(variable),
);

/** Those that are on or off: as flags they may stand alone. */
export const SWITCH_VARIABLES: readonly string[] = SETTINGS.filter(({ kind }) => kind === 'switch').map(
  ({ variable }) => variable,
);

/** The default of a setting, as `--help` and docs/configuration.md show it. */
export function defaultTextOf(setting: Setting): string {
  if (setting.defaultText !== undefined) return setting.defaultText;
  switch (setting.kind) {
    case 'switch':
      return setting.default === 'sandbox' ? 'on in sandbox, else off' : onOrOff(setting.default);
    case 'list':
      return 'none';
    default:
      return String(setting.default ?? '') || 'none';
  }
}

function onOrOff(value: boolean): string {
  return value ? 'on' : 'off';
}
