import { useState, useSyncExternalStore } from 'react';
import { Avatar } from './Avatar.tsx';
import { ConversationView } from './ConversationView.tsx';
import { graphql } from './gql/index.ts';
import type { ConversationStatus } from './gql/graphql.ts';
import { InboxPage } from './InboxPage.tsx';
import { LiveDot } from './LiveDot.tsx';
import { useLiveInbox } from './liveInbox.ts';
import { OutboxContext, useNewOutbox } from './outbox.ts';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';

const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      displayName
      ...Avatar
    }
  }
`);

const FILTERS: readonly { name: string; statuses: ConversationStatus[] | null }[] = [
  { name: 'All', statuses: null },
  { name: 'Open', statuses: ['OPEN', 'UNRESPONDED', 'IN_PROGRESS', 'WAITING'] },
  { name: 'Closed', statuses: ['CLOSED'] },
];

/** The open conversation, which the URL's hash holds for reloads and bookmarks. */
function useSelected(): string | null {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash,
  );
  return hash.startsWith('#/') ? decoded(hash.slice(2)) : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function App() {
  const { data, error, retry } = useLiveQuery(ViewerQuery, {});
  const outbox = useNewOutbox();
  const [filter, setFilter] = useState(0);
  const selected = useSelected();
  const [isInboxLive, setInboxLive] = useState(true);
  const [isConversationLive, setConversationLive] = useState(true);
  const live = useLiveInbox(setInboxLive);
  const viewer = data?.viewer;

  return (
    <OutboxContext value={outbox}>
      <div className="app" data-open={selected !== null}>
        <aside className="inbox">
          <header className="inbox-header">
            <h1>Inbox</h1>
            <LiveDot isLive={isInboxLive && isConversationLive} />
            {viewer && (
              <span className="viewer" title={`You are ${viewer.displayName || viewer.id}`}>
                <Avatar user={viewer} />
              </span>
            )}
          </header>
          {error && !viewer && <Problem error={error} retry={retry} />}
          <div className="filters" role="group" aria-label="Which conversations">
            {FILTERS.map(({ name }, index) => (
              <button key={name} aria-pressed={index === filter} onClick={() => setFilter(index)}>
                {name}
              </button>
            ))}
          </div>
          <nav className="rows" aria-label="Conversations">
            <InboxPage
              key={filter}
              statuses={FILTERS[filter]?.statuses ?? null}
              after={null}
              live={live}
              selected={selected}
              viewerId={viewer?.id ?? null}
            />
          </nav>
        </aside>
        {selected === null ? (
          <main className="nothing">
            <p>Choose a conversation.</p>
          </main>
        ) : (
          <ConversationView
            key={selected}
            id={selected}
            viewerId={viewer?.id ?? null}
            onLive={setConversationLive}
          />
        )}
      </div>
    </OutboxContext>
  );
}
