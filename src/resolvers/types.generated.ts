import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserSource, ConversationSource } from './sources.ts';
import type { GroupUserRecord, AttachmentRecord, MessageRecord } from '../kommunicate/types.ts';
import type { ActionableRecord } from '../kommunicate/actionable/types.ts';
import type { GatewayContext } from '../graphql/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A moment: RFC 3339 in UTC, always with three fraction digits (`2026-01-15T09:30:00.000Z`).
   * The REST API sends milliseconds since 1970.
   */
  DateTime: { input: never; output: number; }
  /** Any JSON value, written in GraphQL or passed as a variable. */
  JSON: { input: unknown; output: unknown; }
  /** A JSON object, written in GraphQL or passed as a variable. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/**
 * What a tap does. One type over the REST API's four spellings of the same thing: `quick_reply` in lists, `quickReply` in
 * cards, `suggestedReply` in mixed buttons, and quick replies, which have no action of their own.
 */
export type Action = {
  __typename?: 'Action';
  /** Address that a form is submitted to, as stored: REST `formAction`. */
  formAction?: Maybe<Scalars['String']['output']>;
  /** What is submitted: REST `formData`. */
  formData?: Maybe<Scalars['JSONObject']['output']>;
  /** Whether a link leads into an app: REST `isDeepLink`. */
  isDeepLink?: Maybe<Scalars['Boolean']['output']>;
  /** What is sent as message; on a reply without it, clients send what the button shows: REST `message`, `text` or `replyText`. */
  message?: Maybe<Scalars['String']['output']>;
  /** Whether a link opens beside the page; where it is null, clients differ: REST `openLinkInNewTab`. */
  openLinkInNewTab?: Maybe<Scalars['Boolean']['output']>;
  /** Whether what was filled in goes to Kommunicate: REST `postBackToKommunicate`. */
  postBackToKommunicate?: Maybe<Scalars['Boolean']['output']>;
  /** Whether what was filled in is also sent as message: REST `postFormDataAsMessage`, a string there. */
  postFormDataAsMessage?: Maybe<Scalars['Boolean']['output']>;
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: Maybe<Scalars['JSONObject']['output']>;
  /** How it is submitted; null where it is not said, which means as an HTML form, or in a word that nobody knows: REST `requestType`. */
  requestType?: Maybe<FormRequestType>;
  /** What a reply from a card is called: REST `title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** What kind it is; null for one that nobody knows: REST `type`. */
  type?: Maybe<ActionType>;
  /** Language that the conversation switches to, a code such as `es`: REST `updateLanguage`. */
  updateLanguage?: Maybe<Scalars['String']['output']>;
  /** Address that a link opens, as stored: REST `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** The kinds of action: REST `type`, which has several spellings. */
export type ActionType =
  /** Opens an address: REST `link`. */
  | 'LINK'
  /** Sends a message: REST `quick_reply`, `quickReply` or `suggestedReply`. */
  | 'REPLY'
  /** Submits a form: REST `submit`. */
  | 'SUBMIT';

/**
 * The part of a message that can be acted on: REST `metadata`, with a `templateId`. Each template that can be sent typed is read
 * typed; any other is an `OtherTemplate`. A value that is missing or of another type is null, and everything is as stored: an address
 * in it may be of any scheme.
 */
export type ActionableMessage = {
  /**
   * What the template is filled with, parsed. A number that JavaScript cannot hold exactly, such as a whole number beyond
   * 2^53, is the text of its digits. REST: `payload`, the JSON text of an array or object.
   */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/**
 * Exactly one field: the kind of actionable message. The gateway builds REST `metadata.contentType`,
 * `templateId` and `payload` from it, each in the spelling that its template has. Addresses in typed fields must be http or https; there
 * must be something to show, in no more than 2000 values.
 */
export type ActionableMessageInput =
  /** Buttons that open an address or submit a form: REST `templateId` `"3"`. */
  { buttons: Array<ButtonInput>; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Cards side by side: REST `templateId` `"10"`. */
  { buttons?: never; cards: Array<CardInput>; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** An answer, with buttons that say whether it helped: REST `templateId` `"8"`. */
  { buttons?: never; cards?: never; faq: FaqInput; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** A form to fill in: REST `templateId` `"12"`. */
  { buttons?: never; cards?: never; faq?: never; form: Array<FormFieldInput>; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Pictures: REST `templateId` `"9"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images: Array<ImageInput>; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** A list with a header, elements and buttons: REST `templateId` `"7"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list: ListInput; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Buttons of every kind in one message: REST `templateId` `"11"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons: Array<MixedButtonInput>; quickReplies?: never; template?: never; videos?: never; }
  |  /** Replies to choose from with one tap: REST `templateId` `"6"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies: Array<QuickReplyInput>; template?: never; videos?: never; }
  |  /** Any other template, by its number: REST `templateId` and `payload`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template: TemplateInput; videos?: never; }
  |  /** Videos: REST `templateId` `"14"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos: Array<VideoInput>; };

/** A file that came with a message: REST `fileMeta`. */
export type Attachment = {
  __typename?: 'Attachment';
  /** Media type of the file, such as `image/png`: REST `contentType`. */
  contentType?: Maybe<Scalars['String']['output']>;
  /** Name of the file: REST `name`. */
  name?: Maybe<Scalars['String']['output']>;
  /** Size of the file in bytes: REST `size`. */
  size?: Maybe<Scalars['Int']['output']>;
  /** Address of a small picture of the file: REST `thumbnailUrl`. */
  thumbnailUrl?: Maybe<Scalars['String']['output']>;
  /** Address of the file, as stored: REST `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Who a field may be for. */
export type Audience =
  /** Agents, who look after all conversations. */
  | 'AGENT'
  /** Everybody who is known. */
  | 'ANYONE'
  /** Users who take part in the conversation that it is about. */
  | 'PARTICIPANT'
  /** The user that it is about. */
  | 'SELF'
  /** Services, which hold the account's key or a token that says so. */
  | 'SERVICE';

/** A button. */
export type Button = {
  __typename?: 'Button';
  /** What a tap does: REST `action`, or what the button says beside its name where there is none. */
  action?: Maybe<Action>;
  /** What the button shows: REST `name`. */
  name?: Maybe<Scalars['String']['output']>;
};

/** Exactly one field: what a button does. */
export type ButtonActionInput =
  /** Opens an address: REST `type` `link`. */
  { link: ButtonLinkInput; submit?: never; }
  |  /** Submits a form: REST `type` `submit`. */
  { link?: never; submit: ButtonSubmitInput; };

/** A button that opens an address or submits a form. */
export type ButtonInput = {
  /** What a tap does: REST `type` and what goes with it. */
  action: ButtonActionInput;
  /** What the button shows: REST `name`. */
  name: Scalars['String']['input'];
};

/** An address that a button opens. */
export type ButtonLinkInput = {
  /** Whether it leads into an app: REST `isDeepLink`. */
  isDeepLink?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether it opens beside the page; without it, clients differ: REST `openLinkInNewTab`. */
  openLinkInNewTab?: InputMaybe<Scalars['Boolean']['input']>;
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Address to open, http or https: REST `url`. */
  url: Scalars['String']['input'];
};

/**
 * A form that a button submits. The REST API has one form for all buttons of a message, beside the payload: where several
 * submit, they must say the same.
 */
export type ButtonSubmitInput = {
  /** Address that the form is submitted to, http or https: REST `metadata.formAction`. */
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** What is submitted: REST `metadata.formData`, JSON text there. */
  formData?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What is sent as message: REST `replyText`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** How it is submitted, by default as an HTML form, URL-encoded: REST `metadata.requestType`. */
  requestType?: InputMaybe<FormRequestType>;
};

/** Buttons that open an address or submit a form: REST `templateId` `"3"`. */
export type ButtonsTemplate = ActionableMessage & {
  __typename?: 'ButtonsTemplate';
  /** The buttons: REST `payload`. The form of those that submit one is beside it in the `metadata`. */
  buttons?: Maybe<Array<Button>>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A card. */
export type Card = {
  __typename?: 'Card';
  /** The buttons at its foot: REST `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** The text below: REST `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** The picture on top: REST `header`. */
  header?: Maybe<CardHeader>;
  /** The second line: REST `subtitle`. */
  subtitle?: Maybe<Scalars['String']['output']>;
  /** The first line: REST `title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** What stands beside the title, such as a rating: REST `titleExt`. */
  titleExt?: Maybe<Scalars['String']['output']>;
  /** Address that a tap on the card opens: REST `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Exactly one field: what a button of a card does. */
export type CardActionInput =
  /** Opens an address: REST `type` `link`. */
  { link: LinkInput; reply?: never; submit?: never; }
  |  /** Sends a message: REST `type` `quickReply`. */
  { link?: never; reply: CardReplyInput; submit?: never; }
  |  /** Submits a form: REST `type` `submit`. */
  { link?: never; reply?: never; submit: SubmitInput; };

/** A button of a card. */
export type CardButtonInput = {
  /** What a tap does: REST `action`. */
  action?: InputMaybe<CardActionInput>;
  /** What the button shows: REST `name`. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** The top of a card. */
export type CardHeader = {
  __typename?: 'CardHeader';
  /** Address of the picture: REST `imgSrc`. */
  imgSrc?: Maybe<Scalars['String']['output']>;
  /** What stands on the picture, such as a price: REST `overlayText`. */
  overlayText?: Maybe<Scalars['String']['output']>;
};

/** The top of a card. */
export type CardHeaderInput = {
  /** Address of the picture, http or https: REST `imgSrc`. */
  imgSrc?: InputMaybe<Scalars['String']['input']>;
  /** What stands on the picture, such as a price: REST `overlayText`. */
  overlayText?: InputMaybe<Scalars['String']['input']>;
};

/** A card. */
export type CardInput = {
  /** The buttons at its foot: REST `buttons`. */
  buttons?: InputMaybe<Array<CardButtonInput>>;
  /** The text below; 99 characters are shown: REST `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The picture on top: REST `header`. */
  header?: InputMaybe<CardHeaderInput>;
  /** The second line; 56 characters are shown: REST `subtitle`. */
  subtitle?: InputMaybe<Scalars['String']['input']>;
  /** The first line; 16 characters are shown: REST `title`. */
  title: Scalars['String']['input'];
  /** What stands beside the title, such as a rating: REST `titleExt`. */
  titleExt?: InputMaybe<Scalars['String']['input']>;
  /** Address that a tap on the card opens, http or https: REST `url`. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** A message that a button of a card sends. */
export type CardReplyInput = {
  /** What is sent: REST `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What the reply is called: REST `title`. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** Cards side by side: REST `templateId` `"10"`. */
export type CardsTemplate = ActionableMessage & {
  __typename?: 'CardsTemplate';
  /** The cards: REST `payload`. */
  cards: Array<Card>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A new status for a conversation. */
export type ChangeConversationStatusInput = {
  /**
   * Who changes it: REST header `Of-User-Id`, so visible ASCII characters without spaces. By default the user
   * this request acts for.
   */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** The conversation: REST `groupId`. */
  conversationId: Scalars['ID']['input'];
  /** Its new status: REST `metadata.CONVERSATION_STATUS`. */
  status: SettableConversationStatus;
};

/** The answer to an accepted `changeConversationStatus`. */
export type ChangeConversationStatusPayload = {
  __typename?: 'ChangeConversationStatusPayload';
  /** The conversation with its new status. */
  conversation?: Maybe<Conversation>;
};

/**
 * A conversation: a group in the REST API. What is read of it uses the wider Kommunicate API, which is not in the documented
 * endpoints. A field that the REST API leaves out is null.
 */
export type Conversation = {
  __typename?: 'Conversation';
  /** The agent or bot who is to answer: REST `metadata.CONVERSATION_ASSIGNEE`, which holds a user id. */
  assignee?: Maybe<User>;
  /** When the conversation began: REST `createdAtTime`, in milliseconds there. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The conversation's number, such as `104250001`: REST `groupId`, or `id` of a group. */
  id: Scalars['ID']['output'];
  /** Address of the conversation's picture, as stored: REST `imageUrl`. */
  imageUrl?: Maybe<Scalars['String']['output']>;
  /**
   * The newest message (a hidden one only for agents and services); null where there is none. `LIMIT_EXCEEDED` (`reads`) where too many hidden ones are
   * newer. `inbox` brings it along; elsewhere it is a call of `GET /rest/ws/message/list`.
   */
  latestMessage?: Maybe<Message>;
  /**
   * What was said, newest first (hidden messages only for agents and services); null when there is no such conversation: `GET /rest/ws/message/list`.
   * A page between many hidden messages can have fewer items than `first`, or none: go on while `hasNextPage` is true.
   */
  messages?: Maybe<MessageConnection>;
  /** Further keys and values: REST `metadata`, whose values are strings. */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** What the conversation is called: REST `name`. */
  name?: Maybe<Scalars['String']['output']>;
  /** Who takes part: REST `groupUsers`. */
  participants?: Maybe<Array<Participant>>;
  /**
   * REST `metadata.CONVERSATION_STATUS`; null where it is not known. After `changeConversationStatus` it is the status
   * that was set.
   */
  status?: Maybe<ConversationStatus>;
  /**
   * When the conversation last changed: REST `updatedAtTime`, in milliseconds there. For a `USER` it is the time of the newest visible message where the
   * same request reads that, else `createdAt`.
   */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/**
 * A conversation: a group in the REST API. What is read of it uses the wider Kommunicate API, which is not in the documented
 * endpoints. A field that the REST API leaves out is null.
 */
export type ConversationMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of conversations. */
export type ConversationConnection = {
  __typename?: 'ConversationConnection';
  /** The conversations with their cursors. */
  edges: Array<ConversationEdge>;
  /** The conversations. */
  nodes: Array<Conversation>;
  /** Where the page is. */
  pageInfo: PageInfo;
};

/** A conversation on a page. */
export type ConversationEdge = {
  __typename?: 'ConversationEdge';
  /** For `after`: the page after this conversation. It means nothing by itself. */
  cursor: Scalars['String']['output'];
  /** The conversation. */
  node: Conversation;
};

/** The state of a conversation: REST `CONVERSATION_STATUS`, a number there. */
export type ConversationStatus =
  /** Archived: REST 5 (`ARCHIVE`). */
  | 'ARCHIVED'
  /** Closed, which the dashboard calls resolved: REST 2. */
  | 'CLOSED'
  /** A duplicate of another conversation: REST 4. */
  | 'DUPLICATE'
  /** Created, but the user has not written yet: REST -1. */
  | 'INITIAL'
  /** In progress: REST 1 (`PROGRESS`). */
  | 'IN_PROGRESS'
  /** Open: REST 0. */
  | 'OPEN'
  /** Spam or irrelevant: REST 3. */
  | 'SPAM'
  /** Open and waiting for an agent's reply: REST 6. */
  | 'UNRESPONDED'
  /** Queued for an agent: REST 7. */
  | 'WAITING';

/** A button that sends its name. */
export type FaqButtonInput = {
  /** What the button shows and sends: REST `name`. */
  name: Scalars['String']['input'];
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
};

/** An answer, with buttons that say whether it helped. It must hold something. */
export type FaqInput = {
  /** What stands above the buttons: REST `buttonLabel`. */
  buttonLabel?: InputMaybe<Scalars['String']['input']>;
  /** The buttons: REST `buttons`. */
  buttons?: InputMaybe<Array<FaqButtonInput>>;
  /** The answer, which may hold HTML: REST `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The question: REST `title`. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** An answer, with buttons that say whether it helped: REST `templateId` `"8"`. */
export type FaqTemplate = ActionableMessage & {
  __typename?: 'FaqTemplate';
  /** What stands above the buttons: REST `buttonLabel`. */
  buttonLabel?: Maybe<Scalars['String']['output']>;
  /** The buttons, each of which sends its name: REST `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** The answer, which may hold HTML: REST `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
  /** The question: REST `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** What submitting a form does. */
export type FormActionInput = {
  /** Address that the form is submitted to, http or https: REST `formAction`. */
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** What is sent as message: REST `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Whether what was filled in goes to Kommunicate: REST `postBackToKommunicate`. */
  postBackToKommunicate?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether what was filled in is also sent as message: REST `postFormDataAsMessage`, a string there. */
  postFormDataAsMessage?: InputMaybe<Scalars['Boolean']['input']>;
  /** How it is submitted, by default as an HTML form, URL-encoded: REST `requestType`. */
  requestType?: InputMaybe<FormRequestType>;
};

/** A field of a form. */
export type FormField = {
  __typename?: 'FormField';
  /** What submitting does: REST `data.action`. */
  action?: Maybe<Action>;
  /** Width of a text area in characters: REST `data.cols`. */
  cols?: Maybe<Scalars['Int']['output']>;
  /** What stands beside the field: REST `data.label`. */
  label?: Maybe<Scalars['String']['output']>;
  /** The name under which the value is submitted; on the button that submits, what it shows: REST `data.name`. */
  name?: Maybe<Scalars['String']['output']>;
  /** What there is to choose from: REST `data.options`. */
  options?: Maybe<Array<FormOption>>;
  /** What an empty field shows: REST `data.placeholder`. */
  placeholder?: Maybe<Scalars['String']['output']>;
  /** Height of a text area in lines: REST `data.rows`. */
  rows?: Maybe<Scalars['Int']['output']>;
  /** What stands above the choices or the text area: REST `data.title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** What kind of field it is; null for one that nobody knows: REST `type`. */
  type?: Maybe<FormFieldType>;
  /** What the value must be like: REST `data.validation`. */
  validation?: Maybe<FormValidation>;
  /** The value of a hidden field: REST `data.value`. */
  value?: Maybe<Scalars['String']['output']>;
};

/** A field of a form. */
export type FormFieldInput = {
  /** What submitting does: REST `data.action`. */
  action?: InputMaybe<FormActionInput>;
  /** Width of a text area in characters: REST `data.cols`. */
  cols?: InputMaybe<Scalars['Int']['input']>;
  /** What stands beside the field: REST `data.label`. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** The name under which the value is submitted; on the button that submits, what it shows: REST `data.name`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What there is to choose from: REST `data.options`. */
  options?: InputMaybe<Array<FormOptionInput>>;
  /** What an empty field shows: REST `data.placeholder`. */
  placeholder?: InputMaybe<Scalars['String']['input']>;
  /** Height of a text area in lines: REST `data.rows`. */
  rows?: InputMaybe<Scalars['Int']['input']>;
  /** What stands above the choices or the text area: REST `data.title`. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** What kind of field it is: REST `type`. */
  type: FormFieldType;
  /** What the value must be like: REST `data.validation`. */
  validation?: InputMaybe<FormValidationInput>;
  /** The value of a hidden field: REST `data.value`. */
  value?: InputMaybe<Scalars['String']['input']>;
};

/** The kinds of field in a form: REST `type`. */
export type FormFieldType =
  /** A button that does not submit the form: REST `action`. */
  | 'ACTION'
  /** Any of several: REST `checkbox`. */
  | 'CHECKBOX'
  /** A day: REST `date`. */
  | 'DATE'
  /** A day and a time of day: REST `datetime-local`. */
  | 'DATETIME_LOCAL'
  /** One of several, in a menu: REST `dropdown`. */
  | 'DROPDOWN'
  /** A value that is submitted and not shown: REST `hidden`. */
  | 'HIDDEN'
  /** A line of text that is not shown: REST `password`. */
  | 'PASSWORD'
  /** One of several, all of them shown: REST `radio`. */
  | 'RADIO'
  /** The button that submits the form: REST `submit`. */
  | 'SUBMIT'
  /** A line of text: REST `text`. */
  | 'TEXT'
  /** Several lines of text: REST `textarea`. */
  | 'TEXTAREA'
  /** A time of day: REST `time`. */
  | 'TIME';

/** One of the things to choose from. */
export type FormOption = {
  __typename?: 'FormOption';
  /** Whether it cannot be chosen: REST `disabled`. */
  disabled?: Maybe<Scalars['Boolean']['output']>;
  /** What is shown: REST `label`. */
  label?: Maybe<Scalars['String']['output']>;
  /** Whether it is chosen to begin with: REST `selected`. */
  selected?: Maybe<Scalars['Boolean']['output']>;
  /** What is submitted: REST `value`. */
  value?: Maybe<Scalars['String']['output']>;
};

/** One of the things to choose from. */
export type FormOptionInput = {
  /** Whether it cannot be chosen: REST `disabled`. */
  disabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** What is shown: REST `label`. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is chosen to begin with: REST `selected`. */
  selected?: InputMaybe<Scalars['Boolean']['input']>;
  /** What is submitted: REST `value`. */
  value?: InputMaybe<Scalars['String']['input']>;
};

/** How a form is submitted: REST `requestType`. */
export type FormRequestType =
  /** As JSON: REST `json`, read also from `application/json`. */
  | 'JSON'
  /** To the bot that the conversation is with: REST `postBackToBotPlatform`. */
  | 'POST_BACK_TO_BOT_PLATFORM';

/** A form to fill in: REST `templateId` `"12"`. */
export type FormTemplate = ActionableMessage & {
  __typename?: 'FormTemplate';
  /** The fields in their order, the one that submits the form among them: REST `payload`. */
  fields: Array<FormField>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** What a value must be like. */
export type FormValidation = {
  __typename?: 'FormValidation';
  /** What to say where it does not: REST `errorText`. */
  errorText?: Maybe<Scalars['String']['output']>;
  /** A regular expression that it must match: REST `regex`. */
  regex?: Maybe<Scalars['String']['output']>;
};

/** What a value must be like. */
export type FormValidationInput = {
  /** What to say where it does not: REST `errorText`. */
  errorText?: InputMaybe<Scalars['String']['input']>;
  /** A regular expression that it must match: REST `regex`. */
  regex?: InputMaybe<Scalars['String']['input']>;
};

/** A picture. */
export type Image = {
  __typename?: 'Image';
  /** What stands below it: REST `caption`. */
  caption?: Maybe<Scalars['String']['output']>;
  /** Address of the picture: REST `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** A picture. */
export type ImageInput = {
  /** What stands below it: REST `caption`. */
  caption?: InputMaybe<Scalars['String']['input']>;
  /** Address of the picture, http or https: REST `url`. */
  url: Scalars['String']['input'];
};

/** Pictures: REST `templateId` `"9"`. */
export type ImagesTemplate = ActionableMessage & {
  __typename?: 'ImagesTemplate';
  /** The pictures: REST `payload`. */
  images: Array<Image>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** An address to open. */
export type LinkInput = {
  /** Address to open, http or https: REST `url`. */
  url: Scalars['String']['input'];
};

/** Exactly one field: what a tap in a list does. */
export type ListActionInput =
  /** Opens an address: REST `type` `link`. */
  { link: LinkInput; reply?: never; }
  |  /** Sends a message: REST `type` `quick_reply`. */
  { link?: never; reply: ReplyInput; };

/** A button below a list. */
export type ListButtonInput = {
  /** What a tap does: REST `action`. */
  action?: InputMaybe<ListActionInput>;
  /** What the button shows: REST `name`. */
  name: Scalars['String']['input'];
};

/** An element of a list. */
export type ListElement = {
  __typename?: 'ListElement';
  /** What a tap does: REST `action`. */
  action?: Maybe<Action>;
  /** The help article it stands for: REST `articleId`. */
  articleId?: Maybe<Scalars['String']['output']>;
  /** More about it: REST `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** Address of its picture: REST `imgSrc`. */
  imgSrc?: Maybe<Scalars['String']['output']>;
  /** Where that article is from: REST `source`. */
  source?: Maybe<Scalars['String']['output']>;
  /** What the element is called: REST `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** An element of a list. */
export type ListElementInput = {
  /** What a tap does: REST `action`. */
  action?: InputMaybe<ListActionInput>;
  /** The help article it stands for: REST `articleId`. */
  articleId?: InputMaybe<Scalars['String']['input']>;
  /** More about it; 35 characters are shown: REST `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Address of its picture, http or https: REST `imgSrc`. */
  imgSrc?: InputMaybe<Scalars['String']['input']>;
  /** Where that article is from: REST `source`. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** What the element is called; 32 characters are shown: REST `title`. */
  title: Scalars['String']['input'];
};

/** A list with a header, elements and buttons. It must hold something. */
export type ListInput = {
  /** The buttons below the list: REST `buttons`. */
  buttons?: InputMaybe<Array<ListButtonInput>>;
  /** The elements: REST `elements`. */
  elements?: InputMaybe<Array<ListElementInput>>;
  /** Address of the picture above the list, http or https: REST `headerImgSrc`. */
  headerImgSrc?: InputMaybe<Scalars['String']['input']>;
  /** What stands above the list; 75 characters are shown: REST `headerText`. */
  headerText?: InputMaybe<Scalars['String']['input']>;
};

/** A list with a header, elements and buttons: REST `templateId` `"7"`. */
export type ListTemplate = ActionableMessage & {
  __typename?: 'ListTemplate';
  /** The buttons below the list: REST `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** The elements: REST `elements`. */
  elements?: Maybe<Array<ListElement>>;
  /** Address of the picture above the list: REST `headerImgSrc`. */
  headerImgSrc?: Maybe<Scalars['String']['output']>;
  /** What stands above the list: REST `headerText`. */
  headerText?: Maybe<Scalars['String']['output']>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A message in a conversation. */
export type Message = {
  __typename?: 'Message';
  /** Buttons, cards and the like, typed: REST `metadata.templateId` and `metadata.payload`. Null for a message that is only text. */
  actionable?: Maybe<ActionableMessage>;
  /** The file that came with the message: REST `fileMeta`. */
  attachment?: Maybe<Attachment>;
  /** The conversation the message is in: REST `groupId`. */
  conversation?: Maybe<Conversation>;
  /** When the message was stored: REST `createdAtTime`, or `createdAt` when it is sent, in milliseconds there. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The key that the REST API gave the message: REST `key`, or `messageKey` when it is sent. */
  id: Scalars['ID']['output'];
  /** Further keys and values, those of an actionable message among them: REST `metadata`, whose values are strings. */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The user who wrote the message: REST `contactIds` or `to` where it is read, `fromUserName` where it is sent; each holds a user id. */
  sender?: Maybe<User>;
  /** What the message says: REST `message`. Null for a message that only carries an actionable part. */
  text?: Maybe<Scalars['String']['output']>;
};

/** A page of messages. */
export type MessageConnection = {
  __typename?: 'MessageConnection';
  /** The messages with their cursors. */
  edges: Array<MessageEdge>;
  /** The messages. */
  nodes: Array<Message>;
  /** Where the page is. */
  pageInfo: PageInfo;
};

/** A message on a page. */
export type MessageEdge = {
  __typename?: 'MessageEdge';
  /** For `after`: the page after this message. It means nothing by itself. */
  cursor: Scalars['String']['output'];
  /** The message. */
  node: Message;
};

/** Exactly one field: what the button does. */
export type MixedButtonActionInput =
  /** Opens an address: REST `type` `link`. */
  { link: MixedButtonLinkInput; reply?: never; submit?: never; }
  |  /** Sends a message: REST `type` `suggestedReply`. */
  { link?: never; reply: ReplyInput; submit?: never; }
  |  /** Submits a form: REST `type` `submit`. */
  { link?: never; reply?: never; submit: SubmitInput; };

/** A button of any kind. */
export type MixedButtonInput = {
  /** What a tap does: REST `action`. */
  action?: InputMaybe<MixedButtonActionInput>;
  /** What the button shows: REST `name`. */
  name: Scalars['String']['input'];
};

/** An address that a mixed button opens. */
export type MixedButtonLinkInput = {
  /** Whether it opens beside the page; without it, clients differ: REST `openLinkInNewTab`. */
  openLinkInNewTab?: InputMaybe<Scalars['Boolean']['input']>;
  /** Address to open, http or https: REST `url`. */
  url: Scalars['String']['input'];
};

/** Buttons of every kind in one message: REST `templateId` `"11"`, also `"13"`. */
export type MixedButtonsTemplate = ActionableMessage & {
  __typename?: 'MixedButtonsTemplate';
  /** The buttons: REST `payload`. */
  buttons?: Maybe<Array<Button>>;
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Sets the status of a conversation: `POST /rest/ws/group/update`. */
  changeConversationStatus?: Maybe<ChangeConversationStatusPayload>;
  /** Sends a message into a conversation: `POST /rest/ws/message/v2/send`. */
  sendMessage?: Maybe<SendMessagePayload>;
  /**
   * Changes an end user's details: `POST /rest/ws/user/update`. The REST API cannot change an agent;
   * an attempt is `UPSTREAM_REJECTED`.
   */
  updateUser?: Maybe<UpdateUserPayload>;
};


export type MutationChangeConversationStatusArgs = {
  input: ChangeConversationStatusInput;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};

/**
 * A template that has no type here, or whose payload is not what its number says. `payload` is null where it is
 * not JSON, nested deeper than 64 levels or holds more than 2000 values.
 */
export type OtherTemplate = ActionableMessage & {
  __typename?: 'OtherTemplate';
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** Where a page is in its list. Pages go forward only, from the newest to the oldest. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** For `after` of the next page; null when nothing was found. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there may be a page after this one. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is a page before this one. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; null on a page without items. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Somebody who takes part in a conversation: an entry of REST `groupUsers`. */
export type Participant = {
  __typename?: 'Participant';
  /** What they are in the conversation: REST `role`; null for a number nobody knows. */
  role?: Maybe<ParticipantRole>;
  /** Number of messages of the conversation that they have not read: REST `unreadCount`. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
  /** Who it is: REST `userId`. Null when there is no such user any more. */
  user?: Maybe<User>;
};

/** What somebody is in a conversation: REST `role`, a number there. */
export type ParticipantRole =
  /** An administrator, as agents are: REST 1. */
  | 'ADMIN'
  /** A member, as customers are: REST 3. */
  | 'MEMBER'
  /** A moderator, as bots are: REST 2. */
  | 'MODERATOR'
  /** A user: REST 0. */
  | 'USER';

export type Query = {
  __typename?: 'Query';
  /**
   * One conversation by id (REST `groupId`); null when there is no such conversation. Uses the wider Kommunicate API:
   * `GET /rest/ws/group/v2/info`, which is not in the documented endpoints.
   */
  conversation?: Maybe<Conversation>;
  /**
   * Conversations by id (REST `groupIds`), in the order and number of `ids`, with null for an id that no conversation has. A repeated
   * id costs no further REST call, but counts towards the ids one request may ask for. Uses the wider Kommunicate API:
   * `POST /rest/ws/group/v3/info`, which is not in the documented endpoints.
   */
  conversations?: Maybe<Array<Maybe<Conversation>>>;
  /**
   * All conversations of the account, by their latest messages, newest first. Uses the wider Kommunicate API:
   * `GET /rest/ws/group/support`, which is not in the documented endpoints; whether an Api-Key may call it is not
   * documented either.
   */
  inbox?: Maybe<ConversationConnection>;
  /**
   * One user by id (REST `userId`); null when there is no such user. All lookups of one request that
   * are waiting at the same time share `POST /rest/ws/user/v2/detail` calls.
   */
  user?: Maybe<User>;
  /**
   * Users by id (REST `userIdList`), in the order and number of `ids`, with null for an id that no
   * user has. A repeated id costs no further REST call, but counts towards the ids one request may ask for.
   */
  users?: Maybe<Array<Maybe<User>>>;
  /**
   * The user this request acts for (REST header `Of-User-Id`); null when it acts for nobody, or for an id that
   * no user has.
   */
  viewer?: Maybe<User>;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryConversationsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryInboxArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  statuses?: InputMaybe<Array<ConversationStatus>>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** Replies to choose from with one tap: REST `templateId` `"6"`. */
export type QuickRepliesTemplate = ActionableMessage & {
  __typename?: 'QuickRepliesTemplate';
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The replies: REST `payload`. */
  quickReplies: Array<QuickReply>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A reply to choose. */
export type QuickReply = {
  __typename?: 'QuickReply';
  /** What a tap sends, with `type` `REPLY`: REST `message`, `replyMetadata` and `updateLanguage`. */
  action: Action;
  /** What the button shows: REST `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** One suggested reply. */
export type QuickReplyInput = {
  /** What is sent when it is tapped, by default the title: REST `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What the button shows: REST `title`. */
  title: Scalars['String']['input'];
  /** Language that the conversation switches to: REST `updateLanguage`, a language code such as `es`. */
  updateLanguage?: InputMaybe<Scalars['String']['input']>;
};

/** A message that a tap sends. */
export type ReplyInput = {
  /** What is sent; without it, clients send what the button shows: REST `text` in lists, `message` in mixed buttons. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that is sent: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
};

/** A message to send. It needs `text`, `actionable`, or both. */
export type SendMessageInput = {
  /** Buttons, replies and the like: REST `metadata.templateId` and `metadata.payload`. */
  actionable?: InputMaybe<ActionableMessageInput>;
  /** The conversation to send into: REST `groupId`. */
  conversationId: Scalars['ID']['input'];
  /**
   * A key of the caller's own making, 1-255 characters, under which the message is sent at most once: the same key and message within
   * 24 hours get what came of the first attempt (REST `messageKey` and `createdAt`), also that it is not known. An attempt that
   * certainly sent nothing does not use the key up. A caller has so many keys a day (`MAX_IDEMPOTENCY_KEYS`); beyond,
   * `OVERLOADED` with reason `idempotency-keys` and `retryAfterMs`. Another message under the same key is `IDEMPOTENCY_KEY_REUSED`.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Further keys and values: REST `metadata`. Values become strings there: numbers and booleans as text,
   * objects and arrays as JSON. A null value is refused.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Who sends it: REST `fromUserName`, which holds a user id. By default the user this request acts for. */
  senderId?: InputMaybe<Scalars['ID']['input']>;
  /** What the message says, without control characters other than tabs and line breaks: REST `message`. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to an accepted `sendMessage`. */
export type SendMessagePayload = {
  __typename?: 'SendMessagePayload';
  /** The message as sent, with the id and time that the REST API gave it. */
  message?: Maybe<Message>;
};

/** The states that a caller may set: REST `CONVERSATION_STATUS`, sent as a string. */
export type SettableConversationStatus =
  /** Closed, which the dashboard calls resolved: REST `"2"`. */
  | 'CLOSED'
  /** A duplicate of another conversation: REST `"4"`. */
  | 'DUPLICATE'
  /** Open: REST `"0"`. */
  | 'OPEN'
  /** Spam or irrelevant: REST `"3"`. */
  | 'SPAM';

/** A form that a tap submits. */
export type SubmitInput = {
  /** Address that the form is submitted to, http or https: REST `formAction`. */
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** What is submitted: REST `formData`. */
  formData?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What is sent as message: REST `text` in cards, `message` in mixed buttons. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** How it is submitted, by default as an HTML form, URL-encoded: REST `requestType`. */
  requestType?: InputMaybe<FormRequestType>;
};

/** A template that has no field of its own here. */
export type TemplateInput = {
  /** REST `payload`: an object or array, or a string that is itself the JSON text of one and is sent as it stands. */
  payload: Scalars['JSON']['input'];
  /** The template's number as text: REST `templateId`. A number that has a field of its own is read back typed. */
  templateId: Scalars['String']['input'];
};

/** What to change about a user. A field that is absent or null is left as it is; at least one must be given. */
export type UpdateUserInput = {
  /** New name to show: REST `displayName`. An empty text is sent as it is; what becomes of it is not documented. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** New e-mail address: REST `email`. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** New address of the user's picture, http or https: REST `imageLink`. */
  imageLink?: InputMaybe<Scalars['String']['input']>;
  /**
   * Keys and values for agents to see: REST `metadata`. Values become strings there, and are read back as such:
   * numbers and booleans as text, objects and arrays as JSON. A null value is refused. As far as is known the keys are
   * merged into those that are there, and none can be removed.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Who is changed: REST header `Of-User-Id`, so visible ASCII characters without spaces. */
  userId: Scalars['ID']['input'];
};

/** The answer to an accepted `updateUser`. */
export type UpdateUserPayload = {
  __typename?: 'UpdateUserPayload';
  /** The user, read anew after the change. */
  user?: Maybe<User>;
};

/** A person (or a bot) known to the Kommunicate account. A field that the REST API leaves out is null. */
export type User = {
  __typename?: 'User';
  /** Whether the user is online now: REST `connected`. */
  connected?: Maybe<Scalars['Boolean']['output']>;
  /** When the user was created: REST `createdAtTime`, in milliseconds there. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the user has been deactivated: REST `deactivated`. */
  deactivated?: Maybe<Scalars['Boolean']['output']>;
  /** The name to show: REST `displayName`, or `userName` where that is absent or empty. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** E-mail address: REST `email`. Not in the documented answer; the live service sends it when it is set. */
  email?: Maybe<Scalars['String']['output']>;
  /** What the account calls this user, such as `ana-ortiz` or an e-mail address: REST `userId`. */
  id: Scalars['ID']['output'];
  /** Address of the user's picture, as stored: REST `imageLink`. */
  imageLink?: Maybe<Scalars['String']['output']>;
  /** When the user last logged in; null for never. REST: `lastLoggedInAtTime`, in milliseconds; 0 and below mean never. */
  lastLoggedInAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * When the user's last message was sent; null for never. REST: `lastMessageAtTime`, in milliseconds; 0 and below mean
   * never.
   */
  lastMessageAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user was last seen; null for never. REST: `lastSeenAtTime`, in milliseconds; 0 and below mean never. */
  lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * What agents see about the user in the dashboard: REST `metadata`, whose values are strings. Not in
   * the documented answer; the live service sends it.
   */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** Phone number, as stored: REST `phoneNumber`. */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  /** Number of messages the user has not read, over all conversations: REST `unreadCount`. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
};

/** A video. */
export type Video = {
  __typename?: 'Video';
  /** What stands below it: REST `caption`. */
  caption?: Maybe<Scalars['String']['output']>;
  /** Height as CSS has it, such as `250px`: REST `height`. */
  height?: Maybe<Scalars['String']['output']>;
  /** Where it is from, such as `YOUTUBE`; any value makes clients show the address as a page in a frame: REST `source`. */
  source?: Maybe<Scalars['String']['output']>;
  /** Media type, such as `video/mp4`: REST `type`. */
  type?: Maybe<Scalars['String']['output']>;
  /** Address of the video: REST `url`. */
  url?: Maybe<Scalars['String']['output']>;
  /** Width as CSS has it, such as `100%`: REST `width`. */
  width?: Maybe<Scalars['String']['output']>;
};

/** A video. */
export type VideoInput = {
  /** What stands below it: REST `caption`. */
  caption?: InputMaybe<Scalars['String']['input']>;
  /** Height as CSS has it, such as `250px`: REST `height`. */
  height?: InputMaybe<Scalars['String']['input']>;
  /** Where it is from, such as `YOUTUBE`; any value makes clients show the address as a page in a frame: REST `source`. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Media type, such as `video/mp4`: REST `type`. */
  type?: InputMaybe<Scalars['String']['input']>;
  /** Address of the video, http or https: REST `url`. */
  url: Scalars['String']['input'];
  /** Width as CSS has it, such as `100%`: REST `width`. */
  width?: InputMaybe<Scalars['String']['input']>;
};

/** Videos: REST `templateId` `"14"`. */
export type VideosTemplate = ActionableMessage & {
  __typename?: 'VideosTemplate';
  /** What the template is filled with, parsed: REST `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The template's number as text: REST `templateId`. */
  templateId: Scalars['String']['output'];
  /** The videos: REST `payload`. */
  videos: Array<Video>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Action: ResolverTypeWrapper<Action>;
  ActionType: ActionType;
  ActionableMessage: ResolverTypeWrapper<ActionableRecord>;
  ActionableMessageInput: ActionableMessageInput;
  Attachment: ResolverTypeWrapper<AttachmentRecord>;
  Audience: Audience;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Button: ResolverTypeWrapper<Button>;
  ButtonActionInput: ButtonActionInput;
  ButtonInput: ButtonInput;
  ButtonLinkInput: ButtonLinkInput;
  ButtonSubmitInput: ButtonSubmitInput;
  ButtonsTemplate: ResolverTypeWrapper<ButtonsTemplate>;
  Card: ResolverTypeWrapper<Card>;
  CardActionInput: CardActionInput;
  CardButtonInput: CardButtonInput;
  CardHeader: ResolverTypeWrapper<CardHeader>;
  CardHeaderInput: CardHeaderInput;
  CardInput: CardInput;
  CardReplyInput: CardReplyInput;
  CardsTemplate: ResolverTypeWrapper<CardsTemplate>;
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: ResolverTypeWrapper<Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  Conversation: ResolverTypeWrapper<ConversationSource>;
  ConversationConnection: ResolverTypeWrapper<Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConversationEdge']>, nodes: Array<ResolversTypes['Conversation']> }>;
  ConversationEdge: ResolverTypeWrapper<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>;
  ConversationStatus: ConversationStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  FaqButtonInput: FaqButtonInput;
  FaqInput: FaqInput;
  FaqTemplate: ResolverTypeWrapper<FaqTemplate>;
  FormActionInput: FormActionInput;
  FormField: ResolverTypeWrapper<FormField>;
  FormFieldInput: FormFieldInput;
  FormFieldType: FormFieldType;
  FormOption: ResolverTypeWrapper<FormOption>;
  FormOptionInput: FormOptionInput;
  FormRequestType: FormRequestType;
  FormTemplate: ResolverTypeWrapper<FormTemplate>;
  FormValidation: ResolverTypeWrapper<FormValidation>;
  FormValidationInput: FormValidationInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Image: ResolverTypeWrapper<Image>;
  ImageInput: ImageInput;
  ImagesTemplate: ResolverTypeWrapper<ImagesTemplate>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  LinkInput: LinkInput;
  ListActionInput: ListActionInput;
  ListButtonInput: ListButtonInput;
  ListElement: ResolverTypeWrapper<ListElement>;
  ListElementInput: ListElementInput;
  ListInput: ListInput;
  ListTemplate: ResolverTypeWrapper<ListTemplate>;
  Message: ResolverTypeWrapper<MessageRecord>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['MessageEdge']>, nodes: Array<ResolversTypes['Message']> }>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  MixedButtonActionInput: MixedButtonActionInput;
  MixedButtonInput: MixedButtonInput;
  MixedButtonLinkInput: MixedButtonLinkInput;
  MixedButtonsTemplate: ResolverTypeWrapper<MixedButtonsTemplate>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OtherTemplate: ResolverTypeWrapper<OtherTemplate>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Participant: ResolverTypeWrapper<GroupUserRecord>;
  ParticipantRole: ParticipantRole;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuickRepliesTemplate: ResolverTypeWrapper<QuickRepliesTemplate>;
  QuickReply: ResolverTypeWrapper<QuickReply>;
  QuickReplyInput: QuickReplyInput;
  ReplyInput: ReplyInput;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'message'> & { message: Maybe<ResolversTypes['Message']> }>;
  SettableConversationStatus: SettableConversationStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SubmitInput: SubmitInput;
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserSource>;
  Video: ResolverTypeWrapper<Video>;
  VideoInput: VideoInput;
  VideosTemplate: ResolverTypeWrapper<VideosTemplate>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Action: Action;
  ActionableMessage: ActionableRecord;
  ActionableMessageInput: ActionableMessageInput;
  Attachment: AttachmentRecord;
  Boolean: Scalars['Boolean']['output'];
  Button: Button;
  ButtonActionInput: ButtonActionInput;
  ButtonInput: ButtonInput;
  ButtonLinkInput: ButtonLinkInput;
  ButtonSubmitInput: ButtonSubmitInput;
  ButtonsTemplate: ButtonsTemplate;
  Card: Card;
  CardActionInput: CardActionInput;
  CardButtonInput: CardButtonInput;
  CardHeader: CardHeader;
  CardHeaderInput: CardHeaderInput;
  CardInput: CardInput;
  CardReplyInput: CardReplyInput;
  CardsTemplate: CardsTemplate;
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  Conversation: ConversationSource;
  ConversationConnection: Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConversationEdge']>, nodes: Array<ResolversParentTypes['Conversation']> };
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] };
  DateTime: Scalars['DateTime']['output'];
  FaqButtonInput: FaqButtonInput;
  FaqInput: FaqInput;
  FaqTemplate: FaqTemplate;
  FormActionInput: FormActionInput;
  FormField: FormField;
  FormFieldInput: FormFieldInput;
  FormOption: FormOption;
  FormOptionInput: FormOptionInput;
  FormTemplate: FormTemplate;
  FormValidation: FormValidation;
  FormValidationInput: FormValidationInput;
  ID: Scalars['ID']['output'];
  Image: Image;
  ImageInput: ImageInput;
  ImagesTemplate: ImagesTemplate;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  LinkInput: LinkInput;
  ListActionInput: ListActionInput;
  ListButtonInput: ListButtonInput;
  ListElement: ListElement;
  ListElementInput: ListElementInput;
  ListInput: ListInput;
  ListTemplate: ListTemplate;
  Message: MessageRecord;
  MessageConnection: Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['MessageEdge']>, nodes: Array<ResolversParentTypes['Message']> };
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  MixedButtonActionInput: MixedButtonActionInput;
  MixedButtonInput: MixedButtonInput;
  MixedButtonLinkInput: MixedButtonLinkInput;
  MixedButtonsTemplate: MixedButtonsTemplate;
  Mutation: Record<PropertyKey, never>;
  OtherTemplate: OtherTemplate;
  PageInfo: PageInfo;
  Participant: GroupUserRecord;
  Query: Record<PropertyKey, never>;
  QuickRepliesTemplate: QuickRepliesTemplate;
  QuickReply: QuickReply;
  QuickReplyInput: QuickReplyInput;
  ReplyInput: ReplyInput;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'message'> & { message: Maybe<ResolversParentTypes['Message']> };
  String: Scalars['String']['output'];
  SubmitInput: SubmitInput;
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversParentTypes['User']> };
  User: UserSource;
  Video: Video;
  VideoInput: VideoInput;
  VideosTemplate: VideosTemplate;
};

export type AccessDirectiveArgs = {
  allow: Array<Audience>;
};

export type AccessDirectiveResolver<Result, Parent, ContextType = GatewayContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Action'] = ResolversParentTypes['Action']> = {
  formAction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  formData: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  isDeepLink: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  message: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openLinkInNewTab: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  postBackToKommunicate: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  postFormDataAsMessage: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  replyMetadata: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  requestType: Resolver<Maybe<ResolversTypes['FormRequestType']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['ActionType']>, ParentType, ContextType>;
  updateLanguage: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ActionableMessageResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ActionableMessage'] = ResolversParentTypes['ActionableMessage']> = {
  __resolveType: TypeResolveFn<'ButtonsTemplate' | 'CardsTemplate' | 'FaqTemplate' | 'FormTemplate' | 'ImagesTemplate' | 'ListTemplate' | 'MixedButtonsTemplate' | 'OtherTemplate' | 'QuickRepliesTemplate' | 'VideosTemplate', ParentType, ContextType>;
};

export type AttachmentResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  contentType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  thumbnailUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ButtonResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Button'] = ResolversParentTypes['Button']> = {
  action: Resolver<Maybe<ResolversTypes['Action']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ButtonsTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ButtonsTemplate'] = ResolversParentTypes['ButtonsTemplate']> = {
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CardResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Card'] = ResolversParentTypes['Card']> = {
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  header: Resolver<Maybe<ResolversTypes['CardHeader']>, ParentType, ContextType>;
  subtitle: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  titleExt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CardHeaderResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CardHeader'] = ResolversParentTypes['CardHeader']> = {
  imgSrc: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  overlayText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CardsTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CardsTemplate'] = ResolversParentTypes['CardsTemplate']> = {
  cards: Resolver<Array<ResolversTypes['Card']>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeConversationStatusPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChangeConversationStatusPayload'] = ResolversParentTypes['ChangeConversationStatusPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation']> = {
  assignee: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latestMessage: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  messages: Resolver<Maybe<ResolversTypes['MessageConnection']>, ParentType, ContextType, RequireFields<ConversationMessagesArgs, 'first'>>;
  metadata: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  participants: Resolver<Maybe<Array<ResolversTypes['Participant']>>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ConversationStatus']>, ParentType, ContextType>;
  updatedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ConversationConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ConversationConnection'] = ResolversParentTypes['ConversationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ConversationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Conversation']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConversationEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FaqTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FaqTemplate'] = ResolversParentTypes['FaqTemplate']> = {
  buttonLabel: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FormFieldResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FormField'] = ResolversParentTypes['FormField']> = {
  action: Resolver<Maybe<ResolversTypes['Action']>, ParentType, ContextType>;
  cols: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  label: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  options: Resolver<Maybe<Array<ResolversTypes['FormOption']>>, ParentType, ContextType>;
  placeholder: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rows: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['FormFieldType']>, ParentType, ContextType>;
  validation: Resolver<Maybe<ResolversTypes['FormValidation']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FormOptionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FormOption'] = ResolversParentTypes['FormOption']> = {
  disabled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  label: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  selected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FormTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FormTemplate'] = ResolversParentTypes['FormTemplate']> = {
  fields: Resolver<Array<ResolversTypes['FormField']>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FormValidationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FormValidation'] = ResolversParentTypes['FormValidation']> = {
  errorText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  regex: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImageResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Image'] = ResolversParentTypes['Image']> = {
  caption: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImagesTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ImagesTemplate'] = ResolversParentTypes['ImagesTemplate']> = {
  images: Resolver<Array<ResolversTypes['Image']>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type ListElementResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ListElement'] = ResolversParentTypes['ListElement']> = {
  action: Resolver<Maybe<ResolversTypes['Action']>, ParentType, ContextType>;
  articleId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  imgSrc: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ListTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ListTemplate'] = ResolversParentTypes['ListTemplate']> = {
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  elements: Resolver<Maybe<Array<ResolversTypes['ListElement']>>, ParentType, ContextType>;
  headerImgSrc: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  headerText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  actionable: Resolver<Maybe<ResolversTypes['ActionableMessage']>, ParentType, ContextType>;
  attachment: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType>;
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MessageConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  edges: Resolver<Array<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Message']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type MixedButtonsTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MixedButtonsTemplate'] = ResolversParentTypes['MixedButtonsTemplate']> = {
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changeConversationStatus: Resolver<Maybe<ResolversTypes['ChangeConversationStatusPayload']>, ParentType, ContextType, RequireFields<MutationChangeConversationStatusArgs, 'input'>>;
  sendMessage: Resolver<Maybe<ResolversTypes['SendMessagePayload']>, ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  updateUser: Resolver<Maybe<ResolversTypes['UpdateUserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
};

export type OtherTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['OtherTemplate'] = ResolversParentTypes['OtherTemplate']> = {
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParticipantResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Participant'] = ResolversParentTypes['Participant']> = {
  role: Resolver<Maybe<ResolversTypes['ParticipantRole']>, ParentType, ContextType>;
  unreadCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  conversations: Resolver<Maybe<Array<Maybe<ResolversTypes['Conversation']>>>, ParentType, ContextType, RequireFields<QueryConversationsArgs, 'ids'>>;
  inbox: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, RequireFields<QueryInboxArgs, 'first'>>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users: Resolver<Maybe<Array<Maybe<ResolversTypes['User']>>>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'ids'>>;
  viewer: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type QuickRepliesTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['QuickRepliesTemplate'] = ResolversParentTypes['QuickRepliesTemplate']> = {
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  quickReplies: Resolver<Array<ResolversTypes['QuickReply']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuickReplyResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['QuickReply'] = ResolversParentTypes['QuickReply']> = {
  action: Resolver<ResolversTypes['Action'], ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SendMessagePayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  message: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
};

export type UpdateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  connected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deactivated: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  displayName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageLink: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastLoggedInAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastMessageAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastSeenAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  metadata: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  phoneNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unreadCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type VideoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Video'] = ResolversParentTypes['Video']> = {
  caption: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  height: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  width: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type VideosTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['VideosTemplate'] = ResolversParentTypes['VideosTemplate']> = {
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  videos: Resolver<Array<ResolversTypes['Video']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  Action: ActionResolvers<ContextType>;
  ActionableMessage: ActionableMessageResolvers<ContextType>;
  Attachment: AttachmentResolvers<ContextType>;
  Button: ButtonResolvers<ContextType>;
  ButtonsTemplate: ButtonsTemplateResolvers<ContextType>;
  Card: CardResolvers<ContextType>;
  CardHeader: CardHeaderResolvers<ContextType>;
  CardsTemplate: CardsTemplateResolvers<ContextType>;
  ChangeConversationStatusPayload: ChangeConversationStatusPayloadResolvers<ContextType>;
  Conversation: ConversationResolvers<ContextType>;
  ConversationConnection: ConversationConnectionResolvers<ContextType>;
  ConversationEdge: ConversationEdgeResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  FaqTemplate: FaqTemplateResolvers<ContextType>;
  FormField: FormFieldResolvers<ContextType>;
  FormOption: FormOptionResolvers<ContextType>;
  FormTemplate: FormTemplateResolvers<ContextType>;
  FormValidation: FormValidationResolvers<ContextType>;
  Image: ImageResolvers<ContextType>;
  ImagesTemplate: ImagesTemplateResolvers<ContextType>;
  JSON: GraphQLScalarType;
  JSONObject: GraphQLScalarType;
  ListElement: ListElementResolvers<ContextType>;
  ListTemplate: ListTemplateResolvers<ContextType>;
  Message: MessageResolvers<ContextType>;
  MessageConnection: MessageConnectionResolvers<ContextType>;
  MessageEdge: MessageEdgeResolvers<ContextType>;
  MixedButtonsTemplate: MixedButtonsTemplateResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  OtherTemplate: OtherTemplateResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Participant: ParticipantResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  QuickRepliesTemplate: QuickRepliesTemplateResolvers<ContextType>;
  QuickReply: QuickReplyResolvers<ContextType>;
  SendMessagePayload: SendMessagePayloadResolvers<ContextType>;
  UpdateUserPayload: UpdateUserPayloadResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  Video: VideoResolvers<ContextType>;
  VideosTemplate: VideosTemplateResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GatewayContext> = {
  access: AccessDirectiveResolver<any, any, ContextType>;
};
