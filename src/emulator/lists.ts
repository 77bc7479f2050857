import { conversationOf, groupOf, messageOf } from './conversations.ts';
import type { Conversation, Message } from './model.ts';
import type { Store } from './store.ts';
import { liveUser } from './users.ts';
import { envelope, RestError, type RestCall } from './wire.ts';

/**
 * `GET /rest/ws/group/support?pageSize=&lastFetchTime=&status=&search=`: sorted by their latest messages, newest first. A
 * search finds names of conversations, ids and names of members, and texts of messages.
 */
export function groupSupport(call: RestCall): unknown {
  const search = call.query.get('search')?.toLowerCase() ?? '';
  if (search === '') return supportPage(call, () => true);
  const { store } = call;
  const found = new Set(
    store.messages
      .filter(({ message }) => message?.toLowerCase().includes(search))
      .map(({ groupId }) => groupId),
  );
  return supportPage(call, ({ groupId, name, members }) => {
    const names = members.flatMap(({ userId }) => [userId, store.users.get(userId)?.displayName ?? '']);
    return found.has(groupId) || [name, ...names].some((text) => text.toLowerCase().includes(search));
  });
}

/** `GET /rest/ws/group/support/assigned?userId=`: the same page of the conversations of one assignee. */
export function groupAssigned(call: RestCall): unknown {
  const userId = call.query.get('userId') ?? '';
  return supportPage(call, ({ metadata }) => metadata.CONVERSATION_ASSIGNEE === userId);
}

function supportPage(
  { query, store, endTimeInclusive }: RestCall,
  isListed: (conversation: Conversation) => boolean,
): unknown {
  const statuses = query.getAll('status');
  const hasStatus = ({ metadata: { CONVERSATION_STATUS: status = '' } }: Conversation) =>
    statuses.length === 0 || statuses.includes(status);
  const messages = page(
    latestMessages(store, (conversation) => hasStatus(conversation) && isListed(conversation)),
    numberOf(query.get('pageSize')) ?? 60,
    numberOf(query.get('lastFetchTime')),
    endTimeInclusive,
  );
  return envelope(pageOf(store, messages), store);
}

/** The latest message of each listed conversation. */
function latestMessages(store: Store, isListed: (conversation: Conversation) => boolean): readonly Message[] {
  const latest = new Map<string, Message>();
  for (const message of store.messages) latest.set(message.groupId, message);
  return [...latest.values()].filter(({ groupId }) => {
    const conversation = store.conversations.get(groupId);
    return conversation !== undefined && isListed(conversation);
  });
}

/** Messages with their conversations, and the members of these. */
function pageOf(store: Store, messages: readonly Message[]): object {
  const groups = messages.flatMap(({ groupId }) => store.conversations.get(groupId) ?? []);
  const memberIds = new Set(groups.flatMap(({ members }) => members.map(({ userId }) => userId)));
  return {
    message: messages.map(messageOf),
    groupFeeds: groups.map(groupOf),
    userDetails: [...memberIds].flatMap((id) => store.users.get(id) ?? []).map(liveUser),
  };
}

/**
 * `GET /rest/ws/message/list?groupId=&pageSize=&endTime=`: newest first, without an envelope. Without `groupId`, it is the
 * latest message of each conversation of `Of-User-Id`.
 */
export function messageList(call: RestCall): unknown {
  const { query, store, visibility, endTimeInclusive } = call;
  if (!query.has('groupId')) return conversationList(call);
  const conversation = conversationOf(store, query.get('groupId'));
  const messages = page(
    visibility.read(store.messages.filter(({ groupId }) => groupId === conversation.groupId)),
    numberOf(query.get('pageSize')) ?? 50,
    numberOf(query.get('endTime')),
    endTimeInclusive,
  );
  const authors = new Set(messages.map(({ fromUserName }) => fromUserName));
  return {
    message: messages.map(messageOf),
    userDetails: [...authors].flatMap((id) => store.users.get(id) ?? []).map(liveUser),
    groupFeeds: [],
    conversationPxys: [],
  };
}

function conversationList({ query, ofUserId, store, endTimeInclusive }: RestCall): unknown {
  if (!store.users.has(ofUserId ?? '')) throw new RestError('AL-UN-01', 'unauthorized user');
  const messages = page(
    latestMessages(store, ({ members }) => members.some(({ userId }) => userId === ofUserId)),
    numberOf(query.get('mainPageSize')) ?? 60,
    numberOf(query.get('endTime')),
    endTimeInclusive,
  );
  return { ...pageOf(store, messages), conversationPxys: [] };
}

/** The newest messages before a time, or up to it. If two share a millisecond, the one stored later comes first. */
function page(
  messages: readonly Message[],
  size: number,
  endTime: number | undefined,
  inclusive: boolean,
): readonly Message[] {
  const before = endTime === undefined ? Number.POSITIVE_INFINITY : endTime + (inclusive ? 1 : 0);
  return messages
    .toReversed()
    .filter(({ createdAtTime }) => createdAtTime < before)
    .toSorted((one, other) => other.createdAtTime - one.createdAtTime)
    .slice(0, size);
}

function numberOf(text: string | null): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}
