/*
 * Decoded records of the REST API, with the names of the REST API. A value that is missing or of the wrong type is
 * undefined; the rest of the record stays usable. Times are milliseconds since 1970.
 */

/** A user, as `POST /rest/ws/user/v2/detail` returns it. */
export interface UserRecord {
  readonly userId: string;
  readonly userName: string | undefined;
  readonly displayName: string | undefined;
  readonly connected: boolean | undefined;
  readonly lastSeenAtTime: number | undefined;
  readonly createdAtTime: number | undefined;
  readonly imageLink: string | undefined;
  /** The kind of user (wire-facts 9). 3 and undefined mean an end user. */
  readonly roleType: number | undefined;
  readonly deactivated: boolean | undefined;
  readonly phoneNumber: string | undefined;
  readonly unreadCount: number | undefined;
  readonly lastLoggedInAtTime: number | undefined;
  readonly lastMessageAtTime: number | undefined;
  readonly email: string | undefined;
  readonly metadata: Record<string, string> | undefined;
}

/** A conversation: a group of the REST API (wire-facts 7.1). */
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

/** A participant of a conversation. */
export interface GroupUserRecord {
  readonly userId: string;
  readonly role: number | undefined;
  readonly unreadCount: number | undefined;
  /** `type` of the group. 10 is a support conversation, as every conversation of Kommunicate is. */
  readonly groupType: number | undefined;
}

/** A message that was read (wire-facts 7.2), or the known fields of one that was just sent. */
export interface MessageRecord {
  readonly messageKey: string;
  readonly groupId: string;
  /** The id of the user who wrote it. */
  readonly fromUserName: string | undefined;
  readonly message: string | undefined;
  readonly createdAt: number | undefined;
  readonly metadata: Record<string, string> | undefined;
  readonly attachment: AttachmentRecord | undefined;
  /** Not shown to end users: its `category` is `HIDDEN`, or its content type is 11. */
  readonly hidden: boolean;
  /** The kind of content (wire-facts 8.1); 10 is an event of the conversation, such as a change of its status. */
  readonly contentType: number | undefined;
}

/** A file attached to a message. */
export interface AttachmentRecord {
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly contentType: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  readonly thumbnailUrl: string | undefined;
}

/** When one recipient got and read a message, as `GET /rest/ws/message/info` returns it. */
export interface ReceiptRecord {
  readonly userId: string;
  readonly deliveredAtTime: number | undefined;
  readonly readAtTime: number | undefined;
}

/** A page of messages, with the users that the response includes. */
export interface MessagePage {
  readonly messages: readonly MessageRecord[];
  /** Number of rows in the response, including those that could not be decoded. */
  readonly rowCount: number;
  readonly users: readonly UserRecord[];
}

/** A page of the inbox: conversations with their latest messages, and the users that the response includes. */
export interface SupportPage extends MessagePage {
  readonly groups: readonly GroupRecord[];
}

/** The fields of `POST /rest/ws/user/update`. An absent field is not changed. */
export interface UserChanges {
  readonly email?: string;
  readonly displayName?: string;
  readonly imageLink?: string;
  readonly metadata?: WireMetadata;
}

/** Metadata as the REST API accepts it: all values are strings. */
export type WireMetadata = Readonly<Record<string, string>>;

/** A message to send. */
export interface OutgoingMessage {
  readonly groupId: string;
  readonly message?: string;
  readonly fromUserName: string;
  readonly metadata?: WireMetadata;
  /** What kind of message it is (wire-facts 8.1). Default: text. */
  readonly contentType?: number;
  /** A file that is already stored. */
  readonly attachment?: Partial<AttachmentRecord>;
}

/** A conversation to create. */
export interface NewGroup {
  /** The user that the call acts for. Undefined: the account itself. */
  readonly ofUserId: string | undefined;
  readonly groupName: string;
  readonly groupMemberList: readonly string[];
  readonly metadata?: WireMetadata;
}

/** A change of the assignee. Undefined options are not sent: the REST API has its own defaults. */
export interface Assignment {
  readonly groupId: string;
  readonly assignee: string;
  /** Whether a notice of the assignment is posted. */
  readonly sendNotifyMessage: boolean | undefined;
  readonly takeOverFromBot: boolean | undefined;
}
