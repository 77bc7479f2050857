import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { isCancellation } from '../lib/cancellation.ts';
import { badRequest, GatewayError } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';

/** Turns an error into what a client may see: its code, whether a retry may help, and no internal details. */
export function maskError(error: unknown, logger: Logger): GraphQLError {
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
    return presentGatewayError(cause, place);
  }
  if (cause instanceof GraphQLError && !place.path) {
    // A request error of graphql-js or Yoga: it has no path, because nothing was executed.
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

const REASON_BY_STATUS: Readonly<Record<number, string>> = { 405: 'method' };

function presentGatewayError(
  error: GatewayError,
  place: GraphQLErrorOptions,
  more: object = {},
): GraphQLError {
  const { code, retryable, argument, reason, limit, count, origin, retryAfterMs, http } = error;
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
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...more,
      // The status belongs to the whole response, so an error of one field must not set it.
      ...(http && !place.path && { http }),
    },
  });
}

/** Characters of a graphql-js message at most: it may repeat what the client sent. */
const MAX_MESSAGE = 500;

function shortened(message: string): string {
  return message.length > MAX_MESSAGE ? message.slice(0, MAX_MESSAGE).toWellFormed() : message;
}

/** The cause of an error in one line. `GraphQLError.toString` would print the document, which may hold private data. */
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

/** The error that was thrown, without the `GraphQLError`s around it that hold locations and paths. */
function innermost(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? innermost(error.originalError) : error;
}
