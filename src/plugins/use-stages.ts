import type { ExecutionResult } from 'graphql';
import { processRegularResult, type Plugin } from 'graphql-yoga';
import { leaveWith, type Passage } from '../stages/stage.ts';
import type { RequestState } from '../stages/request-state.ts';

/** Takes every request that comes to yoga through the stages, unless it has been through one of them already. */
export function useStages(passage: Passage): Plugin<object, RequestState> {
  return {
    onRequest({ request, serverContext }) {
      passage.arrive(request, serverContext);
    },
    async onRequestParse({ request, serverContext, setRequestParser }) {
      const params = await passage.enter(request, serverContext);
      setRequestParser(() => params);
    },
    onResultProcess({ result, serverContext, setResultProcessor }) {
      passage.report(result as ExecutionResult, serverContext);
      const { mediaType = 'application/json' } = serverContext;
      setResultProcessor(processRegularResult as Parameters<typeof setResultProcessor>[0], mediaType);
    },
    onResponse({ request, response, serverContext }) {
      leaveWith(response, { passage, request, state: serverContext });
    },
  };
}
