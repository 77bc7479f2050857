import { useEffect, useMemo, useState } from 'react';
import { messagesOf, type LiveConversation } from './liveConversation.ts';
import { MessageBubble } from './MessageBubble.tsx';
import { MessagesQuery } from './messagesQuery.ts';
import { useOutbox } from './outbox.ts';
import { PendingBubble } from './PendingBubble.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

interface MessagesPageProps {
  readonly conversationId: string;
  readonly after: string | null;
  /** The events; only of the newest page. */
  readonly live?: LiveConversation;
  /** Receives the position of the newest message, from which the events continue. */
  readonly onStart?: (startCursor: string | null) => void;
  readonly viewerId: string | null;
}

/** A page of messages, newest first (the list runs upwards), with the page of older ones on request. */
export function MessagesPage({ conversationId, after, live, onStart, viewerId }: MessagesPageProps) {
  const { data, error, isFetching, retry } = useLiveQuery(
    MessagesQuery,
    { id: conversationId, after },
    live?.missed,
  );
  const [{ pending }, outbox] = useOutbox(conversationId);
  const [more, setMore] = useState(false);
  const page = data?.conversation?.messages;
  const messages = useMemo(
    () => page && messagesOf(page.nodes, live?.messages ?? []),
    [page, live?.messages],
  );
  const isNewest = after === null;

  useEffect(() => {
    if (isNewest && messages) outbox.look(conversationId, messages);
  }, [isNewest, messages, outbox, conversationId]);
  useEffect(() => {
    if (page) onStart?.(page.pageInfo.startCursor ?? null);
  }, [page, onStart]);

  if (!page || !messages) {
    if (error) return <Problem error={error} retry={retry} />;
    return <p className="quiet">{isFetching ? 'Loading…' : 'There is no such conversation.'}</p>;
  }
  const { hasNextPage, endCursor } = page.pageInfo;
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {isNewest && pending && pending.foundId === null && <PendingBubble conversationId={conversationId} />}
      {isNewest && messages.length === 0 && <p className="quiet">No messages yet.</p>}
      {messages.map((message) => (
        <MessageBubble
          key={message.id}
          message={message}
          viewerId={viewerId}
          mark={message.id === pending?.foundId ? 'Looks like the message that was not confirmed' : null}
          onReply={(text) => outbox.add(conversationId, text)}
        />
      ))}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier messages
        </button>
      )}
      {hasNextPage && more && (
        <MessagesPage conversationId={conversationId} after={endCursor ?? null} viewerId={viewerId} />
      )}
    </>
  );
}
