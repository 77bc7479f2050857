import { isFlag, isObject, isText, parseControlBody, wholeFrom, type Check } from './checks.ts';
import type { Conversation, User } from './model.ts';
import type { Store } from './store.ts';
import { uuidOf } from './uuid.ts';

/*
 * What happens in an account without the gateway: customers write and come online, another integrator changes a
 * conversation. No call of the REST API does this, so the requests below `/__emulator` do.
 */

/** The result of a change, or all that is wrong with its body. */
export type ChangeResult = { readonly result: object } | { readonly problems: readonly string[] };

export interface Changes {
  /** Stores a message of any user: `groupId`, `fromUserName`, `message`, and further fields of the message. */
  readonly messages: (body: unknown) => ChangeResult;
  /** Changes a user: `userId`, and the fields to change. */
  readonly users: (body: unknown) => ChangeResult;
  /** Changes a conversation without a message: `groupId`, and what to change. */
  readonly groups: (body: unknown) => ChangeResult;
}

const MAX_TIME = 8_640_000_000_000_000;
const time = wholeFrom(0, MAX_TIME);
const isStringMap: Check = (value) =>
  isObject(value) && Object.values(value).every((entry) => typeof entry === 'string')
    ? undefined
    : 'must be an object of texts';

const isStatus: Check = (value) =>
  isIdLike(value) && /^(-1|[0-7])$/.test(String(value)) ? undefined : 'must be a number from -1 to 7';

/** A group id and a status may be a string or a number, as in the REST API. */
function isIdLike(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

export function createChanges(store: Store): Changes {
  const isUser: Check = (value) =>
    typeof value === 'string' && store.users.has(value) ? undefined : 'there is no such user';
  const isGroup: Check = (value) =>
    isIdLike(value) && store.conversations.has(String(value)) ? undefined : 'there is no such conversation';
  const areUsers: Check = (value) =>
    Array.isArray(value) && value.length > 0 && value.every((id) => isUser(id) === undefined)
      ? undefined
      : 'must be a list of user ids';
  const messages = changeOf(
    {
      groupId: isGroup,
      fromUserName: isUser,
      message: isText,
      metadata: isStringMap,
      contentType: wholeFrom(0, 1000),
      createdAtTime: time,
    },
    ['groupId', 'fromUserName', 'message'],
    (fields) => {
      const { groupId, fromUserName, message, metadata = {}, contentType = 0 } = fields;
      const createdAtTime = (fields.createdAtTime as number | undefined) ?? store.tick();
      const author = fromUserName as string;
      const id = `5-${uuidOf(author)}-${createdAtTime}`;
      // Messages may share a millisecond here.
      const twins = store.messages.filter(({ key }) => key.startsWith(id)).length;
      const stored = {
        key: twins === 0 ? id : `${id}-${twins}`,
        groupId: String(groupId),
        fromUserName: author,
        message: message as string,
        createdAtTime,
        contentType: contentType as number,
        metadata: { ...(metadata as Record<string, string>) },
      };
      store.addMessage(stored);
      return stored;
    },
  );

  const users = changeOf(
    {
      userId: isUser,
      displayName: isText,
      email: isText,
      imageLink: isText,
      phoneNumber: isText,
      connected: isFlag,
      deactivated: isFlag,
      unreadCount: wholeFrom(0, 1_000_000),
      lastSeenAtTime: time,
      metadata: isStringMap,
    },
    ['userId'],
    ({ userId, metadata, ...changes }) => {
      const user = store.users.get(userId as string) as User;
      Object.assign(user, changes);
      Object.assign(user.metadata, metadata);
      return user;
    },
  );

  const groups = changeOf(
    {
      groupId: isGroup,
      status: isStatus,
      assignee: isUser,
      members: areUsers,
      name: isText,
      imageUrl: isText,
      metadata: isStringMap,
    },
    ['groupId'],
    ({ groupId, status, assignee, members, metadata, ...changes }) => {
      const conversation = store.conversations.get(String(groupId)) as Conversation;
      Object.assign(conversation, changes);
      Object.assign(conversation.metadata, metadata);
      if (isIdLike(status)) conversation.metadata.CONVERSATION_STATUS = String(status);
      if (assignee !== undefined) conversation.metadata.CONVERSATION_ASSIGNEE = assignee as string;
      if (members !== undefined) setMembers(conversation, members as readonly string[], store);
      return conversation;
    },
  );

  return { messages, users, groups };
}

function setMembers(conversation: Conversation, ids: readonly string[], store: Store): void {
  const known = new Map(conversation.members.map((member) => [member.userId, member]));
  conversation.members = [...new Set(ids)].map(
    (userId) => known.get(userId) ?? { userId, role: roleOf(store.users.get(userId)), unreadCount: 0 },
  );
}

/** The role in a conversation: agents are admins, bots are moderators (wire-facts 7.1). */
function roleOf(user: User | undefined): number {
  return user?.roleType === 8 ? 1 : user?.roleType === 1 ? 2 : 3;
}

type Fields = Readonly<Record<string, unknown>>;

/** Checks a body, and reports all problems together. Applies it only without any. */
function changeOf(
  checks: Readonly<Record<string, Check>>,
  required: readonly string[],
  apply: (fields: Fields) => object,
): (body: unknown) => ChangeResult {
  return (body) => {
    if (!isObject(body)) return { problems: ['the body must be a JSON object'] };
    const problems = [
      ...required.filter((name) => body[name] === undefined).map((name) => `${name}: is missing`),
      ...Object.entries(body).flatMap(([name, value]) => {
        if (value === undefined) return [];
        const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
        const problem = check
          ? check(value)
          : `is not a field; the fields are ${Object.keys(checks).join(', ')}`;
        return problem ? [`${name}: ${problem}`] : [];
      }),
    ];
    return problems.length > 0 ? { problems } : { result: apply(body) };
  };
}

/** Applies a change whose body is JSON text. */
export function changeFromText(change: (body: unknown) => ChangeResult, text: string): ChangeResult {
  const parsed = parseControlBody(text);
  return 'problems' in parsed ? parsed : change(parsed.value);
}
