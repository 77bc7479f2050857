import type { ExecutionResult } from 'graphql';
import type { UpstreamUsage } from '../batching/load-scope.ts';

/**
 * Says with an answer what it has cost: `extensions.upstream`, with the REST `calls` made for it (also where
 * others had a part in them), the `keys` it looked up, and how many of those it `joined` somebody else in.
 */
export function withUpstreamUsage(
  result: ExecutionResult,
  { calls, keys, joined }: UpstreamUsage,
): ExecutionResult {
  return { ...result, extensions: { ...result.extensions, upstream: { calls, keys, joined } } };
}
