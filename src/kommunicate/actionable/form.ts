import { asBooleanLike, asIntLike, asObject, asString, asText, isObject } from '../wire/values.ts';
import { decodeAction, encodeRequestType } from './action.ts';
import { checkEach, checkOptionalUrl } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';
import type { FormFieldInput } from './inputs.ts';
import type { Action, FormField, FormFieldType, Json } from './types.ts';

/** The REST API's word for each type of field (wire-facts 8.3, template 12). */
const FIELD_TYPES = {
  TEXT: 'text',
  PASSWORD: 'password',
  TEXTAREA: 'textarea',
  HIDDEN: 'hidden',
  RADIO: 'radio',
  CHECKBOX: 'checkbox',
  DATE: 'date',
  TIME: 'time',
  DATETIME_LOCAL: 'datetime-local',
  DROPDOWN: 'dropdown',
  ACTION: 'action',
  SUBMIT: 'submit',
} as const satisfies Record<FormFieldType, string>;

// `Object.entries` widens the keys of a record to strings.
const FIELD_TYPE_BY_WORD: ReadonlyMap<unknown, FormFieldType> = new Map(
  Object.entries(FIELD_TYPES).map(([type, word]) => [word, type as FormFieldType]),
);

/** Template 12: the fields of a form, and what submits it. */
export const form: TemplateFormat<'form'> = {
  ids: ['12'],
  check: (input, argument) => ({ kind: 'form', fields: checkEach(input, argument, checkField) }),
  encode: (template) => template.fields.map(encodeField),
  decode(payload) {
    const fields = asObjects(payload, decodeField);
    return fields && { kind: 'form', fields };
  },
};

function checkField({ action, ...field }: FormFieldInput, argument: string): FormField {
  checkOptionalUrl(action?.formAction, `${argument}.action.formAction`);
  return { ...field, action: action && { type: 'SUBMIT', ...action } };
}

function encodeField({ type, options, validation, action, ...data }: FormField): object {
  return withoutNulls({
    type: type && FIELD_TYPES[type],
    data: withoutNulls({
      ...(type === 'SUBMIT' && { type: 'submit' }),
      ...data,
      options: options?.map(withoutNulls),
      validation: validation && withoutNulls(validation),
      action: action && encodeAction(action),
    }),
  });
}

function encodeAction(action: Action): object {
  const { message, formAction, requestType, postFormDataAsMessage, postBackToKommunicate } = action;
  return withoutNulls({
    message,
    formAction,
    requestType: encodeRequestType(requestType),
    // The REST API takes this boolean as a string, and the next one as a boolean.
    postFormDataAsMessage: postFormDataAsMessage == null ? undefined : String(postFormDataAsMessage),
    postBackToKommunicate,
  });
}

/** The older form has no `data`: the fields, and those of the action, are next to the type. */
function decodeField({ type, data, ...flat }: Json): FormField {
  const fields = isObject(data) ? data : flat;
  const fieldType = FIELD_TYPE_BY_WORD.get(type);
  const action = fields.action ?? (fieldType === 'SUBMIT' && !isObject(data) ? flat : undefined);
  return {
    type: fieldType,
    label: asString(fields.label),
    title: asString(fields.title),
    name: asString(fields.name),
    placeholder: asString(fields.placeholder),
    value: asText(fields.value),
    rows: asIntLike(fields.rows),
    cols: asIntLike(fields.cols),
    options: asObjects(fields.options, ({ label, value, selected, disabled }) => ({
      label: asText(label),
      value: asText(value),
      selected: asBooleanLike(selected),
      disabled: asBooleanLike(disabled),
    })),
    validation: asObject(fields.validation, ({ regex, errorText }) => ({
      regex: asString(regex),
      errorText: asString(errorText),
    })),
    action: asObject(action, (submission) => decodeAction(submission, 'SUBMIT')),
  };
}
