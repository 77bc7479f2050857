import type { Plugin } from 'graphql-yoga';

export interface RouteOptions {
  /** Whether the process is on its way out: `/ready` is 503 then. */
  readonly isDraining: () => boolean;
  /** What is not as it should be, in a word each: `/ready` is 200 all the same, since requests are still wanted. */
  readonly troubles: () => readonly string[];
  /** Whether GraphiQL is served: a browser at `/` is redirected to it, or else told at `/graphql` that it is off. */
  readonly graphiql: boolean;
}

/** `/health` (alive), `/ready` (wants requests), and 404 for everything that is not `/graphql`. */
export function useRoutes({ isDraining, troubles, graphiql }: RouteOptions): Plugin {
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
              : Response.json(readiness(troubles())),
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

/** Whether a person opened the address in a browser, and did not ask for the answer to a query. */
function isBrowser({ method, headers }: Request, { searchParams }: URL): boolean {
  if (method !== 'GET' || !headers.get('accept')?.includes('text/html')) return false;
  return !['query', 'documentId', 'extensions'].some((name) => searchParams.has(name));
}

function readiness(troubles: readonly string[]): object {
  return troubles.length === 0 ? { status: 'ok' } : { status: 'degraded', troubles };
}
