import * as assignments from './assignments.ts';
import * as conversations from './conversations.ts';
import * as lists from './lists.ts';
import * as messages from './messages.ts';
import * as users from './users.ts';
import { errorEnvelope, RestError, type RestCall } from './wire.ts';

interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** What the call does, for the docs. */
  readonly purpose: string;
  readonly handle: (call: RestCall) => unknown;
}

/** The emulated endpoints, by their names in faults and in the call log. */
export const ROUTES = {
  userDetail: {
    method: 'POST',
    path: '/rest/ws/user/v2/detail',
    purpose: 'reads users by id',
    handle: users.userDetail,
  },
  userUpdate: {
    method: 'POST',
    path: '/rest/ws/user/update',
    purpose: 'changes a user',
    handle: users.userUpdate,
  },
  messageSend: {
    method: 'POST',
    path: '/rest/ws/message/v2/send',
    purpose: 'sends a message',
    handle: conversations.messageSend,
  },
  groupUpdate: {
    method: 'POST',
    path: '/rest/ws/group/update',
    purpose: 'changes the status of a conversation',
    handle: conversations.groupUpdate,
  },
  groupInfo: {
    method: 'GET',
    path: '/rest/ws/group/v2/info',
    purpose: 'reads one conversation',
    handle: conversations.groupInfo,
  },
  groupInfoBatch: {
    method: 'POST',
    path: '/rest/ws/group/v3/info',
    purpose: 'reads conversations by id',
    handle: conversations.groupInfoBatch,
  },
  groupSupport: {
    method: 'GET',
    path: '/rest/ws/group/support',
    purpose: 'reads a page of the inbox',
    handle: lists.groupSupport,
  },
  messageList: {
    method: 'GET',
    path: '/rest/ws/message/list',
    purpose: 'reads a page of messages, or of the conversations of a user',
    handle: lists.messageList,
  },
  messageDetail: {
    method: 'GET',
    path: '/rest/ws/message/detail',
    purpose: 'reads messages by id',
    handle: messages.messageDetail,
  },
  messageSendAttachment: {
    method: 'POST',
    path: '/rest/ws/message/send',
    purpose: 'sends an attachment',
    handle: messages.attachmentSend,
  },
  conversationRead: {
    method: 'GET',
    path: '/rest/ws/message/read/conversation',
    purpose: 'marks a conversation as read',
    handle: messages.conversationRead,
  },
  groupCreate: {
    method: 'POST',
    path: '/rest/ws/group/conversation',
    purpose: 'creates a conversation',
    handle: assignments.groupCreate,
  },
  groupAssign: {
    method: 'PATCH',
    path: '/rest/ws/group/assignee/change',
    purpose: 'assigns a conversation',
    handle: assignments.groupAssign,
  },
  groupAssigned: {
    method: 'GET',
    path: '/rest/ws/group/support/assigned',
    purpose: 'reads a page of one assignee’s inbox',
    handle: lists.groupAssigned,
  },
  messageInfo: {
    method: 'GET',
    path: '/rest/ws/message/info',
    purpose: 'reads who has read a message',
    handle: messages.messageInfo,
  },
} as const satisfies Record<string, Route>;

export type Endpoint = keyof typeof ROUTES;
export const ENDPOINTS = Object.keys(ROUTES) as readonly Endpoint[];

export function endpointOf(path: string): Endpoint | undefined {
  const entry = Object.entries(ROUTES).find(([, route]) => route.path === path);
  return entry?.[0] as Endpoint | undefined;
}

interface RestResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Handles one call with a valid key. */
export function callEndpoint(endpoint: Endpoint | undefined, method: string, call: RestCall): RestResponse {
  if (!endpoint) return { status: 404, body: { message: 'no Route matched with those values' } };
  try {
    const route = ROUTES[endpoint];
    if (method !== route.method) throw new RestError('AL-MA-01', 'method not allowed');
    return { status: 200, body: route.handle(call) };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: 200, body: errorEnvelope(error.errorCode, error.message, call.store.now()) };
  }
}
