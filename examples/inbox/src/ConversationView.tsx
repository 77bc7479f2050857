import { graphql } from './gql/index.ts';
import { MessagesPage } from './MessagesPage.tsx';
import { useOutbox } from './outbox.ts';
import { Participants } from './Participants.tsx';
import { Problem } from './Problem.tsx';
import { useLiveQuery } from './queries.ts';
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
  const { data, error, isFetching, retry } = useLiveQuery(ConversationQuery, { id });
  const [, outbox] = useOutbox(id);
  const conversation = data?.conversation;

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
