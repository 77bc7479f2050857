import { useState } from 'react';
import { ConversationRow } from './ConversationRow.tsx';
import { graphql } from './gql/index.ts';
import type { ConversationStatus } from './gql/graphql.ts';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

const InboxQuery = graphql(`
  query Inbox($after: String, $statuses: [ConversationStatus!]) {
    inbox(first: 20, after: $after, statuses: $statuses) {
      nodes {
        id
        ...ConversationRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

interface InboxPageProps {
  readonly statuses: ConversationStatus[] | null;
  readonly after: string | null;
  readonly selected: string | null;
  readonly viewerId: string | null;
}

/** A page of conversations, with the next page below it on request. */
export function InboxPage({ statuses, after, selected, viewerId }: InboxPageProps) {
  const { data, error, isFetching, retry } = useLiveQuery(InboxQuery, { after, statuses });
  const [more, setMore] = useState(false);
  const inbox = data?.inbox;

  if (!inbox) return error ? <Problem error={error} retry={retry} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = inbox.pageInfo;
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {inbox.nodes.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isSelected={conversation.id === selected}
          viewerId={viewerId}
        />
      ))}
      {inbox.nodes.length === 0 && !isFetching && <p className="quiet">Nothing here.</p>}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier conversations
        </button>
      )}
      {hasNextPage && more && (
        <InboxPage statuses={statuses} after={endCursor ?? null} selected={selected} viewerId={viewerId} />
      )}
    </>
  );
}
