import type { GatewayContext } from '../context.ts';
import type { UserRecord } from '../kommunicate/types.ts';
import type { UserResolvers } from '../types.generated.ts';
import type { UserSource } from './sources.ts';

export const User: UserResolvers = {
  id: (user) => user.userId,
  displayName: read((user) => user.displayName ?? user.userName),
  connected: read((user) => user.connected),
  lastSeenAt: read((user) => user.lastSeenAtTime),
  createdAt: read((user) => user.createdAtTime),
  imageLink: read((user) => user.imageLink),
  deactivated: read((user) => user.deactivated),
  phoneNumber: read((user) => user.phoneNumber),
  unreadCount: read((user) => user.unreadCount),
  lastLoggedInAt: read((user) => user.lastLoggedInAtTime),
  lastMessageAt: read((user) => user.lastMessageAtTime),
  email: read((user) => user.email),
  metadata: read((user) => user.metadata),
};

/** A field's resolver: picks its value from the record, reading that first where it is only referred to. */
function read<T>(pick: (user: UserRecord) => T | undefined) {
  return (user: UserSource, _args: unknown, { loaders }: GatewayContext): T | null | Promise<T | null> => {
    if (!('unread' in user)) return pick(user) ?? null;
    return loaders.users.load(user.userId).then((record) => (record && pick(record)) ?? null);
  };
}
