import { setImmediate as scheduleTick } from 'node:timers/promises';
import type { GatewayContext } from '../graphql/context.ts';
import { limitExceeded } from '../errors.ts';
import type { GroupRecord, GroupUserRecord, UserRecord } from '../kommunicate/types.ts';
import type {
  ConversationResolvers,
  ConversationStatus,
  ParticipantResolvers,
  ParticipantRole,
} from './types.generated.ts';
import { pageOfMessages } from './message.ts';
import { createFieldResolver, type ConversationReference } from './sources.ts';

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

const read = createFieldResolver<GroupRecord, ConversationReference>(({ groupId }, { loaders }) =>
  loaders.conversations.load(groupId),
);
const readCreatedAt = read(({ createdAtTime }) => createdAtTime);
const readUpdatedAt = read(({ updatedAtTime }) => updatedAtTime);
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
  createdAt: readCreatedAt,
  updatedAt: (conversation, args, context) =>
    (context.principal.role === 'USER' ? readVisibleUpdate : readUpdatedAt)(conversation, args, context),
  metadata: read(({ metadata }) => metadata),
  async latestMessage({ groupId }, _args, context) {
    const known = context.loaders.latestMessages.get(groupId);
    if (known) return known;
    const page = await pageOfMessages(groupId, { first: 1 }, context);
    // There is no cursor to go on with, and null would mean that there is no message.
    if (page?.nodes.length === 0 && page.pageInfo.hasNextPage) {
      throw limitExceeded('reads');
    }
    return page?.nodes[0] ?? null;
  },
  messages: ({ groupId }, args, context) => pageOfMessages(groupId, args, context),
};

/**
 * When a conversation last changed, as far as a `USER` may see: hidden messages change it too. The newest visible
 * message counts where the same request reads it, whatever the order of its fields; no call is made for it.
 */
async function readVisibleUpdate(
  conversation: GroupRecord | ConversationReference,
  args: unknown,
  context: GatewayContext,
): Promise<number | null> {
  const createdAt = await readCreatedAt(conversation, args, context);
  // By then the fields beside this one have begun to read what they need.
  await scheduleTick();
  return (await context.loaders.newestMessageTimes.get(conversation.groupId)) ?? createdAt;
}

export const Participant: ParticipantResolvers = {
  user: ({ userId }, _args, { loaders }) => loaders.users.load(userId),
  role: ({ role }) => (role === undefined ? null : (ROLES[role] ?? null)),
  unreadCount: ({ unreadCount }) => unreadCount ?? null,
};
