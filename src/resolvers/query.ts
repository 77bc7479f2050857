import type { UserRecord } from '../kommunicate/types.ts';
import type { QueryResolvers } from '../types.generated.ts';
import { checkId } from './inputs.ts';

export const Query: QueryResolvers = {
  user(_root, { id }, { loaders, spendIds }) {
    spendIds(1);
    return loaders.users.load(checkId(id, 'id'));
  },

  users(_root, { ids }, { loaders, spendIds }) {
    spendIds(ids.length);
    // All are checked before the first is asked for. Then each is an answer of its own: one that fails
    // leaves the others in place.
    ids.forEach((id, index) => checkId(id, `ids.${index}`));
    // The items are nullable; the generated type of a list has no word for a promise of null.
    return ids.map((id) => loaders.users.load(id) as Promise<UserRecord>);
  },

  viewer(_root, _args, { principal, loaders }) {
    return principal.actingUserId === undefined ? null : loaders.users.load(principal.actingUserId);
  },
};
