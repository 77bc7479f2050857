import { hash } from 'node:crypto';
import { openCursor, sealCursor } from '../lib/sealed-cursor.ts';
import type { GroupRecord } from '../kommunicate/types.ts';

/*
 * The position of an event among the events of its conversation. It is enough to resume on any instance: the time of the
 * newest message given out, short hashes of the messages shortly before it, and digests of the conversation's state. All
 * times are times of the REST API.
 */

/**
 * How much later than its `createdAtTime` a message may appear in `message/list`, in milliseconds. An assumption: neither
 * the order nor the delay of the list is documented.
 */
export const LATE_MS = 5000;

/** Maximum number of message hashes in a cursor. */
const MAX_HASHES = 100;

/** What can change about a conversation, in the order of the digests in a state. */
const CHANGES = ['STATUS', 'ASSIGNEE', 'PARTICIPANTS', 'NAME', 'IMAGE', 'METADATA'] as const;
export type StateChange = (typeof CHANGES)[number];

const DIGEST_LENGTH = 8;

/** Where a viewer is in the events of one conversation. */
export interface EventPosition {
  /** The time of the newest message given out; undefined if there was none. */
  readonly time: number | undefined;
  /** Hashes of the messages given out that are at most `LATE_MS` older than `time`. */
  readonly hashes: readonly string[];
  /** The state of the conversation, as `stateOf` writes it; undefined if the viewer does not know it. */
  readonly state: string | undefined;
  /** Counts the events since the tail started, so that each event has another cursor. */
  readonly sequence: number;
}

/** The inputs of a cursor's key. */
export interface EventSeal {
  /** The Api-Key of the account. */
  readonly secret: string;
  readonly groupId: string;
}

/** A short hash of a message id. The leading digit of an id differs between the two sides of a message (wire-facts 7.2). */
export function hashOf(messageKey: string): string {
  return digest(normalizedKey(messageKey));
}

/** A message id without the digit of its side: `5-…` of the receiver and `4-…` of the sender are one message. */
export function normalizedKey(messageKey: string): string {
  return messageKey.replace(/^\d-/, '');
}

/** The state of a conversation as text: a digest of each part that `ConversationChanged` can report. */
export function stateOf(group: GroupRecord): string {
  const { CONVERSATION_STATUS, CONVERSATION_ASSIGNEE, KM_CONVERSATION_TITLE, ...metadata } =
    group.metadata ?? {};
  const participants = (group.groupUsers ?? []).map(({ userId, role }) => [userId, role]);
  const parts: Record<StateChange, unknown> = {
    STATUS: [group.status, CONVERSATION_STATUS],
    ASSIGNEE: [group.assigneeId, CONVERSATION_ASSIGNEE],
    PARTICIPANTS: participants.toSorted(byText),
    NAME: [group.name, KM_CONVERSATION_TITLE],
    IMAGE: group.imageUrl,
    METADATA: Object.entries(metadata).toSorted(byText),
  };
  return CHANGES.map((change) => digest(JSON.stringify(parts[change] ?? null))).join('');
}

/** What differs between two states. Everything, if the older one is unknown. */
export function changesBetween(older: string | undefined, newer: string): readonly StateChange[] {
  return CHANGES.filter((_change, index) => {
    const start = index * DIGEST_LENGTH;
    const part = (state: string) => state.slice(start, start + DIGEST_LENGTH);
    return older === undefined || part(older) !== part(newer);
  });
}

/** Encrypts a position as a cursor. */
export function formatEventCursor(position: EventPosition, seal: EventSeal): string {
  const { time = null, hashes, state = null, sequence } = position;
  return sealCursor(JSON.stringify([time, sequence, state, ...hashes]), sealOfEvents(seal));
}

/** The position of a cursor of an event, or of the `startCursor` of a page of messages; undefined for any other text. */
export function parseEventCursor(cursor: string, seal: EventSeal): EventPosition | undefined {
  const text = openCursor(cursor, sealOfEvents(seal));
  if (text === undefined) return parsePageCursor(cursor, seal);
  // The seal proves that `formatEventCursor` wrote the text.
  const [time, sequence, state, ...hashes] = JSON.parse(text) as [
    number | null,
    number,
    string | null,
    ...string[],
  ];
  return { time: time ?? undefined, hashes, state: state ?? undefined, sequence };
}

/**
 * A page's cursor holds the time of its message, and the ids of this time. Its client may have seen older messages too:
 * those of the last `LATE_MS` are given out again, because a message that appears late could be among them.
 */
function parsePageCursor(cursor: string, { secret, groupId }: EventSeal): EventPosition | undefined {
  const text = openCursor(cursor, { secret, list: `messages of ${groupId}` });
  if (text === undefined) return undefined;
  const [time, ...rest] = JSON.parse(text) as [number, ...unknown[]];
  const ids = rest.filter((entry) => typeof entry === 'string');
  const known = rest.find((entry) => typeof entry === 'object') as PageKnowledge | undefined;
  return {
    time,
    hashes: [...ids.map(hashOf), ...(known?.hashes ?? [])],
    state: known?.state,
    sequence: 0,
  };
}

/** What the `startCursor` of a page of messages knows besides its position. */
export interface PageKnowledge {
  readonly hashes: readonly string[];
  readonly state?: string | undefined;
}

/** The hashes that a position keeps of messages given out. */
export function recentHashes(
  messages: readonly { readonly hash: string; readonly time: number }[],
): readonly string[] {
  return messages.slice(-MAX_HASHES).map((message) => message.hash);
}

const sealOfEvents = ({ secret, groupId }: EventSeal) => ({ secret, list: `events of ${groupId}` });

const digest = (text: string) => hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);

const byText = (one: unknown, other: unknown) => {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left < right ? -1 : left > right ? 1 : 0;
};
