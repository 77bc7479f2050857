import type { Plugin } from 'graphql-yoga';
import type { Readiness } from '../readiness.ts';

export interface RouteOptions {
  /** What `/ready` says. */
  readonly readiness: () => Readiness;
  /** Whether GraphiQL is on: `/` redirects browsers to it. When it is off, `/graphql` tells browsers so. */
  readonly graphiql: boolean;
}

/** Serves `/health` (liveness), `/ready` (readiness), and 404 for every other path except `/graphql`. */
export function useRoutes({ readiness, graphiql }: RouteOptions): Plugin {
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
        case '/ready': {
          const { status, body } = readiness();
          endResponse(Response.json(body, { status }));
          return;
        }
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
