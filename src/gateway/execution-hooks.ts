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
import type { Passage } from '../http/pipeline.ts';
import { boundErrors } from '../graphql/bound-result.ts';
import { createVariablesReader } from '../graphql/execution/variable-values.ts';
import { writeAnswer } from '../graphql/serialize-result.ts';
import { withUpstreamCost } from '../graphql/upstream-cost.ts';

/** An operation of a document that was found to be good, and whom it is executed for. */
export interface Execution {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  readonly state: RequestState;
}

/** What stands before and after every execution, whoever executes. */
export interface Surroundings {
  /** @returns why there is nothing to execute, or what it is to be executed with and what is to be done then */
  begin(execution: Execution): { readonly errors: readonly GraphQLError[] } | Begun;
  /** What an execution has brought, with no more errors than an answer may have. They have not been presented. */
  bound(result: ExecutionResult, execution: Executed): ExecutionResult;
  /** Writes an answer as JSON, whatever is in it. */
  write(answer: ExecutionResult, execution: Executed): string;
}

type Executed = Pick<Execution, 'document' | 'operation' | 'state'>;

interface Begun {
  /** The variables, coerced. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Says that it is over, and what is answered. */
  readonly end: (result: ExecutionResult) => ExecutionResult;
}

export interface SurroundingsOptions {
  readonly schema: GraphQLSchema;
  readonly passage: Passage;
  /** Whether answers say what they have cost. */
  readonly debugUpstream: boolean;
  readonly logger: Logger;
}

export function createSurroundings(options: SurroundingsOptions): Surroundings {
  const { schema, passage, debugUpstream, logger } = options;
  const readVariables = createVariablesReader(schema);
  return {
    begin({ document, operation, variables, context, state }) {
      const read = readVariables(document, operation, variables);
      if ('errors' in read) return read;
      context.meter.take(introspectionCost(schema, document, operation));
      const end = passage.execute(context, state);
      return {
        values: read.values,
        end(result) {
          end();
          const answer = debugUpstream ? withUpstreamCost(result, context.cost) : result;
          return state.warnings ? withWarnings(answer, state.warnings) : answer;
        },
      };
    },
    bound: (result, { document, operation }) => boundErrors(result, { schema, document, operation }),
    write: (answer, { document, operation, state }) =>
      writeAnswer(answer, { schema, document, operation }, logger, (instead) =>
        passage.report(instead, state),
      ),
  };
}

function withWarnings(result: ExecutionResult, warnings: readonly string[]): ExecutionResult {
  return { ...result, extensions: { ...result.extensions, warnings } };
}
