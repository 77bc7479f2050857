import type { Identity } from '../../auth/principal.ts';
import type { RequestPipeline } from '../../http/pipeline.ts';
import type { RequestState } from '../../http/request-state.ts';
import { urlOf } from '../../http/request-url.ts';
import type { TextResponse } from '../node-adapter.ts';
import { createGraphiQLFiles, type GraphiQLFiles, type GraphiQLSources } from './page.ts';

export interface GraphiQLOptions {
  readonly mode: Identity['mode'];
  readonly pipeline: RequestPipeline;
  /** Maps a type of `schema.graphql` to its name in this gateway. */
  readonly typeName: (name: string) => string;
  /** Loads the code of GraphiQL. Default: from the installed package. */
  readonly loadSources?: () => Promise<GraphiQLSources>;
}

/** Returns the response to a request for GraphiQL; undefined for every other request. */
export type ServeGraphiQL = (request: Request, state: RequestState) => Promise<TextResponse | undefined>;

/**
 * Serves GraphiQL to browsers at `/graphql`, and the files that the page loads below `/graphql/assets/`. It loads nothing
 * from other hosts. The files are created once, for the first request.
 */
export function createServeGraphiQL(options: GraphiQLOptions): ServeGraphiQL {
  const { mode, pipeline, typeName } = options;
  const { loadSources = async () => import('@graphql-yoga/render-graphiql/graphiql') } = options;
  let files: Promise<GraphiQLFiles> | undefined;
  const loadFiles = async () => createGraphiQLFiles(await loadSources(), mode, typeName);

  return async (request, state) => {
    const { pathname } = urlOf(request);
    if (request.method !== 'GET') return undefined;
    const isPage = pathname === '/graphql' && (request.headers.get('accept')?.includes('text/html') ?? false);
    if (!isPage && !pathname.startsWith('/graphql/assets/')) return undefined;
    // The next request retries after a failure.
    files ??= loadFiles().catch((error: unknown) => {
      files = undefined;
      throw error;
    });
    const file = (await files).get(pathname);
    if (!file) return undefined;
    pipeline.onRequest(request, state);
    state.staticPolicy = file;
    const response = await file.respond(request.headers);
    const head = { status: response.status, contentType: response.headers['content-type'] ?? null };
    pipeline.onResponse(head, request, state, response.headers);
    return response;
  };
}
