import DataLoader from 'dataloader';
import type { KommunicateClient } from '../kommunicate/client.ts';
import type { UserRecord } from '../kommunicate/types.ts';

export interface LoaderOptions {
  readonly client: KommunicateClient;
  readonly apiKey: string;
  /** Ids in one `v2/detail` call at most. 60 is what the official Android SDK uses (wire-facts 3.5). */
  readonly maxBatchSize: number;
  /** The caller's: when it leaves, reads under way are given up. */
  readonly signal?: AbortSignal | undefined;
}

/** What resolvers load through, built anew for each request: it remembers for that long, and no longer. */
export interface Loaders {
  readonly users: DataLoader<string, UserRecord | null>;
}

/**
 * Lookups that wait at the same time leave in one call, each id once; more ids than fit make more calls,
 * which run at the same time. An error is remembered for the request that met it, never beyond.
 */
export function createLoaders({ client, apiKey, maxBatchSize, signal }: LoaderOptions): Loaders {
  const loadUsers = async (userIds: readonly string[]): Promise<(UserRecord | null)[]> => {
    const records = await client.getUsers(userIds, { apiKey, signal });
    // Answers are matched by id, exactly, never by position: the REST API promises no order, leaves unknown
    // users out, and may say more than it was asked. The first of two answers for one id wins.
    const byId = new Map<string, UserRecord>();
    for (const record of records) {
      if (!byId.has(record.userId)) byId.set(record.userId, record);
    }
    return userIds.map((userId) => byId.get(userId) ?? null);
  };
  return { users: new DataLoader(loadUsers, { maxBatchSize }) };
}
