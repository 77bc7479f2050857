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

/** GraphiQL has all its code in the page, starts workers from that code, and connects only to the gateway. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob: data:",
  'worker-src blob: data:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = { ...HEADERS, 'content-security-policy': PAGE_POLICY };

export function securityHeaders(): Middleware {
  return {
    onResponse: ({ contentType }) => (contentType?.startsWith('text/html') ? PAGE_HEADERS : HEADERS),
  };
}
