import { Avatar } from './Avatar.tsx';
import { ago } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import { StatusPill } from './StatusPill.tsx';

const ConversationRowFragment = graphql(`
  fragment ConversationRow on Conversation {
    id
    name
    participants {
      unreadCount
      role
      user {
        id
        displayName
        ...Avatar
      }
    }
    latestMessage {
      text
      createdAt
      attachment {
        name
      }
    }
    ...StatusPill
  }
`);

interface ConversationRowProps {
  readonly conversation: FragmentType<typeof ConversationRowFragment>;
  readonly isSelected: boolean;
  readonly viewerId: string | null;
}

export function ConversationRow({ conversation, isSelected, viewerId }: ConversationRowProps) {
  const row = readFragment(ConversationRowFragment, conversation);
  const { name, participants, latestMessage } = row;
  // Agents are administrators and bots are moderators of a conversation, so the member is the customer.
  const customer = participants?.find(({ role }) => role === 'MEMBER');
  const unread = participants?.find(({ user }) => user?.id === viewerId)?.unreadCount ?? 0;
  return (
    <a
      className="row"
      href={`#/${encodeURIComponent(row.id)}`}
      aria-current={isSelected ? 'page' : undefined}
    >
      <Avatar user={customer?.user ?? null} />
      <span className="row-text">
        <span className="row-top">
          <strong>{name || customer?.user?.displayName || 'Without a name'}</strong>
          <time dateTime={latestMessage?.createdAt ?? undefined}>{ago(latestMessage?.createdAt)}</time>
        </span>
        <span className="row-bottom">
          <span className="preview">
            {latestMessage?.text || (latestMessage?.attachment ? 'A file' : latestMessage ? 'Buttons' : '')}
          </span>
          {unread > 0 && (
            <span className="unread" aria-label={`${unread} unread`}>
              {unread}
            </span>
          )}
        </span>
        <StatusPill conversation={row} />
      </span>
    </a>
  );
}
