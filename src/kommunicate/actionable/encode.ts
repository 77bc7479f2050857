import {
  FORM_FIELD_TYPES,
  TEMPLATE_IDS,
  type Action,
  type Button,
  type FormField,
  type OtherTemplate,
  type RequestType,
  type Template,
} from './types.ts';
import type { WireMetadata } from '../types.ts';

/**
 * The metadata that makes a message actionable. The REST API wants every value as a string, the payload as
 * JSON text; each template has its own spelling of what a tap does, which clients do not take for one another
 * (wire-facts 8.3).
 */
export function encodeActionable(template: Template | OtherTemplate): WireMetadata {
  switch (template.kind) {
    case 'quickReplies':
      return metadataOf(
        template,
        template.quickReplies.map(({ title, action }) => {
          const { message, replyMetadata, updateLanguage } = action;
          return given({ title, message, replyMetadata, updateLanguage });
        }),
      );
    case 'buttons':
      return {
        ...metadataOf(template, template.buttons.map(flatButton)),
        ...formBeside(template.buttons),
      };
    case 'list': {
      const { headerImgSrc, headerText, elements, buttons } = template;
      return metadataOf(
        template,
        given({
          headerImgSrc,
          headerText,
          elements: elements?.map((element) =>
            given({ ...element, action: element.action && listAction(element.action) }),
          ),
          buttons: buttons?.map((button) => buttonWith(listAction, button)),
        }),
      );
    }
    case 'faq': {
      const { title, description, buttonLabel, buttons } = template;
      return metadataOf(
        template,
        given({
          title,
          description,
          buttonLabel,
          buttons: buttons?.map(({ name, action }) => given({ name, replyMetadata: action?.replyMetadata })),
        }),
      );
    }
    case 'images':
      return metadataOf(template, template.images.map(given));
    case 'cards':
      return metadataOf(
        template,
        template.cards.map((card) =>
          given({
            ...card,
            header: card.header && given(card.header),
            buttons: card.buttons?.map((button) => buttonWith(cardAction, button)),
          }),
        ),
      );
    case 'mixedButtons':
      return metadataOf(
        template,
        template.buttons.map((button) => buttonWith(mixedAction, button)),
      );
    case 'form':
      return metadataOf(template, template.fields.map(formField));
    case 'videos':
      return metadataOf(template, template.videos.map(given));
    case 'other': {
      const { templateId, payload } = template;
      return {
        contentType: '300',
        templateId,
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      };
    }
  }
}

function metadataOf({ kind }: Template, payload: object): WireMetadata {
  return { contentType: '300', templateId: TEMPLATE_IDS[kind], payload: JSON.stringify(payload) };
}

/** An object without what is absent or null. */
function given(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null));
}

function buttonWith(spell: (action: Action) => object, { name, action }: Button): object {
  return given({ name, action: action && spell(action) });
}

/** Lists: `quick_reply`, flat. */
function listAction({ type, url, message, replyMetadata }: Action): object {
  if (type === 'LINK') return given({ type: 'link', url });
  return given({ type: 'quick_reply', text: message, replyMetadata });
}

/** Cards: `quickReply`, and what goes with it in an object of its own. */
function cardAction(action: Action): object {
  const { type, url, title, message, replyMetadata } = action;
  switch (type) {
    case 'LINK':
      return { type: 'link', payload: given({ url }) };
    case 'SUBMIT':
      return { type: 'submit', payload: given({ text: message, ...formOf(action) }) };
    default:
      return { type: 'quickReply', payload: given({ title, message, replyMetadata }) };
  }
}

/** Mixed buttons: `suggestedReply`, flat. */
function mixedAction(action: Action): object {
  const { type, url, openLinkInNewTab, message, replyMetadata } = action;
  switch (type) {
    case 'LINK':
      return given({ type: 'link', url, openLinkInNewTab });
    case 'SUBMIT':
      return given({ type: 'submit', ...formOf(action), message });
    default:
      return given({ type: 'suggestedReply', message, replyMetadata });
  }
}

function formOf({ formAction, formData, requestType }: Action) {
  return { formAction, formData, requestType: requestTypeOf(requestType) };
}

/** The keys of the metadata, besides the payload's own, that buttons of template 3 may set. */
export const FORM_KEYS = ['formData', 'formAction', 'requestType'] as const;

/** Buttons: no action of their own, what a tap does is beside the name. */
function flatButton({ name, action }: Button): object {
  if (action?.type === 'SUBMIT') return given({ type: 'submit', name, replyText: action.message });
  const { url, openLinkInNewTab, isDeepLink, replyMetadata } = action ?? {};
  return given({ type: 'link', url, name, openLinkInNewTab, isDeepLink, replyMetadata });
}

/** The one form of a message's buttons is beside the payload; what it submits is a string there. */
function formBeside(buttons: readonly Button[]): WireMetadata {
  const submitting = buttons.find(({ action }) => action?.type === 'SUBMIT')?.action;
  if (!submitting) return {};
  const { formData, ...form } = formOf(submitting);
  return given({ formData: formData && JSON.stringify(formData), ...form }) as WireMetadata;
}

function formField({ type, options, validation, action, ...data }: FormField): object {
  return given({
    type: type && FORM_FIELD_TYPES[type],
    data: given({
      ...(type === 'SUBMIT' && { type: 'submit' }),
      ...data,
      options: options?.map(given),
      validation: validation && given(validation),
      action: action && formSubmission(action),
    }),
  });
}

function formSubmission(action: Action): object {
  const { message, formAction, requestType, postFormDataAsMessage, postBackToKommunicate } = action;
  return given({
    message,
    formAction,
    requestType: requestTypeOf(requestType),
    // One switch is a string and the other is none.
    postFormDataAsMessage: postFormDataAsMessage == null ? undefined : String(postFormDataAsMessage),
    postBackToKommunicate,
  });
}

function requestTypeOf(requestType: RequestType | null | undefined): string | undefined {
  if (requestType === 'JSON') return 'json';
  return requestType ? 'postBackToBotPlatform' : undefined;
}
