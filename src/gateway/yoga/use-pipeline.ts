import type { ExecutionResult } from 'graphql';
import { processRegularResult, type Plugin } from 'graphql-yoga';
import { leaveWith, type Passage } from '../../http/pipeline.ts';
import type { YogaState } from '../../http/request-state.ts';

/** Takes every request that comes to yoga through the stages, unless it has been through one of them already. */
export function useStages(passage: Passage): Plugin<object, YogaState> {
  return {
    onRequest({ request, serverContext: { state } }) {
      passage.arrive(request, state);
    },
    async onRequestParse({ request, serverContext: { state }, setRequestParser }) {
      const params = await passage.enter(request, state);
      setRequestParser(() => params);
    },
    onResultProcess({ result, serverContext: { state }, setResultProcessor }) {
      passage.report(result as ExecutionResult, state);
      const { mediaType = 'application/json' } = state;
      setResultProcessor(processRegularResult as Parameters<typeof setResultProcessor>[0], mediaType);
    },
    onResponse({ request, response, serverContext: { state } }) {
      leaveWith(response, { passage, request, state });
    },
  };
}
