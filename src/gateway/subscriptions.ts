import { getOperationAST, OperationTypeNode, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Principal } from '../auth/principal.ts';
import { badRequest, limitExceeded } from '../errors.ts';
import { createVariableCoercion } from '../graphql/execution/variable-values.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import { urlOf } from '../http/request-url.ts';
import type { PreparedOperation, RequestState } from '../http/request-state.ts';
import { createErrorPayload, createPayload, type StreamFormat } from '../live/transport/frames.ts';
import { createHeartbeat } from '../live/transport/heartbeat.ts';
import { createStreamResponse } from '../live/transport/stream-response.ts';
import { createStreamBudget } from '../live/transport/stream-writer.ts';
import type { AnyResponse } from './node-adapter.ts';
import { withoutHttp, withoutHttpStatus } from './visible-errors.ts';
import type { PrepareOperation } from './prepare-operation.ts';
import type { SerializeResponse } from './serialize-response.ts';
import { Subscription, type SubscriptionHelpers, type SubscriptionOptions } from './subscription.ts';

export interface SubscriptionsOptions extends SubscriptionOptions {
  readonly pipeline: RequestPipeline;
  readonly prepareOperation: PrepareOperation;
  readonly serializeResponse: SerializeResponse;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Maximum number of open subscriptions of one caller; undefined: 20, and no limit for services. 0 allows none. */
  readonly maxPerCaller: number | undefined;
}

/** Maximum number of open subscriptions of a caller that is not a service, unless it is set. */
const DEFAULT_PER_CALLER = 20;

export function isSubscription({ operation }: PreparedOperation): boolean {
  return operation.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Creates the handler of subscriptions. It returns undefined for all other requests. */
export function createSubscriptions(options: SubscriptionsOptions) {
  const { schema, pipeline, live, serializeResponse, maskError } = options;
  const coerceVariables = createVariableCoercion(schema);
  const heartbeat = createHeartbeat();
  const budget = createStreamBudget();
  const openByCaller = new Map<string, number>();

  const maxOf = ({ role }: Principal) =>
    options.maxPerCaller ?? (role === 'SERVICE' ? Infinity : DEFAULT_PER_CALLER);

  /** Counts a subscription of a caller. @returns a function that ends the count */
  const countCaller = (principal: Principal) => {
    const { id } = principal.caller;
    const open = openByCaller.get(id) ?? 0;
    const max = maxOf(principal);
    if (open >= max) throw limitExceeded('subscriptions', max);
    openByCaller.set(id, open + 1);
    return () => {
      const left = (openByCaller.get(id) ?? 1) - 1;
      if (left === 0) openByCaller.delete(id);
      else openByCaller.set(id, left);
    };
  };

  const errorText = (error: unknown) => JSON.stringify(withoutHttp({ errors: [maskError(error)] }));
  /** The last payload of a stream that the gateway ends. */
  const endPayload = (error: unknown) =>
    createErrorPayload(JSON.stringify([withoutHttpStatus(maskError(error))]));

  const helpers: SubscriptionHelpers = { countCaller, errorText, endPayload };

  const respond = <Response extends AnyResponse & { headers: Record<string, string> }>(
    response: Response,
    request: Request,
    state: RequestState,
  ): Response => {
    const head = { status: response.status, contentType: response.headers['content-type'] ?? null };
    // The hooks may not weaken what the response says about caches.
    const { 'cache-control': _policy, ...hooks } = pipeline.onResponse(head, request, state);
    Object.assign(response.headers, hooks);
    return response;
  };

  /** A stream of one result, for errors before the first event. */
  const single = (result: ExecutionResult, request: Request, state: RequestState, format: StreamFormat) => {
    pipeline.onResult(result, state);
    const response = createStreamResponse(
      // The client does not connect again after these errors, so the time for that need not differ.
      { format, budget, heartbeat, random: () => 0 },
      {
        onOpen: (writer) => writer.end(createPayload(JSON.stringify(withoutHttp(result)))),
        onCaughtUp: () => undefined,
        onClose: () => undefined,
      },
    );
    return respond(response, request, state);
  };

  /** A response before any stream: JSON with a status. */
  const refuse = (error: unknown, request: Request, state: RequestState): AnyResponse =>
    respond(serializeResponse({ errors: [maskError(error)] }, state), request, state);

  const open = (
    prepared: PreparedOperation,
    request: Request,
    state: RequestState,
    format: StreamFormat,
  ): AnyResponse => {
    const { principal, requestId, rateLimit } = state;
    if (!principal) throw new Error('the request has no principal');
    const coerced = coerceVariables(prepared.document, prepared.operation, prepared.variables);
    if ('errors' in coerced) return single(coerced, request, state, format);
    try {
      live.checkRoom();
    } catch (error) {
      return refuse(error, request, state);
    }
    const lastEventId = request.headers.get('last-event-id') ?? undefined;
    const subscription = new Subscription(
      options,
      {
        prepared,
        variables: coerced.values,
        principal,
        requestId,
        lastEventId,
        budget: rateLimit?.budget,
        transport: format,
      },
      helpers,
    );
    state.isSubscription = true;
    const response = createStreamResponse({ format, budget, heartbeat }, subscription);
    return respond(response, request, state);
  };

  /** The errors of an invalid subscription; undefined for other documents. */
  const documentErrors = async (
    request: Request,
    state: RequestState,
  ): Promise<ExecutionResult | undefined> => {
    const { parsedDocument } = state;
    if (!parsedDocument || 'failure' in parsedDocument) return undefined;
    const { operationName } = await pipeline.readParams(request, state);
    const operation = getOperationAST(parsedDocument.document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
    return { errors: parsedDocument.errors };
  };

  return async (request: Request, state: RequestState): Promise<AnyResponse | undefined> => {
    if (!mayExecute(request)) return undefined;
    const prepared = await options.prepareOperation(request, state);
    const { streamType } = state;
    if (!prepared) {
      const result = streamType && (await documentErrors(request, state));
      return result && single(result, request, state, streamType);
    }
    if (!isSubscription(prepared)) return undefined;
    return streamType
      ? open(prepared, request, state, streamType)
      : refuse(badRequest('accept', 406), request, state);
  };
}

/** Whether a request can have an operation. Yoga handles all others. */
function mayExecute(request: Request): boolean {
  const { pathname, searchParams } = urlOf(request);
  if (pathname !== '/graphql') return false;
  if (request.method === 'POST') return true;
  return (
    request.method === 'GET' && ['query', 'documentId', 'extensions'].some((name) => searchParams.has(name))
  );
}
