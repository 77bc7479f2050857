import { asString, isObject } from '../wire/values.ts';
import { asAction, checkButton, encodeButton, encodeSubmission } from './action.ts';
import { checkEach } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';
import type { Action, Button, Json } from './types.ts';

/**
 * Template 11, and its second revision 13: buttons that open a link, send a reply, or submit their own form. Actions are
 * flat, and a reply is a `suggestedReply`.
 */
export const mixedButtons: TemplateFormat<'mixedButtons'> = {
  ids: ['11', '13'],

  check: (input, argument) => ({ kind: 'mixedButtons', buttons: checkEach(input, argument, checkButton) }),

  encode: (template) => template.buttons.map((button) => encodeButton(button, encodeAction)),

  decode(payload) {
    const buttons = asObjects(payload, decodeButton);
    return buttons && { kind: 'mixedButtons', buttons };
  },
};

function encodeAction(action: Action): object {
  const { type, url, openLinkInNewTab, message, replyMetadata } = action;
  switch (type) {
    case 'LINK':
      return withoutNulls({ type: 'link', url, openLinkInNewTab });
    case 'SUBMIT':
      return withoutNulls({ type: 'submit', ...encodeSubmission(action), message });
    default:
      return withoutNulls({ type: 'suggestedReply', message, replyMetadata });
  }
}

/** Other writers put the action's type, or the whole action, next to the button's name. */
function decodeButton({ name, type, action, ...fields }: Json): Button {
  const flatAction = type == null ? action : { type, ...fields };
  return {
    name: asString(name),
    action: asAction(isObject(action) ? { type, ...action } : flatAction),
  };
}
