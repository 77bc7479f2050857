import { setImmediate as scheduleTick } from 'node:timers/promises';
import { limitExceeded } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { NUMBER_BY_STATUS } from '../kommunicate/status.ts';
import type { GroupRecord, GroupUserRecord, UserRecord } from '../kommunicate/types.ts';
import type {
  ConversationResolvers,
  ConversationStatus,
  ParticipantKind,
  ParticipantResolvers,
  ParticipantRole,
} from './types.generated.ts';
import { pageOfMessages } from './message.ts';
import { nodeIdOf } from './node.ts';
import { createFieldResolver, type ConversationReference } from './sources.ts';

/** An unknown number is null. */
const STATUS_BY_NUMBER = new Map<number, ConversationStatus>(
  Object.entries(NUMBER_BY_STATUS).map(([status, number]) => [number, status as ConversationStatus]),
);

/** REST `role` of a group's user (wire-facts 7.1). */
const ROLES: readonly ParticipantRole[] = ['USER', 'ADMIN', 'MODERATOR', 'MEMBER'];

/** REST `type` of a support conversation, and the kinds of its users by their role (wire-facts 7.1). */
const SUPPORT_GROUP_TYPE = 10;
const KIND_BY_ROLE: Readonly<Partial<Record<ParticipantRole, ParticipantKind>>> = {
  ADMIN: 'AGENT',
  MODERATOR: 'BOT',
  MEMBER: 'CUSTOMER',
};

const field = createFieldResolver<GroupRecord, ConversationReference>(({ groupId }, { loaders }) =>
  loaders.conversations.load(groupId),
);
const createdAtField = field(({ createdAtTime }) => createdAtTime);
const updatedAtField = field(({ updatedAtTime }) => updatedAtTime);
const assigneeField = field(({ assigneeId }, { loaders }) =>
  assigneeId === undefined ? undefined : (loaders.users.load(assigneeId) as Promise<UserRecord>),
);
const unreadCountField = field(
  ({ groupUsers }, { principal }) =>
    groupUsers?.find(({ userId }) => userId === principal.actingUserId)?.unreadCount,
);
const statusField = field(({ status }) => (status === undefined ? undefined : STATUS_BY_NUMBER.get(status)));

export const Conversation: ConversationResolvers = {
  id: ({ groupId }) => groupId,
  nodeId: ({ groupId }, _args, context) => nodeIdOf('Conversation', groupId, context),
  status(conversation, args, context) {
    const writtenStatus = 'kind' in conversation ? conversation.status : undefined;
    if (writtenStatus === undefined) return statusField(conversation, args, context);
    return STATUS_BY_NUMBER.get(writtenStatus) ?? null;
  },
  name: field(({ name }) => name),
  imageUrl: field(({ imageUrl }) => imageUrl),
  assignee(conversation, args, context) {
    const writtenId = 'kind' in conversation ? conversation.assigneeId : undefined;
    if (writtenId === undefined) return assigneeField(conversation, args, context);
    return { kind: 'reference', userId: writtenId };
  },
  participants: field(({ groupUsers }) => groupUsers as GroupUserRecord[] | undefined),
  createdAt: createdAtField,
  updatedAt: (conversation, args, context) =>
    (context.principal.role === 'USER' ? visibleUpdatedAt : updatedAtField)(conversation, args, context),
  metadata: field(({ metadata }) => metadata),
  unreadCount: (conversation, args, context) =>
    'kind' in conversation && conversation.isRead ? 0 : unreadCountField(conversation, args, context),
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
  role: (participant) => roleOf(participant) ?? null,
  kind(participant) {
    const role = roleOf(participant);
    const { groupType = SUPPORT_GROUP_TYPE } = participant;
    return (role && groupType === SUPPORT_GROUP_TYPE && KIND_BY_ROLE[role]) || null;
  },
  unreadCount: ({ unreadCount }) => unreadCount ?? null,
};

function roleOf({ role }: GroupUserRecord): ParticipantRole | undefined {
  return role === undefined ? undefined : ROLES[role];
}
