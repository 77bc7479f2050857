import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from './gql/index.ts';

const MarkReadMutation = graphql(`
  mutation MarkRead($input: MarkConversationReadInput!) {
    markConversationRead(input: $input) {
      conversation {
        id
        unreadCount
      }
    }
  }
`);

interface NewMessage {
  readonly id: string;
  readonly createdAt?: string | null;
}

/**
 * Marks a conversation as read when the user opens it and whenever a message arrives while the tab is visible. A failure
 * is not shown: the badge stays, and the next message repeats the attempt.
 * @param unreadCount of the viewer, as the page has it
 * @param newest the newest message of another user from the events
 * @param onRead receives the time of that message
 */
export function useMarkRead(
  id: string,
  unreadCount: number | null | undefined,
  newest: NewMessage | undefined,
  onRead: (upTo: string) => void,
): void {
  const client = useClient();
  const isVisible = useVisible();
  /** The message up to which the conversation was marked. */
  const marked = useRef<string>(undefined);
  const done = useRef(onRead);
  done.current = onRead;
  const { id: newestId, createdAt } = newest ?? {};

  useEffect(() => {
    const hasNews = (unreadCount ?? 0) > 0 || newestId !== marked.current;
    if (!hasNews || !isVisible) return;
    const before = marked.current;
    marked.current = newestId;
    // It counts as read even if the user goes on before the response.
    void (async () => {
      const { data } = await client.mutation(MarkReadMutation, { input: { conversationId: id } });
      if (!data?.markConversationRead) marked.current = before;
      else if (createdAt) done.current(createdAt);
    })();
  }, [client, id, unreadCount, newestId, createdAt, isVisible]);
}

function useVisible(): boolean {
  const [isVisible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const onChange = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, []);
  return isVisible;
}
