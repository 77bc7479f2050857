import { getOperationAST, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';
import { GatewayError } from '../errors.ts';
import { presentError } from '../present-error.ts';

/**
 * An answer that cannot be written as JSON (a text of half a gigabyte, say) is replaced by an error. After a
 * mutation that must not read as if nothing had happened.
 */
export function useSafeAnswers(logger: Logger): Plugin {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName)?.operation;
      return {
        onExecuteDone({ result }) {
          // Yoga calls this in place of JSON.stringify.
          (result as { stringify?: unknown }).stringify = (answer: ExecutionResult) => {
            try {
              return JSON.stringify(answer);
            } catch (cause) {
              logger.error({ err: cause }, 'an answer could not be written');
              const code =
                operation === OperationTypeNode.MUTATION
                  ? 'UPSTREAM_OUTCOME_UNKNOWN'
                  : 'INTERNAL_SERVER_ERROR';
              const error = presentError(new GatewayError(code, { cause }), logger);
              return JSON.stringify({ errors: [error], data: null });
            }
          };
        },
      };
    },
  };
}
