import { panelScript } from './graphiql-panels.ts';
import type { InitialTabs } from './graphiql-tabs.ts';

export const TITLE = 'Kommunicate GraphQL';

/** The logo of the project, as in `docs/images`. It is a part of the page, which loads nothing. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="kommunicate-graphql"> <path d="M13 6h38a9 9 0 0 1 9 9v26a9 9 0 0 1-9 9H33L20.6 59.6A2 2 0 0 1 17.2 58.2V50H13a9 9 0 0 1-9-9V15a9 9 0 0 1 9-9z" fill="#b4532a" /> <g fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round"> <path d="M22 18v20M22 28 40 18M22 28l18 10" /> </g> <g fill="#fff"> <circle cx="22" cy="17" r="4.5" /> <circle cx="22" cy="39" r="4.5" /> <circle cx="22" cy="28" r="4.5" /> <circle cx="42" cy="17" r="4.5" /> <circle cx="42" cy="39" r="4.5" /> </g> </svg>`;

const LOGO_URL = `data:image/svg+xml,${encodeURIComponent(LOGO)}`;

const STYLE = `<style>
/* GraphiQL draws its tabs shifted by a stale transform: without this the first click misses them. */
.graphiql-tab { transform: none !important; }
.graphiql-logo > * { display: none !important; }
.graphiql-logo::before {
  content: '${TITLE}';
  display: flex;
  align-items: center;
  min-height: 32px;
  padding-left: 42px;
  background: url("${LOGO_URL}") left center / 32px no-repeat;
  font-size: 1rem;
  white-space: nowrap;
}
</style>`;

const ICON = /<link rel="icon"[^>]*>/;

/** Adds to a rendered page of GraphiQL: our logo, the focus in the editor, and the panel that each tab needs. */
export function completePage(html: string, tabs: InitialTabs['tabs']): string {
  return html
    .replace(ICON, () => `<link rel="icon" href="${LOGO_URL}">`)
    .replace(
      '</head>',
      () => `${STYLE}<script>(${focusEditor.toString()})()</script>${panelScript(tabs)}</head>`,
    );
}

/** Runs in the browser: puts the focus into the editor when it appears, so that Ctrl-Enter runs the query. */
function focusEditor(): void {
  const focus = () => {
    const editor = document.querySelector<HTMLElement>('[aria-label="Operation Editor"] textarea');
    if (editor === null || document.activeElement !== document.body) return;
    editor.focus();
    if (document.activeElement === editor) observer.disconnect();
  };
  const observer = new MutationObserver(focus);
  observer.observe(document, { subtree: true, childList: true });
}
