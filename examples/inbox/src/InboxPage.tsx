import { useState } from 'react';
import { useQuery } from 'urql';
import { ConversationRow } from './ConversationRow.tsx';
import { graphql } from './gql/index.ts';
import type { ConversationStatus } from './gql/graphql.ts';
import { Problem } from './Problem.tsx';
import { useRefresh } from './refresh.ts';

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
}

/** A page of conversations, with the one after it where that is asked for. */
export function InboxPage({ statuses, after, selected }: InboxPageProps) {
  const [{ data, error, fetching }, refresh] = useQuery({
    query: InboxQuery,
    variables: { after, statuses },
  });
  const [more, setMore] = useState(false);
  useRefresh(refresh);
  const inbox = data?.inbox;

  if (!inbox) return error ? <Problem error={error} retry={refresh} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = inbox.pageInfo;
  return (
    <>
      {inbox.nodes.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isSelected={conversation.id === selected}
        />
      ))}
      {inbox.nodes.length === 0 && !fetching && <p className="quiet">Nothing here.</p>}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier conversations
        </button>
      )}
      {hasNextPage && more && <InboxPage statuses={statuses} after={endCursor ?? null} selected={selected} />}
    </>
  );
}
