import type { GraphiQLOptions, Plugin } from 'graphql-yoga';
import { createCompressedPage, matchesTag } from './compressed-page.ts';
import { completePage, TITLE } from './graphiql-page.ts';
import { initialTabs } from './graphiql-tabs.ts';
import type { Identity } from '../../auth/principal.ts';

type LoadRenderer = () => Promise<{ renderGraphiQL(options: GraphiQLOptions): string }>;

/**
 * Serves GraphiQL to browsers at `/graphql`. The page contains all of its code and loads nothing from other hosts. It is
 * rendered once, for the first request, and compressed once for each encoding. A browser that has it gets 304.
 * @param typeName maps a type of `schema.graphql` to its name in this gateway
 * @param loadRenderer loads the renderer of the page. Default: the installed package
 */
export function useGraphiQL(
  mode: Identity['mode'],
  typeName: (name: string) => string,
  loadRenderer: LoadRenderer = () => import('@graphql-yoga/render-graphiql'),
): Plugin {
  let page: Promise<ReturnType<typeof createCompressedPage>> | undefined;
  const render = async () => {
    const { renderGraphiQL } = await loadRenderer();
    const { tabs, headers } = initialTabs(mode, typeName);
    const html = renderGraphiQL({
      title: TITLE,
      endpoint: '/graphql',
      defaultTabs: [...tabs],
      ...(headers !== undefined && { headers, defaultEditorToolsVisibility: 'headers' as const }),
      // Outside the sandbox the headers contain a secret, which must not stay in the browser.
      shouldPersistHeaders: mode === 'sandbox',
    });
    return createCompressedPage(completePage(html, tabs));
  };

  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' || url.pathname !== '/graphql') return;
      if (!request.headers.get('accept')?.includes('text/html')) return;
      // The next request retries after a failure.
      page ??= render().catch((error: unknown) => {
        page = undefined;
        throw error;
      });
      const encode = await page;
      const { body, encoding, etag } = await encode(request.headers.get('accept-encoding'));
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        etag,
        vary: 'Accept, Accept-Encoding',
        ...(encoding !== undefined && { 'content-encoding': encoding }),
      };
      const isKnown = matchesTag(request.headers.get('if-none-match'), etag);
      endResponse(new fetchAPI.Response(isKnown ? null : body, { status: isKnown ? 304 : 200, headers }));
    },
  };
}
