import { useState } from 'react';
import { ConversationRow } from './ConversationRow.tsx';
import { graphql } from './gql/index.ts';
import { rowsOf, type InboxFilter, type LiveInbox } from './liveInbox.ts';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

const InboxQuery = graphql(`
  query Inbox($after: String, $statuses: [ConversationStatus!], $assigneeId: ID, $search: String) {
    inbox(first: 20, after: $after, statuses: $statuses, assigneeId: $assigneeId, search: $search) {
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
  readonly filter: InboxFilter;
  readonly after: string | null;
  readonly live: LiveInbox;
  readonly selected: string | null;
}

/** A page of conversations, with the next page below it on request. */
export function InboxPage({ filter, after, live, selected }: InboxPageProps) {
  const { data, error, readAt, retry } = useLiveQuery(InboxQuery, { after, ...filter }, live.missed);
  const [more, setMore] = useState(false);
  const inbox = data?.inbox;

  if (!inbox) return error ? <Problem error={error} retry={retry} /> : <p className="quiet">Loading…</p>;
  const { hasNextPage, endCursor } = inbox.pageInfo;
  const rows = rowsOf(inbox.nodes, live.rows, { readAt, filter, isFirst: after === null });
  return (
    <>
      {error && <Problem error={error} retry={retry} />}
      {rows.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isSelected={conversation.id === selected}
        />
      ))}
      {rows.length === 0 && (
        <p className="quiet" role="status">
          {emptyText(filter)}
        </p>
      )}
      {hasNextPage && !more && (
        <button className="more" onClick={() => setMore(true)}>
          Earlier conversations
        </button>
      )}
      {hasNextPage && more && (
        <InboxPage filter={filter} after={endCursor ?? null} live={live} selected={selected} />
      )}
    </>
  );
}

function emptyText({ search, assigneeId, statuses }: InboxFilter): string {
  if (search !== null) return `No conversation has “${search}”.`;
  if (assigneeId !== null) return 'No conversation is assigned to you.';
  return statuses ? 'No conversation has such a status.' : 'No conversations yet.';
}
