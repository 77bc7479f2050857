import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { processRegularResult, type FetchAPI } from 'graphql-yoga';
import { serializeResult } from '../graphql/serialize-result.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import type { RequestState } from '../http/request-state.ts';
import type { Logger } from '../lib/logger.ts';
import { FORMATS, streamOfOne } from '../live/transport/frames.ts';
import type { TextResponse } from './node-adapter.ts';

export interface SerializeResponseOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  readonly logger: Logger;
  /** Whether `extensions` stand before `errors` and `data`, so that a reader sees them at once. */
  readonly extensionsFirst: boolean;
}

/**
 * Reports a result to the middleware, and writes it as a response: as JSON, or as a stream of one result for a client that
 * accepts no JSON. It does not run the response hooks.
 */
export type SerializeResponse = (result: ExecutionResult, state: RequestState) => TextResponse<string>;

/** The third step of a GraphQL request. */
export function createSerializeResponse(options: SerializeResponseOptions): SerializeResponse {
  const { schema, pipeline, logger, extensionsFirst } = options;
  const ordered = extensionsFirst ? withExtensionsFirst : (result: ExecutionResult) => result;
  const textOf = (result: ExecutionResult, state: RequestState) =>
    state.prepared
      ? serializeResult(ordered(result), { schema, ...state.prepared }, logger, (replacement) =>
          pipeline.onResult(replacement, state),
        )
      : JSON.stringify(ordered(result));

  const asJson: SerializeResponse = (result, state) => {
    pipeline.onResult(result, state);
    const { mediaType = 'application/json' } = state;
    if (!result.errors) {
      const headers = { 'content-type': `${mediaType}; charset=utf-8` };
      const text = textOf(result, state);
      const bytes = Buffer.byteLength(text);
      state.responseBytes = bytes;
      return { status: 200, headers, text, bytes };
    }
    let text = '';
    // Yoga calls this instead of JSON.stringify, with the errors as the client sees them.
    const stringify = (visible: ExecutionResult) => {
      text = textOf(visible, state);
      return '';
    };
    const { status, headers } = processRegularResult({ ...result, stringify } as never, FETCH_API, mediaType);
    state.responseBytes = Buffer.byteLength(text);
    return { status, headers: Object.fromEntries(headers), text };
  };

  return (result, state) => {
    const response = asJson(result, state);
    const { mediaType, streamType } = state;
    // A rejected request keeps its status and its JSON, which say more to a client of streams than an event.
    if (mediaType !== undefined || streamType === undefined || response.status !== 200) return response;
    const headers = { ...response.headers, 'content-type': FORMATS[streamType].contentType };
    return { status: 200, headers, text: streamOfOne(response.text, streamType) };
  };
}

function withExtensionsFirst(result: ExecutionResult): ExecutionResult {
  return result.extensions ? { extensions: result.extensions, ...result } : result;
}

/** Yoga derives the status and the headers of a response from its errors. It uses nothing but `Response` for that. */
const FETCH_API = { Response } as FetchAPI;
