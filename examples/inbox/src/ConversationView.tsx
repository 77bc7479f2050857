import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from './gql/index.ts';
import { MessagesPage } from './MessagesPage.tsx';
import { Participants } from './Participants.tsx';
import { Problem } from './Problem.tsx';
import { SendBox } from './SendBox.tsx';
import { StatusMenu } from './StatusMenu.tsx';
import { StatusPill } from './StatusPill.tsx';

const ConversationQuery = graphql(`
  query Conversation($id: ID!) {
    conversation(id: $id) {
      id
      name
      ...StatusPill
      ...StatusMenu
      ...Participants
    }
  }
`);

interface ConversationViewProps {
  readonly id: string;
  readonly viewerId: string | null;
}

export function ConversationView({ id, viewerId }: ConversationViewProps) {
  const [{ data, error, fetching }, retry] = useQuery({ query: ConversationQuery, variables: { id } });
  const [draft, setDraft] = useState('');
  const conversation = data?.conversation;

  if (!conversation) {
    return (
      <main className="nothing">
        {error ? (
          <Problem error={error} retry={retry} />
        ) : (
          <p>{fetching ? 'Loading…' : 'There is no such conversation.'}</p>
        )}
      </main>
    );
  }
  return (
    <>
      <main className="conversation">
        <header className="conversation-header">
          <h2>{conversation.name ?? 'Without a name'}</h2>
          <StatusPill conversation={conversation} />
          <StatusMenu conversation={conversation} />
        </header>
        <div className="messages" aria-label="Messages, the newest first" role="log" tabIndex={0}>
          <MessagesPage conversationId={id} after={null} viewerId={viewerId} onReply={setDraft} />
        </div>
        <SendBox conversationId={id} draft={draft} setDraft={setDraft} />
      </main>
      <Participants conversation={conversation} />
    </>
  );
}
