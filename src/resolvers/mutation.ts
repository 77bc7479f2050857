import type { Loaders } from '../batching/loaders.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { badUserInput, GatewayError } from '../errors.ts';
import { decodeActionable } from '../kommunicate/actionable/decode.ts';
import { encodeActionable, FORM_KEYS } from '../kommunicate/actionable/encode.ts';
import type { UserChanges, WireMetadata } from '../kommunicate/types.ts';
import type { Principal } from '../auth/principal.ts';
import type { MutationResolvers, SendMessageInput, UpdateUserInput } from './types.generated.ts';
import { checkActionable } from './actionable.ts';
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
} from './inputs.ts';

export const Mutation: MutationResolvers = {
  async updateUser(_root, { input }, context) {
    const { principal, client, callOptions, loaders } = context;
    const userId = checkHeaderId(input.userId, 'input.userId');
    const changes = changesOf(input);
    checkMetadataKeys(changes.metadata, context);
    if (principal.role === 'AGENT') await checkLookedAfter(userId, loaders);
    await loaders.write({ users: [userId] }, () => client.updateUser(userId, changes, callOptions));
    return { user: { userId, unread: true } };
  },

  async sendMessage(_root, { input }, context) {
    const { client, callOptions, loaders, sendOnce } = context;
    const groupId = checkId(input.conversationId, 'input.conversationId');
    const senderId = checkSenderRights(input, context);
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
    const changed = { users: [fromUserName], conversations: [groupId] };
    // Also what another request has sent is to be read anew by this one.
    const sent = await loaders.write(changed, () =>
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
    return { conversation: { groupId, status, unread: true } };
  },
};

/**
 * Who does it: whom the request acts for. Only a service may name somebody else.
 * @throws {GatewayError} `FORBIDDEN` for another; `BAD_USER_INPUT` where it is nobody
 */
function actorOf(
  { role, actingUserId }: Principal,
  named: string | null | undefined,
  argument: string,
): string {
  const actor = named ?? actingUserId;
  if (actor === undefined) throw badUserInput(argument, 'required');
  if (role !== 'SERVICE' && actor !== actingUserId)
    throw new GatewayError('FORBIDDEN', { argument, access: { role } });
  return actor;
}

/**
 * What somebody may send, as far as the token alone decides it.
 * @returns who sends it
 * @throws {GatewayError} `FORBIDDEN`
 */
export function checkSenderRights(input: SendMessageInput, context: GatewayContext): string {
  const senderId = actorOf(context.principal, input.senderId, 'input.senderId');
  checkMetadataKeys(input.metadata, context);
  if (context.principal.role !== 'USER' || !input.actionable) return senderId;
  // Nobody has looked at what such a payload does to whoever taps it.
  if (input.actionable.template)
    throw new GatewayError('FORBIDDEN', { argument: 'input.actionable.template', access: { role: 'USER' } });
  for (const [argument, metadata] of replyMetadataIn(input.actionable, 'input.actionable')) {
    checkMetadataKeys(metadata, context, argument);
  }
  return senderId;
}

/** The metadata that comes back with a reply, wherever in a template it stands. */
function* replyMetadataIn(value: unknown, argument: string): Generator<readonly [string, object]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const here = `${argument}.${key}`;
    if (key === 'replyMetadata') yield [here, part as object];
    else yield* replyMetadataIn(part, here);
  }
}

/** What the routing of a conversation hangs on stands in metadata: a user sets what it has been allowed to. */
function checkMetadataKeys(
  metadata: object | null | undefined,
  { principal, userMetadataKeys }: GatewayContext,
  argument = 'input.metadata',
): void {
  if (principal.role !== 'USER') return;
  const isAllowed = (key: string) =>
    userMetadataKeys.some((known) =>
      known.endsWith('*') ? key.startsWith(known.slice(0, -1)) : key === known,
    );
  const refused = Object.keys(metadata ?? {}).find((key) => !isAllowed(key));
  if (refused !== undefined)
    throw new GatewayError('FORBIDDEN', { argument: `${argument}.${refused}`, access: { role: 'USER' } });
}

/** REST `roleType` of people who are looked after (wire-facts 9). */
const END_USER = 3;

/** An agent changes people who are looked after, and neither colleagues nor bots. */
async function checkLookedAfter(userId: string, { users }: Loaders): Promise<void> {
  // What came along with something else may lack what this hangs on.
  users.clear(userId);
  const user = await users.load(userId);
  const reason = 'user';
  if (!user) throw new GatewayError('NOT_FOUND', { reason });
  if (user.roleType !== undefined && user.roleType !== END_USER)
    throw new GatewayError('FORBIDDEN', { access: { role: 'AGENT' } });
}

/** The given fields, and only those: a field that is absent or null is not sent. */
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

/** The caller's metadata together with what the actionable part is made of; undefined where there is none. */
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
