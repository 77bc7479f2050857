import { restGroup, restUser } from './world.ts';

/* The expected GraphQL results, with the field names of schema.graphql. */

const STATUSES = ['OPEN', 'IN_PROGRESS', 'CLOSED', 'SPAM', 'DUPLICATE'];
const ROLES = ['USER', 'ADMIN', 'MODERATOR', 'MEMBER'];

/** Milliseconds since 1970 as a `DateTime`. */
export function dateTime(time: number): string {
  return new Date(time).toISOString();
}

/** `id displayName connected imageLink lastSeenAt` */
export function expectedUser(id: string): object {
  const { userName, connected, imageLink = null, lastSeenAtTime } = restUser(id);
  return { id, displayName: userName, connected, imageLink, lastSeenAt: dateTime(lastSeenAtTime) };
}

/** `id name status assignee { id displayName } participants { role user { id displayName connected } }` */
export function expectedConversation(id: string): object {
  const { name, metadata, groupUsers } = restGroup(id);
  const assigneeId = metadata.CONVERSATION_ASSIGNEE;
  return {
    id,
    name,
    status: STATUSES[Number(metadata.CONVERSATION_STATUS)],
    assignee: { id: assigneeId, displayName: restUser(assigneeId).userName },
    participants: groupUsers.map(({ userId, role }) => {
      const { userName, connected } = restUser(userId);
      return { role: ROLES[role], user: { id: userId, displayName: userName, connected } };
    }),
  };
}
