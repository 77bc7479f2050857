import type { MessageResolvers } from '../types.generated.ts';

export const Message: MessageResolvers = {
  id: (message) => message.messageKey,
  conversation: ({ groupId }) => ({ groupId, status: undefined }),
  sender: ({ fromUserName }) => ({ userId: fromUserName, unread: true }),
  text: ({ message }) => message ?? null,
  createdAt: ({ createdAt }) => createdAt ?? null,
};
