import { asObject, asString, asText } from '../wire/values.ts';
import { asAction, asButtons, checkAction, checkButton, encodeButton } from './action.ts';
import { checkLabel, checkNotEmpty, checkOptionalUrl } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';
import type { ListElementInput } from './inputs.ts';
import type { Action, ListElement } from './types.ts';

/** Template 7: a header, elements and buttons. Actions are flat, and a reply is a `quick_reply`. */
export const list: TemplateFormat<'list'> = {
  ids: ['7'],

  check(input, argument) {
    const { elements, buttons, ...header } = checkNotEmpty(input, argument);
    checkOptionalUrl(header.headerImgSrc, `${argument}.headerImgSrc`);
    return {
      kind: 'list',
      ...header,
      elements: elements?.map((element, index) => checkElement(element, `${argument}.elements.${index}`)),
      buttons: buttons?.map((button, index) => checkButton(button, `${argument}.buttons.${index}`)),
    };
  },

  encode: ({ headerImgSrc, headerText, elements, buttons }) =>
    withoutNulls({
      headerImgSrc,
      headerText,
      elements: elements?.map((element) =>
        withoutNulls({ ...element, action: element.action && encodeAction(element.action) }),
      ),
      buttons: buttons?.map((button) => encodeButton(button, encodeAction)),
    }),

  decode: (payload) =>
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
};

function checkElement({ title, action, ...element }: ListElementInput, argument: string): ListElement {
  checkOptionalUrl(element.imgSrc, `${argument}.imgSrc`);
  return {
    title: checkLabel(title, `${argument}.title`),
    ...element,
    action: checkAction(action, `${argument}.action`),
  };
}

function encodeAction({ type, url, message, replyMetadata }: Action): object {
  if (type === 'LINK') return withoutNulls({ type: 'link', url });
  return withoutNulls({ type: 'quick_reply', text: message, replyMetadata });
}
