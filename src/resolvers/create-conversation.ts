import { assertAssignable } from '../auth/permissions.ts';
import { badUserInput } from '../errors.ts';
import {
  checkHeaderId,
  checkId,
  checkIdempotencyKey,
  checkIds,
  checkMetadata,
  checkName,
} from '../lib/input-checks.ts';
import type { CreateConversationInput, MutationResolvers } from './types.generated.ts';

/** Maximum number of participants of a new conversation. */
const MAX_PARTICIPANTS = 60;

/** Metadata keys that decide the assignee of a new conversation (wire-facts 7.1). `assigneeId` sets both. */
const ASSIGNEE_KEY = 'CONVERSATION_ASSIGNEE';
const SKIP_ROUTING_KEY = 'SKIP_ROUTING';

/** `Mutation.createConversation`. `schema/access.ts` has already checked what a `USER` may create. */
export const createConversation: MutationResolvers['createConversation'] = async (
  _root,
  { input },
  { principal, client, callOptions, loaders, sendOnce },
) => {
  const participantIds = checkIds(input.participantIds, 'input.participantIds', MAX_PARTICIPANTS);
  const idempotencyKey = checkIdempotencyKey(input.idempotencyKey, 'input.idempotencyKey');
  const metadata = metadataOf(input);
  const group = {
    ofUserId:
      principal.actingUserId === undefined ? undefined : checkHeaderId(principal.actingUserId, 'input'),
    groupName: nameOf(input),
    groupMemberList: participantIds,
    ...(metadata && { metadata }),
  };
  if (input.assigneeId != null) {
    assertAssignable(await loaders.users.load(input.assigneeId), 'input.assigneeId');
  }
  const { groupId } = await loaders.write({ users: participantIds }, () =>
    sendOnce(idempotencyKey, group, () => client.createGroup(group, callOptions)),
  );
  return { conversation: { kind: 'reference', groupId } };
};

/** The REST API requires a name. By default, it is the id of the first participant. */
function nameOf({ name, participantIds }: CreateConversationInput): string {
  if (name == null) return participantIds[0] as string;
  if (name.trim() === '') throw badUserInput('input.name', 'empty');
  return checkName(name, 'input.name');
}

function metadataOf({ metadata, assigneeId }: CreateConversationInput) {
  const checked = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  const reservedKey = [ASSIGNEE_KEY, SKIP_ROUTING_KEY].find((key) => key in checked);
  if (reservedKey !== undefined) throw badUserInput(`input.metadata.${reservedKey}`, 'set-by-assignee');
  if (assigneeId == null) return Object.keys(checked).length === 0 ? undefined : checked;
  return {
    ...checked,
    [ASSIGNEE_KEY]: checkId(assigneeId, 'input.assigneeId'),
    [SKIP_ROUTING_KEY]: 'true',
  };
}
