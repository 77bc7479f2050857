import { asBooleanLike, asJson, asObject, asString, isObject } from '../wire/values.ts';
import { checkLabel, checkOptionalUrl, checkUrlOf } from './checks.ts';
import { asObjects, withoutNulls } from './format.ts';
import type { ActionInput, ButtonInput } from './inputs.ts';
import type { Action, Button, Json, Optional, RequestType } from './types.ts';

/** All spellings of all templates: other writers use any of them in any template. */
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

export function checkButton({ name, action }: ButtonInput, argument: string): Button {
  return { name: checkLabel(name, `${argument}.name`), action: checkAction(action, `${argument}.action`) };
}

export function checkAction(input: Optional<ActionInput>, argument: string): Action | undefined {
  if (input?.link) return { type: 'LINK', ...checkUrlOf(input.link, `${argument}.link`) };
  if (input?.reply) return { type: 'REPLY', ...input.reply };
  if (!input?.submit) return undefined;
  checkOptionalUrl(input.submit.formAction, `${argument}.submit.formAction`);
  return { type: 'SUBMIT', ...input.submit };
}

export function encodeButton({ name, action }: Button, encodeAction: (action: Action) => object): object {
  return withoutNulls({ name, action: action && encodeAction(action) });
}

/** What an action submits. */
export function encodeSubmission({ formAction, formData, requestType }: Action) {
  return { formAction, formData, requestType: encodeRequestType(requestType) };
}

export function encodeRequestType(requestType: Optional<RequestType>): string | undefined {
  if (requestType === 'JSON') return 'json';
  return requestType ? 'postBackToBotPlatform' : undefined;
}

export function asButtons(value: unknown): Button[] | undefined {
  return asObjects(value, ({ name, action }) => ({ name: asString(name), action: asAction(action) }));
}

export function asAction(value: unknown): Action | undefined {
  return asObject(value, (action) => decodeAction(action));
}

export function decodeActionType(type: unknown): Action['type'] {
  return ACTION_TYPES.get(type);
}

/** @param defaultType the type of an action that does not state one */
export function decodeAction(action: Json, defaultType?: Action['type']): Action {
  // Cards put the fields into an object; the other templates put them next to the type.
  const fields: Json = isObject(action.payload) ? { ...action, ...action.payload } : action;
  return {
    type: action.type == null ? defaultType : decodeActionType(action.type),
    url: asString(fields.url),
    openLinkInNewTab: asBooleanLike(fields.openLinkInNewTab),
    isDeepLink: asBooleanLike(fields.isDeepLink),
    title: asString(fields.title),
    message: asString(fields.message) ?? asString(fields.text) ?? asString(fields.replyText),
    replyMetadata: asJsonObject(fields.replyMetadata),
    updateLanguage: asString(fields.updateLanguage),
    formAction: asString(fields.formAction),
    formData: asJsonObject(fields.formData),
    requestType: REQUEST_TYPES.get(fields.requestType),
    postFormDataAsMessage: asBooleanLike(fields.postFormDataAsMessage),
    postBackToKommunicate: asBooleanLike(fields.postBackToKommunicate),
  };
}

/** An object, or the JSON text of one (wire-facts 8.3: `formData`, `replyMetadata`). */
function asJsonObject(value: unknown): Json | undefined {
  const parsed = typeof value === 'string' ? asJson(value) : value;
  return isObject(parsed) ? parsed : undefined;
}
