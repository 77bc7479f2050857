import type { Plugin } from 'graphql-yoga';
import { TRACE_HEADERS } from '../trace.ts';
import { PREFLIGHT_HEADERS } from './preflight-headers.ts';

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

const EXPOSED = 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate';

/**
 * Lets pages of the listed origins read answers, never with cookies. An origin that is not on the list gets
 * no header at all: yoga's own CORS reflects what it is asked, or answers `null`, which a sandboxed frame is.
 */
export function useCors(allowedOrigins: readonly string[]): Plugin {
  if (allowedOrigins.length === 0) return {};
  const isAllowed = (origin: string | null): origin is string =>
    origin !== null && allowedOrigins.includes(origin);

  return {
    onRequest({ request, endResponse, fetchAPI }) {
      const isPreflight =
        request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
      if (!isPreflight || !isAllowed(request.headers.get('origin'))) return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: GRANTED }));
    },

    onResponse({ request, response }) {
      // Also where nothing is granted: a cache must not answer one origin with what another one got.
      response.headers.append('vary', 'Origin');
      const origin = request.headers.get('origin');
      if (!isAllowed(origin)) return;
      response.headers.set('access-control-allow-origin', origin);
      response.headers.set('access-control-expose-headers', EXPOSED);
    },
  };
}
