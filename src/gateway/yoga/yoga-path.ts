import { createYoga, type FetchAPI } from 'graphql-yoga';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { OriginList } from '../../http/cors.ts';
import type { RequestPipeline } from '../../http/pipeline.ts';
import type { RequestState, YogaState } from '../../http/request-state.ts';
import type { ExecuteOperation } from '../execute-operation.ts';
import type { PrepareOperation } from '../prepare-operation.ts';
import type { SerializeResponse } from '../serialize-response.ts';
import { useExecuteOperation } from './use-execute-operation.ts';
import { usePreflights } from './use-preflights.ts';
import { usePrepareOperation } from './use-prepare-operation.ts';
import { useRoutes, type RouteOptions } from './use-routes.ts';
import { useSerializeResponse } from './use-serialize-response.ts';

export interface YogaPathOptions extends RouteOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  readonly origins: OriginList;
  readonly prepareOperation: PrepareOperation;
  readonly executeOperation: ExecuteOperation;
  readonly serializeResponse: SerializeResponse;
  readonly maskError: (error: unknown) => GraphQLError;
}

export interface YogaPath {
  handle(request: Request, state: RequestState): Promise<Response>;
  readonly fetchAPI: FetchAPI;
}

/** Creates yoga with the plugins that share the steps of the fast path. It handles any request. */
export function createYogaPath(options: YogaPathOptions): YogaPath {
  const { schema, pipeline, origins, prepareOperation, executeOperation, serializeResponse, maskError } =
    options;
  const yoga = createYoga<YogaState>({
    schema,
    plugins: [
      usePrepareOperation(prepareOperation, pipeline),
      usePreflights(origins),
      useRoutes(options),
      useExecuteOperation(executeOperation),
      useSerializeResponse(serializeResponse, pipeline),
    ],
    maskedErrors: { maskError },
    // Features of yoga that a plugin above or a middleware replaces
    parserAndValidationCache: false,
    cors: false,
    graphiql: false,
    maxRequestBodySize: false,
    // Yoga would log every error that maskError changed, with its document. maskError itself logs unexpected errors.
    logging: false,
    // Yoga's health check responds to every URL that ends in this text. No URL ends in a space.
    healthCheckEndpoint: ' ',
  });
  // The declared type accepts only one part of the server context.
  const handleRequest = yoga.handleRequest as (request: Request, ...context: object[]) => Promise<Response>;
  return {
    // Yoga copies two parts into one object. It would wrap a single part in a proxy, which is slower to read.
    handle: (request, state) => handleRequest(request, { state }, {}),
    fetchAPI: yoga.fetchAPI,
  };
}
