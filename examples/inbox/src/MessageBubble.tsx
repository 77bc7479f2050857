import { Actionable } from './Actionable.tsx';
import { Avatar } from './Avatar.tsx';
import { dayAndTime, isWebAddress } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';

const MessageBubbleFragment = graphql(`
  fragment MessageBubble on Message {
    text
    createdAt
    sender {
      id
      displayName
      ...Avatar
    }
    attachment {
      url
      name
      size
    }
    actionable {
      ...Actionable
    }
  }
`);

interface MessageBubbleProps {
  readonly message: FragmentType<typeof MessageBubbleFragment>;
  readonly viewerId: string | null;
  /** A note on the message. */
  readonly mark?: string | null;
  readonly onReply: (text: string) => void;
}

export function MessageBubble({ message, viewerId, mark, onReply }: MessageBubbleProps) {
  const { text, createdAt, sender, attachment, actionable } = readFragment(MessageBubbleFragment, message);
  const isMine = sender !== null && sender?.id === viewerId;
  return (
    <article className={`message${isMine ? ' mine' : ''}${mark ? ' marked' : ''}`}>
      <Avatar user={sender ?? null} />
      <div className="message-body">
        <div className="message-meta">
          <strong>{isMine ? 'You' : sender?.displayName || sender?.id || 'Unknown user'}</strong>
          <time dateTime={createdAt ?? undefined}>{dayAndTime(createdAt)}</time>
        </div>
        {text && <p className="bubble">{text}</p>}
        {attachment && <File {...attachment} />}
        {mark && <small className="mark">{mark}</small>}
        {actionable && <Actionable actionable={actionable} onReply={onReply} />}
      </div>
    </article>
  );
}

interface FileProps {
  readonly url?: string | null;
  readonly name?: string | null;
  readonly size?: number | null;
}

function File({ url, name, size }: FileProps) {
  const label = `${name ?? 'A file'}${size ? ` · ${Math.ceil(size / 1024)} kB` : ''}`;
  return isWebAddress(url) ? (
    <a className="file" href={url} target="_blank" rel="noreferrer">
      {label}
    </a>
  ) : (
    <span className="file">{label}</span>
  );
}
