import { useEffect, useState } from 'react';
import { MessageBubble } from './MessageBubble.tsx';
import { MessagesQuery } from './messagesQuery.ts';
import { useOutbox } from './outbox.ts';
import { PendingBubble } from './PendingBubble.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

interface MessagesPageProps {
  readonly conversationId: string;
  readonly after: string | null;
  readonly viewerId: string | null;
  /** Receives the text of a reply button. */
  readonly onReply: (text: string) => void;
}

/** A page of messages, newest first (the list runs upwards), with the page of older ones on request. */
export function MessagesPage({ conversationId, after, viewerId, onReply }: MessagesPageProps) {
  const { data, error, retry } = useLiveQuery(MessagesQuery, { id: conversationId, after });
  const [{ pending }, outbox] = useOutbox(conversationId);
  const [more, setMore] = useState(false);
  const messages = data?.conversation?.messages;
  const isNewest = after === null;

  useEffect(() => {
    if (isNewest && messages) outbox.look(conversationId, messages.nodes);
  }, [isNewest, messages, outbox, conversationId]);

  if (!messages) return error ? <Problem error={error} retry={retry} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = messages.pageInfo;
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {isNewest && pending && pending.foundId === null && <PendingBubble conversationId={conversationId} />}
      {messages.nodes.map((message) => (
        <MessageBubble
          key={message.id}
          message={message}
          viewerId={viewerId}
          mark={message.id === pending?.foundId ? 'Looks like the message that was not confirmed' : null}
          onReply={onReply}
        />
      ))}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier messages
        </button>
      )}
      {hasNextPage && more && (
        <MessagesPage
          conversationId={conversationId}
          after={endCursor ?? null}
          viewerId={viewerId}
          onReply={onReply}
        />
      )}
    </>
  );
}
