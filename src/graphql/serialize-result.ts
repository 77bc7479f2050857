import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { locationsOf } from './documents/source-locations.ts';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { maskError } from './mask-error.ts';
import { MOST_BYTES, onlyStated, tooLong } from './bound-result.ts';

type Executed = Parameters<typeof onlyStated>[1];

/** What one UTF-16 code unit takes in UTF-8 at most. */
const MOST_BYTES_OF_UNIT = 3;

/**
 * An answer as JSON. One that cannot be written (a text of half a gigabyte, say) is replaced by an error, and so is one
 * that is too long; after a mutation that must not read as if nothing had happened.
 * @param onReplaced told what is answered instead
 */
export function serializeResult(
  answer: ExecutionResult,
  executed: Executed,
  logger: Logger,
  onReplaced: (answer: ExecutionResult) => void,
): string {
  const isMutation = executed.operation.operation === OperationTypeNode.MUTATION;
  try {
    const text = write(answer);
    if (!isTooLong(text)) return text;
    const bounded = isMutation
      ? onlyStated(answer, executed)
      : { ...answer, errors: [tooLong()], data: null };
    const presented = { ...bounded, errors: bounded.errors?.map((error) => present(error, logger)) ?? [] };
    onReplaced(presented);
    return write(presented);
  } catch (cause) {
    logger.error({ err: cause }, 'an answer could not be written');
    const code = isMutation ? 'UPSTREAM_OUTCOME_UNKNOWN' : 'INTERNAL_SERVER_ERROR';
    const error = maskError(new GatewayError(code, { cause }), logger);
    return JSON.stringify({ errors: [error], data: null });
  }
}

function isTooLong(text: string): boolean {
  return text.length * MOST_BYTES_OF_UNIT > MOST_BYTES && Buffer.byteLength(text) > MOST_BYTES;
}

/** Errors that were in the answer before have been presented already. */
function present(error: GraphQLError, logger: Logger): GraphQLError {
  return error.originalError ? maskError(error, logger) : error;
}

function write(answer: ExecutionResult): string {
  const { errors } = answer;
  return JSON.stringify(errors ? { ...answer, errors: errors.map(withLocations) } : answer);
}

/** An error as `toJSON` has it, with the places that its document keeps. */
function withLocations(error: GraphQLError): unknown {
  const locations = error.locations ?? locationsOf(error.nodes);
  if (!locations || error.locations || !(error instanceof GraphQLError)) return error;
  const { message, ...others } = error.toJSON();
  return { message, locations, ...others };
}
