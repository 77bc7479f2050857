import type { GraphiQLOptions, Plugin } from 'graphql-yoga';
import { panelScript } from './graphiql-panels.ts';
import { initialTabs } from './graphiql-tabs.ts';
import type { Identity } from '../../auth/principal.ts';

/** GraphiQL draws its tabs shifted by a stale transform: without this style the first click misses them. */
const STILL_TABS = '<style>.graphiql-tab { transform: none !important; }</style>';

type LoadRenderer = () => Promise<{ renderGraphiQL(options: GraphiQLOptions): string }>;

/**
 * Serves GraphiQL to browsers at `/graphql`. The page contains all of its code and loads nothing from other hosts. It is
 * rendered once, for the first request.
 * @param typeName maps a type of `schema.graphql` to its name in this gateway
 * @param loadRenderer loads the renderer of the page. Default: the installed package
 */
export function useGraphiQL(
  mode: Identity['mode'],
  typeName: (name: string) => string,
  loadRenderer: LoadRenderer = () => import('@graphql-yoga/render-graphiql'),
): Plugin {
  let page: Promise<string> | undefined;
  const render = async () => {
    const { renderGraphiQL } = await loadRenderer();
    const { tabs, headers } = initialTabs(mode, typeName);
    const html = renderGraphiQL({
      title: 'Kommunicate GraphQL',
      endpoint: '/graphql',
      defaultTabs: [...tabs],
      ...(headers !== undefined && { headers, defaultEditorToolsVisibility: 'headers' as const }),
      // Outside the sandbox the headers contain a secret, which must not stay in the browser.
      shouldPersistHeaders: mode === 'sandbox',
    });
    return html.replace('</head>', () => `${STILL_TABS}${panelScript(tabs)}</head>`);
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
      endResponse(
        new fetchAPI.Response(await page, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      );
    },
  };
}
