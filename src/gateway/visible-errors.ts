import type { ExecutionResult, GraphQLError } from 'graphql';

/** A stream has no status: the statuses of its errors are removed, as they are from every response. */
export function withoutHttp(result: ExecutionResult): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map(withoutHttpStatus) } : result;
}

/** The error as clients see it. */
export function withoutHttpStatus(error: GraphQLError): GraphQLError {
  const { extensions, ...rest } = error.toJSON();
  const { http: _http, ...visible } = extensions ?? {};
  return { ...rest, extensions: visible } as unknown as GraphQLError;
}
