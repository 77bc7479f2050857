import { useSyncExternalStore } from 'react';

/** The open conversation, which the URL's hash holds for reloads and bookmarks. */
export function useSelected(): string | null {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash,
  );
  return hash.startsWith('#/') ? decoded(hash.slice(2)) : null;
}

export const pathOf = (conversationId: string): string => `#/${encodeURIComponent(conversationId)}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
