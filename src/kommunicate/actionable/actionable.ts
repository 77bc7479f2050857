import { badUserInput } from '../../errors.ts';
import { checkJson } from '../../lib/input-checks.ts';
import type { WireMetadata } from '../types.ts';
import { asJson } from '../wire/values.ts';
import { buttons } from './buttons.ts';
import { cards } from './cards.ts';
import { faq } from './faq.ts';
import { form } from './form.ts';
import type { TemplateFormat } from './format.ts';
import { images } from './images.ts';
import type { ActionableInput } from './inputs.ts';
import { list } from './list.ts';
import { mixedButtons } from './mixed-buttons.ts';
import { checkOther } from './other.ts';
import { quickReplies } from './quick-replies.ts';
import type { ActionableRecord, OtherTemplate, Template, TemplateKind, TemplateOf } from './types.ts';
import { videos } from './videos.ts';

const FORMATS: { readonly [K in TemplateKind]: TemplateFormat<K> } = {
  quickReplies,
  buttons,
  list,
  faq,
  images,
  cards,
  mixedButtons,
  form,
  videos,
};

// `Object.keys` returns strings; those of a record are its keys.
const KINDS = Object.keys(FORMATS) as TemplateKind[];

const DECODER_BY_ID: ReadonlyMap<string, TemplateFormat<TemplateKind>['decode']> = new Map(
  Object.values(FORMATS).flatMap(({ ids, decode }) => ids.map((id) => [id, decode] as const)),
);

/**
 * Checks the template that a caller wrote.
 * @param argument the path of the input in the arguments, for errors
 * @throws {GatewayError} `BAD_USER_INPUT` for what a client could not show, or must not open
 */
export function checkActionable(input: ActionableInput, argument: string): Template | OtherTemplate {
  checkJson(input, argument);
  for (const kind of KINDS) {
    const template = checkKind(kind, input, argument);
    if (template) return template;
  }
  if (!input.template) throw badUserInput(argument, 'empty');
  return checkOther(input.template, `${argument}.template`);
}

function checkKind<K extends TemplateKind>(kind: K, input: ActionableInput, argument: string) {
  const own = input[kind];
  return own == null ? undefined : FORMATS[kind].check(own, `${argument}.${kind}`);
}

/**
 * The metadata of an actionable message. The REST API takes every value as a string, and the payload as JSON text.
 * Each template spells an action in its own way, and clients do not read the spelling of another one (wire-facts 8.3).
 */
export function encodeActionable(template: Template | OtherTemplate): WireMetadata {
  return template.kind === 'other' ? encodeOther(template) : encodeTemplate(template);
}

function encodeTemplate<K extends TemplateKind>(template: TemplateOf<K>): WireMetadata {
  const format = FORMATS[template.kind];
  return {
    contentType: '300',
    templateId: format.ids[0],
    payload: JSON.stringify(format.encode(template)),
    ...format.encodeMetadata?.(template),
  };
}

function encodeOther({ templateId, payload }: OtherTemplate): WireMetadata {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { contentType: '300', templateId, payload: text };
}

/**
 * The actionable part of a message's metadata; undefined if the message has none. Reads messages of other writers too:
 * any spelling of an action in any template, and the older form whose fields are flat.
 */
export function decodeActionable(metadata: WireMetadata): ActionableRecord | undefined {
  const { templateId } = metadata;
  if (!templateId) return undefined;
  const payload = asJson(metadata.payload);
  const template = DECODER_BY_ID.get(templateId)?.(payload, metadata);
  return template ? { ...template, templateId, payload } : { kind: 'other', templateId, payload };
}
