import { Dispatcher } from 'undici';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createClient, type KommunicateClient } from '../../src/kommunicate/client.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { createRandom } from '../../bench/lib/random.ts';
import { mutate, type RawResponse } from './answer-mutations.ts';
import { TEMPLATES } from '../fixtures/actionable-messages.ts';
import { wholeSelection } from './selection.ts';

/*
 * Queries a gateway while one endpoint of the REST API returns mutated responses. There is no socket between them.
 */

const schema = createSchema();
const selectionOf = (name: string) => {
  const type = schema.getType(name);
  return type ? wholeSelection(schema, type, ['Conversation', 'User', 'MessageReceipt']) : '';
};
const MESSAGE = `${selectionOf('Message')} sender { id displayName }`;
const USER = `id displayName connected lastSeenAt createdAt imageLink deactivated phoneNumber unreadCount
  lastLoggedInAt lastMessageAt email metadata`;
const CONVERSATION = `id status name imageUrl createdAt updatedAt metadata assignee { ${USER} }
  unreadCount participants { role kind unreadCount user { ${USER} } }`;
const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }';

const TIME = 1_718_000_000_000;
const userOf = (userId: string) => ({
  userId,
  userName: 'Ana Ortiz',
  displayName: 'Ana Ortiz',
  email: 'ana@example.test',
  connected: true,
  status: 1,
  createdAtTime: TIME,
  lastSeenAtTime: TIME,
  lastLoggedInAtTime: TIME,
  lastMessageAtTime: TIME,
  imageLink: 'https://img.example.test/ana.png',
  phoneNumber: '+34600111222',
  unreadCount: 3,
  deactivated: false,
  roleType: 3,
  metadata: { plan: 'gold', level: 3 },
});
const groupOf = (id: number) => ({
  id,
  name: 'An order',
  imageUrl: 'https://img.example.test/group.png',
  createdAtTime: TIME,
  updatedAtTime: TIME,
  metadata: { CONVERSATION_STATUS: '0', CONVERSATION_ASSIGNEE: 'ana', skipBot: 'true' },
  groupUsers: [
    { userId: 'ana', role: 3, unreadCount: 1 },
    { userId: 'ben', role: 1, unreadCount: 0 },
  ],
});
const templates = Object.values(TEMPLATES);
const messageOf = (index: number, groupId = 7) => {
  const { templateId = '6', payload = [], beside } = templates[index % templates.length] ?? {};
  return {
    key: `message-${index}`,
    groupId,
    contactIds: 'ana',
    to: 'ana',
    message: 'Hello',
    createdAtTime: TIME - index,
    contentType: 0,
    fileMeta: {
      url: 'https://files.example.test/1',
      name: 'a.png',
      contentType: 'image/png',
      size: 2000,
      thumbnailUrl: 'https://files.example.test/1s',
    },
    metadata: { contentType: '300', templateId, payload: JSON.stringify(payload), ...beside },
  };
};
const envelope = (response: unknown) => ({ status: 'success', generatedAt: TIME, response });
const users = [...['ana', 'ben'].map(userOf), { ...userOf('bot'), roleType: 1 }];

interface FuzzedEndpoint {
  readonly path: string;
  readonly document: string;
  /** The body of a valid response. */
  readonly validBody: unknown;
}

export const FUZZED_ENDPOINTS: Readonly<Record<string, FuzzedEndpoint>> = {
  'user/v2/detail': {
    path: '/rest/ws/user/v2/detail',
    document: `{ users(ids: ["ana", "ben"]) { ${USER} } viewer { ${USER} } }`,
    validBody: envelope(users),
  },
  'group/v3/info': {
    path: '/rest/ws/group/v3/info',
    document: `{ conversations(ids: ["7", "8"]) { ${CONVERSATION} } }`,
    validBody: envelope([7, 8].map(groupOf)),
  },
  'group/v2/info': {
    path: '/rest/ws/group/v2/info',
    document: `{ conversation(id: "7") { ${CONVERSATION} } }`,
    validBody: envelope(groupOf(7)),
  },
  'message/list': {
    path: '/rest/ws/message/list',
    document: `{ conversation(id: "7") { messages(first: 5) { nodes { ${MESSAGE} } ${PAGE} } } }`,
    validBody: {
      message: templates.map((_template, index) => messageOf(index)),
      userDetails: users,
      groupFeeds: [],
    },
  },
  'message/detail': {
    path: '/rest/ws/message/detail',
    document: `{ message(id: "message-0") { ${MESSAGE} } b: message(id: "message-1") { ${MESSAGE} } }`,
    validBody: envelope([0, 1].map((index) => messageOf(index))),
  },
  'message/info': {
    path: '/rest/ws/message/info',
    document: '{ message(id: "message-0") { receipts { user { id } deliveredAt readAt } } }',
    validBody: envelope([
      { userId: 'ana', deliveredAtTime: TIME, readAtTime: TIME, status: 5 },
      { userId: 'ben', deliveredAtTime: TIME, status: 4 },
    ]),
  },
  'group/support': {
    path: '/rest/ws/group/support',
    document: `{ inbox(first: 3) { nodes { ${CONVERSATION} latestMessage { ${MESSAGE} } } ${PAGE} } }`,
    validBody: envelope({
      groupFeeds: [7, 8, 9].map(groupOf),
      message: [7, 8, 9].map((id, index) => messageOf(index, id)),
      userDetails: users,
    }),
  },
  'group/support/assigned': {
    path: '/rest/ws/group/support/assigned',
    document: `{ inbox(first: 3, assigneeId: "ana") { nodes { ${CONVERSATION} } ${PAGE} } }`,
    validBody: envelope({ groupFeeds: [7, 8].map(groupOf), message: [], userDetails: users }),
  },
  'message/read/conversation': {
    path: '/rest/ws/message/read/conversation',
    document: `mutation {
      markConversationRead(input: { conversationId: "7" }) { conversation { id unreadCount } }
    }`,
    validBody: 'success',
  },
  'message/send': {
    path: '/rest/ws/message/send',
    document: `mutation {
      sendMessage(input: { conversationId: "7", attachment: { url: "https://files.example.test/1" } }) {
        message { id createdAt kind attachment { url } }
      }
    }`,
    validBody: { messageKey: 'message-1', createdAt: TIME },
  },
  'group/conversation': {
    path: '/rest/ws/group/conversation',
    document: `mutation {
      createConversation(input: { participantIds: ["ana"] }) { conversation { id name } }
    }`,
    validBody: envelope(groupOf(7)),
  },
  'group/assignee/change': {
    path: '/rest/ws/group/assignee/change',
    document: `mutation {
      assignConversation(input: { conversationId: "7", assigneeId: "bot" }) { conversation { id assignee { id } } }
    }`,
    validBody: envelope('updated'),
  },
  'user/update': {
    path: '/rest/ws/user/update',
    document: `mutation { updateUser(input: { userId: "ana", displayName: "Ana" }) { user { ${USER} } } }`,
    validBody: envelope('success'),
  },
  'message/v2/send': {
    path: '/rest/ws/message/v2/send',
    document: `mutation {
      sendMessage(input: { conversationId: "7", text: "Hello" }) { message { id createdAt text conversation { id } } }
    }`,
    validBody: envelope({ messageKey: 'message-1', createdAt: TIME }),
  },
  'group/update': {
    path: '/rest/ws/group/update',
    document: `mutation {
      changeConversationStatus(input: { conversationId: "7", status: CLOSED }) { conversation { id status name } }
    }`,
    validBody: envelope('success'),
  },
};

/** An undici dispatcher that takes the response of each call from a function. */
function dispatcherOf(responseOf: (path: string) => RawResponse): Dispatcher {
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  };
  class FakeDispatcher extends Dispatcher {
    override dispatch({ path }: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      const { status, body } = responseOf(path.split('?')[0] ?? '');
      queueMicrotask(() => {
        handler.onRequestStart?.(controller, {});
        handler.onResponseStart?.(controller, status, { 'content-type': 'application/json' });
        handler.onResponseData?.(controller, Buffer.from(body));
        handler.onResponseEnd?.(controller, {});
      });
      return true;
    }
  }
  return new FakeDispatcher();
}

/** The result of one request while only one endpoint returns a mutated response. */
export interface FuzzedRequest {
  readonly sent: RawResponse;
  /** Calls of the mutated endpoint. */
  readonly calls: number;
  readonly status: number;
  readonly text: string;
}

/** Returns a function that sends the endpoint's query while the endpoint returns a given response. */
export function createFuzz(endpoint: FuzzedEndpoint) {
  let mutated: RawResponse;
  let calls = 0;
  const valid = new Map(
    Object.values(FUZZED_ENDPOINTS).map(({ path, validBody }) => [
      path,
      { status: 200, body: JSON.stringify(validBody) },
    ]),
  );
  const dispatcher = dispatcherOf((path) => {
    if (path !== endpoint.path) return valid.get(path) ?? { status: 404, body: '' };
    calls += 1;
    return mutated;
  });
  const newClient = () => createClient({ baseUrl: 'http://rest.test', dispatcher, retry: { retries: 0 } });
  let current = newClient();
  // A new client for each response, so that no circuit is open because of the responses before.
  const client = new Proxy({} as KommunicateClient, {
    get: (_target, name: keyof KommunicateClient) => current[name],
  });
  const gateway = createGateway({
    client,
    identity: { mode: 'sandbox', apiKey: 'fuzz-key', userId: 'agent', agentIds: ['agent'] },
  });

  return async (next: RawResponse): Promise<FuzzedRequest> => {
    mutated = next;
    calls = 0;
    current = newClient();
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: endpoint.document }),
      }),
    );
    return { sent: next, calls, status: response.status, text: await response.text() };
  };
}

/** Mutations of an endpoint's response, the same for the same seed. */
export function* mutationsOf(endpoint: FuzzedEndpoint, count: number, seed: number): Generator<RawResponse> {
  const random = createRandom(seed);
  for (let made = 0; made < count; made += 1) yield mutate(endpoint.validBody, random);
}

/** What is wrong with the gateway's response to a mutation. Undefined if it is a valid response. */
export function faultOf({ calls, status, text }: FuzzedRequest): string | undefined {
  if (calls === 0) return 'the endpoint was not called';
  if (status !== 200) return `the status is ${status}`;
  if (text.includes('"INTERNAL_SERVER_ERROR"')) return 'an INTERNAL_SERVER_ERROR';
  try {
    JSON.parse(text);
  } catch {
    return 'the response is not JSON';
  }
  return undefined;
}
