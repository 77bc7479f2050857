import { badUserInput } from '../errors.ts';
import { ACTIONABLE_KEYS, buildActionable, type ActionablePart } from '../kommunicate/actionable.ts';
import type { UserChanges, WireMetadata } from '../kommunicate/types.ts';
import type { MutationResolvers, SettableConversationStatus, UpdateUserInput } from '../types.generated.ts';
import { checkEmail, checkHeaderId, checkId, checkMetadata, checkUrl, isExact } from './inputs.ts';

export const Mutation: MutationResolvers = {
  async updateUser(_root, { input }, { principal, client, loaders }) {
    const userId = checkHeaderId(input.userId, 'input.userId');
    const changes = changesOf(input);
    try {
      await client.updateUser(userId, changes, principal);
    } finally {
      // Whatever came of it: what was read before the write may no longer be so.
      loaders.users.clear(userId);
    }
    return { user: { userId, unread: true } };
  },

  async sendMessage(_root, { input }, { principal, client }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const senderId = input.senderId ?? principal.actingUserId;
    if (senderId === undefined) throw badUserInput('input.senderId', 'required');
    const fromUserName = checkId(senderId, 'input.senderId');
    const metadata = messageMetadata(input);
    const text = input.text ?? undefined;
    if (text?.trim() === '') throw badUserInput('input.text', 'empty');
    if (text === undefined && !input.actionable) throw badUserInput('input.text', 'required');

    const sent = await client.sendMessage(
      { groupId, fromUserName, ...(text !== undefined && { message: text }), ...(metadata && { metadata }) },
      principal,
    );
    return { message: { ...sent, groupId, fromUserName, message: text } };
  },

  async changeConversationStatus(_root, { input }, { principal, client }) {
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const actorId = input.actorId ?? principal.actingUserId;
    if (actorId === undefined) throw badUserInput('input.actorId', 'required');
    const ofUserId = checkHeaderId(actorId, 'input.actorId');
    const status = SETTABLE_STATUS[input.status];
    await client.updateGroup(
      ofUserId,
      { groupId, metadata: { CONVERSATION_STATUS: String(status) } },
      principal,
    );
    return { conversation: { groupId, status } };
  },
};

/** What the documented endpoint allows (api-detail, "Change Conversation Status"). */
const SETTABLE_STATUS: Readonly<Record<SettableConversationStatus, number>> = {
  OPEN: 0,
  CLOSED: 2,
  SPAM: 3,
  DUPLICATE: 4,
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

interface MessageMetadataInput {
  readonly actionable?: ActionablePart | null | undefined;
  readonly metadata?: Record<string, unknown> | null | undefined;
}

/** The caller's metadata together with what the actionable part is made of; undefined where there is none. */
function messageMetadata({ actionable, metadata }: MessageMetadataInput): WireMetadata | undefined {
  const given = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  if (!actionable) return Object.keys(given).length === 0 ? undefined : given;
  if (!isExact(actionable)) throw badUserInput('input.actionable', 'inexact-number');
  const taken = ACTIONABLE_KEYS.find((key) => key in given);
  if (taken) throw badUserInput(`input.metadata.${taken}`, 'set-by-actionable');
  return { ...buildActionable(actionable, 'input.actionable'), ...given };
}
