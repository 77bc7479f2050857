import type { Stage } from './stage.ts';

const EXPOSED = 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate';

/**
 * Lets pages of the listed origins read answers, never with cookies. An origin that is not on the list gets
 * no header at all: yoga's own CORS reflects what it is asked, or answers `null`, which a sandboxed frame is.
 */
export function cors(allowedOrigins: readonly string[]): Stage {
  if (allowedOrigins.length === 0) return {};
  return {
    leave(_answer, { headers }) {
      const origin = headers.get('origin');
      return {
        // Also where nothing is granted: a cache must not answer one origin with what another one got.
        vary: 'Origin',
        ...(isAllowed(origin, allowedOrigins) && {
          'access-control-allow-origin': origin,
          'access-control-expose-headers': EXPOSED,
        }),
      };
    },
  };
}

export function isAllowed(origin: string | null, allowedOrigins: readonly string[]): origin is string {
  return origin !== null && allowedOrigins.includes(origin);
}
