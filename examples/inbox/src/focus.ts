import { useEffect, useRef, type RefObject } from 'react';

/**
 * Focuses the link of a conversation that was open, if no other element has the focus. Users of a keyboard or a screen
 * reader then continue where they were.
 */
export function useFocusAfterClose(isOpen: boolean, wasOpen = isOpen): RefObject<HTMLAnchorElement | null> {
  const link = useRef<HTMLAnchorElement>(null);
  const before = useRef(wasOpen);
  useEffect(() => {
    if (before.current && !isOpen && document.activeElement === document.body) link.current?.focus();
    before.current = isOpen;
  }, [isOpen]);
  return link;
}
