import { GatewayError } from '../../errors.ts';
import { notFound, rejectedRequest, type ApiResult } from './response.ts';
import type {
  AttachmentRecord,
  GroupRecord,
  GroupUserRecord,
  MessagePage,
  MessageRecord,
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
 * The users in an answer of `v2/detail`. An entry that is not an object with a `userId` is skipped: no
 * caller can be matched to it.
 * @param count how many were asked for
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` when the answer is not a list, or has far too many;
 *   `UPSTREAM_REJECTED` when one of several is said not to exist: it is not said which
 */
export function decodeUsers(verdict: ApiResult, count: number): UserRecord[] {
  if (!verdict.found) {
    if (count > 1) throw rejectedRequest();
    return [];
  }
  const users = asList(verdict.value, upTo(count, asUser));
  if (!users) throw invalid('the users are not a list');
  return users;
}

/** When something last happened; 0 and below mean never, and are undefined. */
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
    // One that makes no sense is not the same as none.
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
 * The id and time of a message that was accepted; `createdAt` is undefined where it makes no sense.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` when the answer does not name the message
 */
export function decodeSent(verdict: ApiResult): { messageKey: string; createdAt: number | undefined } {
  if (!verdict.found) throw notFound(verdict.missing);
  const { value } = verdict;
  const messageKey = isObject(value) ? asId(value.messageKey) : undefined;
  if (!isObject(value) || messageKey === undefined) {
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the answer does not name the message' });
  }
  return { messageKey, createdAt: asTimeLike(value.createdAt) };
}

/**
 * The one conversation of `group/v2/info`, or null.
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` when the answer is no conversation
 */
export function decodeGroup(verdict: ApiResult): GroupRecord | null {
  if (!isThere(verdict)) return null;
  const group = asGroup(verdict.value);
  if (!group) throw invalid('the answer is no conversation');
  return group;
}

/**
 * The conversations of `group/v3/info`.
 * @param count how many were asked for
 * @throws {GatewayError} `UPSTREAM_REJECTED` also when one of them is said not to exist: it is not said which
 */
export function decodeGroups(verdict: ApiResult, count: number): GroupRecord[] {
  if (!isThere(verdict)) throw rejectedRequest();
  const groups = asList(verdict.value, upTo(count, asGroup));
  if (!groups) throw invalid('the conversations are not a list');
  return groups;
}

/**
 * A page of `message/list`; null for a conversation that does not exist.
 * @param pageSize how many messages were asked for
 */
export function decodeMessagePage(verdict: ApiResult, groupId: string, pageSize: number): MessagePage | null {
  if (!isThere(verdict)) return null;
  const { value } = verdict;
  if (!isPage(value) || !isListOrAbsent(value.message)) throw invalid('the messages are not a list');
  const messageOf = upTo(Math.max(pageSize, LARGEST_PAGE), (entry) => asMessage(entry, groupId));
  const messages = asList(value.message, messageOf) ?? [];
  return {
    messages: messages.filter((message) => message.groupId === groupId),
    rowCount: value.message?.length ?? 0,
    users: asList(value.userDetails, asUser) ?? [],
  };
}

/**
 * A page of `group/support`.
 * @param pageSize how many conversations were asked for
 */
export function decodeSupportPage(verdict: ApiResult, pageSize: number): SupportPage {
  if (!verdict.found) throw new GatewayError('UPSTREAM_REJECTED');
  const { value } = verdict;
  if (!isPage(value) || !isListOrAbsent(value.groupFeeds) || !isListOrAbsent(value.message))
    throw invalid('the conversations are not a list');
  return {
    groups: asList(value.groupFeeds, upTo(Math.max(pageSize, LARGEST_PAGE), asGroup)) ?? [],
    rowCount: value.groupFeeds?.length ?? 0,
    messages:
      asList(
        value.message,
        upTo(Math.max(pageSize, LARGEST_PAGE), (entry) => asMessage(entry)),
      ) ?? [],
    users: asList(value.userDetails, asUser) ?? [],
  };
}

/**
 * Whether a conversation exists.
 * @throws {GatewayError} `UPSTREAM_REJECTED` where it is a user who is said not to: nobody asked for one
 */
function isThere(verdict: ApiResult): verdict is Extract<ApiResult, { found: true }> {
  if (!verdict.found && verdict.missing !== 'conversation') throw new GatewayError('UPSTREAM_REJECTED');
  return verdict.found;
}

/** Whether a value has anything that a page has: one with nothing on it may leave the rest out. */
function isPage(value: unknown): value is Record<string, unknown> {
  return isObject(value) && ['message', 'groupFeeds', 'userDetails'].some((name) => name in value);
}

function isListOrAbsent(value: unknown): value is unknown[] | null | undefined {
  return value === undefined || value === null || Array.isArray(value);
}

/**
 * The largest page that the gateway requests. A smaller one is bounded like it, for a REST API that ignores small page
 * sizes.
 */
const LARGEST_PAGE = 50;

/** How many rows an answer may have for each that was asked for. */
const MOST_ROWS_FOR_ONE = 4;

/**
 * Decodes rows, as far as there may be any.
 * @param count how many were asked for
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` from the first row beyond four times as many; entries that
 *   are no rows do not count
 */
function upTo<T>(count: number, decode: (entry: unknown) => T | undefined): typeof decode {
  let left = count * MOST_ROWS_FOR_ONE;
  return (entry) => {
    const row = decode(entry);
    if (row !== undefined && (left -= 1) < 0)
      throw invalid('the answer has far more rows than were asked for');
    return row;
  };
}

function invalid(cause: string): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause });
}

function asGroup(entry: unknown): GroupRecord | undefined {
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
    groupUsers: asList(entry.groupUsers, asGroupUser),
    metadata,
  };
}

function asGroupUser(entry: unknown): GroupUserRecord | undefined {
  const userId = isObject(entry) && asBooleanLike(entry.deleted) !== true ? asId(entry.userId) : undefined;
  if (!isObject(entry) || userId === undefined) return undefined;
  return { userId, role: asIntLike(entry.role), unreadCount: asIntLike(entry.unreadCount) };
}

/** @param askedFor the conversation that was asked for, where the message does not name its own */
function asMessage(entry: unknown, askedFor?: string): MessageRecord | undefined {
  const messageKey = isObject(entry) ? asId(entry.key) : undefined;
  const groupId = isObject(entry)
    ? (asId(entry.groupId) ?? asId(entry.clientGroupId) ?? askedFor)
    : undefined;
  if (!isObject(entry) || messageKey === undefined || groupId === undefined) return undefined;
  const metadata = asMetadata(entry.metadata, asJsonText);
  return {
    messageKey,
    groupId,
    // In a group the author is here, and not in a field of that name (wire-facts 7.2).
    fromUserName: asId(entry.contactIds) ?? asId(entry.to),
    message: asString(entry.message),
    createdAt: asTimeLike(entry.createdAtTime),
    metadata,
    attachment: asAttachment(entry.fileMeta ?? entry.file),
    hidden: metadata?.category === 'HIDDEN' || asIntLike(entry.contentType) === 11,
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
