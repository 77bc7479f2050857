import { CREATE_FETCHER } from './fetcher.ts';
import { PANELS_AND_FOCUS, panelsOf, RESTORE_ACTIVE_TAB } from './panels.ts';
import { LOGO } from './logo.ts';
import { initialTabs } from './tabs.ts';
import { createStaticFile, type StaticFile } from './static-file.ts';
import type { Identity } from '../../auth/principal.ts';

/** The exports of `@graphql-yoga/render-graphiql/graphiql` that the page uses, all of them texts. */
export type GraphiQLSources = Readonly<
  Record<'css' | 'js' | 'editorWorkerService' | 'graphqlWorker' | 'jsonWorker', string>
>;

/** The files of GraphiQL by path. The page loads the others. */
export type GraphiQLFiles = ReadonlyMap<string, StaticFile>;

const ASSETS = '/graphql/assets/';

/** Browsers keep a file whose name has its hash, and ask whether the page has changed each time. */
const ASSET_POLICY = { cacheControl: 'public, max-age=31536000, immutable', isPage: false } as const;
const PAGE_POLICY = { cacheControl: 'no-cache', isPage: true } as const;

const STYLE = [
  // GraphiQL draws its tabs shifted by a stale transform: without this style the first click misses them.
  '.graphiql-tab { transform: none !important; }',
  '.graphiql-logo { white-space: nowrap; }',
  '.graphiql-logo svg { width: 28px; }',
  // The explorer sorts fields by name. The fields for routers come last.
  'div:has(> .graphiql-explorer-_entities) { display: flex; flex-direction: column; }',
  '.graphiql-explorer-_entities, .graphiql-explorer-_service, .graphiql-explorer-_sdl { order: 1; }',
].join('\n');

/**
 * Creates the page and what it loads: one script and one style sheet, which are the same for all gateways of a version.
 * @param typeName maps a type of `schema.graphql` to its name in this gateway
 */
export async function createGraphiQLFiles(
  sources: GraphiQLSources,
  mode: Identity['mode'],
  typeName: (name: string) => string,
): Promise<GraphiQLFiles> {
  const script = await createStaticFile(() => scriptOf(sources), {
    contentType: 'text/javascript; charset=utf-8',
    ...ASSET_POLICY,
  });
  const style = await createStaticFile(() => `${sources.css}\n${STYLE}\n`, {
    contentType: 'text/css; charset=utf-8',
    ...ASSET_POLICY,
  });
  const paths = { script: `${ASSETS}${script.hash}.js`, style: `${ASSETS}${style.hash}.css` };
  const html = pageOf(paths, mode, typeName);
  const page = await createStaticFile(() => html, {
    contentType: 'text/html; charset=utf-8',
    ...PAGE_POLICY,
  });
  return new Map([
    ['/graphql', page],
    [paths.script, script],
    [paths.style, style],
  ]);
}

/** Starts GraphiQL with the options in the page. Its workers start from texts in the script. */
function scriptOf({ js, editorWorkerService, graphqlWorker, jsonWorker }: GraphiQLSources): string {
  const workers = { editorWorkerService, json: jsonWorker, graphql: graphqlWorker };
  return `(() => {
const workers = ${JSON.stringify(workers)};
for (const name of Object.keys(workers)) {
  workers[name] = URL.createObjectURL(new Blob([workers[name]], { type: 'text/javascript' }));
}
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_moduleId, label) => workers[label] };
})();
${js};
(() => {
const { graphiql, panels } = JSON.parse(document.querySelector('#options').textContent);
(${RESTORE_ACTIVE_TAB})();
const fetcher = (${CREATE_FETCHER})();
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), { ...graphiql, fetcher });
(${PANELS_AND_FOCUS})(panels);
})();
`;
}

function pageOf(
  paths: { readonly script: string; readonly style: string },
  mode: Identity['mode'],
  typeName: (name: string) => string,
): string {
  const { tabs, headers } = initialTabs(mode, typeName);
  const title = 'Kommunicate GraphQL';
  const graphiql = {
    title,
    logo: LOGO,
    defaultTabs: tabs,
    ...(headers !== undefined && { headers, defaultEditorToolsVisibility: 'headers' }),
    // Outside the sandbox the headers contain a secret, which must not stay in the browser.
    shouldPersistHeaders: mode === 'sandbox',
  };
  // "<" could end the element.
  const options = JSON.stringify({ graphiql, panels: panelsOf(tabs) }).replaceAll('<', String.raw`\u003c`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(LOGO)}">
<link rel="stylesheet" href="${paths.style}">
<script src="${paths.script}" defer></script>
</head>
<body id="body" class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
<script type="application/json" id="options">${options}</script>
</body>
</html>
`;
}
