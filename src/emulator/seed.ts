import { createConversations } from './seed-conversations.ts';
import { SEED_TIME, type Seed, type User } from './model.ts';

/*
 * The users and conversations of a small furniture shop. Everything is derived from the lists below, so every emulator
 * starts with the same ids and times.
 */

/** The agent on whose behalf the sandbox acts by default. */
export const DEMO_AGENT_ID = 'mira.patel@hearth.example';

/** The emulator's default key. It is not a secret: no other API accepts it. */
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

/** The ids of the human agents. */
export const AGENT_IDS: readonly string[] = AGENTS.map((name) => agentId(name));

const PLANS = ['free', 'silver', 'gold'] as const;

/** Creates a new copy of the seed. */
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
  const { conversations, messages } = createConversations(customers, agents, bot);
  return { users: [...customers, ...agents, bot], conversations, messages };
}

// Some customers have no phone number, no picture or no name, as in real data.
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
    ...(index < 12 && { lastMessageAtTime: lastSeenAtTime - 3 * MINUTE }),
    roleType: 3,
    metadata: { plan: PLANS[index % PLANS.length] as string },
  };
}

function agentId(name: string): string {
  return `${name.toLowerCase().replace(' ', '.')}@hearth.example`;
}

function agent(name: string, index: number): User {
  const userId = agentId(name);
  return {
    userId,
    displayName: name,
    email: userId,
    imageLink: `https://img.hearth.example/agents/${name.toLowerCase().replace(' ', '-')}.png`,
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
