import { GatewayError } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { decodeActionable } from '../kommunicate/actionable/actionable.ts';
import type { ActionableRecord } from '../kommunicate/actionable/types.ts';
import { stateOf } from '../kommunicate/conversation-state.ts';
import { hashOf, LATE_MS } from '../kommunicate/message-key.ts';
import type {
  GroupRecord,
  MessageRecord,
  ReceiptRecord,
  UserRecord,
  WireMetadata,
} from '../kommunicate/types.ts';
import { checkFirst } from '../lib/input-checks.ts';
import { nodeIdOf } from './node.ts';
import { readPage } from './pagination/connection.ts';
import type { Page } from './pagination/page.ts';
import type {
  AttachmentResolvers,
  MessageKind,
  MessageReceiptResolvers,
  MessageResolvers,
} from './types.generated.ts';

export const Message: MessageResolvers = {
  id: ({ messageKey }) => messageKey,
  nodeId: ({ messageKey }, _args, context) => nodeIdOf('Message', messageKey, context),
  conversation: ({ groupId }) => ({ kind: 'reference', groupId }),
  sender: ({ fromUserName }) =>
    fromUserName === undefined ? null : { kind: 'reference', userId: fromUserName },
  text: ({ message }) => message ?? null,
  createdAt: ({ createdAt }) => createdAt ?? null,
  actionable: ({ metadata }) => (metadata && actionableOf(metadata)) ?? null,
  attachment: ({ attachment }) => attachment ?? null,
  metadata: ({ metadata }) => metadata ?? null,
  kind: (message) => kindOf(message),
  async receipts({ messageKey }, _args, { loaders }) {
    const receipts = await loaders.receipts.load(messageKey);
    return receipts as ReceiptRecord[] | null;
  },
};

export const MessageReceipt: MessageReceiptResolvers = {
  user: ({ userId }) => ({ kind: 'reference', userId }),
  deliveredAt: ({ deliveredAtTime }) => deliveredAtTime ?? null,
  readAt: ({ readAtTime }) => readAtTime ?? null,
};

/** REST `contentType` (wire-facts 8.1). Further numbers are `OTHER`. */
const KINDS: ReadonlyMap<number, MessageKind> = new Map([
  [0, 'TEXT'],
  [1, 'ATTACHMENT'],
  [2, 'LOCATION'],
  [3, 'HTML'],
  [10, 'EVENT'],
]);

/** An event can have a template, but is still an event. */
function kindOf({ contentType, metadata }: MessageRecord): MessageKind | null {
  if (contentType !== 10 && metadata && actionableOf(metadata)) return 'RICH';
  return contentType === undefined ? null : (KINDS.get(contentType) ?? 'OTHER');
}

/** Templates that were decoded before: several fields and aliases can read the same message. */
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
 * A page of a conversation's messages, newest first; null if the conversation does not exist. A `USER` gets no hidden
 * messages.
 * @param group the record of the conversation, if the request has read it
 * @throws {GatewayError} `BAD_USER_INPUT` if `first` is not from 1 to 50, or `after` is not a cursor of this list
 */
export async function pageOfMessages(
  groupId: string,
  args: PageArguments,
  context: GatewayContext,
  group?: GroupRecord,
): Promise<Page<MessageRecord> | null> {
  checkFirst(args.first, 50);
  const page = readMessages(groupId, args, context, group);
  if (args.after == null) {
    const newest = page.then(
      (result) => result?.nodes[0]?.createdAt,
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
  group: GroupRecord | undefined,
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
      const rows = await loaders.messagePages.load({ query, isFurther }).catch(endWhenExhausted(isFurther));
      if (rows === undefined) return undefined;
      exists &&= rows !== null;
      primeUsers(loaders, rows?.users ?? []);
      return { items: rows?.messages ?? [], rowCount: rows?.rowCount ?? 0 };
    },
    idOf: ({ messageKey }) => messageKey,
    timeOf: ({ createdAt }) => createdAt,
    isVisible: ({ hidden }) => !hidden || principal.role !== 'USER',
    knowledgeOf: (shown) => knowledgeOf(shown, group),
  });
  return exists ? page : null;
}

/** What a subscription that starts at the newest message of a page must know: its client has these messages already. */
function knowledgeOf(shown: readonly MessageRecord[], group: GroupRecord | undefined): object {
  const lateFrom = (shown[0]?.createdAt ?? 0) - LATE_MS;
  const recent = shown.filter(({ createdAt = 0 }) => createdAt >= lateFrom);
  return {
    hashes: recent.map(({ messageKey }) => hashOf(messageKey)).toReversed(),
    state: group && stateOf(group),
  };
}

/**
 * Ends a page early, after its first read, when the request has used up its further reads. The client can continue from
 * the cursor.
 */
export function endWhenExhausted(isFurther: boolean) {
  return (error: unknown): undefined => {
    if (isFurther && error instanceof GatewayError && error.limit === 'reads') return undefined;
    throw error;
  };
}

/** Caches users that another response contained. One that has only an id is not cached. */
export function primeUsers(loaders: GatewayContext['loaders'], users: readonly UserRecord[]): void {
  for (const user of users) if (user.connected !== undefined) loaders.users.prime(user.userId, user);
}
