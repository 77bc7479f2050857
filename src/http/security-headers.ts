import type { Middleware } from './pipeline.ts';

/** Forbids framing, content sniffing, caching and referrers. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** GraphiQL loads its code from the gateway, starts workers from it, and connects only to the gateway. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-eval' blob: data:",
  'worker-src blob: data:',
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function securityHeaders(): Middleware {
  return {
    onResponse: (_response, _request, { staticPolicy }) => {
      if (!staticPolicy) return HEADERS;
      const { cacheControl, isPage } = staticPolicy;
      // A 304 has them too: browsers replace the headers of the page in their cache by those.
      const policy = isPage ? PAGE_POLICY : HEADERS['content-security-policy'];
      return { ...HEADERS, 'content-security-policy': policy, 'cache-control': cacheControl };
    },
  };
}
