/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Kind of action. REST: `type`, which has several spellings. */
export type ActionType =
  /** Opens a URL. REST: `link`. */
  | 'LINK'
  /** Sends a message. REST: `quick_reply`, `quickReply` or `suggestedReply`. */
  | 'REPLY'
  /** Submits a form. REST: `submit`. */
  | 'SUBMIT';

/**
 * Exactly one field: the template of the message. URLs in typed fields must be http or https. A
 * template must not be empty, and may have at most 2000 values. The gateway writes each template in
 * the spelling that the REST API uses for it. REST: `metadata.contentType`, `templateId` and
 * `payload`.
 */
export type ActionableMessageInput =
  {   /** Buttons that open a URL or submit a form. REST: `templateId` `"3"`. */
  buttons: Array<ButtonInput>; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never;   /** Cards side by side. REST: `templateId` `"10"`. */
  cards: Array<CardInput>; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never;   /** An answer to a question, with buttons to rate it. REST: `templateId` `"8"`. */
  faq: FaqInput; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never;   /** A form. REST: `templateId` `"12"`. */
  form: Array<FormFieldInput>; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never;   /** Pictures. REST: `templateId` `"9"`. */
  images: Array<ImageInput>; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never;   /** A list with a header, elements and buttons. REST: `templateId` `"7"`. */
  list: ListInput; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never;   /** Buttons of different kinds in one message. REST: `templateId` `"11"`. */
  mixedButtons: Array<MixedButtonInput>; quickReplies?: never; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never;   /** Suggested replies that the user sends with one tap. REST: `templateId` `"6"`. */
  quickReplies: Array<QuickReplyInput>; template?: never; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never;   /** Any other template, by its number. REST: `templateId` and `payload`. */
  template: TemplateInput; videos?: never; }
  |  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never;   /** Videos. REST: `templateId` `"14"`. */
  videos: Array<VideoInput>; };

/** The conversation, its new assignee, and the user who assigns it. */
export type AssignConversationInput = {
  /**
   * The user who assigns the conversation, by default the user that this request acts for. Only
   * services may name another user. Visible ASCII characters without spaces, at most 256. REST: header
   * `Of-User-Id`.
   */
  actorId?: string | number | null | undefined;
  /** The agent or bot that gets the conversation. REST: `assignee`. */
  assigneeId: string | number;
  /** The conversation to assign: 1-256 characters. REST: `groupId`. */
  conversationId: string | number;
  /**
   * Whether a notice of the assignment is posted in the conversation; the REST API's default is true.
   * REST: `sendNotifyMessage`.
   */
  notify?: boolean | null | undefined;
  /**
   * Whether an agent takes the conversation over from a bot. By default, the REST API decides. REST:
   * `takeOverFromBot`.
   */
  takeOverFromBot?: boolean | null | undefined;
};

/** A file to attach. It must already be stored: the gateway uploads nothing. */
export type AttachmentInput = {
  /** The media type of the file, such as `image/png`: at most 256 characters. REST: `contentType`. */
  contentType?: string | null | undefined;
  /** The name of the file: at most 256 characters. REST: `name`. */
  name?: string | null | undefined;
  /** Size of the file in bytes, from 1. REST: `size`. */
  size?: number | null | undefined;
  /**
   * URL of a smaller picture of the file: http or https, at most 2048 characters. REST:
   * `thumbnailUrl`.
   */
  thumbnailUrl?: string | null | undefined;
  /** An http or https URL of at most 2048 characters. REST: `url`. */
  url: string;
};

/** Exactly one field: what a button does. */
export type ButtonActionInput =
  {   /** Opens a URL. REST: `type` `link`. */
  link: ButtonLinkInput; submit?: never; }
  |  { link?: never;   /** Submits a form. REST: `type` `submit`. */
  submit: ButtonSubmitInput; };

/** A button that opens a URL or submits a form. */
export type ButtonInput = {
  /** What a tap does. REST: `type` and its fields. */
  action: ButtonActionInput;
  /** Label of the button. REST: `name`. */
  name: string;
};

/** A URL that a button opens. */
export type ButtonLinkInput = {
  /** Whether the URL opens an app. REST: `isDeepLink`. */
  isDeepLink?: boolean | null | undefined;
  /**
   * Whether the URL opens in a new tab. Without it, clients behave differently. REST:
   * `openLinkInNewTab`.
   */
  openLinkInNewTab?: boolean | null | undefined;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Record<string, unknown> | null | undefined;
  /** URL to open, http or https. REST: `url`. */
  url: string;
};

/**
 * A form that a button submits. All submitting buttons of a message share one form in the REST API, so
 * their forms must be equal.
 */
export type ButtonSubmitInput = {
  /** URL that the form is submitted to, http or https. REST: `metadata.formAction`. */
  formAction?: string | null | undefined;
  /** Data to submit. REST: `metadata.formData`, as JSON text. */
  formData?: Record<string, unknown> | null | undefined;
  /** Text of the message that a tap sends. REST: `replyText`. */
  message?: string | null | undefined;
  /**
   * Encoding and target of the submission, by default a URL-encoded HTML form. REST:
   * `metadata.requestType`.
   */
  requestType?: FormRequestType | null | undefined;
};

/** Exactly one field: what a button of a card does. */
export type CardActionInput =
  {   /** Opens a URL. REST: `type` `link`. */
  link: LinkInput; reply?: never; submit?: never; }
  |  { link?: never;   /** Sends a message. REST: `type` `quickReply`. */
  reply: CardReplyInput; submit?: never; }
  |  { link?: never; reply?: never;   /** Submits a form. REST: `type` `submit`. */
  submit: SubmitInput; };

/** A button of a card. */
export type CardButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: CardActionInput | null | undefined;
  /** Label of the button. REST: `name`. */
  name?: string | null | undefined;
};

/** The top of a card. */
export type CardHeaderInput = {
  /** URL of the picture, http or https. REST: `imgSrc`. */
  imgSrc?: string | null | undefined;
  /** Text on top of the picture, such as a price. REST: `overlayText`. */
  overlayText?: string | null | undefined;
};

/** A card. */
export type CardInput = {
  /** Buttons at the bottom of the card. REST: `buttons`. */
  buttons?: Array<CardButtonInput> | null | undefined;
  /** Text below the title and subtitle. Clients show 99 characters. REST: `description`. */
  description?: string | null | undefined;
  /** Picture at the top of the card. REST: `header`. */
  header?: CardHeaderInput | null | undefined;
  /** Subtitle: the second line. Clients show 56 characters. REST: `subtitle`. */
  subtitle?: string | null | undefined;
  /** Title: the first line. Clients show 16 characters. REST: `title`. */
  title: string;
  /** Short text next to the title, such as a rating. REST: `titleExt`. */
  titleExt?: string | null | undefined;
  /** URL that a tap on the card opens, http or https. REST: `url`. */
  url?: string | null | undefined;
};

/** A message that a button of a card sends. */
export type CardReplyInput = {
  /** Text of the message. REST: `message`. */
  message?: string | null | undefined;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Record<string, unknown> | null | undefined;
  /** Title of the reply. REST: `title`. */
  title?: string | null | undefined;
};

/** The conversation, its new status, and the user who changes it. */
export type ChangeConversationStatusInput = {
  /**
   * The user who changes the status, by default the user that this request acts for. Only services may
   * name another user. Visible ASCII characters without spaces, at most 256. REST: header
   * `Of-User-Id`.
   */
  actorId?: string | number | null | undefined;
  /** The conversation to change: 1-256 characters. REST: `groupId`. */
  conversationId: string | number;
  /** The new status. REST: `metadata.CONVERSATION_STATUS`. */
  status: SettableConversationStatus;
};

/** What is different about a conversation. */
export type ConversationChange =
  /** The agent or bot that it is assigned to. */
  | 'ASSIGNEE'
  /** Its picture. */
  | 'IMAGE'
  /** It has a newer message. Only in `inboxEvents`. */
  | 'LATEST_MESSAGE'
  /** Other keys or values of its metadata. */
  | 'METADATA'
  /** Its name. */
  | 'NAME'
  /** Its participants, or the role of one. */
  | 'PARTICIPANTS'
  /** Its status. */
  | 'STATUS';

/** The status of a conversation. REST: `CONVERSATION_STATUS`, a number. */
export type ConversationStatus =
  /** Archived. REST: 5 (`ARCHIVE`). */
  | 'ARCHIVED'
  /** Closed; the dashboard shows it as resolved. REST: 2. */
  | 'CLOSED'
  /** A duplicate of another conversation. REST: 4. */
  | 'DUPLICATE'
  /** Created, but the user has not written yet. REST: -1. */
  | 'INITIAL'
  /** In progress. REST: 1 (`PROGRESS`). */
  | 'IN_PROGRESS'
  /** Open. REST: 0. */
  | 'OPEN'
  /** Spam or irrelevant. REST: 3. */
  | 'SPAM'
  /** Open and waiting for a reply from an agent. REST: 6. */
  | 'UNRESPONDED'
  /** Queued for an agent. REST: 7. */
  | 'WAITING';

/** A conversation to start. */
export type CreateConversationInput = {
  /**
   * The agent or bot that the conversation is assigned to. Without it, the routing rules of the account
   * decide. Not for a caller with the role `USER`. REST: `metadata.CONVERSATION_ASSIGNEE`, with
   * `metadata.SKIP_ROUTING`.
   */
  assigneeId?: string | number | null | undefined;
  /**
   * A key chosen by the caller, 1-255 characters, that makes a retry safe, as `idempotencyKey` of
   * `sendMessage` does: the gateway creates at most one conversation per key. REST: `id` of the stored
   * outcome.
   */
  idempotencyKey?: string | null | undefined;
  /**
   * Further keys and values. The REST API stores strings: numbers and booleans become text, objects and
   * arrays become JSON. REST: `metadata`.
   */
  metadata?: Record<string, unknown> | null | undefined;
  /**
   * The name of the conversation: at most 256 characters; by default, the id of the first participant.
   * REST: `groupName`.
   */
  name?: string | null | undefined;
  /**
   * The participants: 1-60 different ids of users, agents and bots. For a caller with the role `USER`,
   * exactly its own id. Users that do not exist are created. REST: `groupMemberList`.
   */
  participantIds: Array<string | number>;
};

/** A button that sends its name. */
export type FaqButtonInput = {
  /** Label of the button, and text of the message that a tap sends. REST: `name`. */
  name: string;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Record<string, unknown> | null | undefined;
};

/** An answer to a question, with buttons to rate it. At least one field is required. */
export type FaqInput = {
  /** Text above the buttons. REST: `buttonLabel`. */
  buttonLabel?: string | null | undefined;
  /** The buttons; each sends its name. REST: `buttons`. */
  buttons?: Array<FaqButtonInput> | null | undefined;
  /** The answer, which may contain HTML. REST: `description`. */
  description?: string | null | undefined;
  /** The question. REST: `title`. */
  title?: string | null | undefined;
};

/** What submitting a form does. */
export type FormActionInput = {
  /** URL that the form is submitted to, http or https. REST: `formAction`. */
  formAction?: string | null | undefined;
  /** Text of the message that submitting sends. REST: `message`. */
  message?: string | null | undefined;
  /** Whether clients send the submitted values to Kommunicate. REST: `postBackToKommunicate`. */
  postBackToKommunicate?: boolean | null | undefined;
  /**
   * Whether clients also send the submitted values as a message. REST: `postFormDataAsMessage`, a
   * string.
   */
  postFormDataAsMessage?: boolean | null | undefined;
  /** Encoding and target of the submission, by default a URL-encoded HTML form. REST: `requestType`. */
  requestType?: FormRequestType | null | undefined;
};

/** A field of a form. */
export type FormFieldInput = {
  /** What submitting the form does. REST: `data.action`. */
  action?: FormActionInput | null | undefined;
  /** Width of a text area in characters. REST: `data.cols`. */
  cols?: number | null | undefined;
  /** Label next to the field. REST: `data.label`. */
  label?: string | null | undefined;
  /** Name of the submitted value; on the submit button, its label. REST: `data.name`. */
  name?: string | null | undefined;
  /** The options to choose from. REST: `data.options`. */
  options?: Array<FormOptionInput> | null | undefined;
  /** Placeholder of the empty field. REST: `data.placeholder`. */
  placeholder?: string | null | undefined;
  /** Height of a text area in lines. REST: `data.rows`. */
  rows?: number | null | undefined;
  /** Title above the options or the text area. REST: `data.title`. */
  title?: string | null | undefined;
  /** Kind of field. REST: `type`. */
  type: FormFieldType;
  /** Rule for the value. REST: `data.validation`. */
  validation?: FormValidationInput | null | undefined;
  /** Value of a hidden field. REST: `data.value`. */
  value?: string | null | undefined;
};

/** Kind of form field. REST: `type`. */
export type FormFieldType =
  /** A button that does not submit the form. REST: `action`. */
  | 'ACTION'
  /** Any number of several options. REST: `checkbox`. */
  | 'CHECKBOX'
  /** A date. REST: `date`. */
  | 'DATE'
  /** A date and a time of day. REST: `datetime-local`. */
  | 'DATETIME_LOCAL'
  /** One option of a menu. REST: `dropdown`. */
  | 'DROPDOWN'
  /** A value that is submitted but not shown. REST: `hidden`. */
  | 'HIDDEN'
  /** One line of masked text. REST: `password`. */
  | 'PASSWORD'
  /** One of several visible options. REST: `radio`. */
  | 'RADIO'
  /** The button that submits the form. REST: `submit`. */
  | 'SUBMIT'
  /** One line of text. REST: `text`. */
  | 'TEXT'
  /** Several lines of text. REST: `textarea`. */
  | 'TEXTAREA'
  /** A time of day. REST: `time`. */
  | 'TIME';

/** One option of a form field. */
export type FormOptionInput = {
  /** Whether the option cannot be selected. REST: `disabled`. */
  disabled?: boolean | null | undefined;
  /** Label of the option. REST: `label`. */
  label?: string | null | undefined;
  /** Whether the option is selected at first. REST: `selected`. */
  selected?: boolean | null | undefined;
  /** Value to submit when the option is selected. REST: `value`. */
  value?: string | null | undefined;
};

/** Encoding and target of a form submission. REST: `requestType`. */
export type FormRequestType =
  /** As JSON. REST: `json`; the gateway also reads `application/json`. */
  | 'JSON'
  /** To the bot of the conversation. REST: `postBackToBotPlatform`. */
  | 'POST_BACK_TO_BOT_PLATFORM';

/** Rule for the value of a form field. */
export type FormValidationInput = {
  /** Message to show if the value does not match. REST: `errorText`. */
  errorText?: string | null | undefined;
  /** Regular expression that the value must match. REST: `regex`. */
  regex?: string | null | undefined;
};

/** A picture. */
export type ImageInput = {
  /** Caption below the picture. REST: `caption`. */
  caption?: string | null | undefined;
  /** URL of the picture, http or https. REST: `url`. */
  url: string;
};

/** A URL to open. */
export type LinkInput = {
  /** URL to open, http or https. REST: `url`. */
  url: string;
};

/** Exactly one field: what a tap in a list does. */
export type ListActionInput =
  {   /** Opens a URL. REST: `type` `link`. */
  link: LinkInput; reply?: never; }
  |  { link?: never;   /** Sends a message. REST: `type` `quick_reply`. */
  reply: ReplyInput; };

/** A button below a list. */
export type ListButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: ListActionInput | null | undefined;
  /** Label of the button. REST: `name`. */
  name: string;
};

/** An element of a list. */
export type ListElementInput = {
  /** What a tap does. REST: `action`. */
  action?: ListActionInput | null | undefined;
  /** Id of the help article that the element links to. REST: `articleId`. */
  articleId?: string | null | undefined;
  /** Description below the title. Clients show 35 characters. REST: `description`. */
  description?: string | null | undefined;
  /** URL of the element's picture, http or https. REST: `imgSrc`. */
  imgSrc?: string | null | undefined;
  /** Source of that help article. REST: `source`. */
  source?: string | null | undefined;
  /** Title of the element. Clients show 32 characters. REST: `title`. */
  title: string;
};

/** A list with a header, elements and buttons. At least one of them is required. */
export type ListInput = {
  /** The buttons below the list. REST: `buttons`. */
  buttons?: Array<ListButtonInput> | null | undefined;
  /** The elements of the list. REST: `elements`. */
  elements?: Array<ListElementInput> | null | undefined;
  /** URL of the picture above the list, http or https. REST: `headerImgSrc`. */
  headerImgSrc?: string | null | undefined;
  /** Text above the list. Clients show 75 characters. REST: `headerText`. */
  headerText?: string | null | undefined;
};

/** The conversation that was read, and by which user. */
export type MarkConversationReadInput = {
  /** The conversation: 1-256 characters. REST: `groupId`. */
  conversationId: string | number;
  /**
   * The user who has read it, by default the user that this request acts for. Only services may name
   * another user. Visible ASCII characters without spaces, at most 256. REST: header `Of-User-Id`.
   */
  readerId?: string | number | null | undefined;
};

/** How the text of a message is written. REST: `contentType`, a number. */
export type MessageFormat =
  /** HTML, which the chat widget shows as such. REST: 3. */
  | 'HTML'
  /** Plain text. REST: 0, the default. */
  | 'TEXT';

/** Exactly one field: what the button does. */
export type MixedButtonActionInput =
  {   /** Opens a URL. REST: `type` `link`. */
  link: MixedButtonLinkInput; reply?: never; submit?: never; }
  |  { link?: never;   /** Sends a message. REST: `type` `suggestedReply`. */
  reply: ReplyInput; submit?: never; }
  |  { link?: never; reply?: never;   /** Submits a form. REST: `type` `submit`. */
  submit: SubmitInput; };

/** A button of any kind. */
export type MixedButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: MixedButtonActionInput | null | undefined;
  /** Label of the button. REST: `name`. */
  name: string;
};

/** A URL that a mixed button opens. */
export type MixedButtonLinkInput = {
  /**
   * Whether the URL opens in a new tab. Without it, clients behave differently. REST:
   * `openLinkInNewTab`.
   */
  openLinkInNewTab?: boolean | null | undefined;
  /** URL to open, http or https. REST: `url`. */
  url: string;
};

/** The role of a participant. REST: `role`, a number. */
export type ParticipantRole =
  /** An administrator: the role of agents. REST: 1. */
  | 'ADMIN'
  /** A member: the role of customers. REST: 3. */
  | 'MEMBER'
  /** A moderator: the role of bots. REST: 2. */
  | 'MODERATOR'
  /** A user. REST: 0. */
  | 'USER';

/** One suggested reply. */
export type QuickReplyInput = {
  /** Text of the message that a tap sends, by default the title. REST: `message`. */
  message?: string | null | undefined;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Record<string, unknown> | null | undefined;
  /** Label of the reply's button. REST: `title`. */
  title: string;
  /** Language that the conversation switches to, as a code such as `es`. REST: `updateLanguage`. */
  updateLanguage?: string | null | undefined;
};

/** A message that a tap sends. */
export type ReplyInput = {
  /**
   * Text of the message. Without it, clients send the button's label. REST: `text` in lists, `message`
   * in mixed buttons.
   */
  message?: string | null | undefined;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Record<string, unknown> | null | undefined;
};

/**
 * A message to send. It needs `text`, `actionable` or `attachment`. An attachment can have a text, but
 * no actionable part and no HTML.
 */
export type SendMessageInput = {
  /** Buttons, cards or another template. REST: `metadata.templateId` and `metadata.payload`. */
  actionable?: ActionableMessageInput | null | undefined;
  /**
   * A file that is already stored at a URL. REST: `fileMeta` of `POST /rest/ws/message/send`, an
   * endpoint that is not in the documentation of the API.
   */
  attachment?: AttachmentInput | null | undefined;
  /** The conversation to send the message to: 1-256 characters. REST: `groupId`. */
  conversationId: string | number;
  /**
   * How the text is written; `TEXT` by default. A caller with the role `USER` cannot send HTML. REST:
   * `contentType`.
   */
  format?: MessageFormat | null | undefined;
  /**
   * A key chosen by the caller, 1-255 characters, that makes a retry safe. The gateway sends the
   * message at most once per key. Within 24 hours, the same key and message return the outcome of the
   * first attempt, including an unknown outcome. The same key with another message is
   * `IDEMPOTENCY_KEY_REUSED`. An attempt that certainly sent nothing does not use up the key. A caller
   * may use a limited number of keys a day (`MAX_IDEMPOTENCY_KEYS`). Beyond it, the error is
   * `OVERLOADED` with reason `idempotency-keys` and `retryAfterMs`. REST: `messageKey` and `createdAt`
   * of the stored outcome.
   */
  idempotencyKey?: string | null | undefined;
  /**
   * Further keys and values. The REST API stores strings: numbers and booleans become text, objects
   * and arrays become JSON. A null value is `BAD_USER_INPUT`. REST: `metadata`.
   */
  metadata?: Record<string, unknown> | null | undefined;
  /**
   * The user who sends the message, by default the user that this request acts for. Only services may
   * name another user. REST: `fromUserName`, which holds a user id.
   */
  senderId?: string | number | null | undefined;
  /**
   * Text of the message. It may contain tabs and line breaks, but no other control characters. REST:
   * `message`.
   */
  text?: string | null | undefined;
};

/** A status that a caller may set. REST: `CONVERSATION_STATUS`, sent as a string. */
export type SettableConversationStatus =
  /** Closed; the dashboard shows it as resolved. REST: `"2"`. */
  | 'CLOSED'
  /** A duplicate of another conversation. REST: `"4"`. */
  | 'DUPLICATE'
  /** Open. REST: `"0"`. */
  | 'OPEN'
  /** Spam or irrelevant. REST: `"3"`. */
  | 'SPAM';

/** A form that a tap submits. */
export type SubmitInput = {
  /** URL that the form is submitted to, http or https. REST: `formAction`. */
  formAction?: string | null | undefined;
  /** Data to submit. REST: `formData`. */
  formData?: Record<string, unknown> | null | undefined;
  /** Text of the message that a tap sends. REST: `text` in cards, `message` in mixed buttons. */
  message?: string | null | undefined;
  /** Encoding and target of the submission, by default a URL-encoded HTML form. REST: `requestType`. */
  requestType?: FormRequestType | null | undefined;
};

/** A template without a typed field in `ActionableMessageInput`. */
export type TemplateInput = {
  /**
   * Content of the template: an object, an array, or a string with the JSON text of one, which is sent
   * unchanged. REST: `payload`.
   */
  payload: unknown;
  /**
   * Number of the template, as text. If the number has a typed field, the message is read back typed.
   * REST: `templateId`.
   */
  templateId: string;
};

/** A video. */
export type VideoInput = {
  /** Caption below the video. REST: `caption`. */
  caption?: string | null | undefined;
  /** Height as a CSS value, such as `250px`. REST: `height`. */
  height?: string | null | undefined;
  /**
   * Origin of the video, such as `YOUTUBE`. With any value, clients show the URL as a page in a frame.
   * REST: `source`.
   */
  source?: string | null | undefined;
  /** Media type, such as `video/mp4`. REST: `type`. */
  type?: string | null | undefined;
  /** URL of the video, http or https. REST: `url`. */
  url: string;
  /** Width as a CSS value, such as `100%`. REST: `width`. */
  width?: string | null | undefined;
};

export type ActionButtonFragment = { type: ActionType | null, url: string | null, message: string | null, formAction: string | null } & { ' $fragmentName'?: 'ActionButtonFragment' };

type Actionable_ButtonsTemplate_Fragment = { __typename: 'ButtonsTemplate', templateId: string, buttons: Array<{ ' $fragmentRefs'?: { 'ButtonFragment': ButtonFragment } }> | null } & { ' $fragmentName'?: 'Actionable_ButtonsTemplate_Fragment' };

type Actionable_CardsTemplate_Fragment = { __typename: 'CardsTemplate', templateId: string, cards: Array<{ title: string | null, subtitle: string | null, titleExt: string | null, description: string | null, url: string | null, header: { overlayText: string | null, imgSrc: string | null } | null, buttons: Array<{ ' $fragmentRefs'?: { 'ButtonFragment': ButtonFragment } }> | null }> } & { ' $fragmentName'?: 'Actionable_CardsTemplate_Fragment' };

type Actionable_FaqTemplate_Fragment = { __typename: 'FaqTemplate', title: string | null, description: string | null, buttonLabel: string | null, templateId: string, buttons: Array<{ ' $fragmentRefs'?: { 'ButtonFragment': ButtonFragment } }> | null } & { ' $fragmentName'?: 'Actionable_FaqTemplate_Fragment' };

type Actionable_FormTemplate_Fragment = (
  { __typename: 'FormTemplate', templateId: string }
  & { ' $fragmentRefs'?: { 'FormFieldsFragment': FormFieldsFragment } }
) & { ' $fragmentName'?: 'Actionable_FormTemplate_Fragment' };

type Actionable_ImagesTemplate_Fragment = { __typename: 'ImagesTemplate', templateId: string, images: Array<{ url: string | null, caption: string | null }> } & { ' $fragmentName'?: 'Actionable_ImagesTemplate_Fragment' };

type Actionable_ListTemplate_Fragment = { __typename: 'ListTemplate', headerImgSrc: string | null, headerText: string | null, templateId: string, elements: Array<{ title: string | null, description: string | null, imgSrc: string | null, action: { ' $fragmentRefs'?: { 'ActionButtonFragment': ActionButtonFragment } } | null }> | null, buttons: Array<{ ' $fragmentRefs'?: { 'ButtonFragment': ButtonFragment } }> | null } & { ' $fragmentName'?: 'Actionable_ListTemplate_Fragment' };

type Actionable_MixedButtonsTemplate_Fragment = { __typename: 'MixedButtonsTemplate', templateId: string, buttons: Array<{ ' $fragmentRefs'?: { 'ButtonFragment': ButtonFragment } }> | null } & { ' $fragmentName'?: 'Actionable_MixedButtonsTemplate_Fragment' };

type Actionable_OtherTemplate_Fragment = { __typename: 'OtherTemplate', templateId: string } & { ' $fragmentName'?: 'Actionable_OtherTemplate_Fragment' };

type Actionable_QuickRepliesTemplate_Fragment = { __typename: 'QuickRepliesTemplate', templateId: string, quickReplies: Array<{ title: string | null, action: { ' $fragmentRefs'?: { 'ActionButtonFragment': ActionButtonFragment } } }> } & { ' $fragmentName'?: 'Actionable_QuickRepliesTemplate_Fragment' };

type Actionable_VideosTemplate_Fragment = { __typename: 'VideosTemplate', templateId: string, videos: Array<{ url: string | null, caption: string | null, source: string | null }> } & { ' $fragmentName'?: 'Actionable_VideosTemplate_Fragment' };

export type ActionableFragment =
  | Actionable_ButtonsTemplate_Fragment
  | Actionable_CardsTemplate_Fragment
  | Actionable_FaqTemplate_Fragment
  | Actionable_FormTemplate_Fragment
  | Actionable_ImagesTemplate_Fragment
  | Actionable_ListTemplate_Fragment
  | Actionable_MixedButtonsTemplate_Fragment
  | Actionable_OtherTemplate_Fragment
  | Actionable_QuickRepliesTemplate_Fragment
  | Actionable_VideosTemplate_Fragment
;

export type ButtonFragment = { name: string | null, action: { ' $fragmentRefs'?: { 'ActionButtonFragment': ActionButtonFragment } } | null } & { ' $fragmentName'?: 'ButtonFragment' };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: (
    { id: string, displayName: string | null }
    & { ' $fragmentRefs'?: { 'AvatarFragment': AvatarFragment } }
  ) | null };

export type AssignMenuFragment = { id: string, assignee: { id: string } | null } & { ' $fragmentName'?: 'AssignMenuFragment' };

export type TeamQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type TeamQuery = { users: Array<{ id: string, displayName: string | null } | null> | null };

export type AssignMutationVariables = Exact<{
  input: AssignConversationInput;
}>;


export type AssignMutation = { assignConversation: { conversation: (
      { id: string }
      & { ' $fragmentRefs'?: { 'ConversationHeaderFragment': ConversationHeaderFragment } }
    ) | null } | null };

export type AvatarFragment = { id: string, displayName: string | null, imageLink: string | null, connected: boolean | null } & { ' $fragmentName'?: 'AvatarFragment' };

export type ConversationRowFragment = (
  { id: string, name: string | null, unreadCount: number | null, participants: Array<{ role: ParticipantRole | null, user: (
      { id: string, displayName: string | null }
      & { ' $fragmentRefs'?: { 'AvatarFragment': AvatarFragment } }
    ) | null }> | null, latestMessage: { text: string | null, createdAt: string | null, attachment: { name: string | null } | null } | null }
  & { ' $fragmentRefs'?: { 'StatusPillFragment': StatusPillFragment } }
) & { ' $fragmentName'?: 'ConversationRowFragment' };

export type ConversationHeaderFragment = (
  { name: string | null, unreadCount: number | null }
  & { ' $fragmentRefs'?: { 'StatusPillFragment': StatusPillFragment;'AssignMenuFragment': AssignMenuFragment;'StatusMenuFragment': StatusMenuFragment;'ParticipantsFragment': ParticipantsFragment } }
) & { ' $fragmentName'?: 'ConversationHeaderFragment' };

export type ConversationQueryVariables = Exact<{
  id: string | number;
}>;


export type ConversationQuery = { conversation: (
    { id: string }
    & { ' $fragmentRefs'?: { 'ConversationHeaderFragment': ConversationHeaderFragment } }
  ) | null };

export type FormFieldsFragment = { fields: Array<{ type: FormFieldType | null, label: string | null, title: string | null, name: string | null, placeholder: string | null, rows: number | null, options: Array<{ label: string | null, value: string | null, selected: boolean | null, disabled: boolean | null }> | null, action: { ' $fragmentRefs'?: { 'ActionButtonFragment': ActionButtonFragment } } | null }> } & { ' $fragmentName'?: 'FormFieldsFragment' };

export type InboxQueryVariables = Exact<{
  after?: string | null | undefined;
  statuses?: Array<ConversationStatus> | ConversationStatus | null | undefined;
  assigneeId?: string | number | null | undefined;
  search?: string | null | undefined;
}>;


export type InboxQuery = { inbox: { nodes: Array<(
      { id: string }
      & { ' $fragmentRefs'?: { 'ConversationRowFragment': ConversationRowFragment } }
    )>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type MessageBubbleFragment = { text: string | null, createdAt: string | null, sender: (
    { id: string, displayName: string | null }
    & { ' $fragmentRefs'?: { 'AvatarFragment': AvatarFragment } }
  ) | null, attachment: { url: string | null, name: string | null, size: number | null } | null, actionable:
    | { ' $fragmentRefs'?: { 'Actionable_ButtonsTemplate_Fragment': Actionable_ButtonsTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_CardsTemplate_Fragment': Actionable_CardsTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_FaqTemplate_Fragment': Actionable_FaqTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_FormTemplate_Fragment': Actionable_FormTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_ImagesTemplate_Fragment': Actionable_ImagesTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_ListTemplate_Fragment': Actionable_ListTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_MixedButtonsTemplate_Fragment': Actionable_MixedButtonsTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_OtherTemplate_Fragment': Actionable_OtherTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_QuickRepliesTemplate_Fragment': Actionable_QuickRepliesTemplate_Fragment } }
    | { ' $fragmentRefs'?: { 'Actionable_VideosTemplate_Fragment': Actionable_VideosTemplate_Fragment } }
   | null } & { ' $fragmentName'?: 'MessageBubbleFragment' };

export type CreateMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateMutation = { createConversation: { conversation: { id: string } | null } | null };

export type ParticipantsFragment = { createdAt: string | null, assignee: (
    { id: string, displayName: string | null }
    & { ' $fragmentRefs'?: { 'AvatarFragment': AvatarFragment } }
  ) | null, participants: Array<{ role: ParticipantRole | null, unreadCount: number | null, user: (
      { id: string, displayName: string | null, connected: boolean | null, lastSeenAt: string | null, email: string | null }
      & { ' $fragmentRefs'?: { 'AvatarFragment': AvatarFragment } }
    ) | null }> | null } & { ' $fragmentName'?: 'ParticipantsFragment' };

export type StatusMenuFragment = { id: string, status: ConversationStatus | null } & { ' $fragmentName'?: 'StatusMenuFragment' };

export type ChangeStatusMutationVariables = Exact<{
  input: ChangeConversationStatusInput;
}>;


export type ChangeStatusMutation = { changeConversationStatus: { conversation: { id: string, status: ConversationStatus | null } | null } | null };

export type StatusPillFragment = { status: ConversationStatus | null } & { ' $fragmentName'?: 'StatusPillFragment' };

export type OwnConversationsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnConversationsQuery = { viewer: { id: string, conversations: { nodes: Array<(
        { id: string, name: string | null, unreadCount: number | null }
        & { ' $fragmentRefs'?: { 'WidgetRowFragment': WidgetRowFragment } }
      )> } | null } | null };

export type WidgetRowFragment = { id: string, name: string | null, unreadCount: number | null, latestMessage: { text: string | null, createdAt: string | null, attachment: { name: string | null } | null } | null } & { ' $fragmentName'?: 'WidgetRowFragment' };

export type ConversationEventsSubscriptionVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  isAgent: boolean;
}>;


export type ConversationEventsSubscription = { conversationEvents:
    | { __typename: 'ConversationChanged', cursor: string | null, previousCursor: string | null, conversation?: { ' $fragmentRefs'?: { 'ConversationHeaderFragment': ConversationHeaderFragment } } | null }
    | { __typename: 'EventsMissed', cursor: string | null, previousCursor: string | null }
    | { __typename: 'MessageAdded', cursor: string | null, previousCursor: string | null, message: (
        { id: string, text: string | null, createdAt: string | null, sender: { id: string } | null }
        & { ' $fragmentRefs'?: { 'MessageBubbleFragment': MessageBubbleFragment } }
      ) }
   | null };

export type InboxEventsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type InboxEventsSubscription = { inboxEvents:
    | { __typename: 'ConversationChanged', changes: Array<ConversationChange>, conversation: (
        { id: string, status: ConversationStatus | null, assignee: { id: string } | null }
        & { ' $fragmentRefs'?: { 'ConversationRowFragment': ConversationRowFragment } }
      ) | null }
    | { __typename: 'EventsMissed', conversation: (
        { id: string, status: ConversationStatus | null, assignee: { id: string } | null }
        & { ' $fragmentRefs'?: { 'ConversationRowFragment': ConversationRowFragment } }
      ) | null }
    | { __typename: 'MessageAdded', conversation: (
        { id: string, status: ConversationStatus | null, assignee: { id: string } | null }
        & { ' $fragmentRefs'?: { 'ConversationRowFragment': ConversationRowFragment } }
      ) | null }
   | null };

export type MarkReadMutationVariables = Exact<{
  input: MarkConversationReadInput;
}>;


export type MarkReadMutation = { markConversationRead: { conversation: { id: string, unreadCount: number | null } | null } | null };

export type MessagesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type MessagesQuery = { conversation: { id: string, messages: { nodes: Array<(
        { id: string, text: string | null, createdAt: string | null, sender: { id: string } | null }
        & { ' $fragmentRefs'?: { 'MessageBubbleFragment': MessageBubbleFragment } }
      )>, pageInfo: { startCursor: string | null, hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type SendMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMutation = { sendMessage: { message: { id: string, conversation: { id: string } | null } | null } | null };

export const AvatarFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}}]} as unknown as DocumentNode<AvatarFragment, unknown>;
export const StatusPillFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<StatusPillFragment, unknown>;
export const ConversationRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"latestMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<ConversationRowFragment, unknown>;
export const AssignMenuFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AssignMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<AssignMenuFragment, unknown>;
export const StatusMenuFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<StatusMenuFragment, unknown>;
export const ParticipantsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Participants"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}}]} as unknown as DocumentNode<ParticipantsFragment, unknown>;
export const ConversationHeaderFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationHeader"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"AssignMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Participants"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AssignMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Participants"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}}]}}]} as unknown as DocumentNode<ConversationHeaderFragment, unknown>;
export const ActionButtonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}}]} as unknown as DocumentNode<ActionButtonFragment, unknown>;
export const ButtonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Button"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Button"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}}]} as unknown as DocumentNode<ButtonFragment, unknown>;
export const FormFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FormFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"placeholder"}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"selected"}},{"kind":"Field","name":{"kind":"Name","value":"disabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}}]} as unknown as DocumentNode<FormFieldsFragment, unknown>;
export const ActionableFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Actionable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActionableMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"templateId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuickRepliesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quickReplies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MixedButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"headerImgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"headerText"}},{"kind":"Field","name":{"kind":"Name","value":"elements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FaqTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"buttonLabel"}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImagesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"images"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"subtitle"}},{"kind":"Field","name":{"kind":"Name","value":"titleExt"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"header"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"overlayText"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FormFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VideosTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"videos"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Button"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Button"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FormFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"placeholder"}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"selected"}},{"kind":"Field","name":{"kind":"Name","value":"disabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}}]} as unknown as DocumentNode<ActionableFragment, unknown>;
export const MessageBubbleFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageBubble"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"sender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}},{"kind":"Field","name":{"kind":"Name","value":"actionable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Actionable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Button"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Button"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FormFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"placeholder"}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"selected"}},{"kind":"Field","name":{"kind":"Name","value":"disabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Actionable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActionableMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"templateId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuickRepliesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quickReplies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MixedButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"headerImgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"headerText"}},{"kind":"Field","name":{"kind":"Name","value":"elements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FaqTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"buttonLabel"}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImagesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"images"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"subtitle"}},{"kind":"Field","name":{"kind":"Name","value":"titleExt"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"header"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"overlayText"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FormFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VideosTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"videos"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}}]} as unknown as DocumentNode<MessageBubbleFragment, unknown>;
export const WidgetRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WidgetRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"latestMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<WidgetRowFragment, unknown>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const TeamDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Team"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]} as unknown as DocumentNode<TeamQuery, TeamQueryVariables>;
export const AssignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Assign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AssignConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationHeader"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AssignMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Participants"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationHeader"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"AssignMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Participants"}}]}}]} as unknown as DocumentNode<AssignMutation, AssignMutationVariables>;
export const ConversationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Conversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationHeader"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AssignMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Participants"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationHeader"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"AssignMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Participants"}}]}}]} as unknown as DocumentNode<ConversationQuery, ConversationQueryVariables>;
export const InboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Inbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationStatus"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"assigneeId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}}},{"kind":"Argument","name":{"kind":"Name","value":"assigneeId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"assigneeId"}}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"latestMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}}]}}]} as unknown as DocumentNode<InboxQuery, InboxQueryVariables>;
export const CreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Create"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<CreateMutation, CreateMutationVariables>;
export const ChangeStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeConversationStatusInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeConversationStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeStatusMutation, ChangeStatusMutationVariables>;
export const OwnConversationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OwnConversations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"WidgetRow"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WidgetRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"latestMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<OwnConversationsQuery, OwnConversationsQueryVariables>;
export const ConversationEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ConversationEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"isAgent"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"conversationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"previousCursor"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"sender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageBubble"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"isAgent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationHeader"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Button"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Button"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FormFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"placeholder"}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"selected"}},{"kind":"Field","name":{"kind":"Name","value":"disabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Actionable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActionableMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"templateId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuickRepliesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quickReplies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MixedButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"headerImgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"headerText"}},{"kind":"Field","name":{"kind":"Name","value":"elements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FaqTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"buttonLabel"}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImagesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"images"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"subtitle"}},{"kind":"Field","name":{"kind":"Name","value":"titleExt"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"header"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"overlayText"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FormFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VideosTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"videos"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AssignMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusMenu"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Participants"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageBubble"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"sender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}},{"kind":"Field","name":{"kind":"Name","value":"actionable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Actionable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationHeader"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"AssignMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusMenu"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Participants"}}]}}]} as unknown as DocumentNode<ConversationEventsSubscription, ConversationEventsSubscriptionVariables>;
export const InboxEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InboxEvents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inboxEvents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationRow"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changes"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatusPill"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"latestMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatusPill"}}]}}]} as unknown as DocumentNode<InboxEventsSubscription, InboxEventsSubscriptionVariables>;
export const MarkReadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MarkRead"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MarkConversationReadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"markConversationRead"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]}}]}}]} as unknown as DocumentNode<MarkReadMutation, MarkReadMutationVariables>;
export const MessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Messages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"sender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageBubble"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Avatar"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"imageLink"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActionButton"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Action"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"formAction"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Button"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Button"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FormFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"placeholder"}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"selected"}},{"kind":"Field","name":{"kind":"Name","value":"disabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Actionable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActionableMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"templateId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuickRepliesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quickReplies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MixedButtonsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"headerImgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"headerText"}},{"kind":"Field","name":{"kind":"Name","value":"elements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}},{"kind":"Field","name":{"kind":"Name","value":"action"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActionButton"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FaqTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"buttonLabel"}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImagesTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"images"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardsTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"subtitle"}},{"kind":"Field","name":{"kind":"Name","value":"titleExt"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"header"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"overlayText"}},{"kind":"Field","name":{"kind":"Name","value":"imgSrc"}}]}},{"kind":"Field","name":{"kind":"Name","value":"buttons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Button"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FormTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FormFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VideosTemplate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"videos"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageBubble"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"sender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Avatar"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attachment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}},{"kind":"Field","name":{"kind":"Name","value":"actionable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Actionable"}}]}}]}}]} as unknown as DocumentNode<MessagesQuery, MessagesQueryVariables>;
export const SendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Send"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SendMutation, SendMutationVariables>;