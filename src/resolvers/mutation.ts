import type { Loaders } from '../batching/loaders.ts';
import { actorOf, assertAssignable, assertEndUser, checkMetadataKeys } from '../auth/permissions.ts';
import { badUserInput } from '../errors.ts';
import type { UserChanges } from '../kommunicate/types.ts';
import { NUMBER_BY_STATUS } from '../kommunicate/status.ts';
import {
  checkEmail,
  checkHeaderId,
  checkId,
  checkMetadata,
  checkName,
  checkUrl,
} from '../lib/input-checks.ts';
import { createConversation } from './create-conversation.ts';
import { sendMessage } from './send-message.ts';
import type { MutationResolvers, UpdateUserInput } from './types.generated.ts';

export const Mutation: MutationResolvers = {
  async updateUser(_root, { input }, { principal, client, callOptions, loaders, userMetadataKeys }) {
    const userId = checkHeaderId(input.userId, 'input.userId');
    const changes = changesOf(input);
    checkMetadataKeys(principal, changes.metadata, userMetadataKeys);
    if (principal.role === 'AGENT') await assertEndUserById(userId, loaders);
    await loaders.write({ users: [userId] }, () => client.updateUser(userId, changes, callOptions));
    return { user: { kind: 'reference', userId } };
  },

  sendMessage,
  createConversation,

  async changeConversationStatus(_root, { input }, { principal, client, callOptions, loaders }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const ofUserId = checkHeaderId(actorOf(principal, input.actorId, 'input.actorId'), 'input.actorId');
    const status = NUMBER_BY_STATUS[input.status];
    const metadata = { CONVERSATION_STATUS: String(status) };
    await loaders.write({ conversations: [groupId] }, () =>
      client.updateGroup(ofUserId, { groupId, metadata }, callOptions),
    );
    return { conversation: { kind: 'reference', groupId, status } };
  },

  async assignConversation(_root, { input }, { principal, client, callOptions, loaders }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const assigneeId = checkId(input.assigneeId, 'input.assigneeId');
    const ofUserId = checkHeaderId(actorOf(principal, input.actorId, 'input.actorId'), 'input.actorId');
    assertAssignable(await loaders.users.load(assigneeId), 'input.assigneeId');
    const assignment = {
      groupId,
      assignee: assigneeId,
      sendNotifyMessage: input.notify ?? undefined,
      takeOverFromBot: input.takeOverFromBot ?? undefined,
    };
    await loaders.write({ conversations: [groupId], users: [assigneeId] }, () =>
      client.assignGroup(ofUserId, assignment, callOptions),
    );
    return { conversation: { kind: 'reference', groupId, assigneeId } };
  },

  async markConversationRead(_root, { input }, { principal, client, callOptions, loaders }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const readerId = checkHeaderId(actorOf(principal, input.readerId, 'input.readerId'), 'input.readerId');
    await loaders.write({ conversations: [groupId], users: [readerId] }, () =>
      client.markGroupRead(readerId, groupId, callOptions),
    );
    const isRead = readerId === principal.actingUserId;
    return { conversation: { kind: 'reference', groupId, isRead } };
  },
};

async function assertEndUserById(userId: string, { users }: Loaders): Promise<void> {
  // A user that was primed from another response may lack `roleType`.
  users.clear(userId);
  assertEndUser(await users.load(userId));
}

/** The fields to send: a field that is absent or null is not sent. */
function changesOf({ email, displayName, imageLink, metadata }: UpdateUserInput): UserChanges {
  const checkedMetadata = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  const changes = {
    ...(email != null && { email: checkEmail(email, 'input.email') }),
    ...(displayName != null && { displayName: checkName(displayName, 'input.displayName') }),
    ...(imageLink != null && { imageLink: checkUrl(imageLink, 'input.imageLink') }),
    ...(Object.keys(checkedMetadata).length > 0 && { metadata: checkedMetadata }),
  };
  if (Object.keys(changes).length === 0) throw badUserInput('input', 'nothing-to-change');
  return changes;
}
