import { isLoopbackOrigin } from '../lib/loopback.ts';
import type { Middleware } from './pipeline.ts';

const EXPOSED = 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate';

/** Origins whose pages may send requests and read answers. */
export interface OriginList {
  /** Whether no origin can be on it: CORS is off. */
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
 * Lets pages of the listed origins read answers, never with cookies. An origin that is not on the list gets
 * no header at all: yoga's own CORS reflects what it is asked, or answers `null`, which a sandboxed frame is.
 */
export function cors(origins: OriginList): Middleware {
  if (origins.isEmpty) return {};
  return {
    onResponse(_answer, { headers, method }) {
      const origin = headers.get('origin');
      // Also where nothing is granted: a cache must not answer one origin with what another one got.
      if (!origins.has(origin)) return { vary: 'Origin' };
      return {
        vary: method === 'OPTIONS' ? 'Origin, Access-Control-Request-Headers' : 'Origin',
        'access-control-allow-origin': origin,
        'access-control-expose-headers': EXPOSED,
      };
    },
  };
}
