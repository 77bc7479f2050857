import type { Principal } from '../auth/principal.ts';
import { GatewayError } from '../errors.ts';
import { NUMBER_BY_STATUS } from '../kommunicate/status.ts';
import type { LiveAccount } from './account.ts';
import type { EventPosition } from './event-position.ts';
import type { FanOut } from './fan-out.ts';
import type { InboxNews } from './inbox-watch.ts';
import type { LatestEvent } from './latest-audience.ts';
import { createPayload } from './transport/frames.ts';
import type { ExecuteEvent, Subscriber } from './subscriber.ts';
import type { UserNews } from './user-watch.ts';

/* Opens a subscription: checks that its caller may have it, and adds it to the audience of its key. */

/** What a subscription watches, with the key of the audience that shares its results. */
export type SubscriptionTarget =
  | {
      readonly field: 'conversationEvents';
      readonly key: string;
      readonly groupId: string;
      readonly after: { readonly position: EventPosition; readonly cursor: string } | undefined;
      readonly selectsPreviousCursor: boolean;
      /** Whether the document reads a field that depends on the viewer. */
      readonly readsViewer: boolean;
    }
  | { readonly field: 'inboxEvents'; readonly key: string; readonly statuses: readonly ConversationStatus[] }
  | { readonly field: 'userChanged'; readonly key: string; readonly userIds: readonly string[] };

/** What the stream of a subscription tells the audience. */
export interface JoinedSubscription {
  readonly catchUp: () => void;
  readonly leave: () => void;
}

export interface JoinOptions {
  readonly account: LiveAccount;
  readonly fanOut: FanOut;
  readonly principal: Principal;
  readonly target: SubscriptionTarget;
  readonly subscriber: Subscriber;
  readonly execute: ExecuteEvent;
}

/**
 * @returns undefined if the caller may not have the subscription: the stream has ended then
 * @throws {GatewayError} if the conversation does not exist, or a first read fails
 */
export async function joinSubscription(options: JoinOptions): Promise<JoinedSubscription | undefined> {
  const { target } = options;
  const endJoin = options.account.beginJoin();
  try {
    switch (target.field) {
      case 'conversationEvents':
        return await joinConversation(options, target);
      case 'inboxEvents':
        return await joinInbox(options, target);
      case 'userChanged':
        return await joinUsers(options, target);
    }
  } finally {
    endJoin();
  }
}

type ConversationStatus = keyof typeof NUMBER_BY_STATUS;
type TargetOf<Field> = Extract<SubscriptionTarget, { readonly field: Field }>;

async function joinConversation(
  { account, fanOut, principal, subscriber, execute }: JoinOptions,
  target: TargetOf<'conversationEvents'>,
): Promise<JoinedSubscription | undefined> {
  const { groupId, key, after, selectsPreviousCursor, readsViewer } = target;
  const isUser = principal.role === 'USER';
  // For an end user, an unknown conversation and one of others cost the same call, and give the same error.
  const group = await account.readGroup(groupId);
  const probe = { ...eventsMissed('STARTED'), groupId, group: group ?? undefined };
  if (isRestricted(principal)) {
    const { text, isDenied } = await execute(probe, { conversation: { groupId, group } });
    if (isDenied) return deny(subscriber, text);
  }
  const opened = group && (await account.openConversation(groupId, group));
  if (!opened) throw new GatewayError('NOT_FOUND', { reason: 'conversation' });
  try {
    const audience = opened.audienceOf(key, {
      visibility: isUser ? 'visible' : 'all',
      selectsPreviousCursor,
      memberId: isUser ? principal.actingUserId : undefined,
      needsGroup: isUser || readsViewer,
      execute,
      fanOut,
    });
    return audience.join(subscriber, { after, startRead: opened.startRead });
  } finally {
    opened.close();
  }
}

async function joinInbox(
  { account, fanOut, principal, subscriber, execute }: JoinOptions,
  { key, statuses }: TargetOf<'inboxEvents'>,
): Promise<JoinedSubscription | undefined> {
  if (isRestricted(principal)) {
    const { text, isDenied } = await execute(eventsMissed('STARTED'), {});
    if (isDenied) return deny(subscriber, text);
  }
  const audience = await account.openInbox(key, {
    field: 'inboxEvents',
    execute,
    fanOut,
    opening: (reason) => [{ source: eventsMissed(reason), records: {}, facts: { gap: reason } }],
    eventOf: (news) => inboxEvent(news, statuses),
  });
  return audience.join(subscriber);
}

async function joinUsers(
  { account, fanOut, principal, subscriber, execute }: JoinOptions,
  { key, userIds }: TargetOf<'userChanged'>,
): Promise<JoinedSubscription | undefined> {
  if (isRestricted(principal)) {
    const { text, isDenied } = await execute({ user: null, changes: [] }, {});
    if (isDenied) return deny(subscriber, text);
  }
  const audience = await account.openUsers(key, userIds, {
    field: 'userChanged',
    execute,
    fanOut,
    eventOf: userEvent,
  });
  return audience.join(subscriber);
}

function userEvent({ user, changes, span }: UserNews): LatestEvent {
  return { source: { user, changes }, records: { users: [user] }, span };
}

/** Whether the access rules could deny a root field to a caller. */
function isRestricted({ role }: Principal): boolean {
  return role !== 'AGENT' && role !== 'SERVICE';
}

function deny(subscriber: Subscriber, text: string): undefined {
  subscriber.next(createPayload(text));
  subscriber.end();
}

function eventsMissed(reason: 'STARTED' | 'SLOW_READER') {
  return {
    content: { type: 'EventsMissed' as const, reason },
    groupId: undefined,
    group: undefined,
    cursor: undefined,
    previousCursor: undefined,
  };
}

/** An event for the subscribers with these statuses. Leaving them is the last event of a conversation. */
function inboxEvent(news: InboxNews, statuses: readonly ConversationStatus[]): LatestEvent | undefined {
  const { group, changes, previousStatus, latestMessage, users, span } = news;
  const isListed = (status: number | undefined) =>
    statuses.length === 0 || statuses.some((name) => NUMBER_BY_STATUS[name] === status);
  const isLeaving = !isListed(group.status) && changes.includes('STATUS') && isListed(previousStatus);
  if (!isListed(group.status) && !isLeaving) return undefined;
  return {
    source: {
      ...eventsMissed('STARTED'),
      content: { type: 'ConversationChanged', changes: isLeaving ? ['STATUS'] : changes },
      groupId: group.groupId,
      group,
    },
    records: { conversation: { groupId: group.groupId, group }, users, latestMessage },
    span,
  };
}
