/**
 * Actions that are not pinned by a whole commit with the version as a comment. A tag can be moved to other code.
 * @param text a workflow
 */
export function unpinnedActions(text: string) {
  return text.split('\n').flatMap((content, index) => {
    const [, action] = /^\s*-?\s*uses:\s*(.*)$/.exec(content) ?? [];
    if (action === undefined || /^[\w.-]+\/[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(action)) return [];
    return [{ line: index + 1, column: 1, message: `${action} is not pinned: use a commit, and "# v1.2.3"` }];
  });
}
