import type { UserRecord } from '../kommunicate/types.ts';

/**
 * What a `User` is resolved from: a record, or the bare id of a user whose existence an accepted write has
 * stated. Of the latter the rest is read when it is asked for, so that an `id` alone costs no call, and a
 * failing read spoils the fields that need it and not the answer to the write.
 */
export type UserSource = UserRecord | UserReference;

interface UserReference {
  readonly userId: string;
  readonly unread: true;
}
