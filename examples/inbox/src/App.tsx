import { useState } from 'react';
import { Avatar } from './Avatar.tsx';
import { ConversationView } from './ConversationView.tsx';
import { graphql } from './gql/index.ts';
import { InboxPanel } from './InboxPanel.tsx';
import { LiveDot } from './LiveDot.tsx';
import { useLiveInbox } from './liveInbox.ts';
import { OutboxContext, useNewOutbox } from './outbox.ts';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';
import { ReadsContext, useNewReads } from './reads.ts';
import { useSelected } from './selection.ts';

const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      displayName
      ...Avatar
    }
  }
`);

export function App() {
  const { data, error, retry } = useLiveQuery(ViewerQuery, {});
  const outbox = useNewOutbox();
  const selected = useSelected();
  const [isInboxLive, setInboxLive] = useState(true);
  const [isConversationLive, setConversationLive] = useState(true);
  const live = useLiveInbox(setInboxLive);
  const [reads, addRead] = useNewReads();
  const viewer = data?.viewer;

  return (
    <OutboxContext value={outbox}>
      <ReadsContext value={reads}>
        <header className="visually-hidden">
          <h1>Support inbox</h1>
        </header>
        <div className="app" data-open={selected !== null}>
          <aside className="inbox" aria-label="Inbox">
            <div className="inbox-header">
              <h2>Inbox</h2>
              <LiveDot isLive={isInboxLive && isConversationLive} />
              {viewer && (
                <span className="viewer" title={`You are ${viewer.displayName || viewer.id}`}>
                  <Avatar user={viewer} />
                  <span className="visually-hidden">You are {viewer.displayName || viewer.id}</span>
                </span>
              )}
            </div>
            {error && !viewer && <Problem error={error} retry={retry} />}
            <InboxPanel live={live} selected={selected} viewerId={viewer?.id ?? null} />
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
              onRead={(upTo) => addRead(selected, upTo)}
            />
          )}
        </div>
      </ReadsContext>
    </OutboxContext>
  );
}
