import { SEED_TIME, type Conversation, type Message, type Seed, type User } from './model.ts';

/** The state behind the routes, in memory. */
export interface Store {
  readonly users: ReadonlyMap<string, User>;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** All messages, the oldest first. */
  readonly messages: readonly Message[];
  /** The messages sent since the start or the last reset, oldest first. */
  readonly sent: readonly Message[];
  /** Advances the emulator's clock by a second, and returns it in milliseconds since 1970. */
  tick(): number;
  /** The emulator's clock, in milliseconds since 1970. */
  now(): number;
  addMessage(message: Message): void;
  /** Restores the seed. */
  reset(): void;
}

/** The maximum number of characters of all sent messages. At the limit the oldest are dropped. */
const MAX_SENT_CHARACTERS = 16 * 1024 * 1024;

export interface StoreOptions {
  /** The maximum number of sent messages. At the limit the oldest are dropped. */
  readonly maxMessages: number;
  /** Creates the content of the store, at the start and at each reset. */
  readonly seed: () => Seed;
  /** Called after each message that was stored, but not for those of the seed. */
  readonly onMessage?: (message: Message) => void;
}

export function createStore({ maxMessages, seed: createSeed, onMessage }: StoreOptions): Store {
  const users = new Map<string, User>();
  const conversations = new Map<string, Conversation>();
  const messages: Message[] = [];
  const sent: Message[] = [];
  let time = SEED_TIME;
  let sentCharacters = 0;

  const reset = () => {
    users.clear();
    conversations.clear();
    messages.length = 0;
    sent.length = 0;
    sentCharacters = 0;
    time = SEED_TIME;
    const seed = createSeed();
    for (const user of seed.users) users.set(user.userId, user);
    messages.push(...seed.messages);
    for (const conversation of seed.conversations) conversations.set(conversation.groupId, conversation);
  };
  reset();

  return {
    users,
    conversations,
    messages,
    sent,
    now: () => time,
    tick: () => (time += 1000),
    addMessage(message) {
      messages.push(message);
      sent.push(message);
      const conversation = conversations.get(message.groupId);
      if (conversation) conversation.updatedAtTime = message.createdAtTime;
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
