import { conversationOf, groupOf } from './conversations.ts';
import type { Conversation, User } from './model.ts';
import type { Store } from './store.ts';
import { uuidOf } from './uuid.ts';
import { envelope, RestError, stringList, stringMap, type RestCall } from './wire.ts';

/**
 * `POST /rest/ws/group/conversation`: creates a conversation, and users that do not exist. Agents take turns as assignees,
 * unless `metadata.SKIP_ROUTING` is `true`.
 */
export function groupCreate({ body, ofUserId, store }: RestCall): unknown {
  const { groupName, groupMemberList, clientGroupId, metadata: given } = body();
  if (typeof groupName !== 'string' || groupName === '') {
    throw new RestError('EMU-01', 'groupName must be a string that is not empty');
  }
  const memberIds = new Set(stringList(groupMemberList, 'groupMemberList'));
  if (ofUserId !== undefined && !store.users.has(ofUserId) && !memberIds.has(ofUserId)) {
    throw new RestError('AL-UN-01', 'unauthorized user');
  }
  if (typeof clientGroupId === 'string' && store.conversations.has(clientGroupId)) {
    throw new RestError('EMU-05', 'group already exists');
  }
  const metadata = stringMap(given);
  const isRouted = metadata.SKIP_ROUTING !== 'true';
  const assigneeId = isRouted ? nextAgent(store) : metadata.CONVERSATION_ASSIGNEE;
  if (assigneeId !== undefined && !store.users.has(assigneeId))
    throw new RestError('AL-U-01', 'user not found');
  const now = store.tick();
  for (const userId of memberIds) if (!store.users.has(userId)) store.users.set(userId, newUser(userId, now));
  const conversation: Conversation = {
    groupId: String(Math.max(...[...store.conversations.keys()].map(Number)) + 1),
    name: groupName,
    createdAtTime: now,
    updatedAtTime: now,
    members: [],
    metadata: {
      CONVERSATION_STATUS: '-1',
      ...metadata,
      ...(assigneeId !== undefined && { CONVERSATION_ASSIGNEE: assigneeId }),
    },
  };
  store.conversations.set(conversation.groupId, conversation);
  for (const userId of memberIds) addMember(store, conversation, userId);
  if (isRouted) for (const { userId } of usersOf(store, BOT)) addMember(store, conversation, userId);
  if (assigneeId !== undefined) notifyOfAssignee(store, conversation, assigneeId, ofUserId ?? assigneeId);
  return envelope(groupOf(conversation), store);
}

/**
 * `PATCH /rest/ws/group/assignee/change?groupId=&assignee=&sendNotifyMessage=&takeOverFromBot=`. The emulator takes
 * `takeOverFromBot` to mean that no human agent may be replaced: when the live service responds with
 * `AGENT_IS_ALREADY_ENGAGED` is not known.
 */
export function groupAssign({ query, ofUserId = '', store }: RestCall): unknown {
  const conversation = conversationOf(store, query.get('groupId'));
  if (!store.users.has(ofUserId)) throw new RestError('AL-UN-01', 'unauthorized user');
  const assignee = store.users.get(query.get('assignee') ?? '');
  if (!assignee) throw new RestError('AL-U-01', 'user not found');
  if (assignee.roleType === END_USER) throw new RestError('EMU-02', 'an end user cannot be assigned');
  const currentId = conversation.metadata.CONVERSATION_ASSIGNEE ?? '';
  if (currentId === assignee.userId) return envelope('already updated', store);
  const isEngaged = store.users.get(currentId)?.roleType === AGENT;
  if (query.get('takeOverFromBot') === 'true' && isEngaged)
    return envelope('AGENT_IS_ALREADY_ENGAGED', store);
  conversation.metadata.CONVERSATION_ASSIGNEE = assignee.userId;
  if (query.get('sendNotifyMessage') !== 'false') {
    notifyOfAssignee(store, conversation, assignee.userId, ofUserId);
  } else addMember(store, conversation, assignee.userId);
  return envelope('updated', store);
}

/** `roleType` (wire-facts 9). */
const BOT = 1;
const END_USER = 3;
const AGENT = 8;

/** The role of a member, by `roleType` (wire-facts 7.1). */
const ROLES: Readonly<Record<number, number>> = { [AGENT]: 1, [BOT]: 2, [END_USER]: 3 };

function usersOf(store: Store, roleType: number): readonly User[] {
  return [...store.users.values()].filter((user) => user.roleType === roleType);
}

function nextAgent(store: Store): string | undefined {
  const agents = usersOf(store, AGENT);
  return agents[store.conversations.size % Math.max(1, agents.length)]?.userId;
}

function newUser(userId: string, now: number): User {
  return {
    userId,
    connected: false,
    deactivated: false,
    unreadCount: 0,
    createdAtTime: now,
    roleType: END_USER,
    metadata: {},
  };
}

function addMember(store: Store, { members }: Conversation, userId: string): void {
  const user = store.users.get(userId);
  if (!user || members.some((member) => member.userId === userId)) return;
  members.push({ userId, role: ROLES[user.roleType] ?? 0, unreadCount: 0 });
}

/** Adds the assignee, and posts the notice of the assignment (wire-facts 14). */
function notifyOfAssignee(
  store: Store,
  conversation: Conversation,
  assigneeId: string,
  senderId: string,
): void {
  addMember(store, conversation, assigneeId);
  const createdAtTime = store.tick();
  store.addMessage({
    key: `5-${uuidOf(senderId)}-${createdAtTime}`,
    groupId: conversation.groupId,
    fromUserName: senderId,
    message: `Assigned to ${store.users.get(assigneeId)?.displayName ?? assigneeId}`,
    createdAtTime,
    contentType: 10,
    metadata: {
      KM_ASSIGN: assigneeId,
      category: 'ARCHIVE',
      skipBot: 'true',
      NO_ALERT: 'true',
      BADGE_COUNT: 'false',
    },
  });
}
