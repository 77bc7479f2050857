import { checkHeaderId } from '../lib/input-checks.ts';
import { pageOfConversations } from './conversation-page.ts';
import type { UserRecord } from '../kommunicate/types.ts';
import { nodeIdOf } from './node.ts';
import { createFieldResolver, type UserReference } from './sources.ts';
import type { UserResolvers } from './types.generated.ts';

const field = createFieldResolver<UserRecord, UserReference>(({ userId }, { loaders }) =>
  loaders.users.load(userId),
);

export const User: UserResolvers = {
  id: (user) => user.userId,
  nodeId: ({ userId }, _args, context) => nodeIdOf('User', userId, context),
  displayName: field((user) => user.displayName || user.userName),
  connected: field((user) => user.connected),
  lastSeenAt: field((user) => user.lastSeenAtTime),
  createdAt: field((user) => user.createdAtTime),
  imageLink: field((user) => user.imageLink),
  deactivated: field((user) => user.deactivated),
  phoneNumber: field((user) => user.phoneNumber),
  unreadCount: field((user) => user.unreadCount),
  lastLoggedInAt: field((user) => user.lastLoggedInAtTime),
  lastMessageAt: field((user) => user.lastMessageAtTime),
  email: field((user) => user.email),
  metadata: field((user) => user.metadata),
  conversations({ userId }, { first, after }, context) {
    checkHeaderId(userId, 'id');
    return pageOfConversations(
      {
        first,
        after,
        list: `conversations of ${userId}`,
        read: (page, options) => context.client.getUserPage(userId, page, options),
      },
      context,
    );
  },
};
