import { MAX_KEYS_OF_USER, MAX_KEYS_OF_SERVICE } from '../idempotency/quota.ts';
import { isOrigin, nonEmpty, secret, text, typePrefix } from '../lib/option-rules.ts';
import { MAX_TIME_MS, type SettingsOf } from '../lib/settings.ts';
import type {
  AccessOptions,
  BatchingLimits,
  CorsOptions,
  GatewayLimits,
  GatewayOptions,
  LiveOptions,
} from './options.ts';

/* The settings of `createGateway`: one row for each option that is also a variable. `options.ts` documents them. */

const MILLION = 1_000_000;

export const LIMITS = {
  requestTimeoutMs: {
    kind: 'integer',
    variable: 'REQUEST_TIMEOUT_MS',
    default: 10_000,
    range: [1, MAX_TIME_MS],
    description: 'milliseconds for one request, from its arrival to its response',
  },
  maxRequestsInFlight: {
    kind: 'integer',
    variable: 'MAX_REQUESTS_IN_FLIGHT',
    default: 1000,
    range: [1, MILLION],
    description: 'requests that run at the same time; the next one gets 503 with Retry-After',
  },
  maxBodyBytes: {
    kind: 'integer',
    variable: 'MAX_BODY_BYTES',
    default: 262_144,
    range: [1, 100 * MILLION],
    description: 'bytes in the body of a request',
  },
  maxTokens: {
    kind: 'integer',
    variable: 'MAX_TOKENS',
    default: 4000,
    range: [1, MILLION],
    description: 'tokens in a document',
  },
  maxDepth: {
    kind: 'integer',
    variable: 'MAX_DEPTH',
    default: 12,
    range: [1, 1000],
    description: 'levels of nested fields in a document, leaves included',
  },
  maxAliases: {
    kind: 'integer',
    variable: 'MAX_ALIASES',
    default: 100,
    range: [0, MILLION],
    description: 'aliases in a document; a fragment counts at each place where it is spread',
  },
  maxMutations: {
    kind: 'integer',
    variable: 'MAX_MUTATIONS',
    default: 10,
    range: [1, MILLION],
    description: 'root fields in one mutation',
  },
  maxIds: {
    kind: 'integer',
    variable: 'MAX_IDS',
    default: 1000,
    range: [1, MILLION],
    description: 'ids that one request may load, repeats included',
  },
  maxUpstreamCalls: {
    kind: 'integer',
    variable: 'MAX_UPSTREAM_CALLS',
    default: 100,
    range: [1, MILLION],
    description:
      'REST calls that one request may start; retries, and up to 50 further reads of its pages, do not count',
  },
  maxIdempotencyKeys: {
    kind: 'integer',
    variable: 'MAX_IDEMPOTENCY_KEYS',
    defaultText: `${MAX_KEYS_OF_USER}; for services ${MAX_KEYS_OF_SERVICE}`,
    range: [1, 10 * MILLION],
    description:
      'idempotency keys that one caller may use in a day; an Api-Key has the limit of a service, and messages that were certainly not sent do not count',
  },
} as const satisfies SettingsOf<GatewayLimits>;

export const BATCHING = {
  maxBatchSize: {
    kind: 'integer',
    variable: 'MAX_BATCH_SIZE',
    default: 60,
    range: [1, 1000],
    description: 'ids in one v2/detail or v3/info call; 60 is what the official SDK uses',
  },
  maxBatchesInFlight: {
    kind: 'integer',
    variable: 'MAX_BATCHES_IN_FLIGHT',
    default: 8,
    range: [1, 1000],
    description:
      'such calls in flight for one Api-Key, of each kind; further ids wait and share the next call',
  },
} as const satisfies SettingsOf<BatchingLimits>;

export const ACCESS = {
  publicProfiles: {
    kind: 'switch',
    variable: 'PUBLIC_PROFILES',
    default: false,
    description: 'on or off: a USER may load the public profile of any user, without a shared conversation',
  },
  userMetadataKeys: {
    kind: 'list',
    variable: 'USER_METADATA_KEYS',
    entry: nonEmpty,
    entries: 'strings that are not empty',
    description:
      'metadata keys that a USER may set, separated by commas; prefix* stands for all that start so',
  },
} as const satisfies SettingsOf<AccessOptions>;

export const LIVE = {
  pollSeconds: {
    kind: 'integer',
    variable: 'POLL_SECONDS',
    default: 10,
    range: [0, 3600],
    description:
      'seconds between two polls of the REST API while there are subscribers; 0 switches the poll off, and then subscribers see no presence and no changes made elsewhere',
  },
  maxSubscriptions: {
    kind: 'integer',
    variable: 'MAX_SUBSCRIPTIONS',
    default: 10_000,
    range: [0, MILLION],
    description:
      'open subscriptions of the process; the next one gets 503 with Retry-After, and 0 allows none',
  },
  maxSubscriptionsPerCaller: {
    kind: 'integer',
    variable: 'MAX_SUBSCRIPTIONS_PER_CALLER',
    defaultText: '20; for services no limit',
    range: [0, MILLION],
    description: 'open subscriptions of one caller; 0 allows none',
  },
} as const satisfies SettingsOf<LiveOptions>;

export const CORS = {
  origins: {
    kind: 'list',
    variable: 'CORS_ORIGINS',
    entry: text('an origin such as https://app.example.com (no path, no *)', isOrigin),
    entries: 'origins such as https://app.example.com',
    description:
      'origins whose pages may send requests and read responses, separated by commas; not in passthrough mode, and the sandbox adds loopback origins',
  },
} as const satisfies SettingsOf<CorsOptions>;

export const FEATURES = {
  graphiql: {
    kind: 'switch',
    variable: 'GRAPHIQL',
    default: 'sandbox',
    description: 'on or off: serve GraphiQL to browsers; it needs INTROSPECTION to know the schema',
  },
  introspection: {
    kind: 'switch',
    variable: 'INTROSPECTION',
    default: 'sandbox',
    description: 'on or off: let callers read the schema',
  },
  sdlToken: {
    kind: 'text',
    variable: 'SDL_TOKEN',
    isSecret: true,
    rule: secret(
      text('16 characters or more, of A-Z, a-z, 0-9 and -._~+/', (value) => /^[\w.~+/-]{16,}=*$/.test(value)),
    ),
    description:
      'bearer token that lets a schema registry read _service.sdl when INTROSPECTION is off. A secret: also as SDL_TOKEN_FILE',
  },
  webhookToken: {
    kind: 'text',
    variable: 'WEBHOOK_TOKEN',
    isSecret: true,
    rule: secret(text('16-200 visible ASCII characters', (value) => /^[\x21-\x7e]{16,200}$/.test(value))),
    description:
      'the token of the webhooks, as in the Kommunicate dashboard: /webhooks/kommunicate accepts them with it; the sandbox makes a random one, and passthrough mode has none. A secret: also as WEBHOOK_TOKEN_FILE',
  },
  typePrefix: {
    kind: 'text',
    variable: 'TYPE_PREFIX',
    default: '',
    rule: typePrefix,
    description: 'prefix of all type names, for a graph that already has a User or a Conversation',
  },
  webSockets: {
    kind: 'switch',
    variable: 'WEBSOCKETS',
    default: false,
    description:
      'on or off: subscriptions over WebSocket at /graphql, beside Server-Sent Events and multipart',
  },
  debugUpstream: {
    kind: 'switch',
    variable: 'DEBUG_UPSTREAM',
    default: 'sandbox',
    description: 'on or off: responses list their REST calls in extensions.upstream',
  },
  debugErrors: {
    kind: 'switch',
    variable: 'DEBUG_ERRORS',
    default: 'sandbox',
    description: 'on or off: FORBIDDEN names the audiences of the field and the role of the caller',
  },
} as const satisfies SettingsOf<
  Pick<
    GatewayOptions,
    | 'graphiql'
    | 'introspection'
    | 'sdlToken'
    | 'webhookToken'
    | 'typePrefix'
    | 'webSockets'
    | 'debugUpstream'
    | 'debugErrors'
  >
>;

/** The path that receives webhooks. */
export const WEBHOOK_PATH = '/webhooks/kommunicate';

export const OBSERVABILITY = {
  traceParent: {
    kind: 'choice',
    variable: 'TRACE_PARENT',
    choices: ['role', 'trusted', 'linked'],
    default: 'role',
    description:
      'whose traceparent decides what is recorded and is the parent of spans: role (services only), trusted (every caller) or linked (no caller: spans have a link to it)',
  },
  logSample: {
    kind: 'integer',
    variable: 'LOG_SAMPLE',
    default: 1,
    range: [1, MILLION],
    description:
      'log one of this number of good requests; errors, and requests of a second or more, are always logged',
  },
} as const satisfies SettingsOf<Pick<GatewayOptions, 'traceParent' | 'logSample'>>;

/** The ranges of a rate. */
export const RATE = { points: [1, 999_999_999], seconds: [1, 86_400] } as const;

/** Settings whose variables have parsers of their own. */
export const PARSED = {
  trustedDocuments: {
    kind: 'other',
    variable: 'TRUSTED_DOCUMENTS',
    description:
      'file with the only documents that the gateway executes: persisted-documents.json of codegen, or an Apollo manifest',
  },
  rateLimit: {
    kind: 'other',
    variable: 'RATE_LIMIT',
    default: '600/min',
    defaultText: '600/min in service, else off',
    description:
      'N/s, N/min, N/h or off, for each caller; a request costs 1 point, and 1 more for every MAX_BATCH_SIZE ids and for every page or mutation after the first. Services that act for no user are exempt by default',
  },
} as const satisfies SettingsOf<Pick<GatewayOptions, 'trustedDocuments' | 'rateLimit'>>;
