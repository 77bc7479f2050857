import { asString } from '../wire/values.ts';
import { decodeAction } from './action.ts';
import { checkEach, checkLabel } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';

/** Template 6: buttons that send a reply. The reply's fields are next to the title. */
export const quickReplies: TemplateFormat<'quickReplies'> = {
  ids: ['6'],

  check: (input, argument) => ({
    kind: 'quickReplies',
    quickReplies: checkEach(input, argument, ({ title, ...reply }, path) => ({
      title: checkLabel(title, `${path}.title`),
      action: { type: 'REPLY', ...reply },
    })),
  }),

  encode: (template) =>
    template.quickReplies.map(({ title, action: { message, replyMetadata, updateLanguage } }) =>
      withoutNulls({ title, message, replyMetadata, updateLanguage }),
    ),

  decode(payload) {
    const replies = asObjects(payload, ({ title, message, replyMetadata, updateLanguage }) => ({
      title: asString(title),
      action: decodeAction({ message, replyMetadata, updateLanguage }, 'REPLY'),
    }));
    return replies && { kind: 'quickReplies', quickReplies: replies };
  },
};
