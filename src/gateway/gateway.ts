import { createYoga } from 'graphql-yoga';
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createBatchers } from '../batching/batchers.ts';
import { createContext, type GatewayContext } from '../graphql/context.ts';
import { prefixed } from '../schema/sdl.ts';
import { createFastPath } from './fast-path.ts';
import { createDocumentValidator } from '../graphql/documents/validate-document.ts';
import { createExecutionHooks } from './execution-hooks.ts';
import { checkGatewayOptions } from './check-options.ts';
import { createIdempotencyMemory } from '../idempotency/memory.ts';
import { MAX_KEYS_OF_SERVICE } from '../idempotency/quota.ts';
import { createIdempotencyRedis } from '../idempotency/redis.ts';
import { safeLogger, silentLogger } from '../lib/logger.ts';
import { raceSignal } from '../lib/race-signal.ts';
import { createNodeHandler, isTextResponse } from './node-adapter.ts';
import { useValidatedDocuments } from './yoga/use-validated-documents.ts';
import { useGraphiQL } from './yoga/use-graphiql.ts';
import { usePreflights } from './yoga/use-preflights.ts';
import { useRoutes } from './yoga/use-routes.ts';
import { useExecutionHooks } from './yoga/use-execution-hooks.ts';
import { usePipeline } from './yoga/use-pipeline.ts';
import { maskError } from '../graphql/mask-error.ts';
import { unaccepted } from '../lib/rate-counters.ts';
import { createRateLimiter } from '../lib/rate-limiter.ts';
import { isOnByDefault } from '../lib/settings.ts';
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
import type { GatewayOptions } from './options.ts';
import { ACCESS, BATCHING, FEATURES, LIMITS } from './settings.ts';
import { UnreadAnswers } from './unread-responses.ts';

export interface Gateway {
  /** Answers a request without a socket. Rejects with the reason of the request's signal once that is aborted. */
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

/**
 * The gateway: HTTP requests in, GraphQL answers out, over one REST client.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret
 */
export function createGateway(options: GatewayOptions): Gateway {
  checkGatewayOptions('createGateway', options);
  const {
    client,
    identity,
    limits = {},
    batching = {},
    access = {},
    cors: { origins: corsOrigins = [] } = {},
    rateLimit,
    trustedDocuments,
    graphiql = isOnByDefault(FEATURES.graphiql, identity.mode),
    introspection = isOnByDefault(FEATURES.introspection, identity.mode),
    sdlToken,
    typePrefix = FEATURES.typePrefix.default,
    fastPath = true,
    debugUpstream = isOnByDefault(FEATURES.debugUpstream, identity.mode),
    debugErrors = isOnByDefault(FEATURES.debugErrors, identity.mode),
    redis,
    logger: givenLogger = silentLogger,
    isDraining = () => false,
  } = options;
  const {
    requestTimeoutMs = LIMITS.requestTimeoutMs.default,
    maxRequestsInFlight = LIMITS.maxRequestsInFlight.default,
    maxBodyBytes = LIMITS.maxBodyBytes.default,
    maxTokens = LIMITS.maxTokens.default,
    maxDepth = LIMITS.maxDepth.default,
    maxAliases = LIMITS.maxAliases.default,
    maxMutations = LIMITS.maxMutations.default,
    maxIds = LIMITS.maxIds.default,
    maxUpstreamCalls = LIMITS.maxUpstreamCalls.default,
    maxIdempotencyKeys,
  } = limits;
  const {
    maxBatchSize = BATCHING.maxBatchSize.default,
    maxBatchesInFlight = BATCHING.maxBatchesInFlight.default,
  } = batching;
  const { publicProfiles = ACCESS.publicProfiles.default, userMetadataKeys = [] } = access;

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
    : createIdempotencyMemory({ maxKeys: Math.max(MAX_KEYS_OF_SERVICE, maxIdempotencyKeys ?? 0) });
  const troubles = () => [
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
    if (!principal || !deadline) throw new Error('nobody has settled who is asking, or for how long');
    return createContext(shared, { principal, deadline, requestId, trace, rate: rateLimit?.budget });
  };
  const maskErrorWithLog = (error: unknown) => maskError(error, logger, debugErrors);

  const origins = createOriginList(corsOrigins, identity.mode === 'sandbox');
  const unread = new UnreadAnswers();
  const pipeline = createPipeline(
    [
      // Any request
      accessLog({ logger }),
      requestTimeout(requestTimeoutMs),
      securityHeaders(),
      cors(origins),
      // A GraphQL request, before its body is read: whether there is room, and who is asking
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
              nameOf: ({ apiKey, caller }) =>
                // Tokens have been verified, Api-Keys have not.
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
  const executionHooks = createExecutionHooks({ schema, pipeline, debugUpstream, logger });

  const yoga = createYoga<YogaState, GatewayContext>({
    schema,
    context: ({ state }) => contextOf(state),
    plugins: [
      usePipeline(pipeline),
      usePreflights(origins),
      useRoutes({ isDraining, troubles, graphiql }),
      graphiql && useGraphiQL(identity.mode, (name) => prefixed(name, typePrefix)),
      useValidatedDocuments(parseAndValidate),
      useExecutionHooks(executionHooks),
    ],
    maskedErrors: { maskError: maskErrorWithLog },
    // What yoga would do by itself and a plugin above does instead
    parserAndValidationCache: false,
    cors: false,
    graphiql: false,
    maxRequestBodySize: false,
    // Yoga reports as an error whatever maskError changed, document and all: maskError has logged what is
    // worth it.
    logging: false,
    // Yoga's check answers every URL that ends in this: none does.
    healthCheckEndpoint: ' ',
  });

  // Its type knows one part of a context.
  const handleRequest = yoga.handleRequest as (request: Request, ...context: object[]) => Promise<Response>;
  // Two parts of a context are copied into one. One would be hidden behind a proxy, at each of its readers' cost.
  const fallback = async (request: Request, state: RequestState) => handleRequest(request, { state }, {});
  const answer = fastPath
    ? createFastPath({
        schema,
        pipeline,
        parseAndValidate,
        executionHooks,
        contextOf,
        maskError: maskErrorWithLog,
        fetchAPI: yoga.fetchAPI,
        fallback,
      })
    : fallback;
  /** What should not have happened is told, and the request leaves all the same. */
  const handleUnexpectedError = (error: unknown, request: Request, state: RequestState) => {
    logger.error({ errorId: randomUUID(), err: error }, 'unexpected error');
    if (state.hasArrived) pipeline.onResponse({ status: 500, contentType: null }, request, state);
  };
  return {
    async fetch(given) {
      if (given.signal.aborted) throw given.signal.reason as Error;
      const state: RequestState = {};
      const isHead = given.method === 'HEAD';
      const request = isHead ? new Request(given, { method: 'GET' }) : given;
      const answered = answer(request, state).catch((error: unknown) => {
        handleUnexpectedError(error, request, state);
        return new yoga.fetchAPI.Response(null, { status: 500 });
      });
      const found = await raceSignal(answered, request.signal);
      if (isHead) return new yoga.fetchAPI.Response(null, found);
      return isTextResponse(found) ? new yoga.fetchAPI.Response(found.text, found) : found;
    },
    handle: createNodeHandler(answer, handleUnexpectedError, unread),
    close: () => idempotency.idle(),
  };
}
