import { createContext, use, useCallback, useState } from 'react';

/** The time of the newest message that this page has marked as read, by conversation. */
type Reads = ReadonlyMap<string, string>;

export const ReadsContext = createContext<Reads>(new Map());

/** The reads of a page, and a function that adds one. */
export function useNewReads(): readonly [Reads, (conversationId: string, upTo: string) => void] {
  const [reads, setReads] = useState<Reads>(new Map());
  const add = useCallback(
    (conversationId: string, upTo: string) => setReads((before) => new Map(before).set(conversationId, upTo)),
    [],
  );
  return [reads, add];
}

interface Counted {
  readonly id: string;
  readonly unreadCount?: number | null;
  readonly latestMessage?: { readonly createdAt?: string | null } | null;
}

/** The number for a badge. An event on its way has the count from before the conversation was marked as read. */
export function useUnread({ id, unreadCount, latestMessage }: Counted): number {
  const upTo = use(ReadsContext).get(id);
  const isRead = upTo !== undefined && (latestMessage?.createdAt ?? '') <= upTo;
  return isRead ? 0 : (unreadCount ?? 0);
}
