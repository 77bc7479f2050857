import { SEED_TIME, type Conversation, type Message, type Seed, type User } from './world.ts';

/** The state behind the routes, in memory. */
export interface Store {
  readonly users: ReadonlyMap<string, User>;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** All messages, the oldest first. */
  readonly messages: readonly Message[];
  /** Those that have been sent since the seed. */
  readonly sent: readonly Message[];
  /** The emulator's own time, in milliseconds since 1970: a second later with each call of this. */
  tick(): number;
  /** The emulator's own time, standing still. */
  now(): number;
  addMessage(message: Message): void;
  /** Back to the seeded world. */
  reset(): void;
}

/** Characters in all sent messages at most; beyond, the oldest are forgotten. */
const MAX_SENT_CHARACTERS = 16 * 1024 * 1024;

export interface StoreOptions {
  /** How many sent messages are remembered: the oldest are forgotten first. */
  readonly maxMessages: number;
  /** The seeded world, at the start and at each reset. */
  readonly seed: () => Seed;
}

export function createStore({ maxMessages, seed: createSeed }: StoreOptions): Store {
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
    },
    reset,
  };
}

function lengthOf(message: Message): number {
  return JSON.stringify(message).length;
}
