import type { GatewayContext } from '../graphql/context.ts';
import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';

/*
 * The source of a type is a record, or a reference to an object that is known to exist. A reference loads its record
 * when a field needs it. So an `id` alone costs no call, and a failed read after a write fails the field and not the
 * write.
 */

export type UserSource = UserRecord | UserReference;
export type ConversationSource = GroupRecord | ConversationReference;

export interface UserReference {
  readonly kind: 'reference';
  readonly userId: string;
}

export interface ConversationReference {
  readonly kind: 'reference';
  readonly groupId: string;
  /** The status that a write has just set. It needs no read. */
  readonly status?: number;
  /** The assignee that a write has just set. It needs no read. */
  readonly assigneeId?: string;
  /** Whether the viewer has just marked it as read. Its unread count needs no read then. */
  readonly isRead?: boolean;
}

/** Creates resolvers that pick a value from a record, and load the record first if the source is a reference. */
export function createFieldResolver<Record extends object, Reference extends { readonly kind: 'reference' }>(
  load: (reference: Reference, context: GatewayContext) => Promise<Record | null>,
) {
  return <T>(pick: (record: Record, context: GatewayContext) => T | undefined) =>
    (
      source: Record | Reference,
      _args: unknown,
      context: GatewayContext,
    ): T | null | Promise<Awaited<T> | null> => {
      if (!('kind' in source)) return pick(source, context) ?? null;
      // `then` also unwraps a promise that `pick` returns.
      return load(source, context).then(
        (record) => (record && pick(record, context)) ?? null,
      ) as Promise<Awaited<T> | null>;
    };
}
