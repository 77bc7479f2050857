import type { AffectedIds } from '../batching/loaders.ts';
import type { Hint } from './hint.ts';

/**
 * The hints of a write of this process: ids only.
 * @param result what the write returned; undefined if it failed
 */
export function hintsOfWrite(
  { users = [], conversations = [] }: AffectedIds,
  result: unknown,
): readonly Hint[] {
  const { messageKey, groupId: created } = Object(result) as { messageKey?: string; groupId?: string };
  const isCreated = created !== undefined && messageKey === undefined && !conversations.includes(created);
  return [
    ...(isCreated ? [{ conversationId: created, isGroupChanged: true }] : []),
    ...conversations.map((conversationId) => ({
      conversationId,
      messageId: messageKey,
      isGroupChanged: messageKey === undefined,
    })),
    ...users.map((userId) => ({ userId })),
  ];
}
