import type { InitialTabs } from './tabs.ts';

/** The panel that each tab needs, by the name of its operation: Headers or Variables. */
export function panelsOf(tabs: InitialTabs['tabs']): Readonly<Record<string, string>> {
  const panels = tabs.flatMap(({ query, variables, headers }) => {
    const [, name] = /^(?:query|mutation|subscription) (\w+)/m.exec(query) ?? [];
    const panel = headers !== undefined ? 'headers' : variables !== undefined ? 'variables' : undefined;
    return name !== undefined && panel !== undefined ? [[name, panel] as const] : [];
  });
  return Object.fromEntries(panels);
}

/**
 * A function, as text, for the browser. It opens the panel that a tab needs when the user selects the tab: GraphiQL itself
 * has one setting for all tabs. And it moves the focus into the editor once, so that the keyboard works after loading.
 */
export const PANELS_AND_FOCUS: string = openPanelsAndFocus.toString();

function openPanelsAndFocus(panels: Readonly<Record<string, string>>): void {
  let activeId: string | undefined;
  let isFocused = false;
  const openPanel = () => {
    const tab = document.querySelector('.graphiql-tab-active .graphiql-tab-button');
    const buttons = document.querySelectorAll<HTMLElement>('.graphiql-editor-tools button[data-name]');
    if (tab === null || buttons.length === 0 || tab.id === activeId) return;
    activeId = tab.id;
    const panel = panels[tab.textContent ?? ''];
    for (const button of buttons) if (button.dataset.name === panel) button.click();
  };
  const focusEditor = () => {
    if (isFocused) return;
    const input = document.querySelector<HTMLElement>(
      '.graphiql-query-editor :is(textarea.inputarea, .native-edit-context)',
    );
    // The editor is empty for a moment: a shortcut would run nothing.
    const text = document.querySelector('.graphiql-query-editor .view-lines')?.textContent ?? '';
    if (input === null || text.trim() === '') return;
    isFocused = true;
    // The user may have selected another element already.
    if (document.activeElement === document.body) input.focus();
  };
  new MutationObserver(() => {
    openPanel();
    focusEditor();
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['class'],
  });
}

/**
 * A function, as text, for the browser. GraphiQL stores its tabs, but the query only when the user edits it or selects
 * another tab. Without a stored query, a reload opens an empty tab. This stores the query of the active tab before.
 */
export const RESTORE_ACTIVE_TAB: string = restoreActiveTab.toString();

function restoreActiveTab(): void {
  const stored = localStorage.getItem('graphiql:tabState');
  if (stored === null || localStorage.getItem('graphiql:query') !== null) return;
  try {
    const { tabs, activeTabIndex } = JSON.parse(stored) as {
      readonly tabs: readonly Readonly<Record<string, unknown>>[];
      readonly activeTabIndex: number;
    };
    for (const part of ['query', 'variables', 'headers']) {
      const text = tabs[activeTabIndex]?.[part];
      if (typeof text === 'string') localStorage.setItem(`graphiql:${part}`, text);
    }
  } catch {
    // A state that GraphiQL cannot read either: it starts with new tabs.
  }
}
