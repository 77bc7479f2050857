import { asObject, asString, isObject } from '../wire/values.ts';
import { decodeAction } from './action.ts';
import { checkLabel, checkNotEmpty } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';

/** Template 8: a question with its text, and buttons that send a reply. */
export const faq: TemplateFormat<'faq'> = {
  ids: ['8'],

  check(input, argument) {
    const { buttons, ...question } = checkNotEmpty(input, argument);
    return {
      kind: 'faq',
      ...question,
      buttons: buttons?.map(({ name, replyMetadata }, index) => ({
        name: checkLabel(name, `${argument}.buttons.${index}.name`),
        action: { type: 'REPLY', replyMetadata },
      })),
    };
  },

  encode: ({ title, description, buttonLabel, buttons }) =>
    withoutNulls({
      title,
      description,
      buttonLabel,
      buttons: buttons?.map(({ name, action }) =>
        withoutNulls({ name, replyMetadata: action?.replyMetadata }),
      ),
    }),

  decode: (payload) =>
    asObject(payload, ({ title, description, buttonLabel, buttons }) => ({
      kind: 'faq',
      title: asString(title),
      description: asString(description),
      buttonLabel: asString(buttonLabel),
      buttons: asObjects(buttons, ({ name, replyMetadata, action }) => ({
        name: asString(name),
        action: decodeAction(isObject(action) ? action : { replyMetadata }, 'REPLY'),
      })),
    })),
};
