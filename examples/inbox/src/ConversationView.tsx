import { useEffect, useRef, useState } from 'react';
import { AssignMenu } from './AssignMenu.tsx';
import { BackLink } from './BackLink.tsx';
import { graphql, readFragment } from './gql/index.ts';
import { useLiveConversation } from './liveConversation.ts';
import { useMarkRead } from './markRead.ts';
import { MessageLog } from './MessageLog.tsx';
import { Participants } from './Participants.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';
import { SendBox } from './SendBox.tsx';
import { StatusMenu } from './StatusMenu.tsx';
import { StatusPill } from './StatusPill.tsx';

const ConversationHeaderFragment = graphql(`
  fragment ConversationHeader on Conversation {
    name
    unreadCount
    ...StatusPill
    ...AssignMenu
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
  /** Receives the time of the newest message that was marked as read. */
  readonly onRead: (upTo: string) => void;
}

export function ConversationView({ id, viewerId, onLive, onRead }: ConversationViewProps) {
  const [startCursor, setStartCursor] = useState<string | null>();
  const live = useLiveConversation(id, startCursor, onLive);
  const { data, error, isFetching, readAt, retry } = useLiveQuery(ConversationQuery, { id }, live.missed);
  const isNewer = live.changed !== null && live.changed.at > readAt;
  const conversation = readFragment(
    ConversationHeaderFragment,
    isNewer && live.changed ? live.changed.conversation : data?.conversation,
  );

  const title = useRef<HTMLHeadingElement>(null);
  const peopleToggle = useRef<HTMLButtonElement>(null);
  const [showsPeople, setShowsPeople] = useState(false);
  const isLoaded = Boolean(conversation);
  // A user of the keyboard or a screen reader continues in what was opened.
  useEffect(() => {
    if (isLoaded) title.current?.focus();
  }, [isLoaded]);
  const newest = live.messages.find(({ sender }) => sender?.id !== viewerId);
  useMarkRead(id, conversation?.unreadCount, newest, onRead);

  if (!conversation) {
    return (
      <main className="conversation">
        <div className="conversation-header">
          <BackLink />
        </div>
        <div className="nothing">
          {error ? (
            <Problem error={error} retry={retry} />
          ) : (
            <p role="status">{isFetching ? 'Loading…' : 'There is no such conversation.'}</p>
          )}
        </div>
      </main>
    );
  }
  return (
    <>
      <main className="conversation">
        <header className="conversation-header">
          <BackLink />
          <h2 ref={title} tabIndex={-1}>
            {conversation.name || 'Without a name'}
          </h2>
          <StatusPill conversation={conversation} />
          <button
            ref={peopleToggle}
            className="people-toggle"
            aria-expanded={showsPeople}
            onClick={() => setShowsPeople(!showsPeople)}
          >
            Participants
          </button>
          <AssignMenu conversation={conversation} viewerId={viewerId} />
          <StatusMenu conversation={conversation} />
        </header>
        {error && <Problem error={error} retry={retry} />}
        <MessageLog conversationId={id} live={live} onStart={setStartCursor} viewerId={viewerId} />
        <SendBox conversationId={id} viewerId={viewerId} />
      </main>
      <Participants
        conversation={conversation}
        isOpen={showsPeople}
        onClose={() => {
          setShowsPeople(false);
          peopleToggle.current?.focus();
        }}
      />
    </>
  );
}
