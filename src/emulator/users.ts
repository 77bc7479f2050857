import type { User } from './model.ts';
import { definedOf, envelope, RestError, stringList, stringMap, type RestCall } from './wire.ts';
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
  if (!user) throw new RestError('AL-U-01', 'user not found');
  if (user.roleType !== 3) throw new RestError('EMU-02', 'an agent cannot be updated');
  const { email, displayName, imageLink, metadata } = body();
  for (const [name, value] of Object.entries({ email, displayName, imageLink })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new RestError('EMU-01', `${name} must be a string`);
    }
  }
  const added = stringMap(metadata);
  Object.assign(user, definedOf({ email, displayName, imageLink }));
  Object.assign(user.metadata, added);
  return envelope('success', store);
}

/** The eleven fields that the endpoint's documentation shows. */
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

/** A user with the further fields that the live service sends (wire-facts 3.2). */
export function liveUser(user: User): object {
  const { displayName, email, roleType, metadata, connected } = user;
  return {
    ...documentedUser(user),
    ...definedOf({ displayName, email }),
    // The user's presence, a number. The envelope's `status` is a word.
    status: connected ? 1 : 0,
    active: true,
    connectedClientCount: connected ? 1 : 0,
    roleKey: uuidOf(`role ${roleType}`),
    roleType,
    metadata,
  };
}
