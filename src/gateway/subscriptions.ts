import {
  getArgumentValues,
  getOperationAST,
  type GraphQLError,
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
import {
  createErrorPayload,
  createPayload,
  type Payload,
  type StreamFormat,
} from '../live/transport/frames.ts';
import { createHeartbeat } from '../live/transport/heartbeat.ts';
import { createStreamResponse } from '../live/transport/stream-response.ts';
import { createStreamBudget, type StreamEnd, type StreamWriter } from '../live/transport/stream-writer.ts';
import type { createExecuteEvent } from './execute-event.ts';
import type { AnyResponse } from './node-adapter.ts';
import type { PrepareOperation } from './prepare-operation.ts';
import type { SerializeResponse } from './serialize-response.ts';

export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  readonly live: Live;
  readonly prepareOperation: PrepareOperation;
  readonly serializeResponse: SerializeResponse;
  readonly createExecute: ReturnType<typeof createExecuteEvent>;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Maximum number of open subscriptions of one caller; undefined: 20, and no limit for services. 0 allows none. */
  readonly maxPerCaller: number | undefined;
  readonly logger: Logger;
}

/** Maximum number of open subscriptions of a caller that is not a service, unless it is set. */
const DEFAULT_PER_CALLER = 20;

/** How long a stream without a token stays open, in milliseconds. Each ends up to a tenth sooner or later. */
const MAX_AGE_MS = 3_600_000;
/** The tolerated difference between the clocks of the signer of a token and the gateway. */
const CLOCK_TOLERANCE_MS = 5000;
/** Maximum number of ids in `userChanged`. */
const MAX_USER_IDS = 60;

export function isSubscription({ operation }: PreparedOperation): boolean {
  return operation.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Creates the handler of subscriptions. It returns undefined for all other requests. */
export function createSubscriptions(options: SubscriptionsOptions) {
  const { schema, pipeline, live, serializeResponse, maskError, logger } = options;
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
    const response = createStreamResponse({
      format,
      budget,
      heartbeat,
      // The client does not connect again after these errors, so the time for that need not differ.
      random: () => 0,
      onOpen: (writer) => writer.end(createPayload(JSON.stringify(withoutHttp(result)))),
      onCaughtUp: () => undefined,
      onClose: () => undefined,
    });
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
      { prepared, variables: coerced.values, principal, requestId, lastEventId, budget: rateLimit?.budget },
      helpers,
    );
    state.isSubscription = true;
    const response = createStreamResponse({
      format,
      budget,
      heartbeat,
      onOpen: (writer) =>
        void subscription.start(writer).catch((error: unknown) => {
          logger.error({ err: error }, 'unexpected error');
          writer.end(createPayload(errorText(error)));
        }),
      onCaughtUp: () => subscription.catchUp(),
      onClose: (reason) => subscription.close(reason),
    });
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
  /** An error as the last payload of a stream that the gateway ends. */
  readonly endPayload: (error: unknown) => Payload;
}

// Shared by all streams, each of which would otherwise keep its own.
const maxAgeReached = () => new GatewayError('SUBSCRIPTION_ENDED', { reason: 'max-age' });
const tokenExpired = () => new GatewayError('UNAUTHENTICATED', { reason: 'token-expired' });

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

  async start(writer: StreamWriter): Promise<void> {
    const { live } = this.#options;
    const { errorText, endPayload } = this.#helpers;
    const subscriber = {
      next: (payload: Payload) => {
        const isWritten = writer.next(payload);
        if (isWritten) this.#events += 1;
        return isWritten;
      },
      end: (error?: GatewayError) => {
        this.#endCode = error?.code;
        writer.end(error && endPayload(error));
      },
    };
    const { node, field } = this.#rootField();
    this.#stream = { subscriber, ...this.#lifetime() };
    live.add(this.#stream);
    try {
      this.#releaseCaller = this.#helpers.countCaller(this.#request.principal);
      const target = this.#targetOf(node, field);
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

  close(reason: StreamEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { live, logger } = this.#options;
    this.#joined?.leave();
    this.#releaseCaller?.();
    if (this.#stream) live.remove(this.#stream);
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
      return { endsAt, endReason: maxAgeReached };
    }
    const endsAt = now + expiresAt - Date.now() + CLOCK_TOLERANCE_MS;
    return { endsAt, endReason: tokenExpired };
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

/** A stream has no status: the statuses of its errors are removed, as they are from every response. */
function withoutHttp(result: ExecutionResult): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map(withoutHttpStatus) } : result;
}

function withoutHttpStatus(error: GraphQLError): GraphQLError {
  const { extensions, ...rest } = error.toJSON();
  const { http: _http, ...visible } = extensions ?? {};
  return { ...rest, extensions: visible } as unknown as GraphQLError;
}
