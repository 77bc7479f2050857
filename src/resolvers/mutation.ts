import type { Loaders } from '../batching/loaders.ts';
import { actorOf, assertEndUser, checkMetadataKeys } from '../auth/permissions.ts';
import { badUserInput } from '../errors.ts';
import type { UserChanges } from '../kommunicate/types.ts';
import { NUMBER_BY_STATUS } from './conversation.ts';
import {
  checkEmail,
  checkHeaderId,
  checkId,
  checkIdempotencyKey,
  checkMetadata,
  checkName,
  checkText,
  checkUrl,
} from '../lib/input-checks.ts';
import { messageMetadata } from './message-metadata.ts';
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

  // `schema/access.ts` has already checked what a `USER` may send.
  async sendMessage(_root, { input }, { principal, client, callOptions, loaders, sendOnce }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const senderId = actorOf(principal, input.senderId, 'input.senderId');
    const fromUserName = checkId(senderId, 'input.senderId');
    const idempotencyKey = checkIdempotencyKey(input.idempotencyKey, 'input.idempotencyKey');
    const metadata = messageMetadata(input);
    const text = input.text == null ? undefined : checkText(input.text, 'input.text');
    if (text?.trim() === '') throw badUserInput('input.text', 'empty');
    if (text === undefined && !input.actionable) throw badUserInput('input', 'text-or-actionable');

    const message = {
      groupId,
      fromUserName,
      ...(text !== undefined && { message: text }),
      ...(metadata && { metadata }),
    };
    const affectedIds = { users: [fromUserName], conversations: [groupId] };
    // `sendOnce` is inside `write`: cached reads become stale even if another request sent the message.
    const sent = await loaders.write(affectedIds, () =>
      sendOnce(idempotencyKey, message, () => client.sendMessage(message, callOptions)),
    );
    loaders.newestMessageTimes.set(groupId, Promise.resolve(sent.createdAt));
    return {
      message: {
        ...sent,
        groupId,
        fromUserName,
        message: text,
        metadata,
        attachment: undefined,
        contentType: 0,
        hidden: false,
      },
    };
  },

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
