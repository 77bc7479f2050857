import { badUserInput } from '../errors.ts';
import { decodeActionable } from '../kommunicate/decode-actionable.ts';
import { encodeActionable, FORM_KEYS } from '../kommunicate/encode-actionable.ts';
import type { UserChanges, WireMetadata } from '../kommunicate/types.ts';
import type { MutationResolvers, SendMessageInput, UpdateUserInput } from '../types.generated.ts';
import { checkActionable } from './actionable.ts';
import { NUMBER_BY_STATUS } from './conversation.ts';
import {
  checkEmail,
  checkHeaderId,
  checkId,
  checkIdempotencyKey,
  checkMetadata,
  checkUrl,
} from './inputs.ts';

export const Mutation: MutationResolvers = {
  async updateUser(_root, { input }, { client, callOptions, loaders }) {
    const userId = checkHeaderId(input.userId, 'input.userId');
    const changes = changesOf(input);
    await loaders.changing({ users: [userId] }, () => client.updateUser(userId, changes, callOptions));
    return { user: { userId, unread: true } };
  },

  async sendMessage(_root, { input }, { principal, client, callOptions, loaders, sendOnce }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const senderId = input.senderId ?? principal.actingUserId;
    if (senderId === undefined) throw badUserInput('input.senderId', 'required');
    const fromUserName = checkId(senderId, 'input.senderId');
    const idempotencyKey = checkIdempotencyKey(input.idempotencyKey, 'input.idempotencyKey');
    const metadata = messageMetadata(input);
    const text = input.text ?? undefined;
    if (text?.trim() === '') throw badUserInput('input.text', 'empty');
    if (text === undefined && !input.actionable) throw badUserInput('input', 'text-or-actionable');

    const message = {
      groupId,
      fromUserName,
      ...(text !== undefined && { message: text }),
      ...(metadata && { metadata }),
    };
    const changed = { users: [fromUserName], conversations: [groupId] };
    const sent = await sendOnce(idempotencyKey, message, () =>
      loaders.changing(changed, () => client.sendMessage(message, callOptions)),
    );
    return {
      message: {
        ...sent,
        groupId,
        fromUserName,
        message: text,
        metadata,
        attachment: undefined,
        hidden: false,
      },
    };
  },

  async changeConversationStatus(_root, { input }, { principal, client, callOptions, loaders }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const actorId = input.actorId ?? principal.actingUserId;
    if (actorId === undefined) throw badUserInput('input.actorId', 'required');
    const ofUserId = checkHeaderId(actorId, 'input.actorId');
    const status = NUMBER_BY_STATUS[input.status];
    const metadata = { CONVERSATION_STATUS: String(status) };
    await loaders.changing({ conversations: [groupId] }, () =>
      client.updateGroup(ofUserId, { groupId, metadata }, callOptions),
    );
    return { conversation: { groupId, status, unread: true } };
  },
};

/** The given fields, and only those: a field that is absent or null is not sent. */
function changesOf({ email, displayName, imageLink, metadata }: UpdateUserInput): UserChanges {
  const checkedMetadata = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  const changes = {
    ...(email != null && { email: checkEmail(email, 'input.email') }),
    ...(displayName != null && { displayName }),
    ...(imageLink != null && { imageLink: checkUrl(imageLink, 'input.imageLink') }),
    ...(Object.keys(checkedMetadata).length > 0 && { metadata: checkedMetadata }),
  };
  if (Object.keys(changes).length === 0) throw badUserInput('input', 'nothing-to-change');
  return changes;
}

/** The callOptions's metadata together with what the actionable part is made of; undefined where there is none. */
function messageMetadata({ actionable, metadata }: SendMessageInput): WireMetadata | undefined {
  const given = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  if (!actionable) return Object.keys(given).length === 0 ? undefined : given;
  const template = checkActionable(actionable, 'input.actionable');
  const built = encodeActionable(template);
  // What would not be read back is not sent.
  if (decodeActionable(built)?.payload === undefined) throw badUserInput('input.actionable', 'too-large');
  // A form beside the payload would become that of the buttons, whoever wrote it.
  const reserved = [...Object.keys(built), ...(template.kind === 'buttons' ? FORM_KEYS : [])];
  const taken = reserved.find((key) => key in given);
  if (taken) throw badUserInput(`input.metadata.${taken}`, 'set-by-actionable');
  return { ...built, ...given };
}
