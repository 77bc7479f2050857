import { useState } from 'react';
import { ConversationRow } from './ConversationRow.tsx';
import { graphql } from './gql/index.ts';
import type { ConversationStatus } from './gql/graphql.ts';
import { rowsOf, type LiveInbox } from './liveInbox.ts';
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
  readonly live: LiveInbox;
  readonly selected: string | null;
  readonly viewerId: string | null;
}

/** A page of conversations, with the next page below it on request. */
export function InboxPage({ statuses, after, live, selected, viewerId }: InboxPageProps) {
  const { data, error, isFetching, readAt, retry } = useLiveQuery(
    InboxQuery,
    { after, statuses },
    live.missed,
  );
  const [more, setMore] = useState(false);
  const inbox = data?.inbox;

  if (!inbox) return error ? <Problem error={error} retry={retry} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = inbox.pageInfo;
  const rows = rowsOf(inbox.nodes, live.rows, { readAt, statuses, isFirst: after === null });
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {rows.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isSelected={conversation.id === selected}
          viewerId={viewerId}
        />
      ))}
      {rows.length === 0 && !isFetching && <p className="quiet">Nothing here.</p>}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier conversations
        </button>
      )}
      {hasNextPage && more && (
        <InboxPage
          statuses={statuses}
          after={endCursor ?? null}
          live={live}
          selected={selected}
          viewerId={viewerId}
        />
      )}
    </>
  );
}
