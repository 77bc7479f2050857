import type { GatewayContext } from '../graphql/context.ts';
import type { GroupRecord, UserRecord } from '../kommunicate/types.ts';

/*
 * What a type is resolved from: a record, or a reference to somebody or something whose existence an accepted
 * write or a record has stated. Of the latter the rest is read when it is asked for, so that an `id` alone
 * costs no call, and a failing read spoils the fields that need it and not the answer to the write.
 */

export type UserSource = UserRecord | UserReference;
export type ConversationSource = GroupRecord | ConversationReference;

export interface UserReference {
  readonly userId: string;
  readonly unread: true;
}

export interface ConversationReference {
  readonly groupId: string;
  /** What a write has just set: answered as it is. */
  readonly status?: number;
  readonly unread: true;
}

/**
 * Makes resolvers of fields that pick their value from a record, reading that first where it is only referred
 * to.
 */
export function createFieldResolver<Record extends object, Reference extends { readonly unread: true }>(
  load: (reference: Reference, context: GatewayContext) => Promise<Record | null>,
) {
  return <T>(pick: (record: Record, context: GatewayContext) => T | undefined) =>
    (
      source: Record | Reference,
      _args: unknown,
      context: GatewayContext,
    ): T | null | Promise<Awaited<T> | null> => {
      if (!('unread' in source)) return pick(source, context) ?? null;
      // Where a field picks a promise, `then` waits for it.
      return load(source, context).then(
        (record) => (record && pick(record, context)) ?? null,
      ) as Promise<Awaited<T> | null>;
    };
}
