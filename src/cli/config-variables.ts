/* What the environment may say: the table behind `--help` and the README. */

import { nearestOf } from './near-misses.ts';

interface Variable {
  readonly fallback: string;
  readonly meaning: string;
}

/**
 * The variables this version reads, each also a flag (`PORT` is `--port`): what `--help` and the README say
 * of them.
 */
export const VARIABLES = {
  GATEWAY_MODE: { fallback: 'sandbox', meaning: 'sandbox, passthrough or service' },
  HOST: { fallback: '127.0.0.1 in sandbox, else 0.0.0.0', meaning: 'the address to listen on' },
  PORT: { fallback: '4000', meaning: '0 picks a free one; the chosen URL is printed' },
  KOMMUNICATE_BASE_URL: {
    fallback: 'https://services.kommunicate.io',
    meaning: 'not in the sandbox; a path in it goes before the path of every call',
  },
  KOMMUNICATE_API_KEY: {
    fallback: 'none',
    meaning: 'service only, required. A secret: also as KOMMUNICATE_API_KEY_FILE',
  },
  JWT_JWKS_URL: {
    fallback: 'none',
    meaning:
      'service only: where the keys are that tokens are signed with; this, JWT_PUBLIC_KEY or JWT_SECRET',
  },
  JWT_PUBLIC_KEY: {
    fallback: 'none',
    meaning: 'service only: such a key in PEM. Also as JWT_PUBLIC_KEY_FILE',
  },
  JWT_SECRET: {
    fallback: 'none',
    meaning:
      'service only: a secret of 32 characters or more that is shared with the signer. Also as JWT_SECRET_FILE',
  },
  JWT_ISSUER: { fallback: 'none', meaning: 'service only, required: the iss of tokens' },
  JWT_AUDIENCE: {
    fallback: 'none',
    meaning: 'service only, required: the aud of tokens; several, separated by commas, where any will do',
  },
  JWT_USER_CLAIM: { fallback: 'sub', meaning: 'the claim with the user’s id: a name, or a JSON pointer' },
  JWT_ROLE_CLAIM: { fallback: 'role', meaning: 'the claim with the role: a name, or a JSON pointer' },
  JWT_ROLE_MAP: {
    fallback: 'none',
    meaning:
      'what stands for which role there, such as support:AGENT,router:SERVICE; without it USER, AGENT and SERVICE do',
  },
  PUBLIC_PROFILES: {
    fallback: 'off',
    meaning:
      'on or off: whether a USER may look up the public profiles of people it has no conversation with',
  },
  USER_METADATA_KEYS: {
    fallback: 'none',
    meaning: 'metadata keys that a USER may set, separated by commas; prefix* for all that begin so',
  },
  UPSTREAM_TIMEOUT_MS: {
    fallback: '5000',
    meaning:
      'milliseconds for one REST call, from asking to the last byte of its answer; less than a request has',
  },
  REQUEST_TIMEOUT_MS: {
    fallback: '10000',
    meaning: 'milliseconds for one request, from its arrival to its answer',
  },
  UPSTREAM_CONNECTIONS: {
    fallback: '64',
    meaning:
      'connections to the REST API at most; the pages and mutations of one caller use a quarter of them at most',
  },
  MAX_BATCH_SIZE: {
    fallback: '60',
    meaning: 'ids in one v2/detail or v3/info call at most; 60 is what the official SDK uses',
  },
  MAX_BATCHES_IN_FLIGHT: {
    fallback: '8',
    meaning:
      'such calls of one Api-Key under way at most, of each kind; what comes then gathers for the next',
  },
  MAX_BODY_BYTES: { fallback: '262144', meaning: 'bytes in the body of a request at most' },
  MAX_TOKENS: { fallback: '4000', meaning: 'tokens in a document at most' },
  MAX_DEPTH: { fallback: '12', meaning: 'fields below one another in a document at most, leaves included' },
  MAX_ALIASES: {
    fallback: '100',
    meaning: 'aliases in a document at most, counted wherever a fragment is spread',
  },
  MAX_MUTATIONS: { fallback: '10', meaning: 'changes in one mutation at most' },
  MAX_IDEMPOTENCY_KEYS: {
    fallback: '10000; for services 100000',
    meaning:
      'idempotency keys of one caller and day (as many for an Api-Key as for a service); messages that were certainly not sent do not count',
  },
  MAX_IDS: { fallback: '1000', meaning: 'ids that one request may ask for, repeats included' },
  MAX_UPSTREAM_CALLS: {
    fallback: '100',
    meaning:
      'REST calls that one request may start; repetitions and up to 50 further reads of its pages are not counted',
  },
  TRUSTED_DOCUMENTS: {
    fallback: 'none',
    meaning:
      'a file with the only documents that are executed: codegen’s persisted-documents.json, or an Apollo manifest',
  },
  RATE_LIMIT: {
    fallback: '600/min in service, else off',
    meaning:
      'N/s, N/min, N/h or off, per caller; a request costs 1, and 1 per MAX_BATCH_SIZE ids and per page or mutation after the first. Services that act for no user are exempt by default',
  },
  MAX_REQUESTS_IN_FLIGHT: {
    fallback: '1000',
    meaning: 'requests that are answered at the same time at most; beyond, 503 with Retry-After',
  },
  KEEP_ALIVE_TIMEOUT_MS: {
    fallback: '65000',
    meaning: 'milliseconds that an idle connection is kept open; more than a balancer in front keeps its own',
  },
  DRAIN_DELAY_MS: {
    fallback: '0',
    meaning: 'milliseconds for which new connections are still served after SIGTERM',
  },
  CORS_ORIGINS: {
    fallback: 'none',
    meaning:
      'not in passthrough; origins, separated by commas, whose pages may send requests and read answers; the sandbox adds loopback ones',
  },
  GRAPHIQL: {
    fallback: 'on in sandbox, else off',
    meaning: 'on or off; needs INTROSPECTION to know the schema',
  },
  INTROSPECTION: {
    fallback: 'on in sandbox, else off',
    meaning: 'on or off: whether the schema may be asked about itself',
  },
  SDL_TOKEN: {
    fallback: 'none',
    meaning:
      'what a registry says (Authorization: Bearer …) to read _service.sdl where INTROSPECTION is off. A secret: also as SDL_TOKEN_FILE',
  },
  TYPE_PREFIX: {
    fallback: 'none',
    meaning: 'what the names of our types begin with, in a graph that has a User or a Conversation already',
  },
  DEBUG_UPSTREAM: {
    fallback: 'on in sandbox, else off',
    meaning: 'on or off: whether answers say what they have cost, in extensions.upstream',
  },
  DEBUG_ERRORS: {
    fallback: 'on in sandbox, else off',
    meaning: 'on or off: whether FORBIDDEN says which audiences the field allows, and the role of the caller',
  },
  REDIS_URL: {
    fallback: 'none',
    meaning:
      'redis:// or rediss://; where idempotency keys are kept, for all processes. A secret: also as REDIS_URL_FILE',
  },
  LOG_LEVEL: {
    fallback: 'info',
    meaning: 'error, warn, info, debug or silent; lines of JSON, readable ones on a terminal',
  },
} as const satisfies Record<string, Variable>;

/** What must not be seen by whoever lists the processes of a machine: not to be had as a flag. */
export const SECRETS: ReadonlySet<string> = new Set([
  'KOMMUNICATE_API_KEY',
  'JWT_PUBLIC_KEY',
  'JWT_SECRET',
  'REDIS_URL',
  'SDL_TOKEN',
]);

/** Every name that is read: a secret may also stand in a file, which `NAME_FILE` names. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(VARIABLES),
  ...[...SECRETS].map((name) => `${name}_FILE`),
]);

/** Variables that start like this belong to the platform, however near their names come. */
const PLATFORM = /^(npm_|NODE_|GITHUB_|KUBERNETES_|LC_|XDG_|SSH_|GPG_|AWS_|DOCKER_)/;

/**
 * What is wrong with variables whose names differ from a known one by a letter or two: the setting would be
 * missing. Names have at least eight characters and an underscore; values are not repeated.
 * @param of only variables that are meant by these names. Default: all
 */
export function mistypedVariables(
  environment: Readonly<Record<string, string | undefined>>,
  of = /^/,
): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (!value || KNOWN.has(name) || PLATFORM.test(name)) return [];
    if (name.length < 8 || !name.includes('_')) return [];
    const meant = nearestOf(name, KNOWN);
    if (meant === undefined || !of.test(meant)) return [];
    return [`${name}: there is no such variable. Did you mean ${meant}?`];
  });
}
