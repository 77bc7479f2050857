/*
 * Actionable messages (wire-facts 8) as the gateway writes and reads them, with the REST API's names. One `Action` covers
 * the four spellings of what a tap does. The file of each template has the spelling of that template.
 */

/** What each template shows, by its kind. */
interface TemplateContents {
  readonly quickReplies: { readonly quickReplies: readonly QuickReply[] };
  readonly buttons: { readonly buttons: readonly Button[] };
  readonly list: List;
  readonly faq: Faq;
  readonly images: { readonly images: readonly Image[] };
  readonly cards: { readonly cards: readonly Card[] };
  readonly mixedButtons: { readonly buttons: readonly Button[] };
  readonly form: { readonly fields: readonly FormField[] };
  readonly videos: { readonly videos: readonly Video[] };
}

export type TemplateKind = keyof TemplateContents;

export type TemplateOf<K extends TemplateKind> = {
  [Kind in K]: { readonly kind: Kind } & TemplateContents[Kind];
}[K];

export type Template = TemplateOf<TemplateKind>;

/** A template that has no type in the schema, or whose payload does not match its `templateId`. */
export interface OtherTemplate {
  readonly kind: 'other';
  readonly templateId: string;
  /** When read: the parsed JSON, undefined if it does not parse. When written: a value, or its JSON text. */
  readonly payload: unknown;
}

/** An actionable message as it is read. */
export type ActionableRecord = (Template & Pick<OtherTemplate, 'templateId' | 'payload'>) | OtherTemplate;

/** A value that is not written when it is null or undefined. */
export type Optional<T> = T | null | undefined;
export type Json = Readonly<Record<string, unknown>>;

/** What a tap does. Its type and the template decide which of the fields apply. */
export interface Action {
  /** Undefined for a word of the REST API that the gateway does not know. */
  readonly type: 'LINK' | 'REPLY' | 'SUBMIT' | undefined;
  readonly url?: Optional<string>;
  readonly openLinkInNewTab?: Optional<boolean>;
  readonly isDeepLink?: Optional<boolean>;
  readonly title?: Optional<string>;
  readonly message?: Optional<string>;
  readonly replyMetadata?: Optional<Json>;
  readonly updateLanguage?: Optional<string>;
  readonly formAction?: Optional<string>;
  readonly formData?: Optional<Json>;
  readonly requestType?: Optional<RequestType>;
  readonly postFormDataAsMessage?: Optional<boolean>;
  readonly postBackToKommunicate?: Optional<boolean>;
}

export type RequestType = 'JSON' | 'POST_BACK_TO_BOT_PLATFORM';

interface QuickReply {
  readonly title: Optional<string>;
  readonly action: Action;
}

export interface Button {
  readonly name: Optional<string>;
  readonly action?: Optional<Action>;
}

interface List {
  readonly headerImgSrc?: Optional<string>;
  readonly headerText?: Optional<string>;
  readonly elements?: Optional<readonly ListElement[]>;
  readonly buttons?: Optional<readonly Button[]>;
}

export interface ListElement {
  readonly title: Optional<string>;
  readonly description?: Optional<string>;
  readonly imgSrc?: Optional<string>;
  readonly action?: Optional<Action>;
  readonly articleId?: Optional<string>;
  readonly source?: Optional<string>;
}

interface Faq {
  readonly title?: Optional<string>;
  readonly description?: Optional<string>;
  readonly buttonLabel?: Optional<string>;
  readonly buttons?: Optional<readonly Button[]>;
}

interface Image {
  readonly url: Optional<string>;
  readonly caption?: Optional<string>;
}

export interface Card {
  readonly title: Optional<string>;
  readonly subtitle?: Optional<string>;
  readonly titleExt?: Optional<string>;
  readonly description?: Optional<string>;
  readonly url?: Optional<string>;
  readonly header?: Optional<{ readonly overlayText?: Optional<string>; readonly imgSrc?: Optional<string> }>;
  readonly buttons?: Optional<readonly Button[]>;
}

export interface FormField {
  readonly type: FormFieldType | undefined;
  readonly label?: Optional<string>;
  readonly title?: Optional<string>;
  readonly name?: Optional<string>;
  readonly placeholder?: Optional<string>;
  readonly value?: Optional<string>;
  readonly rows?: Optional<number>;
  readonly cols?: Optional<number>;
  readonly options?: Optional<readonly FormOption[]>;
  readonly validation?: Optional<{
    readonly regex?: Optional<string>;
    readonly errorText?: Optional<string>;
  }>;
  readonly action?: Optional<Action>;
}

interface FormOption {
  readonly label?: Optional<string>;
  readonly value?: Optional<string>;
  readonly selected?: Optional<boolean>;
  readonly disabled?: Optional<boolean>;
}

export type FormFieldType =
  | 'TEXT'
  | 'PASSWORD'
  | 'TEXTAREA'
  | 'HIDDEN'
  | 'RADIO'
  | 'CHECKBOX'
  | 'DATE'
  | 'TIME'
  | 'DATETIME_LOCAL'
  | 'DROPDOWN'
  | 'ACTION'
  | 'SUBMIT';

interface Video {
  readonly url: Optional<string>;
  readonly type?: Optional<string>;
  readonly caption?: Optional<string>;
  readonly width?: Optional<string>;
  readonly height?: Optional<string>;
  readonly source?: Optional<string>;
}
