import { isDeepStrictEqual } from 'node:util';
import { badUserInput } from '../errors.ts';
import { parseJson } from '../lib/json.ts';
import type {
  Action,
  Button,
  ListElement,
  OtherTemplate,
  Template,
} from '../kommunicate/actionable/types.ts';
import type {
  ActionableMessageInput,
  ActionableMessageResolvers,
  ButtonActionInput,
  CardActionInput,
  CardInput,
  FormFieldInput,
  ListActionInput,
  ListElementInput,
  ListInput,
  MixedButtonActionInput,
  QuickReplyInput,
  TemplateInput,
} from './types.generated.ts';
import { checkId, checkJson, checkTextsOfJson, checkUrl } from './inputs.ts';

const TYPE_NAMES = {
  quickReplies: 'QuickRepliesTemplate',
  buttons: 'ButtonsTemplate',
  list: 'ListTemplate',
  faq: 'FaqTemplate',
  images: 'ImagesTemplate',
  cards: 'CardsTemplate',
  mixedButtons: 'MixedButtonsTemplate',
  form: 'FormTemplate',
  videos: 'VideosTemplate',
  other: 'OtherTemplate',
} as const;

export const ActionableMessage: ActionableMessageResolvers = {
  __resolveType: ({ kind }) => TYPE_NAMES[kind],
};

/**
 * What a caller writes, checked, in the one vocabulary of templates.
 * @param argument where it stands in the arguments, for errors
 * @throws {GatewayError} `BAD_USER_INPUT` for what no client could show, or must not open
 */
export function checkActionable(input: ActionableMessageInput, argument: string): Template | OtherTemplate {
  checkJson(input, argument);
  if (input.quickReplies) {
    const quickReplies = eachOf(input.quickReplies, `${argument}.quickReplies`, checkQuickReply);
    return { kind: 'quickReplies', quickReplies };
  }
  if (input.buttons) {
    const buttons = eachOf(input.buttons, `${argument}.buttons`, checkButton);
    checkOneForm(buttons, `${argument}.buttons`);
    return { kind: 'buttons', buttons };
  }
  if (input.list) return { kind: 'list', ...checkList(input.list, `${argument}.list`) };
  if (input.faq) {
    const { buttons, ...faq } = checkNotEmpty(input.faq, `${argument}.faq`);
    return {
      kind: 'faq',
      ...faq,
      buttons: buttons?.map(({ name, replyMetadata }, index) => ({
        name: checkLabel(name, `${argument}.faq.buttons.${index}.name`),
        action: { type: 'REPLY', replyMetadata },
      })),
    };
  }
  if (input.images)
    return { kind: 'images', images: eachOf(input.images, `${argument}.images`, checkAddress) };
  if (input.cards) return { kind: 'cards', cards: eachOf(input.cards, `${argument}.cards`, checkCard) };
  if (input.mixedButtons) {
    const buttons = eachOf(input.mixedButtons, `${argument}.mixedButtons`, checkButton);
    return { kind: 'mixedButtons', buttons };
  }
  if (input.form) return { kind: 'form', fields: eachOf(input.form, `${argument}.form`, checkFormField) };
  if (input.videos)
    return { kind: 'videos', videos: eachOf(input.videos, `${argument}.videos`, checkAddress) };
  return { kind: 'other', ...checkTemplate(input.template, `${argument}.template`) };
}

/** Every item of a list that must have one. */
function eachOf<T, U>(items: readonly T[], argument: string, check: (item: T, argument: string) => U): U[] {
  if (items.length === 0) throw badUserInput(argument, 'empty');
  return items.map((item, index) => check(item, `${argument}.${index}`));
}

function checkNotEmpty<T extends object>(input: T, argument: string): T {
  if (
    Object.values(input).every(
      (value: unknown) => value == null || (Array.isArray(value) && value.length === 0),
    )
  )
    throw badUserInput(argument, 'empty');
  return input;
}

/** What a button or an item shows, where it has to be there. */
function checkLabel<T extends string | null | undefined>(label: T, argument: string): T {
  if (label?.trim() === '') throw badUserInput(argument, 'empty');
  return label;
}

function checkOptionalUrl(url: string | null | undefined, argument: string): void {
  if (url != null) checkUrl(url, argument);
}

function checkAddress<T extends { readonly url: string }>(item: T, argument: string): T {
  checkUrl(item.url, `${argument}.url`);
  return item;
}

function checkQuickReply({ title, ...reply }: QuickReplyInput, argument: string) {
  return { title: checkLabel(title, `${argument}.title`), action: { type: 'REPLY', ...reply } } as const;
}

type ActionInput = ButtonActionInput | ListActionInput | CardActionInput | MixedButtonActionInput;

function checkButton(
  {
    name,
    action,
  }: { readonly name?: string | null | undefined; readonly action?: ActionInput | null | undefined },
  argument: string,
): Button {
  return { name: checkLabel(name, `${argument}.name`), action: checkAction(action, `${argument}.action`) };
}

function checkAction(input: ActionInput | null | undefined, argument: string): Action | undefined {
  if (!input) return undefined;
  if (input.link) return { type: 'LINK', ...checkAddress(input.link, `${argument}.link`) };
  if ('reply' in input && input.reply) return { type: 'REPLY', ...input.reply };
  if (!('submit' in input && input.submit)) return undefined;
  checkOptionalUrl(input.submit.formAction, `${argument}.submit.formAction`);
  return { type: 'SUBMIT', ...input.submit };
}

/** All buttons of a message share one form on the wire, so that two could not both be kept. */
function checkOneForm(buttons: readonly Button[], argument: string): void {
  let first: readonly unknown[] | undefined;
  for (const [index, { action }] of buttons.entries()) {
    if (action?.type !== 'SUBMIT') continue;
    const { formAction = null, formData = null, requestType = null } = action;
    // As JSON, because an object that was written into the document has another prototype than a variable.
    const form = JSON.parse(JSON.stringify([formAction, formData, requestType])) as unknown[];
    first ??= form;
    if (!isDeepStrictEqual(form, first))
      throw badUserInput(`${argument}.${index}.action.submit`, 'another-form');
  }
}

function checkList(input: ListInput, argument: string) {
  const { elements, buttons, ...list } = checkNotEmpty(input, argument);
  checkOptionalUrl(list.headerImgSrc, `${argument}.headerImgSrc`);
  return {
    ...list,
    elements: elements?.map((element, index) => checkElement(element, `${argument}.elements.${index}`)),
    buttons: buttons?.map((button, index) => checkButton(button, `${argument}.buttons.${index}`)),
  };
}

function checkElement({ title, action, ...element }: ListElementInput, argument: string): ListElement {
  checkOptionalUrl(element.imgSrc, `${argument}.imgSrc`);
  return {
    title: checkLabel(title, `${argument}.title`),
    ...element,
    action: checkAction(action, `${argument}.action`),
  };
}

function checkCard({ title, buttons, ...card }: CardInput, argument: string) {
  checkOptionalUrl(card.url, `${argument}.url`);
  checkOptionalUrl(card.header?.imgSrc, `${argument}.header.imgSrc`);
  return {
    title: checkLabel(title, `${argument}.title`),
    ...card,
    buttons: buttons?.map((button, index) => checkButton(button, `${argument}.buttons.${index}`)),
  };
}

function checkFormField({ action, ...field }: FormFieldInput, argument: string) {
  checkOptionalUrl(action?.formAction, `${argument}.action.formAction`);
  return { ...field, action: action && ({ type: 'SUBMIT', ...action } as const) };
}

function checkTemplate({ templateId, payload }: TemplateInput, argument: string): TemplateInput {
  checkId(templateId, `${argument}.templateId`);
  const value =
    typeof payload === 'string'
      ? parseJson(payload, () => badUserInput(`${argument}.payload`, 'not-json'))
      : payload;
  if (typeof payload === 'string') checkTextsOfJson(value, `${argument}.payload`);
  if (typeof value !== 'object' || value === null) {
    throw badUserInput(`${argument}.payload`, 'not-an-object-or-array');
  }
  return { templateId, payload };
}
