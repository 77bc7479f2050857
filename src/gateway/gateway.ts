import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createBatchers } from '../batching/batchers.ts';
import type { AffectedIds } from '../batching/loaders.ts';
import { hintsOfWrite } from '../live/hints-of-write.ts';
import { createRedisHints } from '../live/redis-hints.ts';
import { createContext } from '../graphql/context.ts';
import { prefixed } from '../schema/sdl.ts';
import { createPlanCache } from '../graphql/execution/plan-cache.ts';
import { createLive } from '../live/live.ts';
import { createExecuteEvent } from './execute-event.ts';
import { createExecuteOperation } from './execute-operation.ts';
import { createFastPath } from './fast-path.ts';
import { createFetchHandler } from './fetch-adapter.ts';
import { createPrepareOperation } from './prepare-operation.ts';
import { createSerializeResponse } from './serialize-response.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createDocumentValidator } from '../graphql/documents/validate-document.ts';
import { checkGatewayOptions } from './check-options.ts';
import { createIdempotencyMemory } from '../idempotency/memory.ts';
import { MAX_KEYS_OF_SERVICE } from '../idempotency/quota.ts';
import { createIdempotencyRedis } from '../idempotency/redis.ts';
import { observeIdempotency } from '../idempotency/observed.ts';
import { safeLogger, silentLogger } from '../lib/logger.ts';
import { combineObservers } from '../lib/observer.ts';
import { observeRedis } from '../lib/observed-redis.ts';
import { createTroubles } from '../lib/troubles.ts';
import { readVersion } from '../lib/version.ts';
import { createLogObserver } from '../observability/log-observer.ts';
import { createLiveMetrics } from '../observability/live-metrics.ts';
import { createMetrics } from '../observability/metrics.ts';
import { createTracer } from '../observability/tracer.ts';
import { createNodeHandler } from './node-adapter.ts';
import { createServeGraphiQL } from './graphiql/serve-graphiql.ts';
import { createYogaPath } from './yoga/yoga-path.ts';
import { maskError } from '../graphql/mask-error.ts';
import { unaccepted } from '../lib/rate-counters.ts';
import { createRateLimiter } from '../lib/rate-limiter.ts';
import { isOnByDefault } from '../lib/settings.ts';
import { sharedSchema } from '../schema/schema.ts';
import { negotiateContentType } from '../http/content-negotiation.ts';
import { observeRequests, startExecutionSpan } from '../http/observe-requests.ts';
import { accessLog } from '../http/access-log.ts';
import { authenticate } from '../http/authentication.ts';
import { rateLimitCallers } from '../http/rate-limit.ts';
import { cors, createOriginList } from '../http/cors.ts';
import { createParamsReader } from '../http/graphql-params.ts';
import { concurrencyLimit } from '../http/concurrency-limit.ts';
import type { RequestState } from '../http/request-state.ts';
import { serverTiming } from '../http/server-timing.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { createPipeline } from '../http/pipeline.ts';
import { requestTimeout } from '../http/request-timeout.ts';
import { createWebhookEndpoint, type WebhookHint } from '../http/webhook.ts';
import type { GatewayOptions } from './options.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { ACCESS, BATCHING, FEATURES, LIMITS, LIVE, OBSERVABILITY } from './settings.ts';
import { UnreadResponses } from './unread-responses.ts';
import { createWebhookRoute } from './webhook-route.ts';
import { createWebSockets, type WebSockets } from './web-sockets.ts';

export interface Gateway {
  /** Handles a request without a socket. Rejects with the reason of the request's signal when that is aborted. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Handles the requests of a `node:http` server. */
  readonly handle: RequestListener;
  /**
   * Handles the `upgrade` events of a `node:http` server, for subscriptions over WebSocket. Undefined without the option
   * `webSockets`.
   */
  readonly handleUpgrade: WebSockets['handleUpgrade'] | undefined;
  /**
   * Refuses new subscriptions, and ends the open ones with `SUBSCRIPTION_ENDED` (`draining`), spread over two seconds.
   * Resolves when all have ended.
   */
  readonly endSubscriptions: () => Promise<void>;
  /**
   * Says that a conversation has news, for a webhook that another server receives. The gateway then reads the conversation
   * if it has subscribers. Not in passthrough mode, which has no account of its own.
   * @param hint ids only: the conversation, and the message if it is new
   */
  readonly hint: (hint: { readonly conversationId: string; readonly messageId?: string | undefined }) => void;
  /** Resolves when the outcomes of the last messages are stored. Close the client and Redis only after that. */
  readonly close: () => Promise<void>;
  /** Whether the gateway should receive requests, as `/ready` says it. */
  readonly readiness: () => Readiness;
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
  /** Called with the hint of each webhook. Default: none. */
  readonly onHint?: (hint: WebhookHint) => void;
}

/** Like `createGateway`, with switches. The package does not export it. */
export function createGatewayWith(
  options: GatewayOptions,
  { fastPath = true, onHint }: GatewaySwitches,
): Gateway {
  checkGatewayOptions('createGateway', options);
  const {
    client,
    identity,
    limits = {},
    batching = {},
    access = {},
    live: liveOptions = {},
    cors: { origins: corsOrigins = [] } = {},
    rateLimit,
    trustedDocuments,
    graphiql = isOnByDefault(FEATURES.graphiql, identity.mode),
    introspection = isOnByDefault(FEATURES.introspection, identity.mode),
    sdlToken,
    webhookToken,
    webSockets: hasWebSockets = FEATURES.webSockets.default,
    typePrefix = FEATURES.typePrefix.default,
    debugUpstream = isOnByDefault(FEATURES.debugUpstream, identity.mode),
    debugErrors = isOnByDefault(FEATURES.debugErrors, identity.mode),
    redis: givenRedis,
    metrics: registry,
    traceParent = OBSERVABILITY.traceParent.default,
    logSample = OBSERVABILITY.logSample.default,
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
  const {
    pollSeconds = LIVE.pollSeconds.default,
    maxSubscriptions = LIVE.maxSubscriptions.default,
    maxSubscriptionsPerCaller,
  } = liveOptions;
  const { publicProfiles = ACCESS.publicProfiles.default, userMetadataKeys = [] } = access;

  const logger = safeLogger(givenLogger);
  const findTroubles = createTroubles({
    upstream: () => client.isDegraded(),
    ...(givenRedis && { redis: () => !givenRedis.isReady() }),
  });
  const observer = combineObservers(
    createLogObserver(logger),
    // `/ready` says since when a circuit is open, also if no probe has read it then.
    { circuit: () => void findTroubles() },
    registry &&
      createMetrics(registry, {
        version: readVersion(),
        mode: identity.mode,
        upstream: client.state && (() => client.state?.()),
        isRedisReady: givenRedis && (() => givenRedis.isReady()),
        documentCacheBytes: () => ({
          documents: parseAndValidate.cachedBytes(),
          plans: getPlan.cachedBytes(),
        }),
      }),
    registry && createLiveMetrics(registry),
  );
  const tracer = createTracer(readVersion());
  const redis = givenRedis && observeRedis(givenRedis, observer);
  const getAccountBatchers = createBatchers({
    client,
    maxBatchSize,
    maxBatchesInFlight,
    requestTimeoutMs,
    logger,
    observer,
  });
  const idempotency = observeIdempotency(
    redis
      ? createIdempotencyRedis({ redis, maxAttemptMs: requestTimeoutMs + SETTLING_MS, logger })
      : createIdempotencyMemory({ maxKeys: Math.max(MAX_KEYS_OF_SERVICE, maxIdempotencyKeys ?? 0) }),
    observer,
  );
  const readiness = createReadiness(isDraining, findTroubles);
  const live = createLive({
    client,
    getAccountBatchers,
    pollMs: pollSeconds * 1000,
    maxSubscriptions,
    readTimeoutMs: requestTimeoutMs,
    channel: redis && createRedisHints({ redis, logger }),
    observer,
    tracer,
  });
  const shared = {
    client,
    getAccountBatchers,
    idempotency,
    maxIdempotencyKeys,
    maxIds,
    maxUpstreamCalls,
    userMetadataKeys,
    onWritten: (apiKey: string, affected: AffectedIds, result: unknown) => {
      for (const hint of hintsOfWrite(affected, result)) live.hint(apiKey, hint);
    },
    logger,
    observer,
  };
  const schema = sharedSchema({ publicProfiles, sdlForAnyone: introspection, typePrefix });
  const contextOf = (state: RequestState) => {
    const { principal, deadline, requestId, trace, rateLimit, stopwatch } = state;
    if (!principal || !deadline) throw new Error('the request has no principal or no deadline');
    const span = startExecutionSpan(state);
    const rate = rateLimit?.budget;
    return createContext(shared, { principal, deadline, requestId, trace, rate, span, stopwatch });
  };
  const maskErrorWithLog = (error: unknown) => maskError(error, logger, debugErrors);

  const origins = createOriginList(corsOrigins, identity.mode === 'sandbox');
  const unread = new UnreadResponses({
    onError: (err) => logger.error({ err }, 'a response could not be written'),
  });
  const observation = observeRequests({ observer, tracer, traceParent });
  const pipeline = createPipeline(
    [
      // Every request
      observation.everyRequest,
      accessLog({ logger, sample: logSample }),
      requestTimeout(requestTimeoutMs),
      securityHeaders(),
      cors(origins),
      ...(debugUpstream ? [serverTiming()] : []),
      // GraphQL requests, before the body is read
      negotiateContentType(),
      concurrencyLimit(maxRequestsInFlight, () => unread.isFull()),
      authenticate({ identity, origins, sdlToken, logger }),
      observation.afterAuthentication,
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
  const onCacheLookup = observer?.cacheLookup;
  const parseAndValidate = createDocumentValidator({
    schema,
    maxTokens,
    depth: maxDepth,
    aliases: maxAliases,
    mutations: maxMutations,
    introspection,
    suggestions: identity.mode === 'sandbox',
    logger,
    onLookup: onCacheLookup && ((result) => onCacheLookup('documents', result)),
  });
  const getPlan = createPlanCache(schema, onCacheLookup && ((result) => onCacheLookup('plans', result)));
  const prepareOperation = createPrepareOperation({ pipeline, parseAndValidate });
  const executeOperation = createExecuteOperation({
    schema,
    getPlan,
    pipeline,
    contextOf,
    maskError: maskErrorWithLog,
    debugUpstream,
  });
  const serializeResponse = createSerializeResponse({
    schema,
    pipeline,
    logger,
    extensionsFirst: identity.mode === 'sandbox',
  });

  const serveSubscription = createSubscriptions({
    schema,
    pipeline,
    live,
    prepareOperation,
    serializeResponse,
    createExecute: createExecuteEvent({
      schema,
      getPlan,
      contextOf: (principal, deadline, span) =>
        createContext(shared, { principal, deadline, requestId: undefined, trace: undefined, span }),
      maskError: maskErrorWithLog,
      requestTimeoutMs,
      logger,
    }),
    maskError: maskErrorWithLog,
    maxPerCaller: maxSubscriptionsPerCaller,
    logger,
    observer,
  });
  const webSockets = hasWebSockets
    ? createWebSockets({
        pipeline,
        prepareOperation,
        serve: serveSubscription,
        maskError: maskErrorWithLog,
        identity,
        origins,
        maxBodyBytes,
        logger,
      })
    : undefined;
  const hint: Gateway['hint'] = ({ conversationId, messageId }) => {
    if (identity.mode === 'passthrough') {
      throw new TypeError('gateway.hint: passthrough mode has no account of its own');
    }
    onHint?.({ conversationId, ...(messageId !== undefined && { messageId }) });
    live.hint(identity.apiKey, { conversationId, messageId });
  };
  const yoga = createYogaPath({
    schema,
    pipeline,
    origins,
    readiness,
    graphiql,
    prepareOperation,
    executeOperation,
    serializeResponse,
    maskError: maskErrorWithLog,
  });
  const serveGraphiQL = graphiql
    ? createServeGraphiQL({
        mode: identity.mode,
        pipeline,
        typeName: (name) => prefixed(name, typePrefix),
      })
    : undefined;
  const fallback = async (request: Request, state: RequestState) =>
    (await serveGraphiQL?.(request, state)) ??
    (await serveSubscription(request, state)) ??
    yoga.handle(request, state);
  const graphql = fastPath
    ? createFastPath({ pipeline, prepareOperation, executeOperation, serializeResponse, fallback })
    : fallback;
  const handler =
    webhookToken === undefined
      ? graphql
      : createWebhookRoute({
          pipeline,
          endpoint: createWebhookEndpoint({
            token: webhookToken,
            maxBodyBytes,
            onHint: hint,
            logger,
            observer,
          }),
          next: graphql,
        });
  /** Logs an unexpected error, and still runs the response hooks: they release what the request holds. */
  const handleUnexpectedError = (error: unknown, request: Request, state: RequestState) => {
    logger.error({ errorId: randomUUID(), err: error }, 'unexpected error');
    if (state.phase !== undefined) pipeline.onResponse({ status: 500, contentType: null }, request, state);
  };
  return {
    fetch: createFetchHandler(handler, handleUnexpectedError, yoga.fetchAPI),
    handle: createNodeHandler(handler, handleUnexpectedError, unread),
    handleUpgrade: webSockets?.handleUpgrade,
    async endSubscriptions() {
      await live.drain();
      await webSockets?.close();
    },
    hint,
    async close() {
      await idempotency.idle();
      await live.close();
    },
    readiness,
  };
}
