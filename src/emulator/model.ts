/** A stored user, with the REST API's field names. Times are milliseconds since 1970. */
export interface User {
  userId: string;
  displayName?: string;
  email?: string;
  imageLink?: string;
  phoneNumber?: string;
  connected: boolean;
  deactivated: boolean;
  unreadCount: number;
  createdAtTime: number;
  lastSeenAtTime?: number;
  lastLoggedInAtTime?: number;
  lastMessageAtTime?: number;
  /** 1 bot, 3 end user, 8 human agent (wire-facts 9). */
  roleType: number;
  metadata: Record<string, string>;
}

/** A stored conversation: a Group as in wire-facts 7.1, except for its id. */
export interface Conversation {
  groupId: string;
  name: string;
  imageUrl?: string;
  createdAtTime: number;
  updatedAtTime: number;
  members: Member[];
  metadata: Record<string, string>;
}

interface Member {
  userId: string;
  /** 0 user, 1 admin, 2 moderator (bots), 3 member (wire-facts 7.1). */
  role: number;
  unreadCount: number;
}

export interface Message {
  key: string;
  groupId: string;
  fromUserName: string;
  message?: string;
  createdAtTime: number;
  /** 0 text, 1 attachment, 3 HTML, 10 notification, 11 hidden (wire-facts 8.1). */
  contentType: number;
  fileMeta?: Record<string, string | number>;
  /** When each member has read the message, if that was after the start. */
  readAt?: Record<string, number>;
  metadata: Record<string, string>;
}

export interface Seed {
  readonly users: readonly User[];
  readonly conversations: readonly Conversation[];
  /** Oldest first. */
  readonly messages: readonly Message[];
}

/** The start of the emulator's clock. */
export const SEED_TIME = Date.parse('2026-01-15T09:30:00.000Z');
