import type { Plugin } from 'graphql-yoga';

export interface RouteOptions {
  /** Whether the process is on its way out: `/ready` is 503 then. */
  readonly isDraining: () => boolean;
  /** What is not as it should be, in a word each: `/ready` is 200 all the same, since requests are still wanted. */
  readonly troubles: () => readonly string[];
  /** Whether a browser that comes to `/` is sent on to GraphiQL. */
  readonly graphiql: boolean;
}

/** `/health` (alive), `/ready` (wants requests), and 404 for everything that is not `/graphql`. */
export function useRoutes({ isDraining, troubles, graphiql }: RouteOptions): Plugin {
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

function readiness(troubles: readonly string[]): object {
  return troubles.length === 0 ? { status: 'ok' } : { status: 'degraded', troubles };
}
