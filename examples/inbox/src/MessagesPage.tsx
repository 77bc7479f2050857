import { useState } from 'react';
import { graphql } from './gql/index.ts';
import { MessageBubble } from './MessageBubble.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

const MessagesQuery = graphql(`
  query Messages($id: ID!, $after: String) {
    conversation(id: $id) {
      id
      messages(first: 20, after: $after) {
        nodes {
          id
          ...MessageBubble
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

interface MessagesPageProps {
  readonly conversationId: string;
  readonly after: string | null;
  readonly viewerId: string | null;
  /** Takes what a tap on a reply would send. */
  readonly onReply: (text: string) => void;
}

/** A page of messages, newest first (the list runs upwards), with the one before it where that is asked for. */
export function MessagesPage({ conversationId, after, viewerId, onReply }: MessagesPageProps) {
  const { data, error, retry } = useLiveQuery(MessagesQuery, { id: conversationId, after });
  const [more, setMore] = useState(false);
  const messages = data?.conversation?.messages;

  if (!messages) return error ? <Problem error={error} retry={retry} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = messages.pageInfo;
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {messages.nodes.map((message) => (
        <MessageBubble key={message.id} message={message} viewerId={viewerId} onReply={onReply} />
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
