import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Cost } from '../batching/caller.ts';

/**
 * Says with each answer what it has cost: `extensions.upstream`, with the REST `calls` made for it (also where
 * others had a part in them), the `keys` it looked up, and how many of those it `joined` somebody else in.
 */
export function useUpstreamCost(): Plugin<{ cost: Cost }> {
  return {
    onExecute({ args }) {
      return {
        onExecuteDone({ result, setResult }) {
          if (isAsyncIterable(result)) return;
          const { calls, keys, joined } = args.contextValue.cost;
          setResult({ ...result, extensions: { ...result.extensions, upstream: { calls, keys, joined } } });
        },
      };
    },
  };
}
