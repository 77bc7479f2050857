import { isCounted } from './unread.ts';
import { SEED_TIME, type Conversation, type Message, type Seed, type User } from './model.ts';

/** The state behind the routes, in memory. */
export interface Store {
  readonly users: Map<string, User>;
  readonly conversations: Map<string, Conversation>;
  /** All messages, the oldest first. */
  readonly messages: readonly Message[];
  /** The messages sent since the start or the last reset, oldest first. */
  readonly sent: readonly Message[];
  /** Advances the emulator's clock, and returns it in milliseconds since 1970: later than any time before. */
  tick(): number;
  /** The emulator's clock, in milliseconds since 1970. */
  now(): number;
  /** Stores a message. It is unread for all other members, unless it does not count. */
  addMessage(message: Message): void;
  /** Restores the seed. */
  reset(): void;
}

/** The maximum number of characters of all sent messages. At the limit the oldest are dropped. */
const MAX_SENT_CHARACTERS = 16 * 1024 * 1024;

export interface StoreOptions {
  /** The maximum number of sent messages. At the limit the oldest are dropped. */
  readonly maxMessages: number;
  /** See `EmulatorOptions`. */
  readonly clock: 'real' | 'fixed';
  /** Creates the content of the store, at the start and at each reset. */
  readonly seed: () => Seed;
  /** Called after each message that was stored, but not for those of the seed. */
  readonly onMessage?: (message: Message) => void;
}

export function createStore({ maxMessages, clock, seed: createSeed, onMessage }: StoreOptions): Store {
  const users = new Map<string, User>();
  const conversations = new Map<string, Conversation>();
  const messages: Message[] = [];
  const sent: Message[] = [];
  let time = SEED_TIME;
  let startedAt = performance.now();
  let sentCharacters = 0;

  const reset = () => {
    users.clear();
    conversations.clear();
    messages.length = 0;
    sent.length = 0;
    sentCharacters = 0;
    time = SEED_TIME;
    startedAt = performance.now();
    const seed = createSeed();
    for (const user of seed.users) users.set(user.userId, user);
    messages.push(...seed.messages);
    for (const conversation of seed.conversations) conversations.set(conversation.groupId, conversation);
  };
  reset();

  const now = () =>
    clock === 'fixed' ? time : Math.max(time, Math.trunc(SEED_TIME + performance.now() - startedAt));
  /** Raises the unread counts of the other members. */
  const countUnread = (message: Message, conversation: Conversation) => {
    for (const member of conversation.members) {
      if (member.userId === message.fromUserName) continue;
      member.unreadCount += 1;
      const user = users.get(member.userId);
      if (user) user.unreadCount += 1;
    }
  };

  return {
    users,
    conversations,
    messages,
    sent,
    now,
    tick: () => (time = clock === 'fixed' ? time + 1000 : Math.max(time + 1, now())),
    addMessage(message) {
      messages.push(message);
      sent.push(message);
      const conversation = conversations.get(message.groupId);
      if (conversation) conversation.updatedAtTime = message.createdAtTime;
      if (conversation && isCounted(message)) countUnread(message, conversation);
      sentCharacters += lengthOf(message);
      while (sent.length > maxMessages || sentCharacters > MAX_SENT_CHARACTERS) {
        const oldest = sent.shift() as Message;
        sentCharacters -= lengthOf(oldest);
        messages.splice(messages.indexOf(oldest), 1);
      }
      onMessage?.(message);
    },
    reset,
  };
}

function lengthOf(message: Message): number {
  return JSON.stringify(message).length;
}
