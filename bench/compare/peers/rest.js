/*
 * The REST client of every peer but the proxy. Results have the field names of the schema, so that default resolvers
 * suffice. Batches are unlimited, as they are by default.
 */

import { Pool } from 'undici';

const STATUSES = {
  '-1': 'INITIAL',
  0: 'OPEN',
  1: 'IN_PROGRESS',
  2: 'CLOSED',
  3: 'SPAM',
  4: 'DUPLICATE',
  5: 'ARCHIVED',
  6: 'UNRESPONDED',
  7: 'WAITING',
};
const ROLES = ['USER', 'ADMIN', 'MODERATOR', 'MEMBER'];

const toUser = (user) => ({
  id: user.userId,
  displayName: user.displayName ?? user.userName,
  connected: user.connected,
  imageLink: user.imageLink,
  deactivated: user.deactivated,
  phoneNumber: user.phoneNumber,
  unreadCount: user.unreadCount,
  createdAt: user.createdAtTime,
  lastSeenAt: user.lastSeenAtTime,
  lastLoggedInAt: user.lastLoggedInAtTime,
  lastMessageAt: user.lastMessageAtTime,
});

const toConversation = (group) => ({
  id: group.clientGroupId,
  name: group.name,
  imageUrl: group.imageUrl,
  status: STATUSES[group.metadata.CONVERSATION_STATUS],
  createdAt: group.createdAtTime,
  updatedAt: group.updatedAtTime,
  assigneeId: group.metadata.CONVERSATION_ASSIGNEE,
  participants: group.groupUsers.map(({ userId, role, unreadCount }) => ({
    userId,
    role: ROLES[role],
    unreadCount,
  })),
});

/** Sorts records by the order of the ids, with null for missing ones. */
function inOrder(ids, records) {
  const byId = new Map(records.map((record) => [record.id, record]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Creates a function that posts JSON by fetch, which keeps connections alive. */
export function createFetchPost(baseUrl) {
  return async (path, headers, body) => {
    const response = await fetch(baseUrl + path, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`the REST API responded with ${response.status}`);
    return response.json();
  };
}

/** The same with undici, which costs less. */
export function createUndiciPost(baseUrl) {
  const pool = new Pool(baseUrl);
  return async (path, headers, body) => {
    const response = await pool.request({ method: 'POST', path, headers, body });
    if (response.statusCode !== 200) throw new Error(`the REST API responded with ${response.statusCode}`);
    return response.body.json();
  };
}

/** Creates a REST client with the caller's Api-Key. */
export function createRest(send, apiKey) {
  const headers = { 'content-type': 'application/json', 'api-key': apiKey };
  const post = (path, body) => send(path, headers, JSON.stringify(body));
  return {
    async users(ids) {
      const users = await post('/rest/ws/user/v2/detail', { userIdList: ids });
      return inOrder(ids, users.map(toUser));
    },
    async conversations(ids) {
      const { response } = await post('/rest/ws/group/v3/info', { groupIds: ids });
      return inOrder(ids, response.map(toConversation));
    },
    async sendMessage({ conversationId, senderId, text }) {
      const message = { groupId: conversationId, fromUserName: senderId, message: text };
      const { messageKey, createdAt } = await post('/rest/ws/message/v2/send', message);
      return { message: { id: messageKey, text, createdAt } };
    },
  };
}
