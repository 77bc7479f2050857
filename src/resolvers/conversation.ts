import type { ConversationResolvers, ConversationStatus } from '../types.generated.ts';

/** REST `CONVERSATION_STATUS` (wire-facts 6.1). A number nobody knows is null. */
const STATUS_BY_NUMBER: Readonly<Record<number, ConversationStatus>> = {
  [-1]: 'INITIAL',
  0: 'OPEN',
  1: 'IN_PROGRESS',
  2: 'CLOSED',
  3: 'SPAM',
  4: 'DUPLICATE',
  5: 'ARCHIVED',
  6: 'UNRESPONDED',
  7: 'WAITING',
};

export const Conversation: ConversationResolvers = {
  id: (conversation) => conversation.groupId,
  status: ({ status }) => (status === undefined ? null : (STATUS_BY_NUMBER[status] ?? null)),
};
