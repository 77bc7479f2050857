import type { Plugin } from 'graphql-yoga';

export interface RouteOptions {
  /** Whether the process is on its way out: `/ready` is 503 then. */
  readonly isDraining: () => boolean;
  /** Whether a browser that comes to `/` is sent on to GraphiQL. */
  readonly graphiql: boolean;
}

/** `/health` (alive), `/ready` (wants requests), and 404 for everything that is not `/graphql`. */
export function useRoutes({ isDraining, graphiql }: RouteOptions): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      const { Response } = fetchAPI;
      switch (url.pathname) {
        case '/graphql':
          return;
        case '/health':
          endResponse(Response.json({ status: 'ok' }));
          return;
        case '/ready':
          endResponse(
            isDraining()
              ? Response.json({ status: 'draining' }, { status: 503 })
              : Response.json({ status: 'ok' }),
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
