import type { AccountBatchers } from '../batching/batchers.ts';
import { createLoadScope } from '../batching/load-scope.ts';
import type { KommunicateClient } from '../kommunicate/client.ts';
import type { Observer, Span, Tracer } from '../lib/observer.ts';
import type { GroupRecord, SupportPage, UserRecord } from '../kommunicate/types.ts';
import { ConversationAudience, type ConversationAudienceOptions } from './conversation-audience.ts';
import type { EventSeal } from './event-position.ts';
import type { Hint } from './hint.ts';
import { InboxWatch, rowsOf, type InboxNews } from './inbox-watch.ts';
import { LatestAudience, type LatestAudienceOptions } from './latest-audience.ts';
import { recordRead } from './record-read.ts';
import type { RunRead } from './read-slots.ts';
import { Tail, type StartRead, type TailEvent } from './tail.ts';
import type { Timers } from './timers.ts';
import { UserWatch, type UserNews } from './user-watch.ts';

/*
 * What one process watches of one account: the tails of conversations, the inbox, and users. A hint goes to those that
 * watch its conversation or user. The poll finds what no hint has told.
 */

export interface AccountOptions {
  readonly client: Pick<KommunicateClient, 'getMessages' | 'getSupportPage'>;
  readonly apiKey: string;
  readonly batchers: AccountBatchers;
  readonly runRead: RunRead;
  readonly timers: Timers;
  /** Time for one read with its retries, in milliseconds. */
  readonly readTimeoutMs: number;
  /** Hears of calls and of what they found. Default: nothing does. */
  readonly observer?: Observer | undefined;
  /** Records reads. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
  /** Called when nothing of the account is watched any more. */
  readonly onIdle: () => void;
}

/** A conversation that has subscribers. */
interface WatchedConversation {
  readonly tail: Tail;
  /** By the key of what their members share. */
  readonly audiences: Map<string, ConversationAudience>;
  /** Subscribers that are about to join. */
  opening: number;
  /** REST `updatedAtTime` at the last poll: a new message changes it too. */
  updatedAtTime: number | undefined;
}

const POLL_PAGE_ROWS = 60;

export class LiveAccount {
  readonly #options: AccountOptions;
  readonly #conversations = new Map<string, WatchedConversation>();
  readonly #inboxAudiences = new Map<string, InboxSubscription>();
  readonly #userAudiences = new Map<string, UserSubscription>();
  #inbox: InboxWatch | undefined;
  /** Subscribers that are about to join. */
  #joining = 0;
  readonly #users: UserWatch;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#users = new UserWatch({
      readUser: (userId, span) => this.#readUser(userId, span),
      startSpan: () => options.tracer?.startRead('users'),
      onNews: (news) => this.#publishUser(news),
    });
  }

  get isIdle(): boolean {
    return (
      this.#joining === 0 &&
      this.#conversations.size === 0 &&
      this.#inboxAudiences.size === 0 &&
      this.#userAudiences.size === 0
    );
  }

  /** The number of watched conversations. */
  get conversationCount(): number {
    return this.#conversations.size;
  }

  /**
   * Keeps the account while a subscriber joins. Without it, another one that leaves meanwhile would make the account idle,
   * and the one that joins would get no hints.
   * @returns a function to call once the subscriber has joined, or will not join
   */
  beginJoin(): () => void {
    this.#joining += 1;
    return () => {
      this.#joining -= 1;
      this.#checkIdle();
    };
  }

  hint({ conversationId, messageId, isGroupChanged = false, userId }: Hint): void {
    if (userId !== undefined && this.#users.isWatched(userId)) {
      this.#endSharing('users', userId);
      void this.#users.refresh([userId]);
    }
    if (conversationId === undefined) return;
    const watched = this.#conversations.get(conversationId);
    if (watched) {
      this.#endSharing('conversations', conversationId);
      watched.tail.hint({ messageId, isGroupChanged });
    }
    this.#inbox?.hint(conversationId, messageId, isGroupChanged);
  }

  /** Reads everything once: hints may have been lost. */
  readAll(): void {
    for (const { tail } of this.#conversations.values()) tail.hint({ isGroupChanged: true });
    void this.poll();
  }

  /**
   * Opens the tail of a conversation, for an audience that joins.
   * @param group the record of the conversation, if it was read already
   * @returns undefined if the conversation does not exist; rejects if a read fails
   */
  async openConversation(groupId: string, group?: GroupRecord): Promise<OpenConversation | undefined> {
    const watched = this.#conversations.get(groupId) ?? this.#watchConversation(groupId);
    watched.opening += 1;
    const close = () => {
      watched.opening -= 1;
      this.#closeConversation(groupId, watched);
    };
    try {
      const isFirst = watched.tail.group === undefined;
      const startRead = await watched.tail.start(group);
      if (!startRead) {
        close();
        return undefined;
      }
      watched.updatedAtTime ??= watched.tail.group?.updatedAtTime;
      return {
        tail: watched.tail,
        startRead: isFirst ? startRead : undefined,
        audienceOf: (key, options) => this.#conversationAudience(watched, groupId, key, options),
        close,
      };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Opens the inbox for an audience that joins. Rejects if the first read fails. */
  async openInbox(key: string, options: InboxAudienceOptions): Promise<LatestAudience> {
    const inbox = (this.#inbox ??= this.#watchInbox());
    const subscription = this.#inboxAudiences.get(key) ?? this.#addInboxAudience(key, options);
    try {
      await inbox.start();
    } catch (error) {
      if (subscription.audience.isEmpty) this.#removeInboxAudience(key);
      throw error;
    }
    return subscription.audience;
  }

  /** Opens users for an audience that joins. Rejects if the first read fails. */
  async openUsers(
    key: string,
    userIds: readonly string[],
    options: UserAudienceOptions,
  ): Promise<LatestAudience> {
    const known = this.#userAudiences.get(key);
    if (known) {
      await known.ready;
      return known.audience;
    }
    const audience = new LatestAudience({
      ...options,
      opening: () =>
        userIds.flatMap((userId) => {
          const user = this.#users.recordOf(userId);
          return user ? [options.eventOf({ user, changes: [] })] : [];
        }),
      onEmpty: () => {
        if (!this.#userAudiences.delete(key)) return;
        this.#users.unwatch(userIds);
        this.#checkIdle();
      },
    });
    const ready = this.#users.watch(userIds);
    this.#userAudiences.set(key, { audience, ready, userIds: new Set(userIds), eventOf: options.eventOf });
    try {
      await ready;
    } catch (error) {
      this.#userAudiences.delete(key);
      this.#checkIdle();
      throw error;
    }
    return audience;
  }

  /**
   * Finds news that no hint has told: one page of `group/support`, the watched conversations that are not on it, and the
   * watched users. A failed read changes nothing: the next poll reads again.
   */
  async poll(): Promise<void> {
    const users = this.#users.refresh(this.#users.userIds);
    const startSpan = () => this.#options.tracer?.startRead('poll');
    const hasConversations = this.#conversations.size > 0 || this.#inbox !== undefined;
    const conversations = hasConversations && recordRead(startSpan, (span) => this.#pollConversations(span));
    await Promise.allSettled([users, conversations]);
  }

  async #pollConversations(span: Span | undefined): Promise<void> {
    const page = await this.#readSupportPage(POLL_PAGE_ROWS, undefined, span);
    this.#inbox?.observe(page, span);
    const onPage = new Set<string>();
    for (const { group, message } of rowsOf(page)) {
      onPage.add(group.groupId);
      const watched = this.#conversations.get(group.groupId);
      if (!watched) continue;
      const isNews = message !== undefined && watched.tail.isNews(message.messageKey, message.createdAt);
      this.#comparePolled(watched, group, isNews);
    }
    const others = [...this.#conversations].filter(([groupId]) => !onPage.has(groupId));
    await Promise.allSettled(
      others.map(async ([groupId, watched]) => {
        const group = await this.readGroup(groupId, span);
        if (!group) return;
        const isNews = watched.updatedAtTime !== undefined && watched.updatedAtTime !== group.updatedAtTime;
        this.#comparePolled(watched, group, isNews);
      }),
    );
  }

  #comparePolled(watched: WatchedConversation, group: GroupRecord, isNews: boolean): void {
    watched.updatedAtTime = group.updatedAtTime;
    const isGroupChanged = watched.tail.isOtherState(group);
    if (isNews || isGroupChanged || watched.tail.isConfirmationDue) watched.tail.hint({ isGroupChanged });
    for (const audience of watched.audiences.values()) void audience.checkMembership(group);
  }

  /** Reads the conversations of end users anew, to end the streams of those that are not participants any more. */
  async checkMemberships(): Promise<void> {
    const watched = [...this.#conversations].filter(([, { audiences }]) =>
      [...audiences.values()].some((audience) => audience.isOfMember),
    );
    await Promise.allSettled(
      watched.map(async ([groupId, { audiences }]) => {
        const group = await this.readGroup(groupId);
        for (const audience of audiences.values()) void audience.checkMembership(group);
      }),
    );
  }

  #watchConversation(groupId: string): WatchedConversation {
    const { timers, observer, tracer } = this.#options;
    const audiences = new Map<string, ConversationAudience>();
    const push = (event: TailEvent) => {
      // A request that follows the event must not share a lookup that is older than it.
      const { content } = event;
      if (content.type === 'MessageAdded') {
        this.#endSharing('conversations', groupId);
        const { fromUserName } = content.live.message;
        if (fromUserName !== undefined) this.#endSharing('users', fromUserName);
      }
      for (const audience of audiences.values()) audience.push(event);
    };
    const tail = new Tail({
      source: {
        readPage: (pageSize, endTime, span) =>
          this.#options.runRead(() =>
            this.#options.client.getMessages({ groupId, pageSize, endTime }, this.#callOptions(span)),
          ),
        readGroup: (span) => this.readGroup(groupId, span),
      },
      seal: this.#sealOf(groupId),
      timers,
      needsGroup: () => [...audiences.values()].some((audience) => audience.needsGroup),
      onEvent: push,
      onMessagesRead: observer?.messageRead,
      startSpan: () => tracer?.startRead('conversation'),
      onGone: () => this.#onGone(groupId),
    });
    const watched: WatchedConversation = { tail, audiences, opening: 0, updatedAtTime: undefined };
    this.#conversations.set(groupId, watched);
    return watched;
  }

  #conversationAudience(
    watched: WatchedConversation,
    groupId: string,
    key: string,
    options: ConversationAudienceSettings,
  ): ConversationAudience {
    const known = watched.audiences.get(key);
    if (known) return known;
    const audience = new ConversationAudience({
      ...options,
      tail: watched.tail,
      seal: this.#sealOf(groupId),
      onEmpty: () => {
        watched.audiences.delete(key);
        this.#closeConversation(groupId, watched);
      },
    });
    watched.audiences.set(key, audience);
    return audience;
  }

  #closeConversation(groupId: string, watched: WatchedConversation): void {
    if (watched.opening > 0 || watched.audiences.size > 0) return;
    if (this.#conversations.get(groupId) !== watched) return;
    watched.tail.stop();
    this.#conversations.delete(groupId);
    this.#checkIdle();
  }

  /** The conversation was deleted: end users may not know that it existed, and others learn it. */
  #onGone(groupId: string): void {
    const watched = this.#conversations.get(groupId);
    if (!watched) return;
    for (const audience of watched.audiences.values()) audience.endGone();
  }

  #watchInbox(): InboxWatch {
    return new InboxWatch({
      readPage: (pageSize, endTime, span) => this.#readSupportPage(pageSize, endTime, span),
      readGroup: (groupId, span) => this.readGroup(groupId, span),
      startSpan: () => this.#options.tracer?.startRead('inbox'),
      timers: this.#options.timers,
      onNews: (news) => this.#publishInbox(news),
    });
  }

  #addInboxAudience(key: string, options: InboxAudienceOptions): InboxSubscription {
    const audience = new LatestAudience({ ...options, onEmpty: () => this.#removeInboxAudience(key) });
    const subscription = { audience, options };
    this.#inboxAudiences.set(key, subscription);
    return subscription;
  }

  #removeInboxAudience(key: string): void {
    if (!this.#inboxAudiences.delete(key) || this.#inboxAudiences.size > 0) return;
    this.#inbox?.stop();
    this.#inbox = undefined;
    this.#checkIdle();
  }

  #publishInbox(news: InboxNews): void {
    for (const { audience, options } of this.#inboxAudiences.values()) {
      const event = options.eventOf(news);
      if (event) audience.push(event);
    }
  }

  #publishUser(news: UserNews): void {
    for (const { audience, userIds, eventOf } of this.#userAudiences.values()) {
      if (userIds.has(news.user.userId)) audience.push(eventOf(news));
    }
  }

  #checkIdle(): void {
    if (this.isIdle) this.#options.onIdle();
  }

  #endSharing(kind: 'users' | 'conversations', id: string): void {
    this.#options.batchers[kind]().beginWrite(id)();
  }

  #sealOf(groupId: string): EventSeal {
    return { secret: this.#options.apiKey, groupId };
  }

  /** Reads a conversation, in a batch with others; null if it does not exist. */
  readGroup(groupId: string, span?: Span): Promise<GroupRecord | null> {
    const [group] = this.#options.batchers.conversations().loadMany([groupId], createLoadScope({ span }));
    return group ?? Promise.resolve(null);
  }

  #readUser(userId: string, span: Span | undefined): Promise<UserRecord | null> {
    const [user] = this.#options.batchers.users().loadMany([userId], createLoadScope({ span }));
    return user ?? Promise.resolve(null);
  }

  #readSupportPage(
    pageSize: number,
    endTime: number | undefined,
    span: Span | undefined,
  ): Promise<SupportPage> {
    const { client, runRead } = this.#options;
    return runRead(() => client.getSupportPage({ pageSize, endTime, statuses: [] }, this.#callOptions(span)));
  }

  #callOptions(span: Span | undefined) {
    const { apiKey, readTimeoutMs, timers, observer } = this.#options;
    const endsAt = timers.now() + readTimeoutMs;
    return { apiKey, observer, span, remainingMs: () => Math.max(0, endsAt - timers.now()) };
  }
}

/** What a conversation's audience needs besides the tail. */
export type ConversationAudienceSettings = Omit<ConversationAudienceOptions, 'tail' | 'seal' | 'onEmpty'>;

/** A conversation that is open for a subscriber. */
export interface OpenConversation {
  readonly tail: Tail;
  /** What the start of the tail has read, for the subscriber that started it. */
  readonly startRead: StartRead | undefined;
  /** The audience of a key, which is created on first use. */
  readonly audienceOf: (key: string, options: ConversationAudienceSettings) => ConversationAudience;
  /** Must be called when the subscriber has joined, or will not join. */
  readonly close: () => void;
}

type EventOf<News, Result> = (news: News) => Result;

export interface InboxAudienceOptions extends Omit<LatestAudienceOptions, 'onEmpty'> {
  /** The event for this audience; undefined if it does not see the news. */
  readonly eventOf: EventOf<InboxNews, Parameters<LatestAudience['push']>[0] | undefined>;
}

export interface UserAudienceOptions extends Omit<LatestAudienceOptions, 'onEmpty' | 'opening'> {
  readonly eventOf: EventOf<UserNews, Parameters<LatestAudience['push']>[0]>;
}

interface InboxSubscription {
  readonly audience: LatestAudience;
  readonly options: InboxAudienceOptions;
}

interface UserSubscription {
  readonly audience: LatestAudience;
  readonly ready: Promise<void>;
  readonly userIds: ReadonlySet<string>;
  readonly eventOf: UserAudienceOptions['eventOf'];
}
