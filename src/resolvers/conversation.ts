import type { GroupRecord, GroupUserRecord, UserRecord } from '../kommunicate/types.ts';
import type {
  ConversationResolvers,
  ConversationStatus,
  ParticipantResolvers,
  ParticipantRole,
} from '../types.generated.ts';
import { pageOfMessages } from './message.ts';
import { fieldsOf, type ConversationReference } from './sources.ts';

/** REST `CONVERSATION_STATUS` (wire-facts 6.1). A number nobody knows is null. */
export const NUMBER_BY_STATUS: Readonly<Record<ConversationStatus, number>> = {
  INITIAL: -1,
  OPEN: 0,
  IN_PROGRESS: 1,
  CLOSED: 2,
  SPAM: 3,
  DUPLICATE: 4,
  ARCHIVED: 5,
  UNRESPONDED: 6,
  WAITING: 7,
};

const STATUS_BY_NUMBER = new Map(
  Object.entries(NUMBER_BY_STATUS).map(([status, number]) => [number, status as ConversationStatus]),
);

/** REST `role` of a group's user (wire-facts 7.1). */
const ROLES: readonly ParticipantRole[] = ['USER', 'ADMIN', 'MODERATOR', 'MEMBER'];

const read = fieldsOf<GroupRecord, ConversationReference>(({ groupId }, { loaders }) =>
  loaders.conversations.load(groupId),
);
const readStatus = read(({ status }) => (status === undefined ? undefined : STATUS_BY_NUMBER.get(status)));

export const Conversation: ConversationResolvers = {
  id: ({ groupId }) => groupId,
  status(conversation, args, context) {
    // What a write has just set is known without reading it.
    const known = 'unread' in conversation ? conversation.status : undefined;
    if (known === undefined) return readStatus(conversation, args, context);
    return STATUS_BY_NUMBER.get(known) ?? null;
  },
  name: read(({ name }) => name),
  imageUrl: read(({ imageUrl }) => imageUrl),
  assignee: read(({ assigneeId }, { loaders }) =>
    assigneeId === undefined ? undefined : (loaders.users.load(assigneeId) as Promise<UserRecord>),
  ),
  participants: read(({ groupUsers }) => groupUsers as GroupUserRecord[] | undefined),
  createdAt: read(({ createdAtTime }) => createdAtTime),
  updatedAt: read(({ updatedAtTime }) => updatedAtTime),
  metadata: read(({ metadata }) => metadata),
  async latestMessage({ groupId }, _args, context) {
    const known = context.loaders.latestMessages.get(groupId);
    return known ?? (await pageOfMessages(groupId, { first: 1 }, context))?.nodes[0] ?? null;
  },
  messages: ({ groupId }, args, context) => pageOfMessages(groupId, args, context),
};

export const Participant: ParticipantResolvers = {
  user: ({ userId }, _args, { loaders }) => loaders.users.load(userId),
  role: ({ role }) => (role === undefined ? null : (ROLES[role] ?? null)),
  unreadCount: ({ unreadCount }) => unreadCount ?? null,
};
