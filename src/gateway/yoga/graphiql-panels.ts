import type { Opening } from './graphiql-tabs.ts';

/**
 * A script that opens the panel below the editor that a tab needs: Headers or Variables, when the tab comes to the
 * front. GraphiQL itself has one choice for all tabs, and begins with Variables.
 */
export function panelScript(tabs: Opening['tabs']): string {
  const panels = tabs.flatMap(({ query, variables, headers }) => {
    const [, name] = /^(?:query|mutation) (\w+)/m.exec(query) ?? [];
    const panel = headers !== undefined ? 'headers' : variables !== undefined ? 'variables' : undefined;
    return name !== undefined && panel !== undefined ? [[name, panel] as const] : [];
  });
  if (panels.length === 0) return '';
  return `<script>(${openPanels.toString()})(${JSON.stringify(Object.fromEntries(panels))})</script>`;
}

/** Runs in the page. */
function openPanels(panels: Readonly<Record<string, string>>): void {
  let front: string | undefined;
  const look = () => {
    const tab = document.querySelector('.graphiql-tab-active .graphiql-tab-button');
    const buttons = document.querySelectorAll<HTMLElement>('.graphiql-editor-tools button[data-name]');
    if (tab === null || buttons.length === 0 || tab.id === front) return;
    front = tab.id;
    const panel = panels[tab.textContent ?? ''];
    for (const button of buttons) if (button.dataset.name === panel) button.click();
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['class'],
  });
}
