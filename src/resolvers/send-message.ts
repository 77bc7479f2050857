import { actorOf } from '../auth/permissions.ts';
import { badUserInput } from '../errors.ts';
import type { OutgoingMessage } from '../kommunicate/types.ts';
import {
  checkHeaderId,
  checkId,
  checkIdempotencyKey,
  checkName,
  checkText,
  checkUrl,
} from '../lib/input-checks.ts';
import { messageMetadata } from './message-metadata.ts';
import type { AttachmentInput, MutationResolvers, SendMessageInput } from './types.generated.ts';

/** REST `contentType` (wire-facts 8.1). */
const TEXT = 0;
const ATTACHMENT = 1;
const HTML = 3;

/** `Mutation.sendMessage`. `schema/access.ts` has already checked what a `USER` may send. */
export const sendMessage: MutationResolvers['sendMessage'] = async (
  _root,
  { input },
  { principal, client, callOptions, loaders, sendOnce },
) => {
  const groupId = checkId(input.conversationId, 'input.conversationId');
  const senderId = actorOf(principal, input.senderId, 'input.senderId');
  // The endpoint for attachments takes the sender as a header.
  const checkSender = input.attachment ? checkHeaderId : checkId;
  const fromUserName = checkSender(senderId, 'input.senderId');
  const idempotencyKey = checkIdempotencyKey(input.idempotencyKey, 'input.idempotencyKey');
  const metadata = messageMetadata(input);
  const text = textOf(input);
  const attachment = input.attachment ? attachmentOf(input.attachment) : undefined;
  const contentType = attachment ? ATTACHMENT : input.format === 'HTML' ? HTML : undefined;

  const message: OutgoingMessage = {
    groupId,
    fromUserName,
    ...(text !== undefined && { message: text }),
    ...(metadata && { metadata }),
    ...(contentType !== undefined && { contentType }),
    ...(attachment && { attachment }),
  };
  const affectedIds = { users: [fromUserName], conversations: [groupId] };
  // `sendOnce` is inside `write`: cached reads become stale even if another request sent the message.
  const sent = await loaders.write(affectedIds, () =>
    sendOnce(idempotencyKey, message, () => client.sendMessage(message, callOptions)),
  );
  loaders.newestMessageTimes.set(groupId, Promise.resolve(sent.createdAt));
  return {
    message: {
      ...sent,
      groupId,
      fromUserName,
      message: text,
      metadata,
      attachment: attachment && {
        url: attachment.url,
        name: attachment.name,
        contentType: attachment.contentType,
        size: attachment.size,
        thumbnailUrl: attachment.thumbnailUrl,
      },
      contentType: contentType ?? TEXT,
      hidden: false,
    },
  };
};

/** The text, if the parts of the message fit together. */
function textOf({ text, actionable, attachment, format }: SendMessageInput): string | undefined {
  const checked = text == null ? undefined : checkText(text, 'input.text');
  if (checked?.trim() === '') throw badUserInput('input.text', 'empty');
  if (attachment && actionable) throw badUserInput('input.actionable', 'not-with-attachment');
  if (attachment && format === 'HTML') throw badUserInput('input.format', 'not-with-attachment');
  if (checked === undefined && !actionable && !attachment) throw badUserInput('input', 'text-or-actionable');
  if (checked === undefined && format === 'HTML') throw badUserInput('input.text', 'required');
  return checked;
}

interface SentAttachment {
  readonly url: string;
  readonly name?: string;
  readonly contentType?: string;
  readonly size?: number;
  readonly thumbnailUrl?: string;
}

function attachmentOf({ url, name, contentType, size, thumbnailUrl }: AttachmentInput): SentAttachment {
  const argument = 'input.attachment';
  if (size != null && size < 1) throw badUserInput(`${argument}.size`, 'too-small');
  return {
    url: checkUrl(url, `${argument}.url`),
    ...(name != null && { name: checkName(name, `${argument}.name`) }),
    ...(contentType != null && { contentType: checkName(contentType, `${argument}.contentType`) }),
    ...(size != null && { size }),
    ...(thumbnailUrl != null && { thumbnailUrl: checkUrl(thumbnailUrl, `${argument}.thumbnailUrl`) }),
  };
}
