import type { User } from './world.ts';
import { definedOf, envelope, Refusal, stringList, stringMap, type RestCall } from './wire.ts';
import { uuidOf } from './uuid.ts';

/** `POST /rest/ws/user/v2/detail` */
export function userDetail({ body, store, shape }: RestCall): unknown {
  const ids = stringList(body().userIdList, 'userIdList');
  const users = [...new Set(ids)].flatMap((id) => store.users.get(id) ?? []);
  return shape === 'documented' ? users.map(documentedUser) : envelope(users.map(liveUser), store);
}

/** `POST /rest/ws/user/update` */
export function userUpdate({ body, ofUserId, store }: RestCall): unknown {
  const user = store.users.get(ofUserId ?? '');
  if (!user) throw new Refusal('AL-U-01', 'user not found');
  if (user.roleType !== 3) throw new Refusal('EMU-02', 'an agent cannot be updated');
  const { email, displayName, imageLink, metadata } = body();
  for (const [name, value] of Object.entries({ email, displayName, imageLink })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new Refusal('EMU-01', `${name} must be a string`);
    }
  }
  const added = stringMap(metadata);
  Object.assign(user, definedOf({ email, displayName, imageLink }));
  Object.assign(user.metadata, added);
  return envelope('success', store);
}

/** The eleven fields of the endpoint's page, and no others. */
function documentedUser(user: User): object {
  const { userId, displayName, connected, deactivated, unreadCount, ...rest } = user;
  const { imageLink, phoneNumber, lastSeenAtTime, createdAtTime, lastLoggedInAtTime, lastMessageAtTime } =
    rest;
  return definedOf({
    userId,
    userName: displayName,
    connected,
    lastSeenAtTime,
    createdAtTime,
    imageLink,
    deactivated,
    phoneNumber,
    unreadCount,
    lastLoggedInAtTime,
    lastMessageAtTime,
  });
}

/** What the live service sends besides (wire-facts 3.2). */
export function liveUser(user: User): object {
  const { displayName, email, roleType, metadata, connected } = user;
  return {
    ...documentedUser(user),
    ...definedOf({ displayName, email }),
    // Presence: a number of the user's own, and not the envelope's word of the same name.
    status: connected ? 1 : 0,
    active: true,
    connectedClientCount: connected ? 1 : 0,
    roleKey: uuidOf(`role ${roleType}`),
    roleType,
    metadata,
  };
}
