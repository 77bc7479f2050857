import type { Message } from './model.ts';

/** Hidden messages and notices without a badge do not count as unread (wire-facts 5.4): no customer sees them. */
export function isCounted({ contentType, metadata }: Message): boolean {
  return contentType !== 11 && metadata.category !== 'HIDDEN' && metadata.BADGE_COUNT !== 'false';
}

/** The messages that one member can have unread, the newest first: those of others that count. */
export function messagesFor(
  messages: readonly Message[],
  groupId: string,
  userId: string,
): readonly Message[] {
  return messages
    .filter((message) => message.groupId === groupId && message.fromUserName !== userId && isCounted(message))
    .toReversed();
}
