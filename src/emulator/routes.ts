import { createHash } from 'node:crypto';
import type { Store } from './store.ts';
import type { User } from './seed.ts';

/** Which of two answers the emulator gives: the one the endpoint's page shows, or the one the live service sends. */
export type AnswerShape = 'documented' | 'live';

export interface RestRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly ofUserId: string | undefined;
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The emulated endpoints, by the names that faults and the call log know them by. */
const ENDPOINTS = {
  userDetail: '/rest/ws/user/v2/detail',
  userUpdate: '/rest/ws/user/update',
  messageSend: '/rest/ws/message/v2/send',
  groupUpdate: '/rest/ws/group/update',
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

export function endpointOf(path: string): Endpoint | undefined {
  const entry = Object.entries(ENDPOINTS).find(([, endpointPath]) => endpointPath === path);
  return entry?.[0] as Endpoint | undefined;
}

/** A refusal in the REST API's error envelope. Codes that begin with `EMU-` are the emulator's own. */
class Refusal extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, description: string) {
    super(description);
    this.errorCode = errorCode;
  }
}

/** Answers one call whose key is good. */
export function answer(request: RestRequest, store: Store, shape: AnswerShape): RestAnswer {
  const endpoint = endpointOf(request.path);
  if (!endpoint) return { status: 404, body: { message: 'no Route matched with those values' } };
  try {
    if (request.method !== 'POST') {
      throw new Refusal('AL-MA-01', 'method not allowed');
    }
    return { status: 200, body: HANDLERS[endpoint](parseBody(request.body), request, store, shape) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 200, body: errorEnvelope(error.errorCode, error.message, store.now()) };
  }
}

export function errorEnvelope(errorCode: string, description: string, generatedAt: number): object {
  return {
    status: 'error',
    errorResponse: [{ errorCode, description, displayMessage: 'Unable to process' }],
    generatedAt,
  };
}

type Body = Readonly<Record<string, unknown>>;
type Handler = (body: Body, request: RestRequest, store: Store, shape: AnswerShape) => unknown;

const HANDLERS: Readonly<Record<Endpoint, Handler>> = {
  userDetail(body, _request, store, shape) {
    const ids = body.userIdList;
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
      throw new Refusal('EMU-01', 'userIdList must be a list of strings');
    }
    const users = [...new Set(ids)].flatMap((id) => store.users.get(id) ?? []);
    return shape === 'documented' ? users.map(documentedUser) : envelope(users.map(liveUser), store);
  },

  userUpdate(body, { ofUserId }, store) {
    const user = store.users.get(ofUserId ?? '');
    if (!user) throw new Refusal('AL-U-01', 'user not found');
    if (user.roleType !== 3) throw new Refusal('EMU-02', 'an agent cannot be updated');
    const { email, displayName, imageLink } = body;
    for (const [name, value] of Object.entries({ email, displayName, imageLink })) {
      if (value !== undefined && typeof value !== 'string') {
        throw new Refusal('EMU-01', `${name} must be a string`);
      }
    }
    const metadata = stringMap(body.metadata);
    Object.assign(user, definedOf({ email, displayName, imageLink }));
    Object.assign(user.metadata, metadata);
    return envelope('success', store);
  },

  messageSend(body, _request, store, shape) {
    const { message, fromUserName } = body;
    const conversation = store.conversations.get(groupIdOf(body));
    if (!conversation) throw new Refusal('AL-G-01', 'group not found');
    if (typeof fromUserName !== 'string' || !store.users.has(fromUserName)) {
      throw new Refusal('AL-U-01', 'user not found');
    }
    if (message !== undefined && typeof message !== 'string') {
      throw new Refusal('EMU-01', 'message must be a string');
    }
    const metadata = stringMap(body.metadata);
    if (!message && Object.keys(metadata).length === 0) {
      throw new Refusal('EMU-01', 'message or metadata is needed');
    }
    const createdAt = store.tick();
    const key = `5-${uuidOf(fromUserName)}-${createdAt}`;
    store.addMessage({
      key,
      groupId: conversation.groupId,
      fromUserName,
      ...(message !== undefined && { message }),
      createdAtTime: createdAt,
      metadata,
    });
    const sent = { messageKey: key, createdAt };
    return shape === 'documented' ? sent : envelope(sent, store);
  },

  groupUpdate(body, { ofUserId }, store) {
    const conversation = store.conversations.get(groupIdOf(body));
    if (!conversation) throw new Refusal('AL-G-01', 'group not found');
    if (!store.users.has(ofUserId ?? '')) throw new Refusal('AL-UN-01', 'unauthorized user');
    const metadata = stringMap(body.metadata);
    const status = metadata.CONVERSATION_STATUS;
    if (status !== undefined && !/^(-1|[0-7])$/.test(status)) {
      throw new Refusal('EMU-01', 'CONVERSATION_STATUS must be a number from -1 to 7');
    }
    Object.assign(conversation.metadata, metadata);
    return envelope('success', store);
  },
};

function envelope(response: unknown, store: Store): object {
  return { status: 'success', generatedAt: store.now(), response };
}

/** The eleven fields of the endpoint's page, and no others. */
function documentedUser(user: User): object {
  const { userId, displayName, connected, deactivated, unreadCount, ...rest } = user;
  const { imageLink, phoneNumber, lastSeenAtTime, createdAtTime, lastLoggedInAtTime, lastMessageAtTime } =
    rest;
  return definedOf({
    userId,
    userName: displayName,
    connected,
    lastSeenAtTime,
    createdAtTime,
    imageLink,
    deactivated,
    phoneNumber,
    unreadCount,
    lastLoggedInAtTime,
    lastMessageAtTime,
  });
}

/** What the live service sends besides (wire-facts 3.2). */
function liveUser(user: User): object {
  const { displayName, email, roleType, metadata, connected } = user;
  return {
    ...documentedUser(user),
    ...definedOf({ displayName, email }),
    // Presence: a number of the user's own, and not the envelope's word of the same name.
    status: connected ? 1 : 0,
    active: true,
    connectedClientCount: connected ? 1 : 0,
    roleKey: uuidOf(`role ${roleType}`),
    roleType,
    metadata,
  };
}

function parseBody(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal('EMU-03', 'the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('EMU-03', 'the body is not a JSON object');
  }
  return body as Body;
}

/** A group id comes as a string or as a number (wire-facts 5.1). */
function groupIdOf({ groupId }: Body): string {
  return typeof groupId === 'string' || typeof groupId === 'number' ? String(groupId) : '';
}

/** Metadata as it is stored: scalars become strings; anything else is refused. */
function stringMap(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('EMU-01', 'metadata must be an object');
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, unknown]) => {
      if (typeof entry === 'string') return [key, entry];
      if (typeof entry === 'number' || typeof entry === 'boolean') return [key, String(entry)];
      throw new Refusal('EMU-01', `metadata.${key} must be a string`);
    }),
  );
}

function definedOf(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The same name always has the same uuid. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
