import type { InitialTabs } from './graphiql-tabs.ts';

/**
 * Returns a script that opens the panel that a tab needs, Headers or Variables, when the user selects the tab. GraphiQL
 * itself has one setting for all tabs.
 */
export function panelScript(tabs: InitialTabs['tabs']): string {
  const panels = tabs.flatMap(({ query, variables, headers }) => {
    const [, name] = /^(?:query|mutation) (\w+)/m.exec(query) ?? [];
    const panel = headers !== undefined ? 'headers' : variables !== undefined ? 'variables' : undefined;
    return name !== undefined && panel !== undefined ? [[name, panel] as const] : [];
  });
  if (panels.length === 0) return '';
  return `<script>(${openPanels.toString()})(${JSON.stringify(Object.fromEntries(panels))})</script>`;
}

/** Runs in the browser. */
function openPanels(panels: Readonly<Record<string, string>>): void {
  let activeId: string | undefined;
  const openPanel = () => {
    const tab = document.querySelector('.graphiql-tab-active .graphiql-tab-button');
    const buttons = document.querySelectorAll<HTMLElement>('.graphiql-editor-tools button[data-name]');
    if (tab === null || buttons.length === 0 || tab.id === activeId) return;
    activeId = tab.id;
    const panel = panels[tab.textContent ?? ''];
    for (const button of buttons) if (button.dataset.name === panel) button.click();
  };
  new MutationObserver(openPanel).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['class'],
  });
}
