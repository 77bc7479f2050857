import { useRef } from 'react';
import { graphql } from './gql/index.ts';
import { OutboxContext, useNewOutbox } from './outbox.ts';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';
import { ReadsContext, useNewReads } from './reads.ts';
import { useSelected } from './selection.ts';
import { WidgetConversation } from './WidgetConversation.tsx';
import { WidgetList } from './WidgetList.tsx';

/** `inboxEvents` is for agents, so the list of a customer polls. */
const LIST_EVERY_MS = 30_000;

const OwnConversationsQuery = graphql(`
  query OwnConversations {
    viewer {
      id
      conversations(first: 50) {
        nodes {
          id
          name
          unreadCount
          ...WidgetRow
        }
      }
    }
  }
`);

/** The customer's side: their own conversations, and the open one. */
export function WidgetApp() {
  const { data, error, isFetching, retry } = useLiveQuery(OwnConversationsQuery, {}, 0, LIST_EVERY_MS);
  const outbox = useNewOutbox();
  const [reads, addRead] = useNewReads();
  const selected = useSelected();
  const lastOpen = useRef<string>(null);
  lastOpen.current = selected ?? lastOpen.current;
  const viewer = data?.viewer;
  const conversations = viewer?.conversations?.nodes ?? [];
  const open = conversations.find(({ id }) => id === selected);

  return (
    <OutboxContext value={outbox}>
      <ReadsContext value={reads}>
        <main className="widget">
          <header className="inbox-header">
            <h1>Hearth support</h1>
          </header>
          {error && <Problem error={error} retry={retry} />}
          {!viewer && !error && (
            <p className="quiet">{isFetching ? 'Loading…' : 'There is no customer with this id.'}</p>
          )}
          {viewer && selected !== null && (
            <WidgetConversation
              key={selected}
              id={selected}
              name={open?.name || 'Your conversation'}
              unreadCount={open?.unreadCount ?? null}
              viewerId={viewer.id}
              onRead={(upTo) => addRead(selected, upTo)}
            />
          )}
          {viewer && selected === null && (
            <WidgetList conversations={conversations} viewerId={viewer.id} lastOpenId={lastOpen.current} />
          )}
        </main>
      </ReadsContext>
    </OutboxContext>
  );
}
