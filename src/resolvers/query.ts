import type { GroupRecord, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { NUMBER_BY_STATUS } from './conversation.ts';
import { checkFirst, checkId } from '../lib/input-checks.ts';
import { endWhenExhausted, primeUsers } from './message.ts';
import { readPage } from './pagination/connection.ts';
import type { QueryResolvers } from './types.generated.ts';

export const Query: QueryResolvers = {
  user: (_root, { id }, context) => loadOne<UserRecord>(context.loaders.users, id, context),

  users: (_root, { ids }, context) => loadEach<UserRecord>(context.loaders.users, ids, context),

  conversation: (_root, { id }, context) => loadOne<GroupRecord>(context.loaders.conversations, id, context),

  conversations: (_root, { ids }, context) =>
    loadEach<GroupRecord>(context.loaders.conversations, ids, context),

  message: (_root, { id }, context) => loadOne<MessageRecord>(context.loaders.messages, id, context),

  async inbox(_root, { first, after, statuses }, context) {
    const { principal, client, loaders } = context;
    checkFirst(first, 60);
    const statusNumbers = [...new Set(statuses)].map((status) => NUMBER_BY_STATUS[status]);
    // The list is ordered by these times. A conversation without a message keeps the time of the one before it.
    const latestMessageTimes = new Map<string, number>();
    return readPage<GroupRecord>({
      first,
      after,
      seal: { secret: principal.apiKey, list: 'inbox' },
      maxRows: 60,
      async read(pageSize, endTime, reads) {
        const isFurther = reads > 0;
        if (!isFurther) await context.reserveCall();
        const options = isFurther ? context.furtherCallOptions : context.callOptions;
        const query = { pageSize, endTime, statuses: statusNumbers };
        const page = await client.getSupportPage(query, options).catch(endWhenExhausted(isFurther));
        if (!page) return undefined;
        for (const message of page.messages) {
          const { groupId, createdAt } = message;
          if (createdAt === undefined || createdAt < (latestMessageTimes.get(groupId) ?? -Infinity)) continue;
          latestMessageTimes.set(groupId, createdAt);
          loaders.latestMessages.set(groupId, message);
        }
        for (const group of page.groups) loaders.conversations.prime(group.groupId, group);
        primeUsers(loaders, page.users);
        return { items: page.groups, rowCount: page.rowCount };
      },
      idOf: ({ groupId }) => groupId,
      timeOf: ({ groupId }) => latestMessageTimes.get(groupId),
    });
  },

  viewer(_root, _args, { principal, loaders }) {
    return principal.actingUserId === undefined ? null : loaders.users.load(principal.actingUserId);
  },
};

interface LoaderById<T> {
  load(id: string): Promise<T | null>;
}

function loadOne<T extends object>(
  loader: LoaderById<T>,
  id: string,
  { spendIds, reserveIds }: GatewayContext,
): Promise<T | null> {
  spendIds(1);
  checkId(id, 'id');
  const reserved = reserveIds(1);
  return reserved ? reserved.then(() => loader.load(id)) : loader.load(id);
}

/** Checks all ids before it loads the first. Each item then fails independently. */
function loadEach<T extends object>(
  loader: LoaderById<T>,
  ids: readonly string[],
  { spendIds, reserveIds }: GatewayContext,
): Promise<T>[] | Promise<Promise<T>[]> {
  spendIds(ids.length);
  ids.forEach((id, index) => checkId(id, `ids.${index}`));
  // The items are nullable, but the generated type of a list does not allow a promise of null.
  const loadAll = () => ids.map((id) => loader.load(id) as Promise<T>);
  const reserved = reserveIds(ids.length);
  return reserved ? reserved.then(loadAll) : loadAll();
}
