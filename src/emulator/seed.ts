/*
 * The people and conversations of a small furniture shop. Everything is derived from the lists below, so that
 * every emulator starts with the same ids and times.
 */

/** A stored user, in the REST API's words. Times are milliseconds since 1970. */
export interface User {
  userId: string;
  displayName?: string;
  email?: string;
  imageLink?: string;
  phoneNumber?: string;
  connected: boolean;
  deactivated: boolean;
  unreadCount: number;
  createdAtTime: number;
  lastSeenAtTime?: number;
  lastLoggedInAtTime?: number;
  lastMessageAtTime?: number;
  /** 1 bot, 3 end user, 8 human agent (wire-facts 9). */
  roleType: number;
  metadata: Record<string, string>;
}

export interface Conversation {
  groupId: string;
  memberIds: string[];
  metadata: Record<string, string>;
}

export interface Message {
  key: string;
  groupId: string;
  fromUserName: string;
  message?: string;
  createdAtTime: number;
  metadata: Record<string, string>;
}

export interface Seed {
  readonly users: readonly User[];
  readonly conversations: readonly Conversation[];
}

/** The moment at which the seeded world stands still; the clock goes on from here, a second with each message. */
export const SEED_TIME = Date.parse('2026-01-15T09:30:00.000Z');

/** The agent that a caller is who says nothing else. */
export const DEMO_AGENT_ID = 'mira.patel@hearth.example';

/** The key that the emulator accepts unless it is given another: no secret, it opens nothing else. */
export const EMULATOR_API_KEY = 'emulator-api-key';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const CUSTOMERS = [
  'Ana Ortiz',
  'Ben Carter',
  'Chloe Dubois',
  'Daniel Osei',
  'Elif Yilmaz',
  'Farid Rahimi',
  'Grace Kim',
  'Hugo Lindqvist',
  'Ines Moreau',
  'Jonas Weber',
  'Keiko Tanaka',
  'Liam Walsh',
  'Mei Chen',
  'Noah Fischer',
  'Olivia Rossi',
  'Pavel Novak',
  'Quinn Murphy',
  'Rosa Delgado',
  'Samir Haddad',
  'Tessa van Dijk',
  'Uma Krishnan',
  'Victor Almeida',
  'Wanda Kowalska',
  'Xavier Petit',
  'Yara Haidar',
  'Zoltan Nagy',
  'Amara Eze',
  'Bruno Costa',
  'Carmen Vega',
  'Dmitri Sokolov',
  'Esther Cohen',
  'Felix Brandt',
] as const;

const AGENTS = ['Mira Patel', 'Tom Becker', 'Lucia Ferrari', 'Owen Hughes'] as const;

/** `CONVERSATION_STATUS` of the seeded conversations, in turn (wire-facts 6.1). */
const STATUSES = ['0', '6', '2', '0', '1', '0', '3', '7', '0', '4', '5', '-1'] as const;

const PLANS = ['free', 'silver', 'gold'] as const;

/** A fresh copy of the seeded world. */
export function createSeed(): Seed {
  const customers = CUSTOMERS.map((name, index) => customer(name, index));
  const agents = AGENTS.map((name, index) => agent(name, index));
  const bot: User = {
    userId: 'hearth-bot',
    displayName: 'Hearth Bot',
    connected: true,
    deactivated: false,
    unreadCount: 0,
    createdAtTime: SEED_TIME - 400 * DAY,
    roleType: 1,
    metadata: {},
  };
  const conversations = STATUSES.map((status, index) => {
    const assignee = agents[index % agents.length] as User;
    const memberIds = [assignee, bot, customers[index] as User].map(({ userId }) => userId);
    return {
      groupId: String(104_250_001 + index),
      memberIds,
      metadata: { CONVERSATION_STATUS: status, CONVERSATION_ASSIGNEE: assignee.userId },
    };
  });
  return { users: [...customers, ...agents, bot], conversations };
}

// Every few customers something is missing, as it is in life: a phone number, a picture, even a name.
function customer(name: string, index: number): User {
  const userId = name.toLowerCase().replaceAll(' ', '-');
  const lastSeenAtTime = SEED_TIME - index * 17 * MINUTE;
  return {
    userId,
    ...(index % 11 !== 10 && { displayName: name }),
    email: `${userId}@example.com`,
    ...(index % 3 !== 2 && { imageLink: `https://img.hearth.example/${userId}.png` }),
    ...(index % 2 === 0 && { phoneNumber: `+346001112${String(index).padStart(2, '0')}` }),
    connected: index % 4 === 0,
    deactivated: index === 25,
    unreadCount: (index * 7) % 5,
    createdAtTime: SEED_TIME - (300 - index * 9) * DAY,
    lastSeenAtTime,
    lastLoggedInAtTime: lastSeenAtTime - 42 * MINUTE,
    ...(index < STATUSES.length && { lastMessageAtTime: lastSeenAtTime - 3 * MINUTE }),
    roleType: 3,
    metadata: { plan: PLANS[index % PLANS.length] as string },
  };
}

function agent(name: string, index: number): User {
  const userId = `${name.toLowerCase().replace(' ', '.')}@hearth.example`;
  return {
    userId,
    displayName: name,
    email: userId,
    imageLink: `https://img.hearth.example/agents/${index + 1}.png`,
    connected: index < 2,
    deactivated: false,
    unreadCount: 0,
    createdAtTime: SEED_TIME - (380 - index) * DAY,
    lastSeenAtTime: SEED_TIME - index * MINUTE,
    lastLoggedInAtTime: SEED_TIME - (90 + index) * MINUTE,
    roleType: 8,
    metadata: {},
  };
}
