import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { isCancellation } from '../lib/cancellation.ts';
import { badRequest, GatewayError, type ErrorReason } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';

/**
 * Returns the part of an error that the caller may see: its code and message, and what the schema and settings say.
 * @param debugErrors whether a `FORBIDDEN` shows the audiences of the field and the role of the caller
 */
export function maskError(error: unknown, logger: Logger, debugErrors = false): GraphQLError {
  const location = error instanceof GraphQLError ? locationOf(error) : {};
  // An error of the whole response has none.
  const path = location.path ?? undefined;
  const cause = innermost(error);
  if (isCancellation(cause)) {
    logger.debug({ path }, 'the client disconnected');
    return presentGatewayError(new GatewayError('INTERNAL_SERVER_ERROR'), location);
  }

  if (cause instanceof GatewayError) {
    logger.debug({ code: cause.code, path, cause: summarize(cause.cause) }, 'responded with an error');
    return presentGatewayError(cause, location, debugErrors ? cause.access : undefined);
  }
  if (cause instanceof GraphQLError && !location.path) {
    // graphql-js or yoga rejected the document or the request before the execution.
    const { code = 'BAD_REQUEST', http = { status: 400 } } = cause.extensions;
    if (code !== 'BAD_REQUEST') {
      return new GraphQLError(shortened(cause.message), {
        ...location,
        extensions: { code, retryable: false, http },
      });
    }
    const { status, headers = {} } = http as { status: number; headers?: Record<string, string> };
    return presentGatewayError(badRequest(REASON_BY_STATUS[status] ?? 'malformed', status, headers), {});
  }

  const errorId = randomUUID();
  logger.error({ errorId, path, err: cause }, 'unexpected error');
  const masked = new GatewayError('INTERNAL_SERVER_ERROR', { http: { status: 500 } });
  return presentGatewayError(masked, location, { errorId });
}

const REASON_BY_STATUS: Readonly<Record<number, ErrorReason<'BAD_REQUEST'>>> = { 405: 'method' };

function presentGatewayError(
  error: GatewayError,
  location: GraphQLErrorOptions,
  more: object = {},
): GraphQLError {
  const { code, retryable, argument, reason, limit, count, origin, details, retryAfterMs, http } = error;
  return new GraphQLError(error.message, {
    ...location,
    extensions: {
      code,
      retryable,
      ...(argument !== undefined && { argument }),
      ...(reason !== undefined && { reason }),
      ...(limit !== undefined && { limit }),
      ...(origin !== undefined && { origin }),
      ...(count !== undefined && { count }),
      ...details,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...more,
      // The status is that of the whole response: an error of one field must not change it.
      ...(http && !location.path && { http }),
    },
  });
}

/** Maximum number of characters in a message of graphql-js, which may quote the request. */
const MAX_MESSAGE = 500;

function shortened(message: string): string {
  return message.length > MAX_MESSAGE ? message.slice(0, MAX_MESSAGE).toWellFormed() : message;
}

/** A cause in one line for the log. The text of a `GraphQLError` would include the document. */
function summarize(cause: unknown): string {
  const text = cause instanceof GraphQLError ? `${cause.name}: ${cause.message}` : String(cause);
  return text.slice(0, 300);
}

function locationOf({ nodes, source, positions, path }: GraphQLError): GraphQLErrorOptions {
  return {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
  };
}

/** The error that was thrown, without the wrappers that add its location. */
function innermost(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? innermost(error.originalError) : error;
}
