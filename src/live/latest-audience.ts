import type { GatewayError } from '../errors.ts';
import type { Span } from '../lib/observer.ts';
import type { FanOut } from './fan-out.ts';
import type { EventRecords, ExecuteEvent, Subscriber } from './subscriber.ts';
import { createPayload, type PayloadFacts } from './transport/frames.ts';

/*
 * The subscribers of a list of latest states: the inbox, or some users. There are no positions: a member that reads too
 * slowly gets the latest state when its client has caught up.
 */

/** An event and the records that came with it. */
export interface LatestEvent {
  /** The value of the root field. */
  readonly source: object;
  readonly records: EventRecords;
  /** What metrics know of it. */
  readonly facts?: PayloadFacts;
  /** The read that found it; undefined if it is not recorded. */
  readonly span?: Span | undefined;
}

export interface LatestAudienceOptions {
  /** The root field of its documents. */
  readonly field: string;
  readonly execute: ExecuteEvent;
  readonly fanOut: FanOut;
  /** What a new member gets first, and a member that was too slow. */
  readonly opening: (reason: 'STARTED' | 'SLOW_READER') => readonly LatestEvent[];
  /** Called when the last member has left. */
  readonly onEmpty: () => void;
}

interface Member {
  readonly subscriber: Subscriber;
  state: 'joining' | 'live' | 'behind' | 'left';
  /** Events that wait until the member has got what it starts with. */
  queue: LatestEvent[];
}

export class LatestAudience {
  readonly #options: LatestAudienceOptions;
  readonly #members = new Set<Member>();
  /** Events that wait for the execution of an earlier one. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: LatestAudienceOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Adds a subscriber. @returns what its stream tells the audience */
  join(subscriber: Subscriber) {
    const member: Member = { subscriber, state: 'joining', queue: [] };
    this.#members.add(member);
    void this.#bringUp(member, 'STARTED');
    return {
      /** The client has read everything that was queued for it. */
      catchUp: () => {
        if (member.state !== 'behind') return;
        member.state = 'joining';
        void this.#bringUp(member, 'SLOW_READER');
      },
      leave: () => this.#remove(member),
    };
  }

  push(event: LatestEvent): void {
    for (const member of this.#members) if (member.state === 'joining') member.queue.push(event);
    const targets = [...this.#members].filter(({ state }) => state === 'live');
    if (targets.length === 0) return;
    this.#queue = this.#queue.then(() => this.#deliver(event, targets));
  }

  /** Ends all streams. */
  end(error: GatewayError): void {
    for (const member of this.#members) {
      this.#remove(member);
      member.subscriber.end(error);
    }
  }

  async #deliver(
    { source, records, facts, span: read }: LatestEvent,
    targets: readonly Member[],
  ): Promise<void> {
    await this.#options.fanOut.beforeExecution();
    const span = read?.startFanOut(this.#options.field, targets.length);
    const { text, isDenied } = await this.#options.execute(source, records, span);
    const payload = createPayload(text, undefined, facts);
    for (const member of targets) {
      const turn = this.#options.fanOut.beforeWrite();
      if (turn) await turn;
      if (member.state !== 'live') continue;
      if (isDenied) this.#finish(member, text);
      else if (!member.subscriber.next(payload)) markBehind(member);
    }
    span?.end();
  }

  async #bringUp(member: Member, reason: 'STARTED' | 'SLOW_READER'): Promise<void> {
    const isJoining = () => member.state === 'joining';
    member.queue = [...this.#options.opening(reason)];
    while (isJoining()) {
      const event = member.queue.shift();
      if (!event) {
        member.state = 'live';
        return;
      }
      await this.#options.fanOut.beforeExecution();
      const { text, isDenied } = await this.#options.execute(event.source, event.records);
      if (!isJoining()) return;
      if (isDenied) this.#finish(member, text);
      else if (!member.subscriber.next(createPayload(text, undefined, event.facts))) markBehind(member);
    }
  }

  /** Writes a last result, and ends the stream. */
  #finish(member: Member, text: string): void {
    member.subscriber.next(createPayload(text));
    this.#remove(member);
    member.subscriber.end();
  }

  #remove(member: Member): void {
    member.state = 'left';
    member.queue = [];
    if (this.#members.delete(member) && this.#members.size === 0) this.#options.onEmpty();
  }
}

/** The stream of a member was too slow, or has closed meanwhile. */
function markBehind(member: Member): void {
  if (member.state !== 'left') member.state = 'behind';
}
