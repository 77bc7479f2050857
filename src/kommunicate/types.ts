/**
 * What the REST API says, in its own words, after decoding. A value that was missing or of the wrong type
 * is undefined: only its own field is lost.
 */

/** One user of `POST /rest/ws/user/v2/detail`. Times are milliseconds since 1970. */
export interface UserRecord {
  readonly userId: string;
  readonly userName: string | undefined;
  readonly displayName: string | undefined;
  readonly connected: boolean | undefined;
  readonly lastSeenAtTime: number | undefined;
  readonly createdAtTime: number | undefined;
  readonly imageLink: string | undefined;
  /** What kind of user it is (wire-facts 9): 3, or nothing, is a person who is looked after. */
  readonly roleType: number | undefined;
  readonly deactivated: boolean | undefined;
  readonly phoneNumber: string | undefined;
  readonly unreadCount: number | undefined;
  readonly lastLoggedInAtTime: number | undefined;
  readonly lastMessageAtTime: number | undefined;
  readonly email: string | undefined;
  readonly metadata: Record<string, string> | undefined;
}

/** A conversation: a Group (wire-facts 7.1). Times are milliseconds since 1970. */
export interface GroupRecord {
  readonly groupId: string;
  readonly name: string | undefined;
  readonly imageUrl: string | undefined;
  readonly createdAtTime: number | undefined;
  readonly updatedAtTime: number | undefined;
  /** `CONVERSATION_STATUS` as a number. */
  readonly status: number | undefined;
  /** `CONVERSATION_ASSIGNEE`: the id of an agent or a bot. */
  readonly assigneeId: string | undefined;
  readonly groupUsers: readonly GroupUserRecord[] | undefined;
  readonly metadata: Record<string, string> | undefined;
}

/** Somebody who takes part in a conversation. */
export interface GroupUserRecord {
  readonly userId: string;
  readonly role: number | undefined;
  readonly unreadCount: number | undefined;
}

/** A message, as it is read (wire-facts 7.2) or as far as an accepted send states it. */
export interface MessageRecord {
  readonly messageKey: string;
  readonly groupId: string;
  /** The id of the user who wrote it. */
  readonly fromUserName: string | undefined;
  readonly message: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number | undefined;
  readonly metadata: Record<string, string> | undefined;
  readonly attachment: AttachmentRecord | undefined;
  /** Not for everybody's eyes: `category` `HIDDEN`, or content type 11. */
  readonly hidden: boolean;
}

/** A file that came with a message. */
export interface AttachmentRecord {
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly contentType: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  readonly thumbnailUrl: string | undefined;
}

/** One page of messages, with the users that came along. */
export interface MessagePage {
  readonly messages: readonly MessageRecord[];
  /** Rows in the answer, those that could not be understood included. */
  readonly rowCount: number;
  readonly users: readonly UserRecord[];
}

/** One page of the inbox: conversations with their latest messages, and the users that came along. */
export interface SupportPage extends MessagePage {
  readonly groups: readonly GroupRecord[];
}

/** The fields of `POST /rest/ws/user/update`. An absent field is left as it is. */
export interface UserChanges {
  readonly email?: string;
  readonly displayName?: string;
  readonly imageLink?: string;
  readonly metadata?: WireMetadata;
}

/** Metadata as the REST API takes it: string keys, string values. */
export type WireMetadata = Readonly<Record<string, string>>;
