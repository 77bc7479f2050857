/**
 * Actionable messages (wire-facts 8) in one vocabulary, in which they are written and read: the REST API's own
 * words, but with one `Action` for its four spellings of what a tap does. `encode-actionable.ts` and
 * `decode-actionable.ts` know how each template has it on the wire.
 */
export type Template =
  | { readonly kind: 'quickReplies'; readonly quickReplies: readonly QuickReply[] }
  | { readonly kind: 'buttons' | 'mixedButtons'; readonly buttons: readonly Button[] }
  | ({ readonly kind: 'list' } & List)
  | ({ readonly kind: 'faq' } & Faq)
  | { readonly kind: 'images'; readonly images: readonly Image[] }
  | { readonly kind: 'cards'; readonly cards: readonly Card[] }
  | { readonly kind: 'form'; readonly fields: readonly FormField[] }
  | { readonly kind: 'videos'; readonly videos: readonly Video[] };

/** A template that is not among the typed ones, or whose payload is not what its number says. */
export interface OtherTemplate {
  readonly kind: 'other';
  readonly templateId: string;
  /** Parsed where it is read; where it is written, text is JSON already. Undefined where it does not parse. */
  readonly payload: unknown;
}

/** An actionable message as it is read. */
export type ActionableRecord = (Template & Pick<OtherTemplate, 'templateId' | 'payload'>) | OtherTemplate;

/** The number of each template (wire-facts 8.2). 13 is a second revision of 11, and read like it. */
export const TEMPLATE_IDS = {
  buttons: '3',
  quickReplies: '6',
  list: '7',
  faq: '8',
  images: '9',
  cards: '10',
  mixedButtons: '11',
  form: '12',
  videos: '14',
} as const satisfies Record<Template['kind'], string>;

/** Absent or null: not on the wire. */
type Given<T> = T | null | undefined;
export type Json = Readonly<Record<string, unknown>>;

/** What a tap does. Which fields mean something depends on its type, and on the template. */
export interface Action {
  /** Undefined where the wire has a word that nobody knows. */
  readonly type: 'LINK' | 'REPLY' | 'SUBMIT' | undefined;
  readonly url?: Given<string>;
  readonly openLinkInNewTab?: Given<boolean>;
  readonly isDeepLink?: Given<boolean>;
  readonly title?: Given<string>;
  readonly message?: Given<string>;
  readonly replyMetadata?: Given<Json>;
  readonly updateLanguage?: Given<string>;
  readonly formAction?: Given<string>;
  readonly formData?: Given<Json>;
  readonly requestType?: Given<RequestType>;
  readonly postFormDataAsMessage?: Given<boolean>;
  readonly postBackToKommunicate?: Given<boolean>;
}

export type RequestType = 'JSON' | 'POST_BACK_TO_BOT_PLATFORM';

interface QuickReply {
  readonly title: Given<string>;
  readonly action: Action;
}

export interface Button {
  readonly name: Given<string>;
  readonly action?: Given<Action>;
}

interface List {
  readonly headerImgSrc?: Given<string>;
  readonly headerText?: Given<string>;
  readonly elements?: Given<readonly ListElement[]>;
  readonly buttons?: Given<readonly Button[]>;
}

export interface ListElement {
  readonly title: Given<string>;
  readonly description?: Given<string>;
  readonly imgSrc?: Given<string>;
  readonly action?: Given<Action>;
  readonly articleId?: Given<string>;
  readonly source?: Given<string>;
}

interface Faq {
  readonly title?: Given<string>;
  readonly description?: Given<string>;
  readonly buttonLabel?: Given<string>;
  readonly buttons?: Given<readonly Button[]>;
}

interface Image {
  readonly url: Given<string>;
  readonly caption?: Given<string>;
}

interface Card {
  readonly title: Given<string>;
  readonly subtitle?: Given<string>;
  readonly titleExt?: Given<string>;
  readonly description?: Given<string>;
  readonly url?: Given<string>;
  readonly header?: Given<{ readonly overlayText?: Given<string>; readonly imgSrc?: Given<string> }>;
  readonly buttons?: Given<readonly Button[]>;
}

export interface FormField {
  readonly type: FormFieldType | undefined;
  readonly label?: Given<string>;
  readonly title?: Given<string>;
  readonly name?: Given<string>;
  readonly placeholder?: Given<string>;
  readonly value?: Given<string>;
  readonly rows?: Given<number>;
  readonly cols?: Given<number>;
  readonly options?: Given<readonly FormOption[]>;
  readonly validation?: Given<{ readonly regex?: Given<string>; readonly errorText?: Given<string> }>;
  readonly action?: Given<Action>;
}

interface FormOption {
  readonly label?: Given<string>;
  readonly value?: Given<string>;
  readonly selected?: Given<boolean>;
  readonly disabled?: Given<boolean>;
}

/** The wire's words for the kinds of field, each under ours (wire-facts 8.3, template 12). */
export const FORM_FIELD_TYPES = {
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
} as const;

export type FormFieldType = keyof typeof FORM_FIELD_TYPES;

interface Video {
  readonly url: Given<string>;
  readonly type?: Given<string>;
  readonly caption?: Given<string>;
  readonly width?: Given<string>;
  readonly height?: Given<string>;
  readonly source?: Given<string>;
}
