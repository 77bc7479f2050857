import { isDeepStrictEqual } from 'node:util';
import { badUserInput } from '../errors.ts';
import type { Action, Button, ListElement, OtherTemplate, Template } from '../kommunicate/actionable.ts';
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
} from '../types.generated.ts';
import { checkJson, checkUrl } from './inputs.ts';

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
 * @param at where it stands in the arguments, for errors
 * @throws {GatewayError} `BAD_USER_INPUT` for what no client could show, or must not open
 */
export function checkActionable(input: ActionableMessageInput, at: string): Template | OtherTemplate {
  checkJson(input, at);
  if (input.quickReplies) {
    const quickReplies = eachOf(input.quickReplies, `${at}.quickReplies`, checkQuickReply);
    return { kind: 'quickReplies', quickReplies };
  }
  if (input.buttons) {
    const buttons = eachOf(input.buttons, `${at}.buttons`, checkButton);
    checkOneForm(buttons, `${at}.buttons`);
    return { kind: 'buttons', buttons };
  }
  if (input.list) return { kind: 'list', ...checkList(input.list, `${at}.list`) };
  if (input.faq) {
    const { buttons, ...faq } = checkNotEmpty(input.faq, `${at}.faq`);
    return {
      kind: 'faq',
      ...faq,
      buttons: buttons?.map(({ name, replyMetadata }, index) => ({
        name: checkLabel(name, `${at}.faq.buttons.${index}.name`),
        action: { type: 'REPLY', replyMetadata },
      })),
    };
  }
  if (input.images) return { kind: 'images', images: eachOf(input.images, `${at}.images`, checkAddress) };
  if (input.cards) return { kind: 'cards', cards: eachOf(input.cards, `${at}.cards`, checkCard) };
  if (input.mixedButtons) {
    const buttons = eachOf(input.mixedButtons, `${at}.mixedButtons`, checkButton);
    return { kind: 'mixedButtons', buttons };
  }
  if (input.form) return { kind: 'form', fields: eachOf(input.form, `${at}.form`, checkFormField) };
  if (input.videos) return { kind: 'videos', videos: eachOf(input.videos, `${at}.videos`, checkAddress) };
  return { kind: 'other', ...checkTemplate(input.template, `${at}.template`) };
}

/** Every item of a list that must have one. */
function eachOf<T, U>(items: readonly T[], at: string, check: (item: T, at: string) => U): U[] {
  if (items.length === 0) throw badUserInput(at, 'empty');
  return items.map((item, index) => check(item, `${at}.${index}`));
}

function checkNotEmpty<T extends object>(input: T, at: string): T {
  if (Object.values(input).every((value) => value == null)) throw badUserInput(at, 'empty');
  return input;
}

/** What a button or an item shows. */
function checkLabel(label: string, at: string): string {
  if (label.trim() === '') throw badUserInput(at, 'empty');
  return label;
}

function checkOptionalUrl(url: string | null | undefined, at: string): void {
  if (url != null) checkUrl(url, at);
}

function checkAddress<T extends { readonly url: string }>(item: T, at: string): T {
  checkUrl(item.url, `${at}.url`);
  return item;
}

function checkQuickReply({ title, ...reply }: QuickReplyInput, at: string) {
  return { title: checkLabel(title, `${at}.title`), action: { type: 'REPLY', ...reply } } as const;
}

type ActionInput = ButtonActionInput | ListActionInput | CardActionInput | MixedButtonActionInput;

function checkButton(
  { name, action }: { readonly name: string; readonly action?: ActionInput | null | undefined },
  at: string,
): Button {
  return { name: checkLabel(name, `${at}.name`), action: checkAction(action, `${at}.action`) };
}

function checkAction(input: ActionInput | null | undefined, at: string): Action | undefined {
  if (!input) return undefined;
  if (input.link) return { type: 'LINK', ...checkAddress(input.link, `${at}.link`) };
  if ('reply' in input && input.reply) return { type: 'REPLY', ...input.reply };
  if (!('submit' in input && input.submit)) return undefined;
  checkOptionalUrl(input.submit.formAction, `${at}.submit.formAction`);
  return { type: 'SUBMIT', ...input.submit };
}

/** All buttons of a message share one form on the wire, so that two could not both be kept. */
function checkOneForm(buttons: readonly Button[], at: string): void {
  let first: readonly unknown[] | undefined;
  for (const [index, { action }] of buttons.entries()) {
    if (action?.type !== 'SUBMIT') continue;
    const form = [action.formAction ?? null, action.formData ?? null, action.requestType ?? null];
    first ??= form;
    if (!isDeepStrictEqual(form, first)) throw badUserInput(`${at}.${index}.action.submit`, 'another-form');
  }
}

function checkList(input: ListInput, at: string) {
  const { elements, buttons, ...list } = checkNotEmpty(input, at);
  checkOptionalUrl(list.headerImgSrc, `${at}.headerImgSrc`);
  return {
    ...list,
    elements: elements?.map((element, index) => checkElement(element, `${at}.elements.${index}`)),
    buttons: buttons?.map((button, index) => checkButton(button, `${at}.buttons.${index}`)),
  };
}

function checkElement({ title, action, ...element }: ListElementInput, at: string): ListElement {
  checkOptionalUrl(element.imgSrc, `${at}.imgSrc`);
  return {
    title: checkLabel(title, `${at}.title`),
    ...element,
    action: checkAction(action, `${at}.action`),
  };
}

function checkCard({ title, buttons, ...card }: CardInput, at: string) {
  checkOptionalUrl(card.url, `${at}.url`);
  checkOptionalUrl(card.header?.imgSrc, `${at}.header.imgSrc`);
  return {
    title: checkLabel(title, `${at}.title`),
    ...card,
    buttons: buttons?.map((button, index) => checkButton(button, `${at}.buttons.${index}`)),
  };
}

function checkFormField({ action, ...field }: FormFieldInput, at: string) {
  checkOptionalUrl(action?.formAction, `${at}.action.formAction`);
  return { ...field, action: action && ({ type: 'SUBMIT', ...action } as const) };
}

function checkTemplate({ templateId, payload }: TemplateInput, at: string): TemplateInput {
  if (templateId.trim() === '') throw badUserInput(`${at}.templateId`, 'empty');
  const value = typeof payload === 'string' ? parseJson(payload, `${at}.payload`) : payload;
  if (typeof value !== 'object' || value === null) {
    throw badUserInput(`${at}.payload`, 'not-an-object-or-array');
  }
  return { templateId, payload };
}

function parseJson(text: string, argument: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badUserInput(argument, 'not-json');
  }
}
