import type { Plugin } from 'graphql-yoga';

export interface RouteOptions {
  /** Whether the process is shutting down: `/ready` is 503 then. */
  readonly isDraining: () => boolean;
  /** The dependencies that are not healthy. `/ready` names them and stays 200: the gateway can still handle requests. */
  readonly degraded: () => readonly string[];
  /** Whether GraphiQL is on: `/` redirects browsers to it. When it is off, `/graphql` tells browsers so. */
  readonly graphiql: boolean;
}

/** Serves `/health` (liveness), `/ready` (readiness), and 404 for every other path except `/graphql`. */
export function useRoutes({ isDraining, degraded, graphiql }: RouteOptions): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      const { Response } = fetchAPI;
      switch (url.pathname) {
        case '/graphql':
          if (!graphiql && isBrowser(request, url)) {
            const headers = { 'content-type': 'text/plain; charset=utf-8' };
            endResponse(new Response(GRAPHIQL_IS_OFF, { status: 406, headers }));
          }
          return;
        case '/health':
          endResponse(Response.json({ status: 'ok' }));
          return;
        case '/ready':
          endResponse(
            isDraining()
              ? Response.json({ status: 'draining' }, { status: 503 })
              : Response.json(readiness(degraded())),
          );
          return;
        case '/':
          if (graphiql && request.method === 'GET') {
            endResponse(new Response(null, { status: 307, headers: { location: '/graphql' } }));
            return;
          }
      }
      endResponse(Response.json({ status: 'not found', endpoint: '/graphql' }, { status: 404 }));
    },
  };
}

const GRAPHIQL_IS_OFF = `GraphiQL is off here. GRAPHIQL=on switches it on.
Clients send GraphQL to this address: POST with Content-Type: application/json.
`;

/** Whether the user opened the page in a browser, without a query. */
function isBrowser({ method, headers }: Request, { searchParams }: URL): boolean {
  if (method !== 'GET' || !headers.get('accept')?.includes('text/html')) return false;
  return !['query', 'documentId', 'extensions'].some((name) => searchParams.has(name));
}

function readiness(degraded: readonly string[]): object {
  return degraded.length === 0 ? { status: 'ok' } : { status: 'degraded', degraded };
}
