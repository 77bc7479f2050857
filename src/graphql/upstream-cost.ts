import type { ExecutionResult } from 'graphql';
import type { UpstreamUsage } from '../batching/load-scope.ts';

/**
 * Adds `extensions.upstream` to a result: the REST `calls` made for the request (calls shared with other requests
 * included), the `keys` it looked up, and how many of those `joined` a lookup of another request. It comes first, so that a
 * reader of the response sees it.
 */
export function withUpstreamUsage(
  result: ExecutionResult,
  { calls, keys, joined }: UpstreamUsage,
): ExecutionResult {
  const { extensions, ...others } = result;
  return { extensions: { ...extensions, upstream: { calls, keys, joined } }, ...others };
}
