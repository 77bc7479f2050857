import type { Conversation, Message } from './model.ts';
import type { Store } from './store.ts';
import { definedOf, envelope, RestError, stringList, stringMap, type RestCall } from './wire.ts';
import { uuidOf } from './uuid.ts';

/** `POST /rest/ws/message/v2/send` */
export function messageSend({ body, store, shape }: RestCall): unknown {
  const { message, fromUserName, groupId, metadata: given, contentType = 0 } = body();
  const conversation = conversationOf(store, groupId);
  if (typeof fromUserName !== 'string' || !store.users.has(fromUserName)) {
    throw new RestError('AL-U-01', 'user not found');
  }
  if (message !== undefined && typeof message !== 'string') {
    throw new RestError('EMU-01', 'message must be a string');
  }
  if (contentType !== 0 && contentType !== 3) throw new RestError('EMU-01', 'contentType must be 0 or 3');
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
    contentType,
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

/** A group id may be a string or a number (wire-facts 5.1). */
export function conversationOf(store: Store, groupId: unknown): Conversation {
  const id = typeof groupId === 'string' || typeof groupId === 'number' ? String(groupId) : '';
  const conversation = store.conversations.get(id);
  if (!conversation) throw new RestError('AL-G-01', 'group not found');
  return conversation;
}

/** A Group as in wire-facts 7.1, whose id is a number. */
export function groupOf({ groupId, members, ...group }: Conversation): object {
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
