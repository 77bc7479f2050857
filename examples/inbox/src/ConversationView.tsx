import { useState } from 'react';
import { graphql, readFragment } from './gql/index.ts';
import { useLiveConversation } from './liveConversation.ts';
import { MessagesPage } from './MessagesPage.tsx';
import { useOutbox } from './outbox.ts';
import { Participants } from './Participants.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';
import { SendBox } from './SendBox.tsx';
import { StatusMenu } from './StatusMenu.tsx';
import { StatusPill } from './StatusPill.tsx';

const ConversationHeaderFragment = graphql(`
  fragment ConversationHeader on Conversation {
    name
    ...StatusPill
    ...StatusMenu
    ...Participants
  }
`);

const ConversationQuery = graphql(`
  query Conversation($id: ID!) {
    conversation(id: $id) {
      id
      ...ConversationHeader
    }
  }
`);

interface ConversationViewProps {
  readonly id: string;
  readonly viewerId: string | null;
  /** Receives whether the events of the conversation arrive. */
  readonly onLive: (isLive: boolean) => void;
}

export function ConversationView({ id, viewerId, onLive }: ConversationViewProps) {
  const [startCursor, setStartCursor] = useState<string | null>();
  const live = useLiveConversation(id, startCursor, onLive);
  const { data, error, isFetching, readAt, retry } = useLiveQuery(ConversationQuery, { id }, live.missed);
  const [, outbox] = useOutbox(id);
  const isNewer = live.changed !== null && live.changed.at >= readAt;
  const conversation = readFragment(
    ConversationHeaderFragment,
    isNewer && live.changed ? live.changed.conversation : data?.conversation,
  );

  if (!conversation) {
    return (
      <main className="nothing">
        {error ? (
          <Problem error={error} retry={retry} />
        ) : (
          <p>{isFetching ? 'Loading…' : 'There is no such conversation.'}</p>
        )}
      </main>
    );
  }
  return (
    <>
      <main className="conversation">
        <header className="conversation-header">
          <a className="back" href="#" aria-label="All conversations">
            ‹
          </a>
          <h2>{conversation.name || 'Without a name'}</h2>
          <StatusPill conversation={conversation} />
          <StatusMenu conversation={conversation} />
        </header>
        {error && <Problem error={error} retry={retry} />}
        <div className="messages" aria-label="Messages, the newest first" role="log" tabIndex={0}>
          <MessagesPage
            conversationId={id}
            after={null}
            live={live}
            onStart={setStartCursor}
            viewerId={viewerId}
            onReply={(text) => outbox.add(id, text)}
          />
        </div>
        <SendBox conversationId={id} viewerId={viewerId} />
      </main>
      <Participants conversation={conversation} />
    </>
  );
}
