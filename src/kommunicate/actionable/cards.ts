import { asObject, asString, asText } from '../wire/values.ts';
import { asButtons, checkButton, encodeButton, encodeSubmission } from './action.ts';
import { checkEach, checkLabel, checkOptionalUrl } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';
import type { CardInput } from './inputs.ts';
import type { Action, Card } from './types.ts';

/** Template 10: cards with buttons. An action has its fields in a `payload`, and a reply is a `quickReply`. */
export const cards: TemplateFormat<'cards'> = {
  ids: ['10'],

  check: (input, argument) => ({ kind: 'cards', cards: checkEach(input, argument, checkCard) }),

  encode: (template) =>
    template.cards.map((card) =>
      withoutNulls({
        ...card,
        header: card.header && withoutNulls(card.header),
        buttons: card.buttons?.map((button) => encodeButton(button, encodeAction)),
      }),
    ),

  decode(payload) {
    const decoded = asObjects(
      payload,
      ({ title, subtitle, titleExt, description, url, header, buttons }): Card => ({
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
    );
    return decoded && { kind: 'cards', cards: decoded };
  },
};

function checkCard({ title, buttons, ...card }: CardInput, argument: string): Card {
  checkOptionalUrl(card.url, `${argument}.url`);
  checkOptionalUrl(card.header?.imgSrc, `${argument}.header.imgSrc`);
  return {
    title: checkLabel(title, `${argument}.title`),
    ...card,
    buttons: buttons?.map((button, index) => checkButton(button, `${argument}.buttons.${index}`)),
  };
}

function encodeAction(action: Action): object {
  const { type, url, title, message, replyMetadata } = action;
  switch (type) {
    case 'LINK':
      return { type: 'link', payload: withoutNulls({ url }) };
    case 'SUBMIT':
      return { type: 'submit', payload: withoutNulls({ text: message, ...encodeSubmission(action) }) };
    default:
      return { type: 'quickReply', payload: withoutNulls({ title, message, replyMetadata }) };
  }
}
