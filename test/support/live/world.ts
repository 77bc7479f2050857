import type { AccountBatchers } from '../../../src/batching/batchers.ts';
import type { GroupRecord, MessagePage, MessageRecord, SupportPage } from '../../../src/kommunicate/types.ts';
import { LiveAccount } from '../../../src/live/account.ts';
import { createFanOut } from '../../../src/live/fan-out.ts';
import { parseEventCursor } from '../../../src/live/event-position.ts';
import type { ExecuteEvent, Subscriber } from '../../../src/live/subscriber.ts';
import { joinSubscription, type JoinedSubscription } from '../../../src/live/subscriptions.ts';
import type { Timers } from '../../../src/live/timers.ts';
import { createCallerId } from '../../../src/auth/caller-id.ts';
import type { Principal } from '../../../src/auth/principal.ts';

const API_KEY = 'key-of-the-model';
const GROUP = '104250001';

/** Waits for pending microtasks and ticks. */
export async function settle(): Promise<void> {
  for (let tick = 0; tick < 6; tick += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Timers of a test: nothing happens until it advances them. */
export class ManualTimers implements Timers {
  #now = 0;
  #nextId = 0;
  readonly #timers = new Map<number, { at: number; every: number | undefined; run: () => void }>();

  after(delayMs: number, run: () => void): () => void {
    return this.#add(delayMs, undefined, run);
  }

  every(intervalMs: number, run: () => void): () => void {
    return this.#add(intervalMs, intervalMs, run);
  }

  now(): number {
    return this.#now;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Advances the clock, and runs what has to run, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].toSorted(([, one], [, other]) => one.at - other.at);
      if (!next || next[1].at > end) break;
      const [id, timer] = next;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.at += timer.every;
      timer.run();
      await settle();
    }
    this.#now = end;
  }

  #add(delayMs: number, every: number | undefined, run: () => void): () => void {
    const id = (this.#nextId += 1);
    this.#timers.set(id, { at: this.#now + delayMs, every, run });
    return () => this.#timers.delete(id);
  }
}

interface StoredMessage {
  readonly record: MessageRecord;
  readonly visibleAt: number;
}

/** A conversation of the REST API, with messages that appear late. Its clock is that of the timers. */
export class World {
  readonly timers = new ManualTimers();
  readonly messages: StoredMessage[] = [];
  status = 0;
  members = ['ana-ortiz', 'agent'];
  isInclusive = false;
  /** The number of further reads that fail. */
  failures = 0;
  reads = { pages: 0, groups: 0, support: 0 };

  add(options: { lateMs?: number; hidden?: boolean; time?: number } = {}): MessageRecord {
    const { lateMs = 0, hidden = false, time = this.timers.now() } = options;
    const record: MessageRecord = {
      messageKey: `5-m${this.messages.length}`,
      groupId: GROUP,
      fromUserName: 'ana-ortiz',
      message: `text ${this.messages.length}`,
      createdAt: time,
      metadata: undefined,
      attachment: undefined,
      hidden,
      contentType: 0,
    };
    this.messages.push({ record, visibleAt: this.timers.now() + lateMs });
    return record;
  }

  visible(): readonly MessageRecord[] {
    return this.messages
      .filter(({ visibleAt }) => visibleAt <= this.timers.now())
      .map(({ record }) => record)
      .toReversed()
      .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
  }

  group(): GroupRecord {
    return {
      groupId: GROUP,
      name: 'Order 8841',
      imageUrl: undefined,
      createdAtTime: 0,
      updatedAtTime: this.visible()[0]?.createdAt,
      status: this.status,
      assigneeId: 'agent',
      groupUsers: this.members.map((userId) => ({ userId, role: 3, groupType: 10, unreadCount: 0 })),
      metadata: { CONVERSATION_STATUS: String(this.status) },
    };
  }

  #failNow(): void {
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new Error('the read failed');
  }

  readonly client = {
    getMessages: async ({
      pageSize,
      endTime = Infinity,
    }: {
      pageSize: number;
      endTime: number | undefined;
    }): Promise<MessagePage | null> => {
      this.reads.pages += 1;
      this.#failNow();
      const messages = this.visible()
        .filter(({ createdAt = 0 }) => (this.isInclusive ? createdAt <= endTime : createdAt < endTime))
        .slice(0, pageSize);
      return { messages, rowCount: messages.length, users: [] };
    },
    getSupportPage: async (): Promise<SupportPage> => {
      this.reads.support += 1;
      this.#failNow();
      const messages = this.visible().slice(0, 1);
      return { messages, groups: [this.group()], rowCount: 1, users: [] };
    },
  };

  createAccount(onIdle: () => void = () => undefined): LiveAccount {
    const load = async () => {
      this.reads.groups += 1;
      this.#failNow();
      return this.group();
    };
    const batcher = () => ({ loadMany: () => [load()], beginWrite: () => () => undefined });
    return new LiveAccount({
      client: this.client,
      apiKey: API_KEY,
      batchers: { users: batcher, conversations: batcher } as unknown as AccountBatchers,
      runRead: (read) => read(),
      timers: this.timers,
      readTimeoutMs: 10_000,
      onIdle,
    });
  }
}

/** An event as a client receives it. */
interface ReceivedEvent {
  readonly type: 'MessageAdded' | 'ConversationChanged' | 'EventsMissed';
  readonly id: string | undefined;
  readonly status: number | undefined;
  readonly changes: readonly string[];
  readonly reason: string | undefined;
  readonly cursor: string;
  readonly previousCursor: string | undefined;
}

/** One stream of a client. */
export interface ReceivedStream {
  readonly after: string | undefined;
  readonly events: ReceivedEvent[];
  /** How many payloads the client takes before it is too slow. */
  room: number;
  isOver: boolean;
  joined: JoinedSubscription | undefined;
}

export function principalOf(role: 'USER' | 'AGENT', userId: string): Principal {
  return { apiKey: API_KEY, role, actingUserId: userId, caller: createCallerId(userId, role) };
}

/** Executes an event as the gateway does: a user that is no participant is denied. */
function executeFor({ role, actingUserId }: Principal): ExecuteEvent {
  return async (event, { conversation }) => {
    const group = conversation?.group;
    const isMember = group?.groupUsers?.some(({ userId }) => userId === actingUserId) ?? false;
    if (role === 'USER' && !isMember) return { text: '{"denied":true}', isDenied: true };
    const { content, cursor, previousCursor } = event as never as {
      content: { type: string; message?: MessageRecord; changes?: readonly string[]; reason?: string };
      cursor: string;
      previousCursor: string | undefined;
    };
    const received = {
      type: content.type,
      id: content.message?.messageKey,
      status: group?.status,
      changes: content.changes ?? [],
      reason: content.reason,
      cursor,
      previousCursor,
    };
    return { text: JSON.stringify(received), isDenied: false };
  };
}

/** Opens a stream, as a client does with the last cursor that it has. */
export async function openStream(
  account: LiveAccount,
  principal: Principal,
  { after, room = Infinity }: { after?: string | undefined; room?: number } = {},
): Promise<ReceivedStream> {
  const stream: ReceivedStream = { after, events: [], room, isOver: false, joined: undefined };
  const subscriber: Subscriber = {
    next(payload) {
      if (stream.isOver) return false;
      if (stream.room <= 0) return false;
      stream.room -= 1;
      const [, data = '{}'] = /^data: (.*)$/m.exec(payload.frame('sse').toString()) ?? [];
      const event = JSON.parse(data) as ReceivedEvent & { denied?: boolean };
      if (!event.denied) stream.events.push(event);
      return true;
    },
    end() {
      stream.isOver = true;
    },
  };
  const position =
    after === undefined ? undefined : parseEventCursor(after, { secret: API_KEY, groupId: GROUP });
  if (after !== undefined && !position) throw new Error('the cursor cannot be read');
  stream.joined = await joinSubscription({
    account,
    fanOut: createFanOut(),
    principal,
    target: {
      field: 'conversationEvents',
      key: `${principal.role} ${principal.role === 'USER' ? principal.actingUserId : ''}`,
      groupId: GROUP,
      after: position && after !== undefined ? { position, cursor: after } : undefined,
      selectsPreviousCursor: true,
      readsViewer: false,
    },
    subscriber,
    execute: executeFor(principal),
  });
  return stream;
}
