import type { Plugin } from 'graphql-yoga';

/** What no answer needs: being framed, sniffed, kept by a cache, or told elsewhere. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** GraphiQL holds all of its code in the page, has workers of it, and speaks to nobody but us. */
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

export function useSecurityHeaders(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
      if (response.headers.get('content-type')?.startsWith('text/html')) {
        response.headers.set('content-security-policy', PAGE_POLICY);
      }
    },
  };
}
