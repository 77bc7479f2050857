import type { Conversation, Message } from './model.ts';
import type { Store } from './store.ts';
import { liveUser } from './users.ts';
import { definedOf, envelope, RestError, stringList, stringMap, type RestCall } from './wire.ts';
import { uuidOf } from './uuid.ts';

/** `POST /rest/ws/message/v2/send` */
export function messageSend({ body, store, shape }: RestCall): unknown {
  const { message, fromUserName, groupId, metadata: given } = body();
  const conversation = conversationOf(store, groupId);
  if (typeof fromUserName !== 'string' || !store.users.has(fromUserName)) {
    throw new RestError('AL-U-01', 'user not found');
  }
  if (message !== undefined && typeof message !== 'string') {
    throw new RestError('EMU-01', 'message must be a string');
  }
  const metadata = stringMap(given);
  if (!message && Object.keys(metadata).length === 0) {
    throw new RestError('EMU-01', 'message or metadata is required');
  }
  const createdAt = store.tick();
  const key = `5-${uuidOf(fromUserName)}-${createdAt}`;
  store.addMessage({
    key,
    groupId: conversation.groupId,
    fromUserName,
    ...(message !== undefined && { message }),
    createdAtTime: createdAt,
    contentType: 0,
    metadata,
  });
  const sent = { messageKey: key, createdAt };
  return shape === 'documented' ? sent : envelope(sent, store);
}

/** `POST /rest/ws/group/update` */
export function groupUpdate({ body, ofUserId, store }: RestCall): unknown {
  const { groupId, metadata: given } = body();
  const conversation = conversationOf(store, groupId);
  if (!store.users.has(ofUserId ?? '')) throw new RestError('AL-UN-01', 'unauthorized user');
  const metadata = stringMap(given);
  const status = metadata.CONVERSATION_STATUS;
  if (status !== undefined && !/^(-1|[0-7])$/.test(status)) {
    throw new RestError('EMU-01', 'CONVERSATION_STATUS must be a number from -1 to 7');
  }
  Object.assign(conversation.metadata, metadata);
  return envelope('success', store);
}

/** `GET /rest/ws/group/v2/info?groupId=` */
export function groupInfo({ query, store }: RestCall): unknown {
  return envelope(groupOf(conversationOf(store, query.get('groupId'))), store);
}

/** `POST /rest/ws/group/v3/info`: the existing ones, in the order of their ids. */
export function groupInfoBatch({ body, store }: RestCall): unknown {
  const ids = new Set(stringList(body().groupIds, 'groupIds'));
  const found = [...store.conversations.values()].filter(({ groupId }) => ids.has(groupId));
  return envelope(found.map(groupOf), store);
}

/** `GET /rest/ws/group/support?pageSize=&lastFetchTime=&status=`: sorted by their latest messages, newest first. */
export function groupSupport({ query, store, endTimeInclusive }: RestCall): unknown {
  const statuses = query.getAll('status');
  const latest = new Map<string, Message>();
  for (const message of store.messages) latest.set(message.groupId, message);
  const messages = page(
    [...latest.values()].filter(({ groupId }) => {
      const status = store.conversations.get(groupId)?.metadata.CONVERSATION_STATUS ?? '';
      return statuses.length === 0 || statuses.includes(status);
    }),
    numberOf(query.get('pageSize')) ?? 60,
    numberOf(query.get('lastFetchTime')),
    endTimeInclusive,
  );
  const groups = messages.flatMap(({ groupId }) => store.conversations.get(groupId) ?? []);
  const memberIds = new Set(groups.flatMap(({ members }) => members.map(({ userId }) => userId)));
  return envelope(
    {
      message: messages.map(messageOf),
      groupFeeds: groups.map(groupOf),
      userDetails: [...memberIds].flatMap((id) => store.users.get(id) ?? []).map(liveUser),
    },
    store,
  );
}

/** `GET /rest/ws/message/list?groupId=&pageSize=&endTime=`: newest first, without an envelope. */
export function messageList({ query, store, endTimeInclusive }: RestCall): unknown {
  const conversation = conversationOf(store, query.get('groupId'));
  const messages = page(
    store.messages.filter(({ groupId }) => groupId === conversation.groupId),
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

/** A group id may be a string or a number (wire-facts 5.1). */
export function conversationOf(store: Store, groupId: unknown): Conversation {
  const id = typeof groupId === 'string' || typeof groupId === 'number' ? String(groupId) : '';
  const conversation = store.conversations.get(id);
  if (!conversation) throw new RestError('AL-G-01', 'group not found');
  return conversation;
}

/** A Group as in wire-facts 7.1, whose id is a number. */
function groupOf({ groupId, members, ...group }: Conversation): object {
  return definedOf({
    id: Number(groupId),
    clientGroupId: groupId,
    ...group,
    membersId: members.map(({ userId }) => userId),
    groupUsers: members,
    userCount: members.length,
    type: 10,
  });
}

/** A message as in wire-facts 7.2, whose author is `contactIds` and `to`. */
export function messageOf({
  groupId,
  fromUserName,
  message,
  fileMeta,
  readAt: _readAt,
  ...rest
}: Message): object {
  return definedOf({
    ...rest,
    userKey: uuidOf(fromUserName),
    to: fromUserName,
    contactIds: fromUserName,
    groupId: Number(groupId),
    clientGroupId: groupId,
    message,
    fileMeta,
    type: 4,
    source: 1,
    status: 3,
  });
}
