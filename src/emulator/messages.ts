import { conversationOf, messageOf } from './conversations.ts';
import type { Message } from './model.ts';
import type { Store } from './store.ts';
import { messagesFor } from './unread.ts';
import { uuidOf } from './uuid.ts';
import { definedOf, envelope, PlainText, RestError, stringMap, type RestCall } from './wire.ts';

/** `GET /rest/ws/message/detail?keys=&keys=`: the existing ones. Whether it has an envelope is not known (wire-facts 7.2). */
export function messageDetail({ query, store, shape }: RestCall): unknown {
  const keys = new Set(query.getAll('keys'));
  const found = store.messages.filter(({ key }) => keys.has(key)).map(messageOf);
  return shape === 'documented' ? found : envelope(found, store);
}

/** `GET /rest/ws/message/info?key=`: an entry for each recipient. */
export function messageInfo({ query, store }: RestCall): unknown {
  const message = store.messages.find(({ key }) => key === query.get('key'));
  if (!message) throw new RestError('EMU-04', 'message not found');
  const { members } = conversationOf(store, message.groupId);
  const recipients = members.filter(({ userId }) => userId !== message.fromUserName);
  return envelope(
    recipients.map(({ userId, unreadCount }) => {
      const readAtTime = isUnread(store, message, userId, unreadCount)
        ? undefined
        : (message.readAt?.[userId] ?? message.createdAtTime + READ_AFTER_MS);
      const isDelivered = readAtTime !== undefined || store.users.get(userId)?.connected;
      return definedOf({
        userId,
        deliveredAtTime: isDelivered ? message.createdAtTime : undefined,
        readAtTime,
        status: readAtTime === undefined ? (isDelivered ? 4 : 3) : 5,
      });
    }),
    store,
  );
}

/** How long after a message of the seed its recipients have read it. */
const READ_AFTER_MS = 60_000;

/** The unread messages of a member are the newest ones of others. */
function isUnread(store: Store, message: Message, userId: string, unreadCount: number): boolean {
  const index = messagesFor(store.messages, message.groupId, userId).indexOf(message);
  return index >= 0 && index < unreadCount;
}

/** `POST /rest/ws/message/send`: the older endpoint, for attachments. It rejects with the word `error` alone. */
export function attachmentSend(call: RestCall): unknown {
  try {
    return sendAttachment(call);
  } catch (error) {
    if (error instanceof RestError) return new PlainText('error');
    throw error;
  }
}

function sendAttachment({ body, ofUserId, store }: RestCall): unknown {
  const { message, groupId, metadata: given, fileMeta, contentType } = body();
  const conversation = conversationOf(store, groupId);
  if (!store.users.has(ofUserId ?? '')) throw new RestError('AL-U-01', 'user not found');
  if (contentType !== 1 || typeof fileMeta !== 'object' || fileMeta === null) {
    throw new RestError('EMU-01', 'fileMeta and contentType 1 are required');
  }
  if (message !== undefined && typeof message !== 'string') {
    throw new RestError('EMU-01', 'message must be a string');
  }
  const createdAt = store.tick();
  const key = `5-${uuidOf(String(ofUserId))}-${createdAt}`;
  store.addMessage({
    key,
    groupId: conversation.groupId,
    fromUserName: String(ofUserId),
    ...(message !== undefined && { message }),
    createdAtTime: createdAt,
    contentType,
    fileMeta: fileMeta as Record<string, string | number>,
    metadata: stringMap(given),
  });
  return { messageKey: key, createdAt };
}

/** `GET /rest/ws/message/read/conversation?groupId=`: a GET that changes something, and responds with a word. */
export function conversationRead({ query, ofUserId = '', store }: RestCall): unknown {
  const conversation = store.conversations.get(query.get('groupId') ?? '');
  const user = store.users.get(ofUserId);
  if (!conversation || !user) return new PlainText('error');
  const member = conversation.members.find(({ userId }) => userId === ofUserId);
  if (!member) return new PlainText('success');
  const unread = messagesFor(store.messages, conversation.groupId, ofUserId).slice(0, member.unreadCount);
  for (const message of unread) message.readAt = { ...message.readAt, [ofUserId]: store.now() };
  user.unreadCount = Math.max(0, user.unreadCount - member.unreadCount);
  member.unreadCount = 0;
  return new PlainText('success');
}
