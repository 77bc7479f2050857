import { createYoga } from 'graphql-yoga';
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createBatchers } from '../batching/batchers.ts';
import { createContext } from '../graphql/context.ts';
import { prefixed } from '../schema/sdl.ts';
import { createExecuteOperation } from './execute-operation.ts';
import { createFastPath } from './fast-path.ts';
import { createFetchHandler } from './fetch-adapter.ts';
import { createPrepareOperation } from './prepare-operation.ts';
import { createSerializeResponse } from './serialize-response.ts';
import { createDocumentValidator } from '../graphql/documents/validate-document.ts';
import { checkGatewayOptions } from './check-options.ts';
import type { KommunicateClient } from '../kommunicate/client.ts';
import { createIdempotencyMemory } from '../idempotency/memory.ts';
import { createIdempotencyRedis } from '../idempotency/redis.ts';
import { safeLogger, silentLogger, type Logger } from '../lib/logger.ts';
import { createNodeHandler } from './node-adapter.ts';
import { useGraphiQL } from './yoga/use-graphiql.ts';
import { usePreflights } from './yoga/use-preflights.ts';
import { useRoutes } from './yoga/use-routes.ts';
import { useExecuteOperation } from './yoga/use-execute-operation.ts';
import { usePrepareOperation } from './yoga/use-prepare-operation.ts';
import { useSerializeResponse } from './yoga/use-serialize-response.ts';
import { maskError } from '../graphql/mask-error.ts';
import { unaccepted } from '../lib/rate-counters.ts';
import { createRateLimiter, type Rate } from '../lib/rate-limiter.ts';
import type { Redis } from '../lib/redis.ts';
import type { Identity } from '../auth/principal.ts';
import { sharedSchema } from '../schema/schema.ts';
import { negotiateContentType } from '../http/content-negotiation.ts';
import { accessLog } from '../http/access-log.ts';
import { authenticate } from '../http/authentication.ts';
import { rateLimitCallers } from '../http/rate-limit.ts';
import { cors, createOriginList } from '../http/cors.ts';
import { createParamsReader } from '../http/graphql-params.ts';
import { concurrencyLimit } from '../http/concurrency-limit.ts';
import type { RequestState, YogaState } from '../http/request-state.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { createPipeline } from '../http/pipeline.ts';
import { requestTimeout } from '../http/request-timeout.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { UnreadResponses } from './unread-responses.ts';

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
  /**
   * REST calls that one request may start; beyond, the field is `LIMIT_EXCEEDED`. Reads of a page after its first are
   * not among them: all pages of a request have 50 of those. Default 100.
   */
  readonly maxUpstreamCalls?: number;
  /**
   * Time for one request, from its arrival to its answer, in milliseconds; what is still being read then is
   * `DEADLINE_EXCEEDED`. Default 10000.
   */
  readonly requestTimeoutMs?: number;
  /**
   * Requests that are answered at the same time at most, each until its client has been handed the answer; beyond, 503
   * `OVERLOADED`. Default 1000.
   */
  readonly maxRequestsInFlight?: number;
  /** Bytes in a request's body at most; beyond, 413 `LIMIT_EXCEEDED`. Default 262144. */
  readonly maxBodyBytes?: number;
  /**
   * Tokens in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 4000. Above that a document may also have more
   * characters and lines: 25 and 2.5 for each token.
   */
  readonly maxTokens?: number;
  /** The only documents that are executed, by their ids; others are 400 `BAD_REQUEST`. Default: any is. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  /**
   * How much one caller may request: a request costs a point, one more for each `maxBatchSize` ids, and one more for
   * each page or mutation beyond the first. Beyond, a request is 429 `RATE_LIMITED`, and a field is `RATE_LIMITED`.
   * `exemptsServices` leaves out services that act for no user. Default: no limit.
   */
  readonly rateLimit?: (Rate & { readonly exemptsServices?: boolean }) | undefined;
  /** Fields below one another in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 12. */
  readonly maxDepth?: number;
  /** Aliases in a document at most; beyond, 400 `LIMIT_EXCEEDED`. Default 100. */
  readonly maxAliases?: number;
  /** Changes in one mutation at most; beyond, 400 `LIMIT_EXCEEDED`. Default 10. */
  readonly maxMutations?: number;
  /**
   * Idempotency keys that one caller may use a day, without those of messages that were certainly not sent; beyond,
   * the field is `OVERLOADED` (`idempotency-keys`). Default 10000 for a `USER` or `AGENT`, 100000 for a `SERVICE` or
   * an Api-Key.
   */
  readonly maxIdempotencyKeys?: number | undefined;
  /** Whether a `USER` may look up the public profiles of people it has no conversation with. Default no. */
  readonly publicProfiles?: boolean;
  /** Metadata keys that a `USER` may set; `prefix*` for all that begin so. Default none. */
  readonly userMetadataKeys?: readonly string[];
  /**
   * Origins whose pages may send any request and read answers. Default none: CORS is off, except in the sandbox, which
   * always allows pages on a loopback address.
   */
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
  /** Handles a request without a socket. Rejects with the reason of the request's signal when that is aborted. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Handles the requests of a `node:http` server. */
  readonly handle: RequestListener;
  /** Resolves when the outcomes of the last messages are stored. Close the client and Redis only after that. */
  readonly close: () => Promise<void>;
}

/** Time to store the outcome of a message after the deadline of its request. */
const SETTLING_MS = 2000;

/**
 * Creates the gateway, which resolves GraphQL requests over HTTP with one REST client.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret
 */
export function createGateway(options: GatewayOptions): Gateway {
  return createGatewayWith(options, {});
}

/** Switches that only tests and benchmarks use. */
export interface GatewaySwitches {
  /** Whether POST requests take the fast path. The responses are the same without it. Default true. */
  readonly fastPath?: boolean;
}

/** As `createGateway`. The package does not export it. */
export function createGatewayWith(options: GatewayOptions, { fastPath = true }: GatewaySwitches): Gateway {
  checkGatewayOptions('createGateway', options);
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
    maxIdempotencyKeys,
    publicProfiles = false,
    userMetadataKeys = [],
    corsOrigins = [],
    graphiql = identity.mode === 'sandbox',
    introspection = identity.mode === 'sandbox',
    sdlToken,
    typePrefix = '',
    debugUpstream = identity.mode === 'sandbox',
    redis,
    logger: givenLogger = silentLogger,
    isDraining = () => false,
  } = options;

  const logger = safeLogger(givenLogger);
  const getAccountBatchers = createBatchers({
    client,
    maxBatchSize,
    maxBatchesInFlight,
    requestTimeoutMs,
    logger,
  });
  const idempotency = redis
    ? createIdempotencyRedis({ redis, maxAttemptMs: requestTimeoutMs + SETTLING_MS, logger })
    : createIdempotencyMemory({ maxKeys: Math.max(100_000, maxIdempotencyKeys ?? 0) });
  const degraded = () => [
    ...(client.isDegraded() ? ['upstream'] : []),
    ...(redis && !redis.isReady() ? ['redis'] : []),
  ];
  const shared = {
    client,
    getAccountBatchers,
    idempotency,
    maxIdempotencyKeys,
    maxIds,
    maxUpstreamCalls,
    userMetadataKeys,
    logger,
  };
  const schema = sharedSchema({ publicProfiles, sdlForAnyone: introspection, typePrefix });
  const contextOf = ({ principal, deadline, requestId, trace, rateLimit }: RequestState) => {
    if (!principal || !deadline) throw new Error('the request has no principal or no deadline');
    return createContext(shared, { principal, deadline, requestId, trace, rate: rateLimit?.budget });
  };
  const maskErrorWithLog = (error: unknown) => maskError(error, logger);

  const origins = createOriginList(corsOrigins, identity.mode === 'sandbox');
  const unread = new UnreadResponses();
  const pipeline = createPipeline(
    [
      // Every request
      accessLog({ logger }),
      requestTimeout(requestTimeoutMs),
      securityHeaders(),
      cors(origins),
      // GraphQL requests, before the body is read
      negotiateContentType(),
      concurrencyLimit(maxRequestsInFlight, () => unread.isFull()),
      authenticate({ identity, origins, sdlToken, logger }),
      ...(rateLimit === undefined
        ? []
        : [
            rateLimitCallers({
              limiter: createRateLimiter(rateLimit, redis),
              maxBatchSize,
              exemptsServices: rateLimit.exemptsServices ?? false,
              keyOf: ({ apiKey, caller }) =>
                // The gateway has verified a token, but not an Api-Key.
                identity.mode === 'passthrough' && client.hasAccepted?.(apiKey) === false
                  ? unaccepted(caller.id)
                  : caller.id,
            }),
          ]),
    ],
    createParamsReader({ maxBodyBytes, trustedDocuments }),
  );
  const parseAndValidate = createDocumentValidator({
    schema,
    maxTokens,
    depth: maxDepth,
    aliases: maxAliases,
    mutations: maxMutations,
    introspection,
    suggestions: identity.mode === 'sandbox',
    logger,
  });
  const prepareOperation = createPrepareOperation({ pipeline, parseAndValidate });
  const executeOperation = createExecuteOperation({
    schema,
    pipeline,
    contextOf,
    maskError: maskErrorWithLog,
    debugUpstream,
  });
  const serializeResponse = createSerializeResponse({ schema, pipeline, logger });

  const yoga = createYoga<YogaState>({
    schema,
    plugins: [
      usePrepareOperation(prepareOperation, pipeline),
      usePreflights(origins),
      useRoutes({ isDraining, degraded, graphiql }),
      graphiql && useGraphiQL(identity.mode, (name) => prefixed(name, typePrefix)),
      useExecuteOperation(executeOperation),
      useSerializeResponse(serializeResponse, pipeline),
    ],
    maskedErrors: { maskError: maskErrorWithLog },
    // Features of yoga that a plugin above or a middleware replaces
    parserAndValidationCache: false,
    cors: false,
    graphiql: false,
    maxRequestBodySize: false,
    // Yoga would log every error that maskError changed, with its document. maskError itself logs unexpected errors.
    logging: false,
    // Yoga's health check responds to every URL that ends in this text. No URL ends in a space.
    healthCheckEndpoint: ' ',
  });

  // The declared type accepts only one part of the server context.
  const handleRequest = yoga.handleRequest as (request: Request, ...context: object[]) => Promise<Response>;
  // With two parts yoga copies them into one object. It would wrap a single part in a proxy, which is slower to read.
  const fallback = async (request: Request, state: RequestState) => handleRequest(request, { state }, {});
  const handler = fastPath
    ? createFastPath({ pipeline, prepareOperation, executeOperation, serializeResponse, fallback })
    : fallback;
  /** Logs an unexpected error and still runs the response hooks, so that the request releases what it holds. */
  const handleUnexpectedError = (error: unknown, request: Request, state: RequestState) => {
    logger.error({ errorId: randomUUID(), err: error }, 'unexpected error');
    if (state.phase !== undefined) pipeline.onResponse({ status: 500, contentType: null }, request, state);
  };
  return {
    fetch: createFetchHandler(handler, handleUnexpectedError, yoga.fetchAPI),
    handle: createNodeHandler(handler, handleUnexpectedError, unread),
    close: () => idempotency.idle(),
  };
}
