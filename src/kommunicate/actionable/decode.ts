import {
  FORM_FIELD_TYPES,
  TEMPLATE_IDS,
  type Action,
  type ActionableRecord,
  type Button,
  type FormField,
  type FormFieldType,
  type Json,
  type RequestType,
  type Template,
} from './types.ts';
import type { WireMetadata } from '../types.ts';
import {
  asBooleanLike,
  asJson,
  asIntLike,
  asList,
  asObject,
  asString,
  asText,
  countValues,
  isObject,
  MAX_JSON_VALUES,
} from '../wire/values.ts';

/**
 * The actionable part of a message's metadata, undefined where it has none. Other writers than the gateway are
 * read too: any spelling of an action in any template, the older form with its fields flat, 13 for 11.
 */
export function decodeActionable(metadata: WireMetadata): ActionableRecord | undefined {
  const { templateId } = metadata;
  if (!templateId) return undefined;
  const payload = asJson(metadata.payload);
  const template = READERS.get(templateId)?.(payload, metadata);
  return template ? { ...template, templateId, payload } : { kind: 'other', templateId, payload };
}

/** Undefined where the root of the payload is not what the template has. */
type Reader = (payload: unknown, metadata: WireMetadata) => Template | undefined;

/** A template whose payload is a list. Entries that are no objects are skipped. */
function listReader<T>(read: (entry: Json) => T, templateOf: (entries: readonly T[]) => Template): Reader {
  return (payload) => {
    const entries = asObjects(payload, read);
    return entries && templateOf(entries);
  };
}

const readMixedButtons = listReader(
  ({ name, type, action, ...beside }) => ({
    name: asString(name),
    // The type, and so the rest, may stand on the button itself.
    action: asAction(isObject(action) ? { type, ...action } : type == null ? action : { type, ...beside }),
  }),
  (buttons) => ({ kind: 'mixedButtons', buttons }),
);

const READERS: ReadonlyMap<string, Reader> = new Map([
  [
    TEMPLATE_IDS.quickReplies,
    listReader(
      ({ title, message, replyMetadata, updateLanguage }) => ({
        title: asString(title),
        action: actionOf({ message, replyMetadata, updateLanguage }, 'REPLY'),
      }),
      (quickReplies) => ({ kind: 'quickReplies', quickReplies }),
    ),
  ],
  [TEMPLATE_IDS.buttons, readButtons],
  [
    TEMPLATE_IDS.list,
    (payload) =>
      asObject(payload, ({ headerImgSrc, headerText, elements, buttons }) => ({
        kind: 'list',
        headerImgSrc: asString(headerImgSrc),
        headerText: asString(headerText),
        elements: asObjects(elements, ({ title, description, imgSrc, action, articleId, source }) => ({
          title: asString(title),
          description: asString(description),
          imgSrc: asString(imgSrc),
          action: asAction(action),
          articleId: asText(articleId),
          source: asString(source),
        })),
        buttons: asButtons(buttons),
      })),
  ],
  [
    TEMPLATE_IDS.faq,
    (payload) =>
      asObject(payload, ({ title, description, buttonLabel, buttons }) => ({
        kind: 'faq',
        title: asString(title),
        description: asString(description),
        buttonLabel: asString(buttonLabel),
        buttons: asObjects(buttons, ({ name, replyMetadata, action }) => ({
          name: asString(name),
          action: actionOf(isObject(action) ? action : { replyMetadata }, 'REPLY'),
        })),
      })),
  ],
  [
    TEMPLATE_IDS.images,
    listReader(
      ({ url, caption }) => ({ url: asString(url), caption: asString(caption) }),
      (images) => ({ kind: 'images', images }),
    ),
  ],
  [
    TEMPLATE_IDS.cards,
    listReader(
      ({ title, subtitle, titleExt, description, url, header, buttons }) => ({
        title: asString(title),
        subtitle: asString(subtitle),
        titleExt: asText(titleExt),
        description: asString(description),
        url: asString(url),
        header: asObject(header, ({ overlayText, imgSrc }) => ({
          overlayText: asText(overlayText),
          imgSrc: asString(imgSrc),
        })),
        buttons: asButtons(buttons),
      }),
      (cards) => ({ kind: 'cards', cards }),
    ),
  ],
  [TEMPLATE_IDS.mixedButtons, readMixedButtons],
  ['13', readMixedButtons],
  [TEMPLATE_IDS.form, listReader(formField, (fields) => ({ kind: 'form', fields }))],
  [
    TEMPLATE_IDS.videos,
    listReader(
      ({ url, type, caption, width, height, source }) => ({
        url: asString(url),
        type: asString(type),
        caption: asString(caption),
        width: asText(width),
        height: asText(height),
        source: asString(source),
      }),
      (videos) => ({ kind: 'videos', videos }),
    ),
  ],
]);

function asObjects<T>(value: unknown, read: (entry: Json) => T): T[] | undefined {
  return asList(value, (entry) => (isObject(entry) ? read(entry) : undefined));
}

function asButtons(value: unknown): Button[] | undefined {
  return asObjects(value, ({ name, action }) => ({ name: asString(name), action: asAction(action) }));
}

/**
 * Template 3: what a button does is beside its name, and the one form that any of them may submit beside the
 * payload. Undefined where so many submit so much that an answer could not hold it.
 */
function readButtons(payload: unknown, { formAction, formData, requestType }: WireMetadata) {
  const form = { formAction, formData: asJson(formData), requestType };
  const buttons = asObjects(payload, (button) => flatButton(button, form));
  const submitting = buttons?.filter(({ action }) => action?.type === 'SUBMIT') ?? [];
  if (!buttons || submitting.length * countValues(form.formData) > MAX_JSON_VALUES) return undefined;
  return { kind: 'buttons', buttons } as const;
}

function flatButton({ name, type, payload: _payload, ...beside }: Json, form: Json): Button {
  const isLink = type == null && typeof beside.url === 'string';
  const actionType = isLink ? 'LINK' : type == null ? 'SUBMIT' : ACTION_TYPES.get(type);
  const action = actionOf(actionType === 'SUBMIT' ? { ...form, ...beside } : beside, actionType);
  return { name: asString(name), action };
}

/** The older form has its fields flat: no `data`, and what submitting does beside the type. */
function formField({ type, data, ...beside }: Json): FormField {
  const says = isObject(data) ? data : beside;
  const fieldType = FIELD_TYPES.get(type);
  const submission = says.action ?? (fieldType === 'SUBMIT' && !isObject(data) ? beside : undefined);
  return {
    type: fieldType,
    label: asString(says.label),
    title: asString(says.title),
    name: asString(says.name),
    placeholder: asString(says.placeholder),
    value: asText(says.value),
    rows: asIntLike(says.rows),
    cols: asIntLike(says.cols),
    options: asObjects(says.options, ({ label, value, selected, disabled }) => ({
      label: asText(label),
      value: asText(value),
      selected: asBooleanLike(selected),
      disabled: asBooleanLike(disabled),
    })),
    validation: asObject(says.validation, ({ regex, errorText }) => ({
      regex: asString(regex),
      errorText: asString(errorText),
    })),
    action: asObject(submission, (action) => actionOf(action, 'SUBMIT')),
  };
}

const FIELD_TYPES: ReadonlyMap<unknown, FormFieldType> = new Map(
  Object.entries(FORM_FIELD_TYPES).map(([type, word]) => [word, type as FormFieldType]),
);

const ACTION_TYPES: ReadonlyMap<unknown, NonNullable<Action['type']>> = new Map([
  ['link', 'LINK'],
  ['quick_reply', 'REPLY'],
  ['quickReply', 'REPLY'],
  ['suggestedReply', 'REPLY'],
  ['submit', 'SUBMIT'],
]);

const REQUEST_TYPES: ReadonlyMap<unknown, RequestType> = new Map([
  ['json', 'JSON'],
  ['application/json', 'JSON'],
  ['postBackToBotPlatform', 'POST_BACK_TO_BOT_PLATFORM'],
]);

function asAction(value: unknown): Action | undefined {
  return asObject(value, (action) => actionOf(action));
}

/**
 * One reader for all spellings.
 * @param implied what an action is that has no type of its own
 */
function actionOf(action: Json, implied?: Action['type']): Action {
  // Cards have in an object what the others have beside the type.
  const says: Json = isObject(action.payload) ? { ...action, ...action.payload } : action;
  return {
    type: action.type == null ? implied : ACTION_TYPES.get(action.type),
    url: asString(says.url),
    openLinkInNewTab: asBooleanLike(says.openLinkInNewTab),
    isDeepLink: asBooleanLike(says.isDeepLink),
    title: asString(says.title),
    message: asString(says.message) ?? asString(says.text) ?? asString(says.replyText),
    replyMetadata: asJsonObject(says.replyMetadata),
    updateLanguage: asString(says.updateLanguage),
    formAction: asString(says.formAction),
    formData: asJsonObject(says.formData),
    requestType: REQUEST_TYPES.get(says.requestType),
    postFormDataAsMessage: asBooleanLike(says.postFormDataAsMessage),
    postBackToKommunicate: asBooleanLike(says.postBackToKommunicate),
  };
}

/** An object, also where it came as JSON text (wire-facts 8.3: `formData`, `replyMetadata`). */
function asJsonObject(value: unknown): Json | undefined {
  const parsed = typeof value === 'string' ? asJson(value) : value;
  return isObject(parsed) ? parsed : undefined;
}
