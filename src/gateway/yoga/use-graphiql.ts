import type { GraphiQLOptions, Plugin } from 'graphql-yoga';
import { panelScript } from './graphiql-panels.ts';
import { openingFor } from './graphiql-tabs.ts';
import type { Identity } from '../../auth/principal.ts';

/** GraphiQL leaves its tabs shifted by where they once were: the first click on one would miss it. */
const STILL_TABS = '<style>.graphiql-tab { transform: none !important; }</style>';

type LoadRenderer = () => Promise<{ renderGraphiQL(options: GraphiQLOptions): string }>;

/**
 * Serves GraphiQL to browsers that come to `/graphql`. The page holds all of its code: it asks nothing of any
 * other machine, and is rendered once, when it is first asked for.
 * @param typeName what a type of the contract is called here
 * @param loadRenderer loads what renders the page. Default: the installed package
 */
export function useGraphiQL(
  mode: Identity['mode'],
  typeName: (name: string) => string,
  loadRenderer: LoadRenderer = () => import('@graphql-yoga/render-graphiql'),
): Plugin {
  let page: Promise<string> | undefined;
  const render = async () => {
    const { renderGraphiQL } = await loadRenderer();
    const { tabs, headers } = openingFor(mode, typeName);
    const html = renderGraphiQL({
      title: 'Kommunicate GraphQL',
      endpoint: '/graphql',
      defaultTabs: [...tabs],
      ...(headers !== undefined && { headers, defaultEditorToolsVisibility: 'headers' as const }),
      // In the sandbox no header is a secret; elsewhere a key must not stay in the browser.
      shouldPersistHeaders: mode === 'sandbox',
    });
    return html.replace('</head>', () => `${STILL_TABS}${panelScript(tabs)}</head>`);
  };

  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' || url.pathname !== '/graphql') return;
      if (!request.headers.get('accept')?.includes('text/html')) return;
      // A rendering that fails is not kept: the next browser tries again.
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
