import { isLoopbackOrigin } from '../lib/loopback.ts';
import type { Middleware } from './pipeline.ts';

const EXPOSED = 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, Server-Timing';

/** Origins whose pages may send requests and read responses. */
export interface OriginList {
  /** Whether the list allows no origin: CORS is off. */
  readonly isEmpty: boolean;
  has(origin: string | null): origin is string;
}

/**
 * @param listed origins such as `https://app.example.com`
 * @param allowsLoopback whether pages on a loopback address are allowed too, on any port
 */
export function createOriginList(listed: readonly string[], allowsLoopback: boolean): OriginList {
  return {
    isEmpty: listed.length === 0 && !allowsLoopback,
    has: (origin): origin is string =>
      origin !== null && (listed.includes(origin) || (allowsLoopback && isLoopbackOrigin(origin))),
  };
}

/**
 * Lets pages of the listed origins read responses, without cookies. Other origins get no header. Yoga's own CORS would
 * reflect any origin, or allow `null`, which is the origin of a sandboxed frame.
 */
export function cors(origins: OriginList): Middleware {
  return {
    onResponse(_response, { headers, method }, { staticPolicy }) {
      // A file has one form for each content coding, and the page shares its address with GraphQL.
      const ofFile =
        staticPolicy !== undefined && (staticPolicy.isPage ? 'Accept, Accept-Encoding' : 'Accept-Encoding');
      if (origins.isEmpty) return varyOf(ofFile);
      const origin = headers.get('origin');
      // Also for an origin that is not listed: a cache must not serve one origin's response to another.
      if (!origins.has(origin)) return varyOf('Origin', ofFile);
      return {
        ...varyOf('Origin', method === 'OPTIONS' && 'Access-Control-Request-Headers', ofFile),
        'access-control-allow-origin': origin,
        'access-control-expose-headers': EXPOSED,
      };
    },
  };
}

function varyOf(...names: readonly (string | false)[]): { readonly vary: string } | undefined {
  const vary = names.filter((name) => name !== false).join(', ');
  return vary === '' ? undefined : { vary };
}
