import type { GroupRecord, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type {
  ConversationChange,
  ConversationChangedResolvers,
  ConversationEventResolvers,
  EventsMissedReason,
  EventsMissedResolvers,
  MessageAddedResolvers,
  SubscriptionResolvers,
  UserChange,
  UserChangedResolvers,
} from './types.generated.ts';

/*
 * The gateway executes the document of a subscription anew for each event, with the event as the root value. `live/` creates
 * the events. So a root field has no source stream of its own: its resolver returns the event, after the access rule.
 */

/** An event of a conversation. */
export interface ConversationEventSource {
  readonly content:
    | { readonly type: 'MessageAdded'; readonly message: MessageRecord }
    | { readonly type: 'ConversationChanged'; readonly changes: readonly ConversationChange[] }
    | { readonly type: 'EventsMissed'; readonly reason: EventsMissedReason };
  /** Undefined for an event about all conversations. */
  readonly groupId: string | undefined;
  /** The record of the conversation, if the gateway has read it. */
  readonly group: GroupRecord | undefined;
  readonly cursor: string | undefined;
  readonly previousCursor: string | undefined;
}

/** A user with what has changed. */
export interface UserChangedSource {
  readonly user: UserRecord;
  readonly changes: readonly UserChange[];
}

const rootField = {
  subscribe: () => {
    throw new Error('the gateway creates the events of a subscription itself');
  },
  resolve: (event: unknown) => event as never,
};

export const Subscription: SubscriptionResolvers = {
  conversationEvents: rootField,
  inboxEvents: rootField,
  userChanged: rootField,
};

export const ConversationEvent: Pick<ConversationEventResolvers, '__resolveType'> = {
  __resolveType: ({ content }) => content.type,
};

const common = {
  cursor: ({ cursor }: ConversationEventSource) => cursor ?? null,
  previousCursor: ({ previousCursor }: ConversationEventSource) => previousCursor ?? null,
  conversation: ({ group, groupId }: ConversationEventSource) =>
    group ?? (groupId === undefined ? null : { kind: 'reference' as const, groupId }),
};

export const MessageAdded: MessageAddedResolvers = {
  ...common,
  message({ content }) {
    if (content.type !== 'MessageAdded') throw new Error('the event has no message');
    return content.message;
  },
};

export const ConversationChanged: ConversationChangedResolvers = {
  ...common,
  changes: ({ content }) => (content.type === 'ConversationChanged' ? [...content.changes] : []),
};

export const EventsMissed: EventsMissedResolvers = {
  ...common,
  reason({ content }) {
    if (content.type !== 'EventsMissed') throw new Error('the event has no reason');
    return content.reason;
  },
};

export const UserChanged: UserChangedResolvers = {
  user: ({ user }) => user,
  changes: ({ changes }) => [...changes],
};
