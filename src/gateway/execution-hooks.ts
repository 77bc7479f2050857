import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';
import { introspectionCost } from '../graphql/documents/introspection-cost.ts';
import type { Logger } from '../lib/logger.ts';
import type { RequestState } from '../http/request-state.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import { boundErrors } from '../graphql/bound-result.ts';
import { createVariableCoercion } from '../graphql/execution/variable-values.ts';
import { serializeResult } from '../graphql/serialize-result.ts';
import { withUpstreamUsage } from '../graphql/upstream-cost.ts';

/** An operation of a document that was found to be good, and whom it is executed for. */
export interface Execution {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  readonly state: RequestState;
}

/** What stands before and after every execution, whoever executes. */
export interface ExecutionHooks {
  /** @returns why there is nothing to execute, or what it is to be executed with and what is to be done then */
  beforeExecute(execution: Execution): { readonly errors: readonly GraphQLError[] } | PreparedExecution;
  /** What an execution has brought, with no more errors than an answer may have. They have not been presented. */
  bound(result: ExecutionResult, execution: Executed): ExecutionResult;
  /** Writes an answer as JSON, whatever is in it. */
  serialize(answer: ExecutionResult, execution: Executed): string;
}

type Executed = Pick<Execution, 'document' | 'operation' | 'state'>;

interface PreparedExecution {
  /** The variables, coerced. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Says that it is over, and what is answered. */
  readonly afterExecute: (result: ExecutionResult) => ExecutionResult;
}

export interface ExecutionHooksOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  /** Whether answers say what they have cost. */
  readonly debugUpstream: boolean;
  readonly logger: Logger;
}

export function createExecutionHooks(options: ExecutionHooksOptions): ExecutionHooks {
  const { schema, pipeline, debugUpstream, logger } = options;
  const readVariables = createVariableCoercion(schema);
  return {
    beforeExecute({ document, operation, variables, context, state }) {
      const read = readVariables(document, operation, variables);
      if ('errors' in read) return read;
      context.responseBudget.consume(introspectionCost(schema, document, operation));
      const end = pipeline.onExecute(context, state);
      return {
        values: read.values,
        afterExecute(result) {
          end();
          const answer = debugUpstream ? withUpstreamUsage(result, context.upstreamUsage) : result;
          return state.warnings ? withWarnings(answer, state.warnings) : answer;
        },
      };
    },
    bound: (result, { document, operation }) => boundErrors(result, { schema, document, operation }),
    serialize: (answer, { document, operation, state }) =>
      serializeResult(answer, { schema, document, operation }, logger, (instead) =>
        pipeline.onResult(instead, state),
      ),
  };
}

function withWarnings(result: ExecutionResult, warnings: readonly string[]): ExecutionResult {
  return { ...result, extensions: { ...result.extensions, warnings } };
}
