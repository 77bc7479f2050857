import { Avatar } from './Avatar.tsx';
import { useFocusAfterClose } from './focus.ts';
import { ago, previewOf } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import { useUnread } from './reads.ts';
import { pathOf } from './selection.ts';
import { StatusPill } from './StatusPill.tsx';
import { Unread } from './Unread.tsx';

const ConversationRowFragment = graphql(`
  fragment ConversationRow on Conversation {
    id
    name
    unreadCount
    participants {
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
}

export function ConversationRow({ conversation, isSelected }: ConversationRowProps) {
  const row = readFragment(ConversationRowFragment, conversation);
  const { name, participants, latestMessage } = row;
  const link = useFocusAfterClose(isSelected);
  const unread = useUnread(row);
  // Agents are administrators and bots are moderators of a conversation, so the member is the customer.
  const customer = participants?.find(({ role }) => role === 'MEMBER');
  return (
    <a ref={link} className="row" href={pathOf(row.id)} aria-current={isSelected ? 'page' : undefined}>
      <Avatar user={customer?.user ?? null} />
      <span className="row-text">
        <span className="row-top">
          <strong>{name || customer?.user?.displayName || 'Without a name'}</strong>
          <time dateTime={latestMessage?.createdAt ?? undefined}>{ago(latestMessage?.createdAt)}</time>
        </span>
        <span className="row-bottom">
          <span className="preview">{previewOf(latestMessage)}</span>
          {/* The page marks the open conversation as read. */}
          <Unread count={isSelected ? 0 : unread} />
        </span>
        <StatusPill conversation={row} />
      </span>
    </a>
  );
}
