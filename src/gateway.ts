import { createYoga, useExecutionCancellation } from 'graphql-yoga';
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createBatchers } from './batching/batchers.ts';
import { createContext, type GatewayContext } from './context.ts';
import { prefixed } from './contract.ts';
import type { KommunicateClient } from './kommunicate/client.ts';
import { createIdempotencyMemory } from './idempotency/memory.ts';
import { createIdempotencyRedis } from './idempotency/redis.ts';
import { silentLogger, type Logger } from './logger.ts';
import { createNodeHandler } from './node-handler.ts';
import { createDocumentCache, noCache } from './plugins/document-cache.ts';
import type { RequestState } from './plugins/request-state.ts';
import { useAcceptJson } from './plugins/use-accept-json.ts';
import { useAccessLog } from './plugins/use-access-log.ts';
import { useCors } from './plugins/use-cors.ts';
import { useDeadline } from './plugins/use-deadline.ts';
import { useDocumentRules } from './plugins/use-document-rules.ts';
import { useExactVariables } from './plugins/use-exact-variables.ts';
import { useLoadLimit } from './plugins/use-load-limit.ts';
import { useGraphiQL } from './plugins/use-graphiql.ts';
import { useJsonRequests } from './plugins/use-json-requests.ts';
import { usePrincipal } from './plugins/use-principal.ts';
import { useRateLimit } from './plugins/use-rate-limit.ts';
import { useRoutes } from './plugins/use-routes.ts';
import { useSafeAnswers } from './plugins/use-safe-answers.ts';
import { useSecurityHeaders } from './plugins/use-security-headers.ts';
import { useUpstreamCost } from './plugins/use-upstream-cost.ts';
import { presentError } from './present-error.ts';
import { createRateLimiter, type Rate } from './rate-limit.ts';
import type { Redis } from './redis.ts';
import type { Identity } from './principal.ts';
import { createSchema } from './schema.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export interface GatewayOptions {
  /** The REST API. It stays the caller's: closing it is up to them. */
  readonly client: KommunicateClient;
  /** Who holds the Api-Key, and whom requests act for. */
  readonly identity: Identity;
  /** Ids in one `v2/detail` or `v3/info` call at most. Default 60. */
  readonly maxBatchSize?: number;
  /** Such calls of one Api-Key under way at most, of each kind; what comes then gathers. Default 8. */
  readonly maxBatchesInFlight?: number;
  /**
   * Ids that one request may ask for, repeats included; beyond, the field is `LIMIT_EXCEEDED`. Default 1000.
   */
  readonly maxIds?: number;
  /** REST calls that one request may start; beyond, the field is `LIMIT_EXCEEDED`. Default 100. */
  readonly maxUpstreamCalls?: number;
  /**
   * Time for one request, from its arrival to its answer, in milliseconds; what is still being read then is
   * `DEADLINE_EXCEEDED`. Default 10000.
   */
  readonly requestTimeoutMs?: number;
  /** Requests that are answered at the same time at most; beyond, 503 `OVERLOADED`. Default 1000. */
  readonly maxRequestsInFlight?: number;
  /** Bytes in a request's body at most; beyond, 413 `LIMIT_EXCEEDED`. Default 262144. */
  readonly maxBodyBytes?: number;
  /** Tokens in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 4000. */
  readonly maxTokens?: number;
  /** The only documents that are executed, by their ids; others are 400 `BAD_REQUEST`. Default: any is. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  /**
   * How much one caller may have: a request costs a point, and one more for each `maxBatchSize` ids; beyond, 429
   * `RATE_LIMITED`. Default: as much as it likes.
   */
  readonly rateLimit?: (Rate & { readonly exemptsServices?: boolean }) | undefined;
  /** Fields below one another in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 12. */
  readonly maxDepth?: number;
  /** Aliases in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 100. */
  readonly maxAliases?: number;
  /** Changes in one mutation at most; beyond, 400 `LIMIT_EXCEEDED`. Default 10. */
  readonly maxMutations?: number;
  /** Whether a `USER` may look up the public profiles of people it has no conversation with. Default no. */
  readonly publicProfiles?: boolean;
  /** Metadata keys that a `USER` may set; `prefix*` for all that begin so. Default none. */
  readonly userMetadataKeys?: readonly string[];
  /** Origins whose pages may read answers. Default none: CORS is off. */
  readonly corsOrigins?: readonly string[];
  /** Whether browsers that come to `/graphql` get GraphiQL. Default: in the sandbox. */
  readonly graphiql?: boolean;
  /** Whether the schema may be asked about itself, and had as a text. Default: in the sandbox. */
  readonly introspection?: boolean;
  /** What a registry says, as a bearer token, to have the schema as a text all the same. Default: none may. */
  readonly sdlToken?: string | undefined;
  /** What the names of our types begin with, in a graph where somebody else has a `User`. Default nothing. */
  readonly typePrefix?: string;
  /** Whether answers say in `extensions.upstream` what they have cost. Default: in the sandbox. */
  readonly debugUpstream?: boolean;
  /**
   * Where idempotency keys are remembered, for all processes that share it. It stays the caller's. Default: this
   * process's memory.
   */
  readonly redis?: Redis | undefined;
  /** Default: a logger that says nothing. */
  readonly logger?: Logger;
  /** Whether the process is on its way out, for `/ready`. Default: never. */
  readonly isDraining?: () => boolean;
}

export interface Gateway {
  /** Answers a request without a socket. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Answers requests of a `node:http` server. */
  readonly handle: RequestListener;
  /**
   * Resolves when what became of the last messages has been written down: before that, neither the client nor Redis
   * is to be closed.
   */
  readonly close: () => Promise<void>;
}

/** What it takes at most to write down what came of a message, after its request's time. */
const SETTLING_MS = 2000;

/** The gateway: HTTP requests in, GraphQL answers out, over one REST client. */
export function createGateway(options: GatewayOptions): Gateway {
  const {
    client,
    identity,
    maxBatchSize = 60,
    maxBatchesInFlight = 8,
    maxIds = 1000,
    maxUpstreamCalls = 100,
    requestTimeoutMs = 10_000,
    maxRequestsInFlight = 1000,
    maxBodyBytes = 262_144,
    maxTokens = 4000,
    trustedDocuments,
    rateLimit,
    maxDepth = 12,
    maxAliases = 100,
    maxMutations = 10,
    publicProfiles = false,
    userMetadataKeys = [],
    corsOrigins = [],
    graphiql = identity.mode === 'sandbox',
    introspection = identity.mode === 'sandbox',
    sdlToken,
    typePrefix = '',
    debugUpstream = identity.mode === 'sandbox',
    redis,
    logger = silentLogger,
    isDraining = () => false,
  } = options;

  const findBatchers = createBatchers({ client, maxBatchSize, maxBatchesInFlight, logger });
  const idempotency = redis
    ? createIdempotencyRedis({ redis, longestJobMs: requestTimeoutMs + SETTLING_MS })
    : createIdempotencyMemory();
  const troubles = () => [
    ...(client.isDegraded() ? ['upstream'] : []),
    ...(redis && !redis.isWell() ? ['redis'] : []),
  ];
  const shared = { client, findBatchers, idempotency, maxIds, maxUpstreamCalls, userMetadataKeys, logger };
  const yoga = createYoga<RequestState, GatewayContext>({
    schema: createSchema({ publicProfiles, sdlForAnyone: introspection, typePrefix }),
    context: ({ principal, deadline, requestId, trace }) => {
      if (!principal || !deadline) throw new Error('nobody has settled who is asking, or for how long');
      return createContext(shared, { principal, deadline, requestId, trace });
    },
    plugins: [
      // Any request
      useAccessLog({ logger }),
      useDeadline(requestTimeoutMs),
      useSecurityHeaders(),
      useCors(corsOrigins),
      useRoutes({ isDraining, troubles, graphiql }),
      graphiql && useGraphiQL(identity.mode, (name) => prefixed(name, typePrefix)),
      // A GraphQL request, before its body is read: whether there is room, and who is asking
      useAcceptJson(),
      useLoadLimit(maxRequestsInFlight),
      usePrincipal(identity, sdlToken),
      rateLimit !== undefined &&
        useRateLimit({
          limiter: createRateLimiter(rateLimit, redis),
          maxBatchSize,
          exemptsServices: rateLimit.exemptsServices ?? false,
        }),
      // Its body, and the document in it
      useJsonRequests({ maxBodyBytes, trustedDocuments }),
      useDocumentRules({
        maxTokens,
        depth: maxDepth,
        aliases: maxAliases,
        mutations: maxMutations,
        introspection,
        suggestions: identity.mode === 'sandbox',
        logger,
      }),
      // Its execution, and its answer
      useExactVariables(),
      useExecutionCancellation(),
      debugUpstream && useUpstreamCost(),
      useSafeAnswers(logger),
    ],
    maskedErrors: { maskError: (error) => presentError(error, logger) },
    parserAndValidationCache: { documentCache: createDocumentCache(), errorCache: noCache },
    // What yoga would do by itself and a plugin above does instead
    cors: false,
    graphiql: false,
    maxRequestBodySize: false,
    // Yoga reports as an error whatever maskError changed, document and all: presentError has logged what is
    // worth it.
    logging: false,
    // Yoga's check answers every URL that ends in this: none does.
    healthCheckEndpoint: ' ',
  });

  // Its type knows one part of a context.
  const handleRequest = yoga.handleRequest as (request: Request, ...context: object[]) => Promise<Response>;
  return {
    fetch: async (request) => yoga.fetch(request),
    handle: createNodeHandler(
      // Two parts of a context are copied into one. One would be hidden behind a proxy, at each of its readers' cost.
      (request, state) => handleRequest(request, state, {}),
      (error) => logger.error({ errorId: randomUUID(), err: error }, 'unexpected error'),
    ),
    close: () => idempotency.idle(),
  };
}
