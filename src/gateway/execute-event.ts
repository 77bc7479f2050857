import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { Principal } from '../auth/principal.ts';
import { boundErrors } from '../graphql/bound-result.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { executePlan } from '../graphql/execution/executor.ts';
import type { PlanCache } from '../graphql/execution/plan-cache.ts';
import { serializeResult } from '../graphql/serialize-result.ts';
import type { PreparedOperation } from '../http/request-state.ts';
import { createDeadline, type Deadline } from '../lib/deadline.ts';
import type { Span } from '../lib/observer.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventRecords, ExecuteEvent } from '../live/subscriber.ts';

export interface ExecuteEventOptions {
  readonly schema: GraphQLSchema;
  readonly getPlan: PlanCache;
  readonly contextOf: (principal: Principal, deadline: Deadline, span: Span | undefined) => GatewayContext;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
}

/** The subscription of an audience. */
interface SubscriptionOperation {
  readonly prepared: PreparedOperation;
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** The response name of the root field. */
  readonly responseName: string;
}

/** Errors that say that the caller may not see the event. */
const DENIALS: ReadonlySet<unknown> = new Set(['FORBIDDEN', 'NOT_FOUND']);

/**
 * Creates the function that executes the document of a subscription for its events. Each event gets a new context with new
 * loaders: a context that lives as long as the subscription would return old values for ever.
 */
export function createExecuteEvent(options: ExecuteEventOptions) {
  const { schema, getPlan, contextOf, maskError, requestTimeoutMs, logger } = options;
  return ({ prepared, variables, principal, responseName }: SubscriptionOperation): ExecuteEvent => {
    const { document, operation } = prepared;
    const execute = async (
      event: object,
      records: EventRecords,
      deadline: Deadline,
      span: Span | undefined,
    ) => {
      const context = contextOf(principal, deadline, span);
      primeLoaders(context, records);
      const executed = await executePlan(getPlan(document, operation, variables), {
        context,
        variables,
        rootValue: event,
        throwIfCancelled: () => undefined,
      });
      const result = boundErrors(executed, { schema, document, operation });
      return result.errors ? { ...result, errors: result.errors.map(maskError) } : result;
    };
    return async (event, records, span) => {
      const deadline = createDeadline({ timeoutMs: requestTimeoutMs });
      let result: ExecutionResult;
      try {
        result = await execute(event, records, deadline, span);
      } catch (error) {
        result = { errors: [maskError(error)], data: null };
      } finally {
        deadline.end();
      }
      const text = serializeResult(result, { schema, ...prepared }, logger, () => undefined);
      return { text, isDenied: isDenied(result, responseName) };
    };
  };
}

function isDenied({ data, errors = [] }: ExecutionResult, responseName: string): boolean {
  if (data && data[responseName] !== null) return false;
  return errors.some(({ path, extensions }) => path?.length === 1 && DENIALS.has(extensions.code));
}

/** Caches what the live graph has read, so that the execution does not read it again. */
function primeLoaders(
  { loaders }: GatewayContext,
  { conversation, users = [], latestMessage }: EventRecords,
): void {
  if (conversation) loaders.conversations.prime(conversation.groupId, conversation.group);
  for (const user of users) if (user.connected !== undefined) loaders.users.prime(user.userId, user);
  if (latestMessage) loaders.latestMessages.set(latestMessage.groupId, latestMessage);
}
