import { openCursor, sealCursor } from '../lib/sealed-cursor.ts';
import { hashOf } from '../kommunicate/message-key.ts';

/*
 * The position of an event among the events of its conversation. It is enough to resume on any instance: the time of the
 * newest message given out, short hashes of the messages shortly before it, and digests of the conversation's state. All
 * times are times of the REST API.
 */

/** Maximum number of message hashes in a cursor. */
const MAX_HASHES = 100;

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
interface PageKnowledge {
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
