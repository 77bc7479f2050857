import type { ExecutionResult } from 'graphql';
import { processRegularResult, type Plugin } from 'graphql-yoga';
import { applyResponseHooks, type RequestPipeline } from '../../http/pipeline.ts';
import type { YogaState } from '../../http/request-state.ts';

/** Takes every request that comes to yoga through the stages, unless it has been through one of them already. */
export function usePipeline(pipeline: RequestPipeline): Plugin<object, YogaState> {
  return {
    onRequest({ request, serverContext: { state } }) {
      pipeline.onRequest(request, state);
    },
    async onRequestParse({ request, serverContext: { state }, setRequestParser }) {
      const params = await pipeline.readParams(request, state);
      setRequestParser(() => params);
    },
    onResultProcess({ result, serverContext: { state }, setResultProcessor }) {
      pipeline.onResult(result as ExecutionResult, state);
      const { mediaType = 'application/json' } = state;
      setResultProcessor(processRegularResult as Parameters<typeof setResultProcessor>[0], mediaType);
    },
    onResponse({ request, response, serverContext: { state } }) {
      applyResponseHooks(response, { pipeline, request, state });
    },
  };
}
