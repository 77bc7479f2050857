import { OperationTypeNode, type ExecutionResult } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { presentError } from '../present-error.ts';

/**
 * An answer as JSON. One that cannot be written (a text of half a gigabyte, say) is replaced by an error; after a
 * mutation that must not read as if nothing had happened.
 */
export function writeAnswer(answer: ExecutionResult, operation: OperationTypeNode, logger: Logger): string {
  try {
    return JSON.stringify(answer);
  } catch (cause) {
    logger.error({ err: cause }, 'an answer could not be written');
    const code =
      operation === OperationTypeNode.MUTATION ? 'UPSTREAM_OUTCOME_UNKNOWN' : 'INTERNAL_SERVER_ERROR';
    const error = presentError(new GatewayError(code, { cause }), logger);
    return JSON.stringify({ errors: [error], data: null });
  }
}
