import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { locationsOf } from './documents/source-locations.ts';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { maskError } from './mask-error.ts';
import { keepWriteResults, MAX_BYTES, tooManyBytes, type ExecutedOperation } from './bound-result.ts';

/** Maximum number of UTF-8 bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_CODE_UNIT = 3;

/**
 * Writes a result as JSON. A result with too many bytes is replaced by an error; a mutation keeps its write results. A
 * result that cannot be written, such as a text of 512 MB, is replaced by `INTERNAL_SERVER_ERROR`. For a mutation, the
 * error is `UPSTREAM_OUTCOME_UNKNOWN`, because its writes may have succeeded.
 * @param onReplaced called with the result that replaces one with too many bytes
 */
export function serializeResult(
  result: ExecutionResult,
  executed: ExecutedOperation,
  logger: Logger,
  onReplaced: (result: ExecutionResult) => void,
): string {
  const isMutation = executed.operation.operation === OperationTypeNode.MUTATION;
  try {
    const text = stringify(result);
    if (!isTooLong(text)) return text;
    const bounded = isMutation
      ? keepWriteResults(result, executed)
      : { ...result, errors: [tooManyBytes()], data: null };
    const replacement = { ...bounded, errors: bounded.errors?.map((error) => maskNew(error, logger)) ?? [] };
    onReplaced(replacement);
    return stringify(replacement);
  } catch (cause) {
    logger.error({ err: cause }, 'a response could not be serialized');
    const code = isMutation ? 'UPSTREAM_OUTCOME_UNKNOWN' : 'INTERNAL_SERVER_ERROR';
    const error = maskError(new GatewayError(code, { cause }), logger);
    return JSON.stringify({ errors: [error], data: null });
  }
}

function isTooLong(text: string): boolean {
  return text.length * MAX_BYTES_PER_CODE_UNIT > MAX_BYTES && Buffer.byteLength(text) > MAX_BYTES;
}

/** Masks an error that `keepWriteResults` or `tooManyBytes` added. All others are masked already. */
function maskNew(error: GraphQLError, logger: Logger): GraphQLError {
  return error.originalError ? maskError(error, logger) : error;
}

function stringify(result: ExecutionResult): string {
  const { errors } = result;
  return JSON.stringify(errors ? { ...result, errors: errors.map(withLocations) } : result);
}

/** An error as `toJSON` writes it, with the locations that `detachLocations` removed from its nodes. */
function withLocations(error: GraphQLError): unknown {
  const locations = error.locations ?? locationsOf(error.nodes);
  if (!locations || error.locations || !(error instanceof GraphQLError)) return error;
  const { message, ...rest } = error.toJSON();
  return { message, locations, ...rest };
}
