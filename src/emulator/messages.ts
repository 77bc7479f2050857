import { conversationOf, messageOf } from './conversations.ts';
import type { Message } from './model.ts';
import type { Store } from './store.ts';
import { definedOf, envelope, RestError, type RestCall } from './wire.ts';

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
  const index = messagesFor(store, message.groupId, userId).indexOf(message);
  return index >= 0 && index < unreadCount;
}

/** The messages that count as unread until a member reads them, the newest first: those of others that are not hidden. */
export function messagesFor(store: Store, groupId: string, userId: string): readonly Message[] {
  return store.messages
    .filter((message) => message.groupId === groupId && message.fromUserName !== userId && !isHidden(message))
    .toReversed();
}

/** Hidden messages do not count as unread: no customer sees them. */
export function isHidden({ contentType, metadata }: Message): boolean {
  return contentType === 11 || metadata.category === 'HIDDEN';
}
