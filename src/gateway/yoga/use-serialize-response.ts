import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { applyResponseHooks, type RequestPipeline } from '../../http/pipeline.ts';
import type { YogaState } from '../../http/request-state.ts';
import type { SerializeResponse } from '../serialize-response.ts';

/** Replaces yoga's result processing by `serializeResponse`, and runs the response hooks for every response. */
export function useSerializeResponse(
  serializeResponse: SerializeResponse,
  pipeline: RequestPipeline,
): Plugin<object, YogaState> {
  return {
    onResultProcess({ result, serverContext: { state }, setResultProcessor }) {
      setResultProcessor((_result, { Response }) => {
        const { text, ...head } = serializeResponse(result as ExecutionResult, state);
        return new Response(text, head);
      }, state.mediaType ?? 'application/json');
    },
    onResponse({ request, response, serverContext: { state } }) {
      applyResponseHooks(response, { pipeline, request, state });
    },
  };
}
