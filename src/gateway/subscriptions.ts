import {
  getArgumentValues,
  getOperationAST,
  GraphQLError,
  Kind,
  locatedError,
  OperationTypeNode,
  visit,
  type ExecutionResult,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { hash } from 'node:crypto';
import type { Principal } from '../auth/principal.ts';
import { badRequest, badUserInput, GatewayError, limitExceeded } from '../errors.ts';
import { reachableDefinitions } from '../graphql/documents/fragments.ts';
import type { RateBudget } from '../graphql/rate-budget.ts';
import { createVariableCoercion } from '../graphql/execution/variable-values.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import { urlOf } from '../http/request-url.ts';
import type { PreparedOperation, RequestState } from '../http/request-state.ts';
import { checkId } from '../lib/input-checks.ts';
import type { Logger } from '../lib/logger.ts';
import { parseEventCursor } from '../live/event-position.ts';
import type { Live, OpenStream } from '../live/live.ts';
import { joinSubscription, type JoinedSubscription, type SubscriptionTarget } from '../live/subscriptions.ts';
import type { ExecuteEvent } from '../live/subscriber.ts';
import { CONTENT_TYPES, createPayload, opening, type StreamFormat } from '../live/transport/frames.ts';
import { createStreamPulse, createStreamWriter } from '../live/transport/stream-writer.ts';
import type { createExecuteEvent } from './execute-event.ts';
import type { ExecuteOperation } from './execute-operation.ts';
import type { HandlerResponse, StreamResponse } from './node-adapter.ts';
import type { PrepareOperation } from './prepare-operation.ts';
import type { SerializeResponse } from './serialize-response.ts';

export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  readonly live: Live;
  readonly prepareOperation: PrepareOperation;
  readonly executeOperation: ExecuteOperation;
  readonly serializeResponse: SerializeResponse;
  readonly createExecute: ReturnType<typeof createExecuteEvent>;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Maximum number of open subscriptions of one caller; undefined: 20, and no limit for services. 0 allows none. */
  readonly maxPerCaller: number | undefined;
  readonly logger: Logger;
}

/** Maximum number of open subscriptions of a caller that is not a service, unless it is set. */
export const DEFAULT_PER_CALLER = 20;

/** How long a stream without a token stays open, in milliseconds. Each ends up to a tenth sooner or later. */
const MAX_AGE_MS = 3_600_000;
/** The tolerated difference between the clocks of the signer of a token and the gateway. */
const CLOCK_TOLERANCE_MS = 5000;
/** Maximum number of ids in `userChanged`. */
const MAX_USER_IDS = 60;

/** Whether the response to an operation is a stream: a subscription, or a client that accepts nothing else. */
export function needsStream({ operation }: PreparedOperation, { mediaType }: RequestState): boolean {
  return operation.operation === OperationTypeNode.SUBSCRIPTION || mediaType === undefined;
}

/**
 * Creates the handler of requests whose response is a stream. It returns undefined for all other requests. A query of a
 * client that accepts only a stream gets one result in it.
 */
export function createSubscriptions(options: SubscriptionsOptions) {
  const { schema, pipeline, live, executeOperation, serializeResponse, maskError, logger } = options;
  const coerceVariables = createVariableCoercion(schema);
  const pulse = createStreamPulse(live.timers);
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

  const textOf = (result: ExecutionResult) => JSON.stringify(withoutHttp(result));
  const errorText = (error: unknown) => textOf({ errors: [maskError(error)] });

  /** A stream of one result. */
  const single = (result: ExecutionResult, request: Request, state: RequestState, format: StreamFormat) => {
    pipeline.onResult(result, state);
    return streamOf(request, state, format, (sink) => {
      const writer = createStreamWriter({
        sink,
        format,
        pulse,
        opening: format === 'multipart' ? opening(format) : undefined,
        onCaughtUp: () => undefined,
        onClose: () => undefined,
      });
      writer.end(createPayload(textOf(result)));
    });
  };

  const streamOf = (
    request: Request,
    state: RequestState,
    format: StreamFormat,
    start: StreamResponse['start'],
  ): StreamResponse => {
    state.isStream = true;
    const headers = {
      'content-type': CONTENT_TYPES[format],
      // nginx and others would hold events back.
      'x-accel-buffering': 'no',
    };
    const hooks = pipeline.onResponse({ status: 200, contentType: headers['content-type'] }, request, state);
    return { status: 200, headers: { ...headers, ...hooks, 'cache-control': 'no-store' }, start };
  };

  /** A response before any stream: JSON with a status. */
  const refuse = (error: unknown, request: Request, state: RequestState): HandlerResponse => {
    const response = serializeResponse({ errors: [maskError(error)] }, state);
    const head = { status: response.status, contentType: response.headers['content-type'] ?? null };
    Object.assign(response.headers, pipeline.onResponse(head, request, state));
    return response;
  };

  const open = (
    prepared: PreparedOperation,
    request: Request,
    state: RequestState,
    format: StreamFormat,
  ): HandlerResponse => {
    const { principal, requestId, rateLimit } = state;
    if (!principal) throw new Error('the request has no principal');
    const coerced = coerceVariables(prepared.document, prepared.operation, prepared.variables);
    if ('errors' in coerced) return single(coerced, request, state, format);
    try {
      live.reserve();
    } catch (error) {
      return refuse(error, request, state);
    }
    const lastEventId = request.headers.get('last-event-id') ?? undefined;
    const subscription = new Subscription(
      options,
      { prepared, variables: coerced.values, principal, requestId, lastEventId, budget: rateLimit?.budget },
      { countCaller, errorText },
    );
    return streamOf(request, state, format, (sink) => {
      const writer = createStreamWriter({
        sink,
        format,
        pulse,
        opening: opening(format),
        onCaughtUp: () => subscription.catchUp(),
        onClose: (reason) => subscription.close(reason),
      });
      void subscription.start(writer).catch((error: unknown) => {
        logger.error({ err: error }, 'unexpected error');
        writer.end(createPayload(errorText(error)));
      });
    });
  };

  /** The errors of a document that cannot be executed; undefined if the response is not a stream. */
  const documentErrors = async (
    request: Request,
    state: RequestState,
  ): Promise<ExecutionResult | undefined> => {
    const { parsedDocument, mediaType } = state;
    if (!parsedDocument) return undefined;
    if ('failure' in parsedDocument) {
      return mediaType === undefined ? { errors: [maskError(parsedDocument.failure)] } : undefined;
    }
    const { operationName } = await pipeline.readParams(request, state);
    const operation = getOperationAST(parsedDocument.document, operationName);
    const isSubscription = operation?.operation === OperationTypeNode.SUBSCRIPTION;
    if (mediaType !== undefined && !isSubscription) return undefined;
    return { errors: operation ? parsedDocument.errors : [maskError(unresolvedOperation())] };
  };

  return async (request: Request, state: RequestState): Promise<HandlerResponse | undefined> => {
    if (!mayExecute(request)) return undefined;
    const prepared = await options.prepareOperation(request, state);
    const { streamFormat } = state;
    if (prepared && needsStream(prepared, state)) {
      const { operation } = prepared.operation;
      if (operation === OperationTypeNode.SUBSCRIPTION) {
        return streamFormat
          ? open(prepared, request, state, streamFormat)
          : refuse(badRequest('accept', 406), request, state);
      }
      // Yoga rejects a mutation by GET.
      if (!streamFormat || (operation === OperationTypeNode.MUTATION && request.method === 'GET'))
        return undefined;
      return single(await executeOperation(prepared, state), request, state, streamFormat);
    }
    if (prepared || !streamFormat) return undefined;
    const result = await documentErrors(request, state);
    return result && single(result, request, state, streamFormat);
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

type Statuses = Extract<SubscriptionTarget, { readonly field: 'inboxEvents' }>['statuses'];

/** What a request says about its subscription. */
interface SubscriptionRequest {
  readonly prepared: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly requestId: string | undefined;
  readonly lastEventId: string | undefined;
  readonly budget: RateBudget | undefined;
}

interface SubscriptionHelpers {
  /** Counts a subscription of a caller. @returns a function that ends the count */
  readonly countCaller: (principal: Principal) => () => void;
  /** An error as a result that a client sees. */
  readonly errorText: (error: unknown) => string;
}

/** One open subscription, from its first byte to its end. */
class Subscription {
  readonly #options: SubscriptionsOptions;
  readonly #request: SubscriptionRequest;
  readonly #helpers: SubscriptionHelpers;
  readonly #startedAt: number;
  #joined: JoinedSubscription | undefined;
  #stream: OpenStream | undefined;
  #releaseCaller: (() => void) | undefined;
  #isClosed = false;
  #events = 0;
  #endCode: string | undefined;

  constructor(options: SubscriptionsOptions, request: SubscriptionRequest, helpers: SubscriptionHelpers) {
    this.#options = options;
    this.#request = request;
    this.#helpers = helpers;
    this.#startedAt = options.live.timers.now();
  }

  async start(writer: ReturnType<typeof createStreamWriter>): Promise<void> {
    const { live } = this.#options;
    const { errorText } = this.#helpers;
    const subscriber = {
      next: (payload: ReturnType<typeof createPayload>) => {
        const isWritten = writer.next(payload);
        if (isWritten) this.#events += 1;
        return isWritten;
      },
      end: (error?: GatewayError) => {
        this.#endCode = error?.code;
        writer.end(error && createPayload(errorText(error)));
      },
    };
    const { node, field } = this.#rootField();
    try {
      this.#releaseCaller = this.#helpers.countCaller(this.#request.principal);
      const target = this.#targetOf(node, field);
      this.#stream = { subscriber, ...this.#lifetime() };
      live.add(this.#stream);
      if (target.field === 'conversationEvents' && target.after) await this.#request.budget?.reserveCall();
      const joined = await joinSubscription({
        account: live.account(this.#request.principal.apiKey),
        fanOut: live.fanOut,
        principal: this.#request.principal,
        target,
        subscriber,
        execute: this.#execute(node),
      });
      if (this.#isClosed) joined?.leave();
      else this.#joined = joined;
    } catch (error) {
      const responseName = (node.alias ?? node.name).value;
      this.#endCode = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
      writer.end(createPayload(errorText(locatedError(error, node, [responseName]))));
    }
  }

  catchUp(): void {
    this.#joined?.catchUp();
  }

  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { live, logger } = this.#options;
    this.#joined?.leave();
    this.#releaseCaller?.();
    if (this.#stream) live.remove(this.#stream);
    live.release();
    logger.info(
      {
        requestId: this.#request.requestId,
        field: this.#rootField().field.name,
        reason,
        errorCode: this.#endCode,
        events: this.#events,
        durationMs: Math.round(live.timers.now() - this.#startedAt),
      },
      'subscription ended',
    );
  }

  #rootField(): { readonly node: FieldNode; readonly field: GraphQLField<unknown, unknown> } {
    const { document, operation } = this.#request.prepared;
    const node = firstField(document, operation);
    const field = node && this.#options.schema.getSubscriptionType()?.getFields()[node.name.value];
    if (!node || !field) throw new Error('the subscription has no root field');
    return { node, field };
  }

  /** When the stream ends, and why. */
  #lifetime() {
    const { expiresAt } = this.#request.principal;
    const now = this.#options.live.timers.now();
    if (expiresAt === undefined) {
      const endsAt = now + MAX_AGE_MS * (0.9 + Math.random() * 0.2);
      return { endsAt, endReason: () => new GatewayError('SUBSCRIPTION_ENDED', { reason: 'max-age' }) };
    }
    const endsAt = now + expiresAt - Date.now() + CLOCK_TOLERANCE_MS;
    return { endsAt, endReason: () => new GatewayError('UNAUTHENTICATED', { reason: 'token-expired' }) };
  }

  #execute(node: FieldNode): ExecuteEvent {
    const { prepared, variables, principal } = this.#request;
    const responseName = (node.alias ?? node.name).value;
    return this.#options.createExecute({ prepared, variables, principal, responseName });
  }

  /** The checked arguments of the root field, and the key of the audience. */
  #targetOf(node: FieldNode, field: GraphQLField<unknown, unknown>): SubscriptionTarget {
    const { prepared, variables, principal, lastEventId } = this.#request;
    const args = getArgumentValues(field, node, variables);
    const selected = selectedNames(prepared);
    const readsViewer = selected.has('unreadCount');
    const { apiKey, role, actingUserId } = principal;
    const isPersonal = role === 'USER' || readsViewer;
    const { after, ...shared } = args;
    const key = hash(
      'sha256',
      JSON.stringify([
        documentKey(prepared),
        shared,
        otherVariables(node, variables),
        role,
        isPersonal ? actingUserId : null,
      ]),
      'base64url',
    );
    switch (field.name) {
      case 'conversationEvents': {
        const groupId = checkId(args.conversationId as string, 'conversationId');
        const cursor = lastEventId ?? (after as string | null | undefined) ?? undefined;
        const position =
          cursor === undefined ? undefined : parseEventCursor(cursor, { secret: apiKey, groupId });
        if (cursor !== undefined && !position) throw badUserInput('after', 'not-a-cursor');
        return {
          field: 'conversationEvents',
          key,
          groupId,
          after: position && cursor !== undefined ? { position, cursor } : undefined,
          selectsPreviousCursor: selected.has('previousCursor'),
          readsViewer,
        };
      }
      case 'inboxEvents':
        return { field: 'inboxEvents', key, statuses: (args.statuses as Statuses | null | undefined) ?? [] };
      default: {
        const ids = args.ids as readonly string[];
        if (ids.length > MAX_USER_IDS) throw limitExceeded('ids', MAX_USER_IDS);
        ids.forEach((id, index) => checkId(id, `ids.${index}`));
        return { field: 'userChanged', key, userIds: [...new Set(ids)] };
      }
    }
  }
}

/** The root field of a subscription. A valid one has exactly one, possibly in a fragment. */
function firstField(
  document: PreparedOperation['document'],
  operation: PreparedOperation['operation'],
): FieldNode | undefined {
  let found: FieldNode | undefined;
  for (const definition of reachableDefinitions(document, operation)) {
    visit(definition, {
      Field(node) {
        found ??= node;
        return false;
      },
    });
    if (found) return found;
  }
  return undefined;
}

const names = new WeakMap<object, ReadonlySet<string>>();

/** The names of all fields that an operation selects. */
function selectedNames({ document, operation }: PreparedOperation): ReadonlySet<string> {
  const known = names.get(operation);
  if (known) return known;
  const selected = new Set<string>();
  for (const definition of reachableDefinitions(document, operation)) {
    visit(definition, { Field: ({ name }) => void selected.add(name.value) });
  }
  names.set(operation, selected);
  return selected;
}

const keys = new WeakMap<object, string>();

/** A hash of the operation. Equal operations of different documents have the same one. */
function documentKey({ document, operation }: PreparedOperation): string {
  let key = keys.get(operation);
  if (key === undefined) {
    const definitions = [...reachableDefinitions(document, operation)];
    const text = JSON.stringify(definitions, (name, value: unknown) => (name === 'loc' ? undefined : value));
    key = hash('sha256', text, 'base64url');
    keys.set(operation, key);
  }
  return key;
}

/** The variables without the one that is the whole argument `after`: the subscribers of an audience differ in it. */
function otherVariables(node: FieldNode, variables: Readonly<Record<string, unknown>>) {
  const after = node.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (after?.kind !== Kind.VARIABLE) return variables;
  const { [after.name.value]: _after, ...others } = variables;
  return others;
}

/** The error that yoga creates for a request that selects no operation of its document. */
function unresolvedOperation(): GraphQLError {
  return new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

/** A stream has no status: the statuses of its errors are removed, as they are from every response. */
export function withoutHttp(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    const { http: _http, ...visible } = extensions ?? {};
    return { ...rest, extensions: visible } as unknown as GraphQLError;
  });
  return { ...result, errors };
}
