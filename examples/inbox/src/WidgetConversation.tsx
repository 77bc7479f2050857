import { useEffect, useRef, useState } from 'react';
import { BackLink } from './BackLink.tsx';
import { LiveDot } from './LiveDot.tsx';
import { useLiveConversation } from './liveConversation.ts';
import { useMarkRead } from './markRead.ts';
import { MessageLog } from './MessageLog.tsx';
import { SendBox } from './SendBox.tsx';

interface WidgetConversationProps {
  readonly id: string;
  readonly name: string;
  readonly unreadCount: number | null;
  readonly viewerId: string;
  /** Receives the time of the newest message that was marked as read. */
  readonly onRead: (upTo: string) => void;
}

/** The open conversation of a customer. */
export function WidgetConversation(props: WidgetConversationProps) {
  const { id, name, unreadCount, viewerId, onRead } = props;
  const [startCursor, setStartCursor] = useState<string | null>();
  /** Undefined before the stream has opened. */
  const [isLive, setLive] = useState<boolean>();
  const live = useLiveConversation(id, startCursor, setLive, false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const newest = live.messages.find(({ sender }) => sender?.id !== viewerId);
  useMarkRead(id, unreadCount, newest, onRead);

  return (
    <section className="conversation" aria-label={name}>
      <div className="conversation-header">
        <BackLink />
        <h2 ref={title} tabIndex={-1}>
          {name}
        </h2>
        {isLive !== undefined && <LiveDot isLive={isLive} />}
      </div>
      <MessageLog conversationId={id} live={live} onStart={setStartCursor} viewerId={viewerId} />
      {/* Without a page of messages, there is no conversation to write to. */}
      {startCursor !== undefined && <SendBox conversationId={id} viewerId={viewerId} />}
    </section>
  );
}
