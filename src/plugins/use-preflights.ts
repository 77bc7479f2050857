import type { Plugin } from 'graphql-yoga';
import { isAllowed } from '../stages/cors.ts';
import { PREFLIGHT_HEADERS } from '../stages/preflight-headers.ts';
import { TRACE_HEADERS } from '../trace.ts';

const GRANTED = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': [
    'content-type',
    'authorization',
    ...TRACE_HEADERS,
    ...PREFLIGHT_HEADERS,
  ].join(', '),
  'access-control-max-age': '600',
} as const;

/** Answers browsers that ask, for a page of a listed origin, whether it may send a request. */
export function usePreflights(allowedOrigins: readonly string[]): Plugin {
  if (allowedOrigins.length === 0) return {};
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      const isPreflight =
        request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
      if (!isPreflight || !isAllowed(request.headers.get('origin'), allowedOrigins)) return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: GRANTED }));
    },
  };
}
