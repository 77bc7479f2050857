import type { GroupRecord, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { NUMBER_BY_STATUS } from '../kommunicate/status.ts';
import { badUserInput } from '../errors.ts';
import { checkId, checkSearch } from '../lib/input-checks.ts';
import { node } from './node.ts';
import { pageOfConversations } from './conversation-page.ts';
import type { QueryResolvers } from './types.generated.ts';

export const Query: QueryResolvers = {
  user: (_root, { id }, context) => loadOne<UserRecord>(context.loaders.users, id, context),

  users: (_root, { ids }, context) => loadEach<UserRecord>(context.loaders.users, ids, context),

  conversation: (_root, { id }, context) => loadOne<GroupRecord>(context.loaders.conversations, id, context),

  conversations: (_root, { ids }, context) =>
    loadEach<GroupRecord>(context.loaders.conversations, ids, context),

  message: (_root, { id }, context) => loadOne<MessageRecord>(context.loaders.messages, id, context),

  inbox(_root, { first, after, statuses, search, assigneeId }, context) {
    const { client } = context;
    if (search != null && assigneeId != null) throw badUserInput('search', 'search-and-assignee');
    const filter = {
      statuses: [...new Set(statuses)].map((status) => NUMBER_BY_STATUS[status]),
      search: search == null ? undefined : checkSearch(search, 'search'),
      assigneeId: assigneeId == null ? undefined : checkId(assigneeId, 'assigneeId'),
    };
    return pageOfConversations(
      {
        first,
        after,
        list: listName(filter),
        read: (page, options) => client.getSupportPage({ ...page, ...filter }, options),
      },
      context,
    );
  },

  node,

  viewer(_root, _args, { principal, loaders }) {
    return principal.actingUserId === undefined ? null : loaders.users.load(principal.actingUserId);
  },
};

/** Each search and each assignee is a list of its own, with its own cursors. */
function listName({
  search,
  assigneeId,
}: {
  search: string | undefined;
  assigneeId: string | undefined;
}): string {
  if (search !== undefined) return `inbox with ${search}`;
  return assigneeId === undefined ? 'inbox' : `inbox of ${assigneeId}`;
}

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
