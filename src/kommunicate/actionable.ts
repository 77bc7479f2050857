import { badUserInput } from '../errors.ts';
import type { WireMetadata } from './types.ts';

/** One suggested reply, in the REST API's words (wire-facts 8.3, template 6). */
interface QuickReply {
  readonly title: string;
  readonly message?: string | null | undefined;
  readonly replyMetadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly updateLanguage?: string | null | undefined;
}

/** What a caller writes: exactly one of the kinds. */
export type ActionablePart =
  | { readonly quickReplies: readonly QuickReply[] }
  | { readonly template: { readonly templateId: string; readonly payload: unknown } };

/** The metadata keys that an actionable message is made of. */
export const ACTIONABLE_KEYS = ['contentType', 'templateId', 'payload'] as const;

/**
 * The metadata that makes a message actionable. The REST API wants every value as a string, the payload as
 * JSON text.
 * @param argument where the part stands in the arguments, for errors
 * @throws {GatewayError} `BAD_USER_INPUT` for a part that no client could show
 */
export function buildActionable(part: ActionablePart, argument: string): WireMetadata {
  if ('quickReplies' in part) {
    const path = `${argument}.quickReplies`;
    if (part.quickReplies.length === 0) throw badUserInput(path, 'empty');
    const replies = part.quickReplies.map(({ title, message, replyMetadata, updateLanguage }, index) => {
      if (title.trim() === '') throw badUserInput(`${path}.${index}.title`, 'empty');
      return {
        title,
        message: message ?? undefined,
        replyMetadata: replyMetadata ?? undefined,
        updateLanguage: updateLanguage ?? undefined,
      };
    });
    return metadataOf('6', JSON.stringify(replies));
  }
  const { templateId, payload } = part.template;
  const path = `${argument}.template`;
  if (templateId.trim() === '') throw badUserInput(`${path}.templateId`, 'empty');
  return metadataOf(templateId, payloadText(payload, `${path}.payload`));
}

function metadataOf(templateId: string, payload: string): WireMetadata {
  return { contentType: '300', templateId, payload };
}

/** A payload as JSON text. Text is sent as it stands, once it is known to be JSON of an object or array. */
function payloadText(payload: unknown, argument: string): string {
  const [value, text] =
    typeof payload === 'string'
      ? [parseJson(payload, argument), payload]
      : [payload, JSON.stringify(payload)];
  if (typeof value !== 'object' || value === null) throw badUserInput(argument, 'not-an-object-or-array');
  return text;
}

function parseJson(text: string, argument: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badUserInput(argument, 'not-json');
  }
}
