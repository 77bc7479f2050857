import { DIGEST_LENGTH, digestOf } from './message-key.ts';
import type { GroupRecord } from './types.ts';

/** What can change about a conversation, in the order of the digests in a state. */
const CHANGES = ['STATUS', 'ASSIGNEE', 'PARTICIPANTS', 'NAME', 'IMAGE', 'METADATA'] as const;
export type StateChange = (typeof CHANGES)[number];

/** The state of a conversation as text: a digest of each part that `ConversationChanged` can report. */
export function stateOf(group: GroupRecord): string {
  const { CONVERSATION_STATUS, CONVERSATION_ASSIGNEE, KM_CONVERSATION_TITLE, ...metadata } =
    group.metadata ?? {};
  const participants = (group.groupUsers ?? []).map(({ userId, role }) => [userId, role]);
  const parts: Record<StateChange, unknown> = {
    STATUS: [group.status, CONVERSATION_STATUS],
    ASSIGNEE: [group.assigneeId, CONVERSATION_ASSIGNEE],
    PARTICIPANTS: participants.toSorted(byText),
    NAME: [group.name, KM_CONVERSATION_TITLE],
    IMAGE: group.imageUrl,
    METADATA: Object.entries(metadata).toSorted(byText),
  };
  return CHANGES.map((change) => digestOf(JSON.stringify(parts[change] ?? null))).join('');
}

/** What differs between two states. Everything, if the older one is unknown. */
export function changesBetween(older: string | undefined, newer: string): readonly StateChange[] {
  return CHANGES.filter((_change, index) => {
    const start = index * DIGEST_LENGTH;
    const part = (state: string) => state.slice(start, start + DIGEST_LENGTH);
    return older === undefined || part(older) !== part(newer);
  });
}

const byText = (one: unknown, other: unknown) => {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Whether a user takes part in a conversation; false without a conversation or without a user. */
export function hasParticipant(group: GroupRecord | null, userId: string | undefined): boolean {
  if (userId === undefined) return false;
  return group?.groupUsers?.some((participant) => participant.userId === userId) ?? false;
}
