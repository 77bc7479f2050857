import type { UserRecord } from '../kommunicate/types.ts';
import type { UserResolvers } from './types.generated.ts';
import { createFieldResolver, type UserReference } from './sources.ts';

const read = createFieldResolver<UserRecord, UserReference>(({ userId }, { loaders }) =>
  loaders.users.load(userId),
);

export const User: UserResolvers = {
  id: (user) => user.userId,
  displayName: read((user) => user.displayName || user.userName),
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
