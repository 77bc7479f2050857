import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';
import { changesBetween, stateOf, type StateChange } from '../kommunicate/conversation-state.ts';
import { hashOf, LATE_MS, normalizedKey } from '../kommunicate/message-key.ts';
import { formatEventCursor, type EventPosition, type EventSeal } from './event-position.ts';
import { KnownMessages } from './known-messages.ts';
import type { Span } from '../lib/observer.ts';
import { readMessagesBack, type LiveMessage, type ReadBack, type ReadPage } from './read-messages.ts';
import { recordRead, type StartSpan } from './record-read.ts';
import { ReadLoop, RETRY_MS, UNLISTED_DELAYS_MS } from './read-loop.ts';
import type { Timers } from './timers.ts';
import { ViewerChain, type Visibility } from './viewer-chain.ts';

/*
 * The tail of one conversation, while it has subscribers. A hint says that there may be news. The tail then reads the
 * newest messages once, whatever the number of subscribers, and gives out those that it has not given out before.
 *
 * - `#known` has the messages given out, and all that are older. A message may appear late: up to `LATE_MS` after newer
 *   ones. So each read goes back to `LATE_MS` before the newest known message.
 * - `read-loop.ts` decides when to read: one read at a time, and a failed one again with a growing delay. Subscribers stay
 *   connected, and lose nothing.
 * - A message may appear late, and its hint may be lost. So the poll asks for one more read when the last news are older
 *   than `LATE_MS` (`isConfirmationDue`). Only here the clock of this process counts, and only as a delay.
 * - Otherwise only times of the REST API are compared with each other.
 */

/** The calls that a tail makes, as a part of a read's span. */
interface TailSource {
  readonly readPage: (...args: [...Parameters<ReadPage>, span: Span | undefined]) => ReturnType<ReadPage>;
  /** Reads the conversation; null if it does not exist. */
  readonly readGroup: (span: Span | undefined) => Promise<GroupRecord | null>;
}

export interface TailOptions {
  readonly source: TailSource;
  readonly seal: EventSeal;
  readonly timers: Timers;
  /** Whether each new message needs a new record of the conversation: a `USER` subscribes, or its unread count is read. */
  readonly needsGroup: () => boolean;
  readonly onEvent: (event: TailEvent) => void;
  /** Called with the number of REST calls of a read that found messages. Default: nothing is. */
  readonly onMessagesRead?: ((reads: number) => void) | undefined;
  /** Starts the span of a read. Default: no read is recorded. */
  readonly startSpan?: StartSpan | undefined;
  /** Called when the conversation does not exist any more. */
  readonly onGone: () => void;
}

export type EventsMissedReason = 'STARTED' | 'TOO_OLD' | 'TOO_MANY' | 'SLOW_READER';

export type EventContent =
  | { readonly type: 'MessageAdded'; readonly live: LiveMessage }
  | { readonly type: 'ConversationChanged'; readonly changes: readonly StateChange[] }
  | { readonly type: 'EventsMissed'; readonly reason: EventsMissedReason };

/** An event, as all subscribers of the conversation share it. */
export interface TailEvent {
  readonly content: EventContent;
  /** Counts the events of this tail. */
  readonly sequence: number;
  /** The position of the event for one kind of viewer; undefined if that viewer does not see the event. */
  readonly positionFor: (visibility: Visibility) => EventPosition | undefined;
  /** Its cursor for that viewer. Sealed on first use. */
  readonly cursorFor: (visibility: Visibility) => string | undefined;
  /**
   * The conversation, read after the hint. Rejects after `MAX_GROUP_READS` failures. Undefined if no subscriber needed a
   * new record: `group` is then the last one.
   */
  readonly freshGroup: Promise<GroupRecord | null> | undefined;
  readonly group: GroupRecord | undefined;
  readonly users: readonly UserRecord[];
  /** The read that found it; undefined if it is not recorded. */
  readonly span: Span | undefined;
}

/** What a subscriber gets when it joins after a position. */
export interface Replay {
  /** Whether messages between the position and the oldest of `messages` may be missing. */
  readonly isIncomplete: boolean;
  /** Oldest first. */
  readonly messages: readonly LiveMessage[];
  readonly users: readonly UserRecord[];
}

/** A hint: there may be news of the conversation. */
export interface TailHint {
  /** The id of a new message. A known one needs no read. */
  readonly messageId?: string | undefined;
  /** Whether the record of the conversation may have changed. */
  readonly isGroupChanged?: boolean | undefined;
}

/** Maximum number of pages of one read, and of one replay. */
const MAX_PAGES = 5;
/** The newest page: most reads need no other. */
const FIRST_PAGE_ROWS = 20;
const REPLAY_PAGE_ROWS = 50;
/** Reads of the conversation's record for one event. */
const MAX_GROUP_READS = 3;

export class Tail {
  readonly #options: TailOptions;
  readonly #known = new KnownMessages();
  readonly #chains: Record<Visibility, ViewerChain> = { all: new ViewerChain(), visible: new ViewerChain() };
  #sequence = 0;
  #group: GroupRecord | undefined;
  #state: string | undefined;
  readonly #loop: ReadLoop;
  /** Whether a read has to read the conversation's record too. */
  #isGroupWanted = false;
  /** Hinted messages that no read has found yet, with the number of reads that looked for them. */
  readonly #awaited = new Map<string, number>();
  /** When the last news were given out that no later read has confirmed to be all. */
  #unconfirmedAt: number | undefined;
  #starting: Promise<StartRead | undefined> | undefined;

  constructor(options: TailOptions) {
    this.#options = options;
    const { timers, startSpan } = options;
    this.#loop = new ReadLoop({ timers, startSpan, read: (span) => this.#read(span) });
  }

  get group(): GroupRecord | undefined {
    return this.#group;
  }

  /**
   * Reads the newest messages and takes them as known. Several subscribers share the read.
   * @param group the record of the conversation, if it was read already
   * @returns undefined if the conversation does not exist; rejects if the read fails
   */
  start(group?: GroupRecord): Promise<StartRead | undefined> {
    this.#starting ??= recordRead(this.#options.startSpan, (span) => this.#start(group, span)).catch(
      (error: unknown) => {
        this.#starting = undefined;
        throw error;
      },
    );
    return this.#starting;
  }

  stop(): void {
    this.#loop.stop();
  }

  /** The position of a viewer that has seen everything so far. */
  positionFor(visibility: Visibility): EventPosition {
    return this.#chains[visibility].position(this.#state);
  }

  /** Counts the events so far: later ones have a higher `sequence`. */
  get sequence(): number {
    return this.#sequence;
  }

  hint({ messageId, isGroupChanged = false }: TailHint): void {
    if (messageId !== undefined) {
      const key = normalizedKey(messageId);
      if (this.#known.has(key) && !isGroupChanged) return;
      if (!this.#known.has(key)) this.#awaited.set(key, this.#awaited.get(key) ?? 0);
    }
    this.#isGroupWanted ||= isGroupChanged;
    this.#loop.request();
  }

  /** Whether the newest message of a list is one that this tail has not given out. */
  isNews(messageKey: string, time: number | undefined): boolean {
    return this.#loop.isOpen && this.#known.isNew(normalizedKey(messageKey), time ?? Infinity);
  }

  /** Whether messages may have appeared among those that were given out, and no read has looked since. */
  get isConfirmationDue(): boolean {
    const since = this.#unconfirmedAt;
    return since !== undefined && this.#options.timers.now() - since >= LATE_MS;
  }

  /** Whether a record of the conversation differs from the one that this tail knows. */
  isOtherState(group: GroupRecord): boolean {
    return this.#state !== undefined && stateOf(group) !== this.#state;
  }

  /**
   * Reads what is newer than a position, oldest first. The subscriber must be registered before, so that later events
   * queue for it.
   */
  async replay(
    after: EventPosition,
    visibility: Visibility,
    startRead?: StartRead,
  ): Promise<Replay | undefined> {
    const { time = -Infinity, hashes } = after;
    const horizon = time - LATE_MS;
    const read = coverage(startRead, horizon) ?? (await this.#readForReplay(horizon));
    if (!read) return undefined;
    const given = new Set(hashes);
    const messages = read.messages.filter(
      (live) =>
        live.time >= horizon &&
        (visibility === 'all' || !live.message.hidden) &&
        !given.has(hashOf(live.message.messageKey)),
    );
    return { isIncomplete: !read.isComplete, messages, users: read.users };
  }

  #readForReplay(horizon: number): Promise<ReadBack | undefined> {
    const { source, startSpan } = this.#options;
    return recordRead(startSpan, (span) =>
      readMessagesBack({
        read: (size, endTime) => source.readPage(size, endTime, span),
        horizonOf: () => horizon,
        maxPages: MAX_PAGES,
        firstPageRows: REPLAY_PAGE_ROWS,
      }),
    );
  }

  async #start(group: GroupRecord | undefined, span: Span | undefined): Promise<StartRead | undefined> {
    const { source } = this.#options;
    const [read, record] = await Promise.all([
      readMessagesBack({
        read: (size, endTime) => source.readPage(size, endTime, span),
        horizonOf: (newest) => newest - LATE_MS,
        maxPages: MAX_PAGES,
        firstPageRows: FIRST_PAGE_ROWS,
      }),
      group ?? source.readGroup(span),
    ]);
    if (!read || !record || this.#loop.isStopped) return undefined;
    this.#setGroup(record);
    for (const live of read.messages) this.#remember(live);
    this.#known.setFloor(read.isComplete ? undefined : read.messages[0]?.time);
    this.#unconfirmedAt = this.#options.timers.now();
    this.#loop.open();
    return read;
  }

  /** Marks a message as given out, and moves the positions of the viewers that see it. */
  #remember(live: LiveMessage): void {
    this.#known.add(live);
    this.#chains.all.add(live);
    if (!live.message.hidden) this.#chains.visible.add(live);
  }

  /** @returns the delay until the next read; undefined if none is needed */
  async #read(span: Span | undefined): Promise<number | undefined> {
    const { source, onGone } = this.#options;
    const isGroupWanted = this.#isGroupWanted;
    this.#isGroupWanted = false;
    let read: ReadBack | undefined;
    const isConfirmation = this.isConfirmationDue;
    const { horizon } = this.#known;
    try {
      read = await readMessagesBack({
        read: (size, endTime) => source.readPage(size, endTime, span),
        horizonOf: () => horizon,
        maxPages: MAX_PAGES,
        firstPageRows: FIRST_PAGE_ROWS,
        isKnown: (key) => this.#known.has(key),
      });
    } catch (error) {
      this.#isGroupWanted ||= isGroupWanted;
      throw error;
    }
    if (this.#loop.isStopped) return undefined;
    if (!read) {
      onGone();
      return undefined;
    }
    if (isConfirmation) this.#unconfirmedAt = undefined;
    await this.#giveOut(read, isGroupWanted, span);
    return this.#delayOfUnlisted();
  }

  async #giveOut(read: ReadBack, isGroupWanted: boolean, span: Span | undefined): Promise<void> {
    const news = read.messages.filter(({ key, time }) => this.#known.isNew(key, time));
    const needsGroup =
      isGroupWanted ||
      news.some(({ message }) => isStateMessage(message)) ||
      (news.length > 0 && this.#options.needsGroup());
    const freshGroup = needsGroup ? this.readGroup(span) : undefined;
    const found = { freshGroup, users: read.users, span };
    // The audiences that need the record await it. A failure must not be unhandled when there are none.
    freshGroup?.catch(() => undefined);
    if (!read.isComplete && news.length > 0) this.#emit({ type: 'EventsMissed', reason: 'TOO_MANY' }, found);
    if (news.length > 0) {
      this.#unconfirmedAt = this.#options.timers.now();
      this.#options.onMessagesRead?.(read.pages + (freshGroup ? 1 : 0));
    }
    for (const live of news) {
      this.#remember(live);
      this.#emit({ type: 'MessageAdded', live }, found);
    }
    for (const { key } of read.messages) this.#awaited.delete(key);
    this.#known.forgetOld();
    if (!freshGroup) return;
    try {
      const group = await freshGroup;
      if (group && !this.#loop.isStopped) this.#changeGroup(group, { ...found, users: [] });
    } catch {
      // The next read tries again.
      this.#isGroupWanted = true;
    }
  }

  #changeGroup(group: GroupRecord, found: FoundBy): void {
    const previous = this.#state;
    this.#setGroup(group);
    const changes = changesBetween(previous, this.#state ?? '');
    if (changes.length > 0) this.#emit({ type: 'ConversationChanged', changes }, found);
  }

  #setGroup(group: GroupRecord): void {
    this.#group = group;
    this.#state = stateOf(group);
  }

  #emit(content: EventContent, found: FoundBy): void {
    const isHidden = content.type === 'MessageAdded' && content.live.message.hidden;
    this.#sequence += 1;
    this.#chains.all.count();
    if (!isHidden) this.#chains.visible.count();
    const positions = {
      all: this.positionFor('all'),
      visible: isHidden ? undefined : this.positionFor('visible'),
    };
    const cursors: Partial<Record<Visibility, string>> = {};
    const { seal, onEvent } = this.#options;
    onEvent({
      content,
      sequence: this.#sequence,
      positionFor: (visibility) => positions[visibility],
      cursorFor: (visibility) => {
        const position = positions[visibility];
        return position && (cursors[visibility] ??= formatEventCursor(position, seal));
      },
      ...found,
      group: this.#group,
    });
  }

  /** Reads the conversation now. Rejects after `MAX_GROUP_READS` failures. */
  async readGroup(span?: Span): Promise<GroupRecord | null> {
    for (let reads = 1; ; reads += 1) {
      try {
        return await this.#options.source.readGroup(span);
      } catch (error) {
        if (reads >= MAX_GROUP_READS || this.#loop.isStopped) throw error;
        await new Promise<void>((resolve) => {
          this.#options.timers.after(RETRY_MS.first * 2 ** (reads - 1), resolve);
        });
      }
    }
  }

  /** Forgets hinted messages that several reads have not found. @returns the delay until the next read for the others */
  #delayOfUnlisted(): number | undefined {
    let shortest: number | undefined;
    for (const [key, reads] of this.#awaited) {
      const delay = UNLISTED_DELAYS_MS[reads];
      if (delay === undefined) {
        this.#awaited.delete(key);
      } else {
        this.#awaited.set(key, reads + 1);
        shortest = Math.min(shortest ?? delay, delay);
      }
    }
    return shortest;
  }
}

/** What an event has from the read that found it. */
type FoundBy = Pick<TailEvent, 'freshGroup' | 'users' | 'span'>;

/** What the start of a tail has read. */
export type StartRead = ReadBack;

/** The start read serves a replay too, if it went back far enough. */
function coverage(read: StartRead | undefined, horizon: number): ReadBack | undefined {
  if (!read) return undefined;
  const [oldest] = read.messages;
  return read.reachesEnd || (oldest && oldest.time < horizon) ? { ...read, isComplete: true } : undefined;
}

/** Whether a message tells of a change of the conversation. */
function isStateMessage({ metadata, contentType }: LiveMessage['message']): boolean {
  return contentType === 10 || metadata?.KM_STATUS !== undefined || metadata?.KM_ASSIGN !== undefined;
}
