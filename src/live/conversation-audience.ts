import { GatewayError } from '../errors.ts';
import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';
import { changesBetween, hasParticipant } from '../kommunicate/conversation-state.ts';
import { hashOf, LATE_MS } from '../kommunicate/message-key.ts';
import type { Span } from '../lib/observer.ts';
import { formatEventCursor, recentHashes, type EventPosition, type EventSeal } from './event-position.ts';
import type { FanOut } from './fan-out.ts';
import type { EventContent, EventsMissedReason, StartRead, Tail, TailEvent } from './tail.ts';
import type { Visibility } from './viewer-chain.ts';
import type { EventResult, ExecuteEvent, Subscriber } from './subscriber.ts';
import { createPayload, type PayloadFacts } from './transport/frames.ts';

/*
 * The subscribers of one conversation whose results are equal: same document, variables and role, and for an end user the
 * same user. An event is executed once for all of them, and its text is written to each.
 *
 * A member is `joining` while it gets what it has missed: after a resume, or after its client read too slowly. Events that
 * happen meanwhile wait in its queue. When the queue is empty, it is `live`. A member that reads too slowly is `behind`, and
 * joins again from its own position when its client has caught up.
 */

export interface ConversationAudienceOptions {
  readonly tail: Tail;
  readonly visibility: Visibility;
  readonly seal: EventSeal;
  /** Whether the document selects `previousCursor`, which can differ between members. */
  readonly selectsPreviousCursor: boolean;
  /** The user that must be a participant; undefined for callers that may read every conversation. */
  readonly memberId: string | undefined;
  /** Whether an event needs a record of the conversation that was read after the hint. */
  readonly needsGroup: boolean;
  readonly execute: ExecuteEvent;
  readonly fanOut: FanOut;
  /** Called when the last member has left. */
  readonly onEmpty: () => void;
}

interface Member {
  readonly subscriber: Subscriber;
  state: 'joining' | 'live' | 'behind' | 'left';
  /** Where the member is. */
  position: EventPosition;
  /** The cursor of the last event, or the `after` of the client. Undefined before the first event without `after`. */
  cursor: string | undefined;
  /** Events of the tail up to this number are done for this member. */
  sequence: number;
  queue: TailEvent[];
  /**
   * Hashes of messages that the member has got and that the tail may still give out: from its cursor, or from a replay.
   * Undefined when all later messages are newer.
   */
  given: Set<string> | undefined;
}

/** Where a new member starts. */
export interface JoinOptions {
  readonly after?: { readonly position: EventPosition; readonly cursor: string } | undefined;
  readonly startRead?: StartRead | undefined;
}

export class ConversationAudience {
  readonly #options: ConversationAudienceOptions;
  readonly #members = new Set<Member>();
  /** Events that wait for the execution of an earlier one. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: ConversationAudienceOptions) {
    this.#options = options;
  }

  get needsGroup(): boolean {
    return this.#options.needsGroup;
  }

  get isOfMember(): boolean {
    return this.#options.memberId !== undefined;
  }

  /** Adds a subscriber. @returns what its stream tells the audience */
  join(subscriber: Subscriber, { after, startRead }: JoinOptions) {
    const { tail, visibility } = this.#options;
    const member: Member = {
      subscriber,
      state: 'joining',
      position: after?.position ?? tail.positionFor(visibility),
      cursor: after?.cursor,
      sequence: tail.sequence,
      queue: [],
      given: undefined,
    };
    this.#members.add(member);
    void this.#bringUp(member, after ? 'TOO_OLD' : 'STARTED', startRead);
    return {
      /** The client has read everything that was queued for it. */
      catchUp: () => {
        if (member.state !== 'behind') return;
        member.state = 'joining';
        member.queue = [];
        member.sequence = tail.sequence;
        void this.#bringUp(member, 'SLOW_READER');
      },
      leave: () => this.#remove(member),
    };
  }

  /** Takes an event of the tail. */
  push(event: TailEvent): void {
    if (event.positionFor(this.#options.visibility) === undefined) return;
    for (const member of this.#members) if (member.state === 'joining') member.queue.push(event);
    this.#enqueue(() => this.#deliver(event));
  }

  /**
   * Ends the streams of a user that is not a participant any more.
   * @param group a record of the conversation, which may be older than the membership
   */
  async checkMembership(group: GroupRecord | null): Promise<void> {
    const { memberId, tail } = this.#options;
    if (memberId === undefined || hasParticipant(group, memberId)) return;
    const fresh = await tail.readGroup().catch(() => undefined);
    if (fresh !== undefined && !hasParticipant(fresh, memberId)) this.#endDenied(fresh);
  }

  /** Ends all streams of a conversation that does not exist any more. */
  endGone(): void {
    if (this.isOfMember) this.#endDenied(null);
    else this.end(new GatewayError('NOT_FOUND', { reason: 'conversation' }));
  }

  /** Ends all streams with the error that the access rules give. It has nothing of an event. */
  #endDenied(group: GroupRecord | null): void {
    this.#enqueue(async () => {
      const { text, isDenied } = await this.#execute({ type: 'ConversationChanged', changes: [] }, { group });
      if (isDenied) for (const member of this.#members) this.#finish(member, text);
    });
  }

  /** Ends all streams. */
  end(error: GatewayError): void {
    for (const member of this.#members) {
      this.#remove(member);
      member.subscriber.end(error);
    }
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task);
  }

  /** Executes an event once for all live members, or once for each previous cursor that they have. */
  async #deliver(event: TailEvent): Promise<void> {
    const { visibility, selectsPreviousCursor } = this.#options;
    const cursor = event.cursorFor(visibility);
    const records = await this.#recordsOf(event);
    if (!records) return;
    const isTarget = (member: Member) =>
      member.state === 'live' && member.sequence < event.sequence && !isGiven(event.content, member);
    const targets = [...this.#members].filter(isTarget);
    const groups = Map.groupBy(targets, (member) => (selectsPreviousCursor ? member.cursor : undefined));
    const span = event.span?.startFanOut('conversationEvents', targets.length);
    for (const [previousCursor, members] of groups) {
      const result = await this.#execute(event.content, { ...records, cursor, previousCursor, span });
      const payload = createPayload(result.text, cursor, factsOf(event.content));
      for (const member of members) {
        const turn = this.#options.fanOut.beforeWrite();
        // Most writes need not wait, and `await` alone would delay each of thousands.
        if (turn) await turn;
        if (!isTarget(member)) continue;
        if (result.isDenied) this.#finish(member, result.text);
        else this.#write(member, payload, event, cursor);
      }
    }
    span?.end();
  }

  #write(
    member: Member,
    payload: ReturnType<typeof createPayload>,
    event: TailEvent,
    cursor: string | undefined,
  ): boolean {
    member.sequence = event.sequence;
    if (!member.subscriber.next(payload)) {
      if (member.state !== 'left') member.state = 'behind';
      return false;
    }
    member.position = event.positionFor(this.#options.visibility) ?? member.position;
    member.cursor = cursor;
    return true;
  }

  /** Gives a member what it has missed, then the events that wait in its queue, and makes it live. */
  async #bringUp(member: Member, reason: EventsMissedReason, startRead?: StartRead): Promise<void> {
    const isJoining = () => member.state === 'joining';
    if (reason === 'STARTED') {
      if (!(await this.#sendMissed(member, reason, false))) return;
    } else {
      member.given = new Set([...(member.given ?? []), ...member.position.hashes]);
      if (!(await this.#replay(member, reason, member.given, startRead))) return;
    }

    while (isJoining()) {
      const event = member.queue.shift();
      if (!event) {
        member.state = 'live';
        return;
      }
      if (event.sequence <= member.sequence || isGiven(event.content, member)) continue;
      if (!(await this.#sendQueued(member, event))) return;
    }
  }

  /** @returns false if the member has left or is behind */
  async #replay(
    member: Member,
    reason: EventsMissedReason,
    given: Set<string>,
    startRead: StartRead | undefined,
  ): Promise<boolean> {
    const { tail, visibility } = this.#options;
    const replay = await this.#readReplay(member, startRead);
    if (member.state !== 'joining' || !replay) return false;
    if (replay.isIncomplete) return this.#sendMissed(member, reason, true);
    for (const live of replay.messages) {
      const hash = hashOf(live.message.messageKey);
      given.add(hash);
      // The tail has missed it so far: its other subscribers are waiting for it.
      if (tail.isNews(live.message.messageKey, live.time)) tail.hint({});
      const { time = live.time, hashes, state, sequence } = member.position;
      const position = {
        time: Math.max(time, live.time),
        hashes: recentHashes([...hashes.map((each) => ({ hash: each, time: 0 })), { hash, time: live.time }]),
        state,
        sequence: sequence + 1,
      };
      const records = { group: tail.group, users: replay.users };
      if (!(await this.#send(member, { type: 'MessageAdded', live }, position, records))) return false;
    }
    const current = tail.positionFor(visibility);
    if (current.state === undefined) return true;
    const changes = changesBetween(member.position.state, current.state);
    if (changes.length === 0) return true;
    const { sequence } = member.position;
    const position = { ...member.position, state: current.state, sequence: sequence + 1 };
    return this.#send(member, { type: 'ConversationChanged', changes }, position, { group: tail.group });
  }

  async #readReplay(member: Member, startRead: StartRead | undefined) {
    const { tail, visibility } = this.#options;
    try {
      const replay = await tail.replay(member.position, visibility, startRead);
      if (!replay) this.#fail(member, new GatewayError('NOT_FOUND', { reason: 'conversation' }));
      return replay;
    } catch (error) {
      this.#fail(
        member,
        error instanceof GatewayError ? error : new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error }),
      );
      return undefined;
    }
  }

  /** Sends `EventsMissed`, and puts the member at the current end of the tail. */
  async #sendMissed(member: Member, reason: EventsMissedReason, skipsQueue: boolean): Promise<boolean> {
    const { tail, visibility } = this.#options;
    if (skipsQueue) {
      member.sequence = tail.sequence;
      member.queue = [];
    }
    return this.#send(member, { type: 'EventsMissed', reason }, tail.positionFor(visibility), {
      group: tail.group,
    });
  }

  /** Executes an event for one member, and writes it. @returns false if the member has left or is behind */
  async #send(
    member: Member,
    content: EventContent,
    position: EventPosition,
    records: { group?: GroupRecord | undefined; users?: readonly UserRecord[] },
  ): Promise<boolean> {
    const cursor = formatEventCursor(position, this.#options.seal);
    const result = await this.#execute(content, { ...records, cursor, previousCursor: member.cursor });
    if (member.state !== 'joining') return false;
    if (result.isDenied) {
      this.#finish(member, result.text);
      return false;
    }
    if (!member.subscriber.next(createPayload(result.text, cursor, factsOf(content)))) {
      if (this.#members.has(member)) member.state = 'behind';
      return false;
    }
    member.position = position;
    member.cursor = cursor;
    return true;
  }

  async #sendQueued(member: Member, event: TailEvent): Promise<boolean> {
    const records = await this.#recordsOf(event);
    if (!records || member.state !== 'joining') return false;
    const cursor = event.cursorFor(this.#options.visibility);
    const result = await this.#execute(event.content, { ...records, cursor, previousCursor: member.cursor });
    if (member.state !== 'joining') return false;
    if (result.isDenied) {
      this.#finish(member, result.text);
      return false;
    }
    return this.#write(member, createPayload(result.text, cursor, factsOf(event.content)), event, cursor);
  }

  /**
   * The records for the execution of an event. An end user needs a record of the conversation that was read after the
   * hint: without one, its streams end.
   */
  async #recordsOf(event: TailEvent) {
    const { isOfMember } = this;
    try {
      const fresh = await event.freshGroup;
      return { group: fresh ?? (isOfMember ? undefined : event.group), users: event.users };
    } catch (error) {
      if (!isOfMember) return { group: event.group, users: event.users };
      this.end(
        error instanceof GatewayError ? error : new GatewayError('UPSTREAM_UNAVAILABLE', { cause: error }),
      );
      return undefined;
    }
  }

  async #execute(
    content: EventContent,
    {
      group,
      users = [],
      cursor,
      previousCursor,
      span,
    }: {
      readonly group?: GroupRecord | null | undefined;
      readonly users?: readonly UserRecord[];
      readonly cursor?: string | undefined;
      readonly previousCursor?: string | undefined;
      readonly span?: Span | undefined;
    },
  ): Promise<EventResult> {
    const { execute, fanOut, seal } = this.#options;
    await fanOut.beforeExecution();
    const source = {
      content:
        content.type === 'MessageAdded' ? { type: content.type, message: content.live.message } : content,
      groupId: seal.groupId,
      group: group ?? undefined,
      cursor,
      previousCursor,
    };
    const records = {
      // Null tells the access rule that there is no such conversation, without another call.
      conversation: group === undefined ? undefined : { groupId: seal.groupId, group },
      users,
      latestMessage: content.type === 'MessageAdded' ? content.live.message : undefined,
    };
    return execute(source, records, span);
  }

  /** Writes a last result, and ends the stream. */
  #finish(member: Member, text: string): void {
    if (member.state === 'left') return;
    member.subscriber.next(createPayload(text));
    this.#fail(member);
  }

  #fail(member: Member, error?: GatewayError): void {
    if (member.state === 'left') return;
    this.#remove(member);
    member.subscriber.end(error);
  }

  #remove(member: Member): void {
    member.state = 'left';
    member.queue = [];
    if (this.#members.delete(member) && this.#members.size === 0) this.#options.onEmpty();
  }
}

/** What metrics know of an event. */
function factsOf(content: EventContent): PayloadFacts | undefined {
  switch (content.type) {
    case 'MessageAdded':
      return { messageTime: content.live.time };
    case 'EventsMissed':
      return { gap: content.reason };
    default:
      return undefined;
  }
}

/** Whether a member has the message already. */
function isGiven(content: EventContent, member: Member): boolean {
  if (content.type !== 'MessageAdded' || !member.given) return false;
  const { message, time } = content.live;
  if (member.given.has(hashOf(message.messageKey))) return true;
  if (time > (member.position.time ?? -Infinity) + LATE_MS) member.given = undefined;
  return false;
}
