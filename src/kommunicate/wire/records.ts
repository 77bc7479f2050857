import { GatewayError } from '../../errors.ts';
import { rejectedRequest, type ApiResult } from './response.ts';
import type {
  AttachmentRecord,
  GroupRecord,
  GroupUserRecord,
  MessagePage,
  MessageRecord,
  ReceiptRecord,
  SupportPage,
  UserRecord,
} from '../types.ts';
import {
  asBooleanLike,
  asId,
  asJsonText,
  asTimeLike,
  asList,
  asMetadata,
  asIntLike,
  asString,
  asText,
  isObject,
} from './values.ts';

/**
 * The users of `v2/detail`. Skips entries that are not objects with a `userId`.
 * @param count number of requested users
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` if the value is not a list, or has far too many entries;
 *   `UPSTREAM_REJECTED` if one of several users does not exist, because the response does not say which
 */
export function decodeUsers(result: ApiResult, count: number): UserRecord[] {
  if (!result.found) {
    if (count > 1) throw rejectedRequest();
    return [];
  }
  const users = asList(result.value, upTo(count, asUser));
  if (!users) throw invalid('the users are not a list');
  return users;
}

/** The time of a user's last event. 0 and negative values mean never, and become undefined. */
function asEventTime(value: unknown): number | undefined {
  const time = asTimeLike(value);
  return time !== undefined && time > 0 ? time : undefined;
}

function asUser(entry: unknown): UserRecord | undefined {
  if (!isObject(entry)) return undefined;
  const userId = asId(entry.userId);
  if (userId === undefined) return undefined;
  return {
    userId,
    userName: asString(entry.userName),
    displayName: asString(entry.displayName),
    connected: asBooleanLike(entry.connected),
    lastSeenAtTime: asEventTime(entry.lastSeenAtTime),
    createdAtTime: asTimeLike(entry.createdAtTime),
    imageLink: asString(entry.imageLink),
    // -1 stands for an unreadable value. An absent one means an end user.
    roleType: entry.roleType === undefined ? undefined : (asIntLike(entry.roleType) ?? -1),
    deactivated: asBooleanLike(entry.deactivated),
    phoneNumber: asText(entry.phoneNumber),
    unreadCount: asIntLike(entry.unreadCount),
    lastLoggedInAtTime: asEventTime(entry.lastLoggedInAtTime),
    lastMessageAtTime: asEventTime(entry.lastMessageAtTime),
    email: asString(entry.email),
    metadata: asMetadata(entry.metadata),
  };
}

/**
 * The conversation of `group/v2/info`, or null.
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` if the value is not a conversation
 */
export function decodeGroup(result: ApiResult): GroupRecord | null {
  if (!isThere(result)) return null;
  const group = asGroup(result.value);
  if (!group) throw invalid('the response is not a conversation');
  return group;
}

/**
 * The conversations of `group/v3/info`.
 * @param count number of requested conversations
 * @throws {GatewayError} `UPSTREAM_REJECTED` also if one of them does not exist, because the response does not
 *   say which
 */
export function decodeGroups(result: ApiResult, count: number): GroupRecord[] {
  if (!isThere(result)) throw rejectedRequest();
  const groups = asList(result.value, upTo(count, asGroup));
  if (!groups) throw invalid('the conversations are not a list');
  return groups;
}

/**
 * A page of `message/list`; null if the conversation does not exist.
 * @param pageSize number of requested messages
 */
export function decodeMessagePage(result: ApiResult, groupId: string, pageSize: number): MessagePage | null {
  if (!isThere(result)) return null;
  const { value } = result;
  if (!isPage(value) || !isListOrAbsent(value.message)) throw invalid('the messages are not a list');
  const messageOf = upTo(Math.max(pageSize, MIN_ACCEPTED_ROWS), (entry) => asMessage(entry, groupId));
  const messages = asList(value.message, messageOf) ?? [];
  return {
    messages: messages.filter((message) => message.groupId === groupId),
    rowCount: value.message?.length ?? 0,
    users: asList(value.userDetails, asUser) ?? [],
  };
}

/**
 * The messages of `message/detail`: a list, or an object with the list as `message`. The clients disagree (wire-facts 7.2).
 * @param count number of requested messages
 * @throws {GatewayError} `UPSTREAM_REJECTED` also if one of several does not exist, because the response does not say
 *   which
 */
export function decodeMessages(result: ApiResult, count: number): MessageRecord[] {
  if (!isThere(result)) {
    if (count > 1) throw rejectedRequest();
    return [];
  }
  const { value } = result;
  const messages = asList(
    isObject(value) ? value.message : value,
    upTo(count, (entry) => asMessage(entry)),
  );
  if (!messages) throw invalid('the messages are not a list');
  return messages;
}

/**
 * The receipts of `message/info`; null if the message does not exist.
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` if the value is not a list
 */
export function decodeReceipts(result: ApiResult): ReceiptRecord[] | null {
  if (!isThere(result)) return null;
  const receipts = asList(result.value, upTo(MAX_RECEIPTS, asReceipt));
  if (!receipts) throw invalid('the receipts are not a list');
  return receipts.filter(
    ({ userId }, index) => receipts.findIndex((other) => other.userId === userId) === index,
  );
}

function asReceipt(entry: unknown): ReceiptRecord | undefined {
  const userId = isObject(entry) ? asId(entry.userId) : undefined;
  if (!isObject(entry) || userId === undefined) return undefined;
  return {
    userId,
    deliveredAtTime: asEventTime(entry.deliveredAtTime),
    readAtTime: asEventTime(entry.readAtTime),
  };
}

/**
 * A page of `group/support`, or of `message/list` without a conversation.
 * @param pageSize number of requested conversations
 */
export function decodeSupportPage(result: ApiResult, pageSize: number): SupportPage {
  if (!result.found) throw new GatewayError('UPSTREAM_REJECTED');
  const { value } = result;
  if (!isPage(value) || !isListOrAbsent(value.groupFeeds) || !isListOrAbsent(value.message))
    throw invalid('the conversations are not a list');
  return {
    groups: asList(value.groupFeeds, upTo(Math.max(pageSize, MIN_ACCEPTED_ROWS), asGroup)) ?? [],
    rowCount: value.groupFeeds?.length ?? 0,
    messages:
      asList(
        value.message,
        upTo(Math.max(pageSize, MIN_ACCEPTED_ROWS), (entry) => asMessage(entry)),
      ) ?? [],
    users: asList(value.userDetails, asUser) ?? [],
  };
}

/**
 * Whether a conversation exists.
 * @throws {GatewayError} `UPSTREAM_REJECTED` if the response says that a user does not exist: the call names none
 */
function isThere(result: ApiResult): result is Extract<ApiResult, { found: true }> {
  if (!result.found && result.missing !== 'conversation') throw new GatewayError('UPSTREAM_REJECTED');
  return result.found;
}

/** Whether a value has any field of a page. An empty page may omit the others. */
function isPage(value: unknown): value is Record<string, unknown> {
  return isObject(value) && ['message', 'groupFeeds', 'userDetails'].some((name) => name in value);
}

function isListOrAbsent(value: unknown): value is unknown[] | null | undefined {
  return value === undefined || value === null || Array.isArray(value);
}

/** Rows that the gateway accepts for a smaller page too: the REST API may ignore a small page size. */
const MIN_ACCEPTED_ROWS = 50;

/** Maximum number of recipients of a message, before `MAX_ROWS_PER_REQUESTED`. No conversation is known to have as many. */
const MAX_RECEIPTS = 250;

/** Maximum number of rows in a response for each requested row. */
const MAX_ROWS_PER_REQUESTED = 4;

/**
 * Limits a decoder to four times the requested rows. Entries that decode to undefined do not count.
 * @param count number of requested rows
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` from the first row beyond the limit
 */
function upTo<T>(count: number, decode: (entry: unknown) => T | undefined): typeof decode {
  let remaining = count * MAX_ROWS_PER_REQUESTED;
  return (entry) => {
    const row = decode(entry);
    if (row !== undefined && (remaining -= 1) < 0)
      throw invalid('the response has far more rows than requested');
    return row;
  };
}

function invalid(cause: string): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause });
}

export function asGroup(entry: unknown): GroupRecord | undefined {
  const groupId = isObject(entry) ? (asId(entry.id) ?? asId(entry.clientGroupId)) : undefined;
  if (!isObject(entry) || groupId === undefined) return undefined;
  const metadata = asMetadata(entry.metadata);
  return {
    groupId,
    name: asString(entry.name),
    imageUrl: asString(entry.imageUrl),
    createdAtTime: asTimeLike(entry.createdAtTime),
    updatedAtTime: asTimeLike(entry.updatedAtTime),
    status: asIntLike(metadata?.CONVERSATION_STATUS),
    assigneeId: asId(metadata?.CONVERSATION_ASSIGNEE),
    groupUsers: asList(entry.groupUsers, (user) => asGroupUser(user, asIntLike(entry.type))),
    metadata,
  };
}

function asGroupUser(entry: unknown, groupType: number | undefined): GroupUserRecord | undefined {
  const userId = isObject(entry) && asBooleanLike(entry.deleted) !== true ? asId(entry.userId) : undefined;
  if (!isObject(entry) || userId === undefined) return undefined;
  return { userId, role: asIntLike(entry.role), unreadCount: asIntLike(entry.unreadCount), groupType };
}

/** @param requestedGroupId the requested conversation, for a message that does not name its own */
function asMessage(entry: unknown, requestedGroupId?: string): MessageRecord | undefined {
  const messageKey = isObject(entry) ? asId(entry.key) : undefined;
  const groupId = isObject(entry)
    ? (asId(entry.groupId) ?? asId(entry.clientGroupId) ?? requestedGroupId)
    : undefined;
  if (!isObject(entry) || messageKey === undefined || groupId === undefined) return undefined;
  const metadata = asMetadata(entry.metadata, asJsonText);
  const contentType = asIntLike(entry.contentType);
  return {
    messageKey,
    groupId,
    // In a group, `contactIds` has the author's id (wire-facts 7.2).
    fromUserName: asId(entry.contactIds) ?? asId(entry.to),
    message: asString(entry.message),
    createdAt: asTimeLike(entry.createdAtTime),
    metadata,
    attachment: asAttachment(entry.fileMeta ?? entry.file),
    contentType,
    hidden: metadata?.category === 'HIDDEN' || contentType === 11,
  };
}

function asAttachment(value: unknown): AttachmentRecord | undefined {
  if (!isObject(value)) return undefined;
  return {
    url: asString(value.url),
    name: asString(value.name),
    contentType: asString(value.contentType),
    size: asIntLike(value.size),
    thumbnailUrl: asString(value.thumbnailUrl),
  };
}
