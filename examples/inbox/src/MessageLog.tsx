import type { LiveConversation } from './liveConversation.ts';
import { MessagesPage } from './MessagesPage.tsx';

interface MessageLogProps {
  readonly conversationId: string;
  readonly live: LiveConversation;
  /** Receives the position of the newest message, from which the events continue. */
  readonly onStart: (startCursor: string | null) => void;
  readonly viewerId: string | null;
}

/** The messages of a conversation, the newest first. */
export function MessageLog(props: MessageLogProps) {
  return (
    <div className="messages" aria-label="Messages, the newest first" role="log" tabIndex={0}>
      <MessagesPage {...props} after={null} />
    </div>
  );
}
