import { TEMPLATE_MESSAGES } from './seed-templates.ts';
import { SEED_TIME, type Conversation, type Message, type User } from './model.ts';
import { uuidOf } from './uuid.ts';

/*
 * The conversations of the furniture shop: 64, two for each customer. Each has 11 or more messages; the first has more than
 * three pages of 20. Around the ends of the first pages, several entries share a millisecond.
 */

const MINUTE = 60_000;
const CONVERSATIONS = 64;
const MESSAGES_IN_FIRST = 70;

/** `CONVERSATION_STATUS`, in turn (wire-facts 6.1). */
const STATUSES = ['0', '6', '2', '0', '1', '0', '3', '7', '0', '4', '5', '-1'] as const;

const TOPICS = [
  'Oak table',
  'Late delivery',
  'Return of a lamp',
  'Assembly',
  'Invoice',
  'Colour samples',
] as const;

/** Questions of customers, with the shop's replies. */
const LINES = [
  ['Hello, is the oak table still available?', 'Good morning! Yes, we have three left in the warehouse.'],
  ['How long does the delivery take?', 'Usually five working days, a little longer to the islands.'],
  ['Could you bring it up to the second floor?', 'Of course, that is included.'],
  ['One of the legs seems to wobble.', 'I am sorry to hear that. Could you send us a picture?'],
  ['Where is my parcel?', 'It left our warehouse this morning, it should reach you tomorrow.'],
  ['Can I change the address?', 'Until tonight, yes. What is the new one?'],
  ['Thank you, that was quick!', 'You are welcome. Is there anything else?'],
] as const;

export function createConversations(
  customers: readonly User[],
  agents: readonly User[],
  bot: User,
): { conversations: Conversation[]; messages: Message[] } {
  const conversations: Conversation[] = [];
  const messages: Message[] = [];
  for (let index = 0; index < CONVERSATIONS; index += 1) {
    const customer = customers[index % customers.length] as User;
    const agent = agents[index % agents.length] as User;
    const groupId = String(104_250_001 + index);
    const messagesOfGroup = createMessages(groupId, index, customer.userId, agent.userId, bot.userId);
    messages.push(...messagesOfGroup);
    conversations.push({
      groupId,
      name: `${TOPICS[index % TOPICS.length]} · ${customer.displayName ?? 'customer'}`,
      ...(index % 3 === 0 && { imageUrl: `https://img.hearth.example/conversations/${index + 1}.png` }),
      createdAtTime: (messagesOfGroup[0] as Message).createdAtTime - MINUTE,
      updatedAtTime: (messagesOfGroup.at(-1) as Message).createdAtTime,
      members: [
        { userId: agent.userId, role: 1, unreadCount: index % 3 },
        { userId: bot.userId, role: 2, unreadCount: 0 },
        { userId: customer.userId, role: 3, unreadCount: index % 2 },
      ],
      metadata: {
        CONVERSATION_STATUS: STATUSES[index % STATUSES.length] as string,
        CONVERSATION_ASSIGNEE: agent.userId,
      },
    });
  }
  messages.sort((one, other) => one.createdAtTime - other.createdAtTime);
  return { conversations, messages };
}

/** The messages of one conversation, oldest first. */
function createMessages(
  groupId: string,
  index: number,
  customerId: string,
  agentId: string,
  botId: string,
): Message[] {
  const count = index === 0 ? MESSAGES_IN_FIRST : 11 + (index % 6);
  // The conversations around the end of a page of 20 share a time.
  const latest = SEED_TIME - (index >= 18 && index <= 21 ? 18 : index) * 7 * MINUTE;
  return Array.from({ length: count }, (_, position) => {
    const age = count - 1 - position;
    // The messages around the ends of pages share a time too.
    const step = age >= 18 && age <= 22 ? 18 : age >= 38 && age <= 41 ? 38 : age;
    const fromUserName = position === 1 ? botId : position % 2 === 0 ? customerId : agentId;
    const [question, reply] = LINES[Math.floor(position / 2) % LINES.length] as (typeof LINES)[number];
    const createdAtTime = latest - step * 2 * MINUTE;
    const template = templateOf(index, age);
    return {
      key: `5-${uuidOf(fromUserName)}-${groupId}-${position}`,
      groupId,
      fromUserName: template ? agentId : fromUserName,
      message: position % 2 === 0 ? question : reply,
      createdAtTime,
      contentType: 0,
      metadata: {},
      ...extrasOf(age),
      ...template,
    };
  });
}

/** Each conversation has one template, five messages before its last. The first conversation has all of them. */
function templateOf(index: number, age: number): Partial<Message> | undefined {
  if (age === 5) return TEMPLATE_MESSAGES[index % TEMPLATE_MESSAGES.length];
  // In the first conversation the others follow, still within its newest page of 20.
  return index === 0 && age >= 9 && age < 8 + TEMPLATE_MESSAGES.length
    ? TEMPLATE_MESSAGES[age - 8]
    : undefined;
}

/** Gives a few messages of each conversation an attachment, or hides them. */
function extrasOf(age: number): Partial<Message> {
  switch (age) {
    case 3:
      return {
        contentType: 1,
        fileMeta: {
          name: 'leg.jpg',
          url: 'https://files.hearth.example/leg.jpg',
          contentType: 'image/jpeg',
          size: 48_213,
          thumbnailUrl: 'https://files.hearth.example/leg-small.jpg',
        },
      };
    case 7:
      return { metadata: { category: 'HIDDEN' } };
    case 8:
      return { contentType: 11 };
    default:
      return {};
  }
}
