/*
 * The data of the comparison's REST API. Every id exists, and has the same content in every process. Times are
 * milliseconds since 1970.
 */

/** A user, with the fields that the REST API documents. */
export interface RestUser {
  readonly userId: string;
  readonly userName: string;
  readonly connected: boolean;
  readonly lastSeenAtTime: number;
  readonly createdAtTime: number;
  /** Absent for a quarter of the users. */
  readonly imageLink?: string;
  readonly deactivated: boolean;
  readonly phoneNumber: string;
  readonly unreadCount: number;
  readonly lastLoggedInAtTime: number;
  readonly lastMessageAtTime: number;
}

/** A conversation, which the REST API calls a group. */
export interface RestGroup {
  readonly id: number;
  readonly clientGroupId: string;
  readonly name: string;
  readonly imageUrl: string;
  readonly createdAtTime: number;
  readonly updatedAtTime: number;
  readonly metadata: { readonly CONVERSATION_STATUS: string; readonly CONVERSATION_ASSIGNEE: string };
  readonly groupUsers: readonly {
    readonly userId: string;
    readonly role: number;
    readonly unreadCount: number;
  }[];
  readonly userCount: number;
  readonly type: number;
}

/** The body of `message/v2/send`. */
export interface RestMessage {
  readonly groupId: string;
  readonly fromUserName: string;
  readonly message: string;
}

const NEW_YEAR = Date.parse('2026-01-01T00:00:00.000Z');
const DAY_MS = 86_400_000;
/** The customers of the conversations. Neighbouring conversations share a customer. */
const CUSTOMERS = 5000;
const AGENTS = 7;

/** Hashes a text to a number from 0 to 2^32 - 1 (FNV-1a). */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

export function restUser(userId: string): RestUser {
  const number = hash(userId);
  const time = (days: number) => NEW_YEAR + (number % (days * DAY_MS));
  return {
    userId,
    userName: `User ${userId}`,
    connected: number % 3 === 0,
    lastSeenAtTime: time(14),
    createdAtTime: time(1),
    ...(number % 4 > 0 && { imageLink: `https://img.example/people/${userId}.jpg` }),
    deactivated: false,
    phoneNumber: `+1555${String(number % 10_000_000).padStart(7, '0')}`,
    unreadCount: number % 10,
    lastLoggedInAtTime: time(13),
    lastMessageAtTime: time(12),
  };
}

/** @param groupId digits */
export function restGroup(groupId: string): RestGroup {
  const id = Number(groupId);
  const agent = `agent-${id % AGENTS}`;
  return {
    id,
    clientGroupId: groupId,
    name: `Conversation ${groupId}`,
    imageUrl: `https://img.example/conversations/${groupId}.jpg`,
    createdAtTime: NEW_YEAR + id,
    updatedAtTime: NEW_YEAR + DAY_MS + id,
    metadata: { CONVERSATION_STATUS: String(id % 5), CONVERSATION_ASSIGNEE: agent },
    groupUsers: [
      { userId: agent, role: 1, unreadCount: 0 },
      { userId: customer(id), role: 3, unreadCount: id % 3 },
      { userId: customer(id + 1), role: 3, unreadCount: id % 4 },
    ],
    userCount: 3,
    type: 10,
  };
}

/** The response to a sent message, the same for the same message. */
export function restSent({ groupId, fromUserName }: RestMessage): {
  readonly messageKey: string;
  readonly createdAt: number;
} {
  return { messageKey: `5-${groupId}-${fromUserName}`, createdAt: NEW_YEAR + hash(groupId) };
}

export function customer(number: number): string {
  return `user-${number % CUSTOMERS}`;
}
