import type { GatewayContext } from '../graphql/context.ts';
import type { CallOptions } from '../kommunicate/client.ts';
import type { GroupRecord, SupportPage } from '../kommunicate/types.ts';
import { checkFirst } from '../lib/input-checks.ts';
import { endWhenExhausted, primeUsers } from './message.ts';
import { readPage } from './pagination/connection.ts';
import type { Page } from './pagination/page.ts';
import type { ConversationSource } from './sources.ts';

interface ConversationPageRequest {
  readonly first: number;
  readonly after?: string | null | undefined;
  /** The name of the list. A cursor of another list is rejected. */
  readonly list: string;
  readonly read: (
    page: { readonly pageSize: number; readonly endTime: number | undefined },
    options: CallOptions,
  ) => Promise<SupportPage>;
}

/**
 * A page of conversations, ordered by their latest messages, newest first.
 * @throws {GatewayError} `BAD_USER_INPUT` if `first` is not from 1 to 60, or `after` is not a cursor of this list
 */
export async function pageOfConversations(
  { first, after, list, read }: ConversationPageRequest,
  context: GatewayContext,
): Promise<Page<ConversationSource>> {
  const { principal, loaders } = context;
  checkFirst(first, 60);
  // The list is ordered by these times. A conversation without a message keeps the time of the one before it.
  const latestMessageTimes = new Map<string, number>();
  return readPage<ConversationSource>({
    first,
    after,
    seal: { secret: principal.apiKey, list },
    maxRows: 60,
    async read(pageSize, endTime, reads) {
      const isFurther = reads > 0;
      if (!isFurther) await context.reserveCall();
      const options = isFurther ? context.furtherCallOptions : context.callOptions;
      const page = await read({ pageSize, endTime }, options).catch(endWhenExhausted(isFurther));
      if (!page) return undefined;
      for (const message of page.messages) {
        const { groupId, createdAt } = message;
        if (createdAt === undefined || createdAt < (latestMessageTimes.get(groupId) ?? -Infinity)) continue;
        latestMessageTimes.set(groupId, createdAt);
        // For a `USER`, `latestMessage` has to look for one that is not hidden.
        if (message.hidden && principal.role === 'USER') loaders.latestMessages.delete(groupId);
        else loaders.latestMessages.set(groupId, message);
      }
      for (const group of page.groups) {
        if (group.groupUsers) loaders.conversations.prime(group.groupId, group);
      }
      primeUsers(loaders, page.users);
      return { items: page.groups.map((group) => sourceOf(group, context)), rowCount: page.rowCount };
    },
    idOf: ({ groupId }) => groupId,
    timeOf: ({ groupId }) => latestMessageTimes.get(groupId),
  });
}

/** A `USER` may read only conversations whose participants are known, so others are read again. */
function sourceOf(group: GroupRecord, { principal }: GatewayContext): ConversationSource {
  const { groupId } = group;
  return group.groupUsers || principal.role !== 'USER' ? group : { kind: 'reference', groupId };
}
