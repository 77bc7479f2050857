import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { isCancellation } from '../lib/cancellation.ts';
import { badRequest, GatewayError, type ErrorReason } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';

/**
 * The part of an error that the caller may see: its code and sentence, and what the schema and settings say.
 * @param debugErrors whether a `FORBIDDEN` shows the audiences of the field and the role of the caller
 */
export function maskError(error: unknown, logger: Logger, debugErrors = false): GraphQLError {
  const place = error instanceof GraphQLError ? locationOf(error) : {};
  const cause = innermost(error);
  if (isCancellation(cause)) {
    logger.debug({ path: place.path }, 'the caller left');
    return presentGatewayError(new GatewayError('INTERNAL_SERVER_ERROR'), place);
  }

  if (cause instanceof GatewayError) {
    logger.debug(
      { code: cause.code, path: place.path, cause: summarize(cause.cause) },
      'answered with an error',
    );
    return presentGatewayError(cause, place, debugErrors ? cause.access : undefined);
  }
  if (cause instanceof GraphQLError && !place.path) {
    // graphql-js and yoga speak of the document and the request before anything is executed.
    const { code = 'BAD_REQUEST', http = { status: 400 } } = cause.extensions;
    if (code !== 'BAD_REQUEST') {
      return new GraphQLError(shortened(cause.message), {
        ...place,
        extensions: { code, retryable: false, http },
      });
    }
    const { status, headers = {} } = http as { status: number; headers?: Record<string, string> };
    return presentGatewayError(badRequest(REASON_BY_STATUS[status] ?? 'malformed', status, headers), {});
  }

  const errorId = randomUUID();
  logger.error({ errorId, path: place.path, err: cause }, 'unexpected error');
  const masked = new GatewayError('INTERNAL_SERVER_ERROR', { http: { status: 500 } });
  return presentGatewayError(masked, place, { errorId });
}

const REASON_BY_STATUS: Readonly<Record<number, ErrorReason<'BAD_REQUEST'>>> = { 405: 'method' };

function presentGatewayError(
  error: GatewayError,
  place: GraphQLErrorOptions,
  more: object = {},
): GraphQLError {
  const { code, retryable, argument, reason, limit, count, origin, details, retryAfterMs, http } = error;
  return new GraphQLError(error.message, {
    ...place,
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
      // A status would be the whole response's: an error on one field must not change it.
      ...(http && !place.path && { http }),
    },
  });
}

/** Characters of a message of graphql-js at most: what was sent may stand in it. */
const MAX_MESSAGE = 500;

function shortened(message: string): string {
  return message.length > MAX_MESSAGE ? message.slice(0, MAX_MESSAGE).toWellFormed() : message;
}

/** What an error was caused by, in a line. graphql-js would write the document below it, whatever is in that. */
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

/** What was thrown, underneath the wrappers that say where. */
function innermost(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? innermost(error.originalError) : error;
}
