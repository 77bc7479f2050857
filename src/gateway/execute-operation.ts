import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';
import { boundErrors } from '../graphql/bound-result.ts';
import { introspectionCost } from '../graphql/documents/introspection-cost.ts';
import { executePlan } from '../graphql/execution/executor.ts';
import type { PlanCache } from '../graphql/execution/plan-cache.ts';
import { createVariableCoercion } from '../graphql/execution/variable-values.ts';
import { withUpstreamUsage } from '../graphql/upstream-usage.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import type { PreparedOperation, RequestState } from '../http/request-state.ts';

export interface ExecuteOperationOptions {
  readonly schema: GraphQLSchema;
  readonly getPlan: PlanCache;
  readonly pipeline: RequestPipeline;
  readonly contextOf: (state: RequestState) => GatewayContext;
  /** Turns an error into the one that the caller sees. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** Whether results carry their REST usage in `extensions.upstream`. */
  readonly debugUpstream: boolean;
}

/** Never rejects: an error is part of the result. */
export type ExecuteOperation = (prepared: PreparedOperation, state: RequestState) => Promise<ExecutionResult>;

/** The second step of a GraphQL request: coerces the variables, executes, and limits and masks the errors. */
export function createExecuteOperation(options: ExecuteOperationOptions): ExecuteOperation {
  const { schema, getPlan, pipeline, contextOf, maskError, debugUpstream } = options;
  const coerceVariables = createVariableCoercion(schema);

  return async (prepared, state) => {
    const { document, operation } = prepared;
    let finish = unchanged;
    try {
      const context = contextOf(state);
      const coerced = coerceVariables(document, operation, prepared.variables);
      if ('errors' in coerced) return coerced;
      context.responseBudget.consume(introspectionCost(schema, document, operation));
      const runAfterHooks = pipeline.onExecute(context, state);
      finish = (result) => {
        runAfterHooks();
        const measured = debugUpstream ? withUpstreamUsage(result, context.upstreamUsage) : result;
        return state.warnings ? withWarnings(measured, state.warnings) : measured;
      };
      const plan = getPlan(document, operation, coerced.values);
      const executed = await executePlan(plan, {
        context,
        variables: coerced.values,
        throwIfCancelled() {
          const { deadline } = state;
          if (deadline?.isClientDisconnected()) throw deadline.cancelReason() as Error;
        },
      });
      const result = boundErrors(executed, { schema, document, operation });
      return finish(result.errors ? { ...result, errors: result.errors.map(maskError) } : result);
    } catch (error) {
      return finish({ errors: [maskError(error)] });
    }
  };
}

const unchanged = (result: ExecutionResult) => result;

function withWarnings(result: ExecutionResult, warnings: readonly string[]): ExecutionResult {
  return { ...result, extensions: { ...result.extensions, warnings } };
}
