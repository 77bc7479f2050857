import type { GatewayContext } from '../graphql/context.ts';
import { GatewayError } from '../errors.ts';
import { decodeActionable } from '../kommunicate/actionable/actionable.ts';
import type { ActionableRecord } from '../kommunicate/actionable/types.ts';
import type { MessageRecord, UserRecord, WireMetadata } from '../kommunicate/types.ts';
import { readPage, type Page } from './pagination/connection.ts';
import type { AttachmentResolvers, MessageResolvers } from './types.generated.ts';
import { checkFirst } from '../lib/input-checks.ts';

export const Message: MessageResolvers = {
  id: ({ messageKey }) => messageKey,
  conversation: ({ groupId }) => ({ groupId, unread: true }),
  sender: ({ fromUserName }) => (fromUserName === undefined ? null : { userId: fromUserName, unread: true }),
  text: ({ message }) => message ?? null,
  createdAt: ({ createdAt }) => createdAt ?? null,
  actionable: ({ metadata }) => (metadata && actionableOf(metadata)) ?? null,
  attachment: ({ attachment }) => attachment ?? null,
  metadata: ({ metadata }) => metadata ?? null,
};

/** Once for each message, however often it is asked for. */
const decoded = new WeakMap<WireMetadata, ActionableRecord | undefined>();

function actionableOf(metadata: WireMetadata): ActionableRecord | undefined {
  if (!decoded.has(metadata)) decoded.set(metadata, decodeActionable(metadata));
  return decoded.get(metadata);
}

export const Attachment: AttachmentResolvers = {
  url: ({ url }) => url ?? null,
  name: ({ name }) => name ?? null,
  contentType: ({ contentType }) => contentType ?? null,
  size: ({ size }) => size ?? null,
  thumbnailUrl: ({ thumbnailUrl }) => thumbnailUrl ?? null,
};

interface PageArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/**
 * A page of a conversation's messages, newest first, without hidden ones; null without such a conversation.
 */
export async function pageOfMessages(
  groupId: string,
  args: PageArguments,
  context: GatewayContext,
): Promise<Page<MessageRecord> | null> {
  checkFirst(args.first, 50);
  const page = readMessages(groupId, args, context);
  if (args.after == null) {
    const newest = page.then(
      (found) => found?.nodes[0]?.createdAt,
      () => undefined,
    );
    context.loaders.newestMessageTimes.set(groupId, newest);
  }
  return page;
}

async function readMessages(
  groupId: string,
  { first, after }: PageArguments,
  { loaders, principal }: GatewayContext,
): Promise<Page<MessageRecord> | null> {
  let exists = true;
  const page = await readPage<MessageRecord>({
    first,
    after,
    seal: { secret: principal.apiKey, list: `messages of ${groupId}` },
    maxRows: 50,
    async read(pageSize, endTime, reads) {
      const isFurther = reads > 0;
      const query = { groupId, pageSize, endTime };
      const answer = await loaders.messagePages
        .load({ query, isFurther })
        .catch(endWhereExhausted(isFurther));
      if (answer === undefined) return undefined;
      exists &&= answer !== null;
      prime(loaders, answer?.users ?? []);
      return { items: answer?.messages ?? [], rowCount: answer?.rowCount ?? 0 };
    },
    idOf: ({ messageKey }) => messageKey,
    timeOf: ({ createdAt }) => createdAt,
    isVisible: ({ hidden }) => !hidden || principal.role !== 'USER',
  });
  return exists ? page : null;
}

/**
 * A page that has begun ends early where its request may make no further reads: its cursor lets the client go on.
 */
export function endWhereExhausted(isFurther: boolean) {
  return (error: unknown): undefined => {
    if (isFurther && error instanceof GatewayError && error.limit === 'reads') return undefined;
    throw error;
  };
}

/** Users that came along with something else need not be asked for, if what came is more than their ids. */
export function prime(loaders: GatewayContext['loaders'], users: readonly UserRecord[]): void {
  for (const user of users) if (user.connected !== undefined) loaders.users.prime(user.userId, user);
}
