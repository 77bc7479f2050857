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
  readonly deactivated: boolean | undefined;
  readonly phoneNumber: string | undefined;
  readonly unreadCount: number | undefined;
  readonly lastLoggedInAtTime: number | undefined;
  readonly lastMessageAtTime: number | undefined;
  readonly email: string | undefined;
  readonly metadata: Record<string, string> | undefined;
}

/** A conversation, as far as an accepted call states it. */
export interface GroupRecord {
  readonly groupId: string;
  /** `CONVERSATION_STATUS` as a number; undefined where the call did not state it. */
  readonly status: number | undefined;
}

/** A message, as far as an accepted `POST /rest/ws/message/v2/send` states it. */
export interface MessageRecord {
  readonly messageKey: string;
  readonly groupId: string;
  readonly fromUserName: string;
  readonly message: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number | undefined;
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
