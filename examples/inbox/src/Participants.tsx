import { useEffect, useRef } from 'react';
import { Avatar } from './Avatar.tsx';
import { dayAndTime } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import type { ParticipantRole } from './gql/graphql.ts';

const ParticipantsFragment = graphql(`
  fragment Participants on Conversation {
    createdAt
    assignee {
      id
      displayName
      ...Avatar
    }
    participants {
      role
      unreadCount
      user {
        id
        displayName
        connected
        lastSeenAt
        email
        ...Avatar
      }
    }
  }
`);

const ROLE_NAMES: Readonly<Record<ParticipantRole, string>> = {
  USER: 'Customer',
  ADMIN: 'Agent',
  MODERATOR: 'Bot',
  MEMBER: 'Customer',
};

interface ParticipantsProps {
  readonly conversation: FragmentType<typeof ParticipantsFragment>;
  /** Whether narrow screens show it. Wide ones always do. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function Participants({ conversation, isOpen, onClose }: ParticipantsProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen) panel.current?.focus();
  }, [isOpen]);
  const { createdAt, assignee, participants } = readFragment(ParticipantsFragment, conversation);
  return (
    <aside
      ref={panel}
      className="people"
      aria-label="Participants"
      data-open={isOpen}
      tabIndex={0}
      onKeyDown={({ key }) => {
        if (key === 'Escape' && isOpen) onClose();
      }}
    >
      <button className="people-close" onClick={onClose}>
        Close
      </button>
      <h3>Assigned to</h3>
      <div className="person">
        <Avatar user={assignee ?? null} />
        <span>
          <b>{assignee?.displayName || assignee?.id || 'Unassigned'}</b>
        </span>
      </div>
      <h3>Who takes part</h3>
      {participants?.map(({ role, unreadCount, user }, index) => (
        <div className="person" key={user?.id ?? index}>
          <Avatar user={user ?? null} />
          <span>
            <b>{user?.displayName || user?.id || 'Unknown user'}</b>
            <small>
              {[
                role && ROLE_NAMES[role],
                user?.connected ? 'online' : user?.lastSeenAt && `seen ${dayAndTime(user.lastSeenAt)}`,
                unreadCount ? `${unreadCount} unread` : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
            {user?.email && <small>{user.email}</small>}
          </span>
        </div>
      ))}
      {createdAt && <p className="since">Since {dayAndTime(createdAt)}</p>}
    </aside>
  );
}
