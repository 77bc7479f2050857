import type { Plugin } from 'graphql-yoga';
import type { OriginList } from '../../http/cors.ts';
import { PREFLIGHT_HEADERS } from '../../http/csrf-headers.ts';
import { TRACE_HEADERS } from '../../lib/trace.ts';

const ALWAYS_GRANTED = ['content-type', 'authorization', ...TRACE_HEADERS, ...PREFLIGHT_HEADERS];

/** Maximum number of characters in the list of requested headers. A longer list is ignored. */
const MAX_REQUESTED = 1000;

/**
 * Grants the CORS preflights of listed origins. Their pages may send any header, because monitoring tools and clients add
 * their own.
 */
export function usePreflights(origins: OriginList): Plugin {
  if (origins.isEmpty) return {};
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      const isPreflight =
        request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
      if (!isPreflight || !origins.has(request.headers.get('origin'))) return;
      const requested = namesIn(request.headers.get('access-control-request-headers') ?? '');
      const headers = {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': [...new Set([...ALWAYS_GRANTED, ...requested])].join(', '),
        'access-control-max-age': '600',
      };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
  };
}

/** The valid header names of a list, in lower case. */
function namesIn(list: string): readonly string[] {
  if (list.length > MAX_REQUESTED) return [];
  return list
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
}
