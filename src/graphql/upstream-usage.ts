import type { ExecutionResult } from 'graphql';
import type { UpstreamUsage } from '../batching/load-scope.ts';

/**
 * Adds `extensions.upstream` to a result, with three counts. `calls`: REST calls for the request, also those shared with
 * other requests. `keys`: loaded users and conversations. `joined`: how many of `keys` shared a pending lookup.
 */
export function withUpstreamUsage(
  result: ExecutionResult,
  { calls, keys, joined }: UpstreamUsage,
): ExecutionResult {
  return { ...result, extensions: { ...result.extensions, upstream: { calls, keys, joined } } };
}
