import { isDeepStrictEqual } from 'node:util';
import { badUserInput } from '../../errors.ts';
import { asJson, asString, countValues, MAX_JSON_VALUES } from '../wire/values.ts';
import { checkButton, decodeAction, decodeActionType, encodeSubmission } from './action.ts';
import { checkEach } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';
import type { Button, Json } from './types.ts';

/** The metadata keys, besides those of every template, that buttons may set. */
export const FORM_KEYS = ['formData', 'formAction', 'requestType'] as const;

/**
 * Template 3: buttons that open a link or submit a form. The action's fields are next to the button's name. All
 * buttons share one form, which is next to the payload.
 */
export const buttons: TemplateFormat<'buttons'> = {
  ids: ['3'],

  check(input, argument) {
    const checked = checkEach(input, argument, checkButton);
    checkOneForm(checked, argument);
    return { kind: 'buttons', buttons: checked };
  },

  encode: (template) => template.buttons.map(encodeFlatButton),

  encodeMetadata(template) {
    const action = template.buttons.find((button) => button.action?.type === 'SUBMIT')?.action;
    if (!action) return {};
    const { formAction, formData, requestType } = encodeSubmission(action);
    return {
      ...(formData && { formData: JSON.stringify(formData) }),
      ...(formAction != null && { formAction }),
      ...(requestType && { requestType }),
    };
  },

  decode(payload, { formAction, formData, requestType }) {
    const form = { formAction, formData: asJson(formData), requestType };
    const decoded = asObjects(payload, (button) => decodeFlatButton(button, form));
    const submitting = decoded?.filter(({ action }) => action?.type === 'SUBMIT') ?? [];
    // The response repeats the form for each button: together they must not exceed what one JSON text may hold.
    if (!decoded || submitting.length * countValues(form.formData) > MAX_JSON_VALUES) return undefined;
    return { kind: 'buttons', buttons: decoded };
  },
};

/** Checks that all buttons submit the same form: the message can hold only one. */
function checkOneForm(checked: readonly Button[], argument: string): void {
  let first: readonly unknown[] | undefined;
  for (const [index, { action }] of checked.entries()) {
    if (action?.type !== 'SUBMIT') continue;
    const { formAction = null, formData = null, requestType = null } = action;
    // Compared as JSON, because an object literal of the document has another prototype than a variable.
    const form = JSON.parse(JSON.stringify([formAction, formData, requestType])) as unknown[];
    first ??= form;
    if (!isDeepStrictEqual(form, first))
      throw badUserInput(`${argument}.${index}.action.submit`, 'another-form');
  }
}

function encodeFlatButton({ name, action }: Button): object {
  if (action?.type === 'SUBMIT') return withoutNulls({ type: 'submit', name, replyText: action.message });
  const { url, openLinkInNewTab, isDeepLink, replyMetadata } = action ?? {};
  return withoutNulls({ type: 'link', url, name, openLinkInNewTab, isDeepLink, replyMetadata });
}

/** A button without a type is a link if it has a URL, and submits the form otherwise. */
function decodeFlatButton({ name, type, payload: _payload, ...fields }: Json, form: Json): Button {
  const defaultType = typeof fields.url === 'string' ? 'LINK' : 'SUBMIT';
  const actionType = type == null ? defaultType : decodeActionType(type);
  const action = decodeAction(actionType === 'SUBMIT' ? { ...form, ...fields } : fields, actionType);
  return { name: asString(name), action };
}
