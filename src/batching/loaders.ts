import DataLoader from 'dataloader';
import { GatewayError } from '../errors.ts';
import type { CallOptions, KommunicateClient, MessagePageQuery } from '../kommunicate/client.ts';
import type { GroupRecord, MessagePage, MessageRecord, UserRecord } from '../kommunicate/types.ts';

export interface LoaderOptions {
  readonly client: KommunicateClient;
  /** What every read carries. */
  readonly caller: CallOptions;
  /** Ids in one call at most. 60 is what the official Android SDK uses (wire-facts 3.5). */
  readonly maxBatchSize: number;
}

/** What resolvers load through, built anew for each request: it remembers for that long, and no longer. */
export interface Loaders {
  readonly users: DataLoader<string, UserRecord | null>;
  readonly conversations: DataLoader<string, GroupRecord | null>;
  /** A call each, and the same one once. */
  readonly messagePages: DataLoader<MessagePageQuery, MessagePage | null, string>;
  /** The newest message of a conversation, by its id, where it came along with something else. */
  readonly latestMessages: Map<string, MessageRecord>;
}

/**
 * Lookups that wait at the same time leave in one call, each id once; more ids than fit make more calls,
 * which run at the same time. An error is remembered for the request that met it, never beyond.
 */
export function createLoaders({ client, caller, maxBatchSize }: LoaderOptions): Loaders {
  const loadUsers = async (userIds: readonly string[]) =>
    matched(userIds, await client.getUsers(userIds, caller), ({ userId }) => userId);

  const loadConversations = async (groupIds: readonly string[]): Promise<(GroupRecord | null | Error)[]> => {
    if (groupIds.length > 1) {
      try {
        return matched(groupIds, await client.getGroups(groupIds, caller), ({ groupId }) => groupId);
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'UPSTREAM_REJECTED') throw error;
      }
    }
    // What refuses many may do so for one of them, or know no such call: one by one each answers for itself.
    return Promise.all(
      groupIds.map((groupId) =>
        client.getGroup(groupId, caller).then(
          (record) => (record?.groupId === groupId ? record : null),
          (error: Error) => error,
        ),
      ),
    );
  };

  return {
    users: new DataLoader(loadUsers, { maxBatchSize }),
    conversations: new DataLoader(loadConversations, { maxBatchSize }),
    messagePages: new DataLoader(
      (queries) =>
        Promise.all(queries.map((query) => client.getMessages(query, caller).catch((error: Error) => error))),
      { batch: false, cacheKeyFn: (query) => JSON.stringify(query) },
    ),
    latestMessages: new Map(),
  };
}

/**
 * Answers are matched by id, exactly, never by position: the REST API promises no order, leaves unknown ones
 * out, and may say more than it was asked. The first of two answers for one id wins.
 */
function matched<T>(
  ids: readonly string[],
  records: readonly T[],
  idOf: (record: T) => string,
): (T | null)[] {
  const byId = new Map<string, T>();
  for (const record of records) {
    if (!byId.has(idOf(record))) byId.set(idOf(record), record);
  }
  return ids.map((id) => byId.get(id) ?? null);
}
