import { setImmediate as scheduleTick } from 'node:timers/promises';
import { limitExceeded } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { NUMBER_BY_STATUS } from '../kommunicate/status.ts';
import type { GroupRecord, GroupUserRecord, UserRecord } from '../kommunicate/types.ts';
import type {
  ConversationResolvers,
  ConversationStatus,
  ParticipantResolvers,
  ParticipantRole,
} from './types.generated.ts';
import { pageOfMessages } from './message.ts';
import { createFieldResolver, type ConversationReference } from './sources.ts';

/** An unknown number is null. */
const STATUS_BY_NUMBER = new Map<number, ConversationStatus>(
  Object.entries(NUMBER_BY_STATUS).map(([status, number]) => [number, status as ConversationStatus]),
);

/** REST `role` of a group's user (wire-facts 7.1). */
const ROLES: readonly ParticipantRole[] = ['USER', 'ADMIN', 'MODERATOR', 'MEMBER'];

const field = createFieldResolver<GroupRecord, ConversationReference>(({ groupId }, { loaders }) =>
  loaders.conversations.load(groupId),
);
const createdAtField = field(({ createdAtTime }) => createdAtTime);
const updatedAtField = field(({ updatedAtTime }) => updatedAtTime);
const statusField = field(({ status }) => (status === undefined ? undefined : STATUS_BY_NUMBER.get(status)));

export const Conversation: ConversationResolvers = {
  id: ({ groupId }) => groupId,
  status(conversation, args, context) {
    const writtenStatus = 'kind' in conversation ? conversation.status : undefined;
    if (writtenStatus === undefined) return statusField(conversation, args, context);
    return STATUS_BY_NUMBER.get(writtenStatus) ?? null;
  },
  name: field(({ name }) => name),
  imageUrl: field(({ imageUrl }) => imageUrl),
  assignee: field(({ assigneeId }, { loaders }) =>
    assigneeId === undefined ? undefined : (loaders.users.load(assigneeId) as Promise<UserRecord>),
  ),
  participants: field(({ groupUsers }) => groupUsers as GroupUserRecord[] | undefined),
  createdAt: createdAtField,
  updatedAt: (conversation, args, context) =>
    (context.principal.role === 'USER' ? visibleUpdatedAt : updatedAtField)(conversation, args, context),
  metadata: field(({ metadata }) => metadata),
  async latestMessage({ groupId }, _args, context) {
    const primed = context.loaders.latestMessages.get(groupId);
    if (primed) return primed;
    const page = await pageOfMessages(groupId, { first: 1 }, context);
    // Null would mean that there is no message, and this field has no cursor to continue from.
    if (page?.nodes.length === 0 && page.pageInfo.hasNextPage) {
      throw limitExceeded('reads');
    }
    return page?.nodes[0] ?? null;
  },
  messages: (conversation, args, context) =>
    pageOfMessages(conversation.groupId, args, context, 'kind' in conversation ? undefined : conversation),
};

/**
 * When a conversation last changed, for a `USER`. REST `updatedAtTime` would reveal hidden messages, because they change
 * it too. The newest visible message counts only if the same request reads it anyway, in any field order.
 */
async function visibleUpdatedAt(
  conversation: GroupRecord | ConversationReference,
  args: unknown,
  context: GatewayContext,
): Promise<number | null> {
  const createdAt = await createdAtField(conversation, args, context);
  // After this tick, the sibling fields have started their reads.
  await scheduleTick();
  return (await context.loaders.newestMessageTimes.get(conversation.groupId)) ?? createdAt;
}

export const Participant: ParticipantResolvers = {
  user: ({ userId }, _args, { loaders }) => loaders.users.load(userId),
  role: ({ role }) => (role === undefined ? null : (ROLES[role] ?? null)),
  unreadCount: ({ unreadCount }) => unreadCount ?? null,
};
