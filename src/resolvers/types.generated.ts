import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserSource, ConversationSource } from './sources.ts';
import type { GroupUserRecord, AttachmentRecord, MessageRecord, ReceiptRecord } from '../kommunicate/types.ts';
import type { ConversationEventSource, UserChangedSource } from './subscription.ts';
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
   * A time in UTC as RFC 3339, always with three fraction digits: `2026-01-15T09:30:00.000Z`. REST:
   * milliseconds since 1970.
   */
  DateTime: { input: never; output: number; }
  /** Any JSON value, as a literal or as a variable. */
  JSON: { input: unknown; output: unknown; }
  /** A JSON object, as a literal or as a variable. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/**
 * What a tap does. This type unites four REST spellings: `quick_reply` in lists, `quickReply` in
 * cards, `suggestedReply` in mixed buttons, and quick replies without an action.
 */
export type Action = {
  __typename?: 'Action';
  /** URL that the form is submitted to, as stored. REST: `formAction`. */
  formAction?: Maybe<Scalars['String']['output']>;
  /** Data to submit. REST: `formData`. */
  formData?: Maybe<Scalars['JSONObject']['output']>;
  /** Whether a link opens an app. REST: `isDeepLink`. */
  isDeepLink?: Maybe<Scalars['Boolean']['output']>;
  /**
   * Text of the message that a tap sends. For a reply without it, clients send the button's label.
   * REST: `message`, `text` or `replyText`.
   */
  message?: Maybe<Scalars['String']['output']>;
  /**
   * Whether a link opens in a new tab. If it is null, clients behave differently. REST:
   * `openLinkInNewTab`.
   */
  openLinkInNewTab?: Maybe<Scalars['Boolean']['output']>;
  /** Whether clients send the submitted values to Kommunicate. REST: `postBackToKommunicate`. */
  postBackToKommunicate?: Maybe<Scalars['Boolean']['output']>;
  /**
   * Whether clients also send the submitted values as a message. REST: `postFormDataAsMessage`, a
   * string.
   */
  postFormDataAsMessage?: Maybe<Scalars['Boolean']['output']>;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: Maybe<Scalars['JSONObject']['output']>;
  /**
   * Encoding and target of the submission. Null means an HTML form, or an unknown value. REST:
   * `requestType`.
   */
  requestType?: Maybe<FormRequestType>;
  /** Title of a reply in a card. REST: `title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** Kind of action; null for an unknown kind. REST: `type`. */
  type?: Maybe<ActionType>;
  /** Language that the conversation switches to, as a code such as `es`. REST: `updateLanguage`. */
  updateLanguage?: Maybe<Scalars['String']['output']>;
  /** URL that a link opens, as stored. REST: `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Kind of action. REST: `type`, which has several spellings. */
export type ActionType =
  /** Opens a URL. REST: `link`. */
  | 'LINK'
  /** Sends a message. REST: `quick_reply`, `quickReply` or `suggestedReply`. */
  | 'REPLY'
  /** Submits a form. REST: `submit`. */
  | 'SUBMIT';

/**
 * The interactive part of a message, such as buttons or cards. A template that has no type in this
 * schema is an `OtherTemplate`. A value that is missing or of an unexpected type is null. All other
 * values are as stored, so a URL can have any scheme. REST: `metadata` with a `templateId`.
 */
export type ActionableMessage = {
  /**
   * Content of the template, parsed. A number that JavaScript cannot represent exactly, such as an
   * integer beyond 2^53, is a string of its digits. REST: `payload`, the JSON text of an array or
   * object.
   */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/**
 * Exactly one field: the template of the message. URLs in typed fields must be http or https. A
 * template must not be empty, and may have at most 2000 values. The gateway writes each template in
 * the spelling that the REST API uses for it. REST: `metadata.contentType`, `templateId` and
 * `payload`.
 */
export type ActionableMessageInput =
  /** Buttons that open a URL or submit a form. REST: `templateId` `"3"`. */
  { buttons: Array<ButtonInput>; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Cards side by side. REST: `templateId` `"10"`. */
  { buttons?: never; cards: Array<CardInput>; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** An answer to a question, with buttons to rate it. REST: `templateId` `"8"`. */
  { buttons?: never; cards?: never; faq: FaqInput; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** A form. REST: `templateId` `"12"`. */
  { buttons?: never; cards?: never; faq?: never; form: Array<FormFieldInput>; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Pictures. REST: `templateId` `"9"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images: Array<ImageInput>; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** A list with a header, elements and buttons. REST: `templateId` `"7"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list: ListInput; mixedButtons?: never; quickReplies?: never; template?: never; videos?: never; }
  |  /** Buttons of different kinds in one message. REST: `templateId` `"11"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons: Array<MixedButtonInput>; quickReplies?: never; template?: never; videos?: never; }
  |  /** Suggested replies that the user sends with one tap. REST: `templateId` `"6"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies: Array<QuickReplyInput>; template?: never; videos?: never; }
  |  /** Any other template, by its number. REST: `templateId` and `payload`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template: TemplateInput; videos?: never; }
  |  /** Videos. REST: `templateId` `"14"`. */
  { buttons?: never; cards?: never; faq?: never; form?: never; images?: never; list?: never; mixedButtons?: never; quickReplies?: never; template?: never; videos: Array<VideoInput>; };

/** The conversation, its new assignee, and the user who assigns it. */
export type AssignConversationInput = {
  /**
   * The user who assigns the conversation, by default the user that this request acts for. Only
   * services may name another user. Visible ASCII characters without spaces, at most 256. REST: header
   * `Of-User-Id`.
   */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** The agent or bot that gets the conversation. REST: `assignee`. */
  assigneeId: Scalars['ID']['input'];
  /** The conversation to assign: 1-256 characters. REST: `groupId`. */
  conversationId: Scalars['ID']['input'];
  /**
   * Whether a notice of the assignment is posted in the conversation; the REST API's default is true.
   * REST: `sendNotifyMessage`.
   */
  notify?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Whether an agent takes the conversation over from a bot. By default, the REST API decides. REST:
   * `takeOverFromBot`.
   */
  takeOverFromBot?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The result of a successful `assignConversation`. */
export type AssignConversationPayload = {
  __typename?: 'AssignConversationPayload';
  /** The conversation with its new assignee. */
  conversation?: Maybe<Conversation>;
};

/** A file attached to a message. REST: `fileMeta`. */
export type Attachment = {
  __typename?: 'Attachment';
  /** Media type of the file, such as `image/png`. REST: `contentType`. */
  contentType?: Maybe<Scalars['String']['output']>;
  /** Name of the file. REST: `name`. */
  name?: Maybe<Scalars['String']['output']>;
  /** Size of the file in bytes. REST: `size`. */
  size?: Maybe<Scalars['Int']['output']>;
  /** URL of a thumbnail of the file. REST: `thumbnailUrl`. */
  thumbnailUrl?: Maybe<Scalars['String']['output']>;
  /** URL of the file, as stored. REST: `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** A file to attach. It must already be stored: the gateway uploads nothing. */
export type AttachmentInput = {
  /** The media type of the file, such as `image/png`: at most 256 characters. REST: `contentType`. */
  contentType?: InputMaybe<Scalars['String']['input']>;
  /** The name of the file: at most 256 characters. REST: `name`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Size of the file in bytes, from 1. REST: `size`. */
  size?: InputMaybe<Scalars['Int']['input']>;
  /**
   * URL of a smaller picture of the file: http or https, at most 2048 characters. REST:
   * `thumbnailUrl`.
   */
  thumbnailUrl?: InputMaybe<Scalars['String']['input']>;
  /** An http or https URL of at most 2048 characters. REST: `url`. */
  url: Scalars['String']['input'];
};

/** A group of callers that `@access` can allow. */
export type Audience =
  /** Agents, who handle all conversations of the account. */
  | 'AGENT'
  /** Every authenticated caller. */
  | 'ANYONE'
  /** Users who are participants of the conversation that the field is about. */
  | 'PARTICIPANT'
  /** The user that the field is about. */
  | 'SELF'
  /** Services: callers with the account's Api-Key, or with a token whose role is `SERVICE`. */
  | 'SERVICE';

/** A button. */
export type Button = {
  __typename?: 'Button';
  /** What a tap does. REST: `action`, or the fields next to `name` if there is no `action`. */
  action?: Maybe<Action>;
  /** Label of the button. REST: `name`. */
  name?: Maybe<Scalars['String']['output']>;
};

/** Exactly one field: what a button does. */
export type ButtonActionInput =
  /** Opens a URL. REST: `type` `link`. */
  { link: ButtonLinkInput; submit?: never; }
  |  /** Submits a form. REST: `type` `submit`. */
  { link?: never; submit: ButtonSubmitInput; };

/** A button that opens a URL or submits a form. */
export type ButtonInput = {
  /** What a tap does. REST: `type` and its fields. */
  action: ButtonActionInput;
  /** Label of the button. REST: `name`. */
  name: Scalars['String']['input'];
};

/** A URL that a button opens. */
export type ButtonLinkInput = {
  /** Whether the URL opens an app. REST: `isDeepLink`. */
  isDeepLink?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Whether the URL opens in a new tab. Without it, clients behave differently. REST:
   * `openLinkInNewTab`.
   */
  openLinkInNewTab?: InputMaybe<Scalars['Boolean']['input']>;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** URL to open, http or https. REST: `url`. */
  url: Scalars['String']['input'];
};

/**
 * A form that a button submits. All submitting buttons of a message share one form in the REST API, so
 * their forms must be equal.
 */
export type ButtonSubmitInput = {
  /** URL that the form is submitted to, http or https. REST: `metadata.formAction`. */
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** Data to submit. REST: `metadata.formData`, as JSON text. */
  formData?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Text of the message that a tap sends. REST: `replyText`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /**
   * Encoding and target of the submission, by default a URL-encoded HTML form. REST:
   * `metadata.requestType`.
   */
  requestType?: InputMaybe<FormRequestType>;
};

/** Buttons that open a URL or submit a form. REST: `templateId` `"3"`. */
export type ButtonsTemplate = ActionableMessage & {
  __typename?: 'ButtonsTemplate';
  /** The buttons. REST: `payload`; the form that they submit is next to it in `metadata`. */
  buttons?: Maybe<Array<Button>>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A card. */
export type Card = {
  __typename?: 'Card';
  /** Buttons at the bottom of the card. REST: `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** Text below the title and subtitle. REST: `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** Picture at the top of the card. REST: `header`. */
  header?: Maybe<CardHeader>;
  /** Subtitle: the second line. REST: `subtitle`. */
  subtitle?: Maybe<Scalars['String']['output']>;
  /** Title: the first line. REST: `title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** Short text next to the title, such as a rating. REST: `titleExt`. */
  titleExt?: Maybe<Scalars['String']['output']>;
  /** URL that a tap on the card opens. REST: `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Exactly one field: what a button of a card does. */
export type CardActionInput =
  /** Opens a URL. REST: `type` `link`. */
  { link: LinkInput; reply?: never; submit?: never; }
  |  /** Sends a message. REST: `type` `quickReply`. */
  { link?: never; reply: CardReplyInput; submit?: never; }
  |  /** Submits a form. REST: `type` `submit`. */
  { link?: never; reply?: never; submit: SubmitInput; };

/** A button of a card. */
export type CardButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: InputMaybe<CardActionInput>;
  /** Label of the button. REST: `name`. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** The top of a card. */
export type CardHeader = {
  __typename?: 'CardHeader';
  /** URL of the picture. REST: `imgSrc`. */
  imgSrc?: Maybe<Scalars['String']['output']>;
  /** Text on top of the picture, such as a price. REST: `overlayText`. */
  overlayText?: Maybe<Scalars['String']['output']>;
};

/** The top of a card. */
export type CardHeaderInput = {
  /** URL of the picture, http or https. REST: `imgSrc`. */
  imgSrc?: InputMaybe<Scalars['String']['input']>;
  /** Text on top of the picture, such as a price. REST: `overlayText`. */
  overlayText?: InputMaybe<Scalars['String']['input']>;
};

/** A card. */
export type CardInput = {
  /** Buttons at the bottom of the card. REST: `buttons`. */
  buttons?: InputMaybe<Array<CardButtonInput>>;
  /** Text below the title and subtitle. Clients show 99 characters. REST: `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Picture at the top of the card. REST: `header`. */
  header?: InputMaybe<CardHeaderInput>;
  /** Subtitle: the second line. Clients show 56 characters. REST: `subtitle`. */
  subtitle?: InputMaybe<Scalars['String']['input']>;
  /** Title: the first line. Clients show 16 characters. REST: `title`. */
  title: Scalars['String']['input'];
  /** Short text next to the title, such as a rating. REST: `titleExt`. */
  titleExt?: InputMaybe<Scalars['String']['input']>;
  /** URL that a tap on the card opens, http or https. REST: `url`. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** A message that a button of a card sends. */
export type CardReplyInput = {
  /** Text of the message. REST: `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Title of the reply. REST: `title`. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** Cards side by side. REST: `templateId` `"10"`. */
export type CardsTemplate = ActionableMessage & {
  __typename?: 'CardsTemplate';
  /** The cards. REST: `payload`. */
  cards: Array<Card>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** The conversation, its new status, and the user who changes it. */
export type ChangeConversationStatusInput = {
  /**
   * The user who changes the status, by default the user that this request acts for. Only services may
   * name another user. Visible ASCII characters without spaces, at most 256. REST: header
   * `Of-User-Id`.
   */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** The conversation to change: 1-256 characters. REST: `groupId`. */
  conversationId: Scalars['ID']['input'];
  /** The new status. REST: `metadata.CONVERSATION_STATUS`. */
  status: SettableConversationStatus;
};

/** The result of a successful `changeConversationStatus`. */
export type ChangeConversationStatusPayload = {
  __typename?: 'ChangeConversationStatusPayload';
  /** The conversation with its new status. */
  conversation?: Maybe<Conversation>;
};

/**
 * A conversation between users, agents and bots. A field that the REST API omits is null. REST: a
 * group, read by endpoints that are not documented.
 */
export type Conversation = Node & {
  __typename?: 'Conversation';
  /**
   * The agent or bot that the conversation is assigned to. REST: `metadata.CONVERSATION_ASSIGNEE`,
   * which holds a user id.
   */
  assignee?: Maybe<User>;
  /** When the conversation started. REST: `createdAtTime`, in milliseconds. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The conversation's id, such as `104250001`. REST: `groupId`, or `id` of a group. */
  id: Scalars['ID']['output'];
  /** URL of the conversation's picture, as stored. REST: `imageUrl`. */
  imageUrl?: Maybe<Scalars['String']['output']>;
  /**
   * The newest message; null if there is none. Only agents and services get hidden messages. Fails
   * with `LIMIT_EXCEEDED` (`reads`) if too many hidden messages are newer. In `inbox` it costs no
   * additional call. REST: `GET /rest/ws/message/list`.
   */
  latestMessage?: Maybe<Message>;
  /**
   * The messages, newest first; null if the conversation does not exist. Only agents and services get
   * hidden messages. A page can have fewer items than `first`, or none: continue while `hasNextPage`
   * is true. REST: `GET /rest/ws/message/list`.
   */
  messages?: Maybe<MessageConnection>;
  /** Further keys and values of the conversation. All values are strings. REST: `metadata`. */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The name of the conversation. REST: `name`. */
  name?: Maybe<Scalars['String']['output']>;
  /**
   * The type and id of the object, sealed. For Relay. It changes only with the account's Api-Key.
   * REST: `groupId`.
   */
  nodeId: Scalars['ID']['output'];
  /** The users, agents and bots of the conversation. REST: `groupUsers`. */
  participants?: Maybe<Array<Participant>>;
  /**
   * The status of the conversation; null if unknown. After `changeConversationStatus`, it is the
   * status that was set. REST: `metadata.CONVERSATION_STATUS`.
   */
  status?: Maybe<ConversationStatus>;
  /**
   * Number of messages of the conversation that the viewer has not read; null if the viewer is not a
   * participant. REST: `unreadCount` of the viewer in `groupUsers`.
   */
  unreadCount?: Maybe<Scalars['Int']['output']>;
  /**
   * When the conversation last changed. A caller with the role `USER` gets the time of the newest
   * visible message if the same request reads it, else `createdAt`. REST: `updatedAtTime`, in
   * milliseconds.
   */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/**
 * A conversation between users, agents and bots. A field that the REST API omits is null. REST: a
 * group, read by endpoints that are not documented.
 */
export type ConversationMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
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

/** The conversation is different from what the client knows. */
export type ConversationChanged = ConversationEvent & {
  __typename?: 'ConversationChanged';
  /** What is different. */
  changes: Array<ConversationChange>;
  /** The conversation as it is now. */
  conversation?: Maybe<Conversation>;
  /** The position of the event; null in `inboxEvents`. */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the event before; null in `inboxEvents`. */
  previousCursor?: Maybe<Scalars['String']['output']>;
};

/** A page of conversations. */
export type ConversationConnection = {
  __typename?: 'ConversationConnection';
  /** The conversations of the page, each with its cursor. */
  edges: Array<ConversationEdge>;
  /** The conversations of the page, without cursors. */
  nodes: Array<Conversation>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
};

/** A conversation on a page, with its cursor. */
export type ConversationEdge = {
  __typename?: 'ConversationEdge';
  /** Pass it as `after` to get the conversations that follow this one. Its content is opaque. */
  cursor: Scalars['String']['output'];
  /** The conversation. */
  node: Conversation;
};

/** An event of a conversation. */
export type ConversationEvent = {
  /** The conversation. */
  conversation?: Maybe<Conversation>;
  /**
   * The position of the event. Pass it as `after` to resume after it. Null in `inboxEvents`, which
   * cannot resume. Its content is opaque.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /**
   * The cursor of the event before, or the `after` that the subscription resumed from. If it is not
   * the last cursor that the client has received, an event between was lost on the way. Null for the
   * first event without `after`, and in `inboxEvents`.
   */
  previousCursor?: Maybe<Scalars['String']['output']>;
};

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
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * A key chosen by the caller, 1-255 characters, that makes a retry safe, as `idempotencyKey` of
   * `sendMessage` does: the gateway creates at most one conversation per key. REST: `id` of the stored
   * outcome.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Further keys and values. The REST API stores strings: numbers and booleans become text, objects and
   * arrays become JSON. REST: `metadata`.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /**
   * The name of the conversation: at most 256 characters; by default, the id of the first participant.
   * REST: `groupName`.
   */
  name?: InputMaybe<Scalars['String']['input']>;
  /**
   * The participants: 1-60 different ids of users, agents and bots. For a caller with the role `USER`,
   * exactly its own id. Users that do not exist are created. REST: `groupMemberList`.
   */
  participantIds: Array<Scalars['ID']['input']>;
};

/** The result of a successful `createConversation`. */
export type CreateConversationPayload = {
  __typename?: 'CreateConversationPayload';
  /** The new conversation. */
  conversation?: Maybe<Conversation>;
};

/** Events before this one may be missing. The client should query again what it shows. */
export type EventsMissed = ConversationEvent & {
  __typename?: 'EventsMissed';
  /** The conversation; null in `inboxEvents`. */
  conversation?: Maybe<Conversation>;
  /** The position of the event; null in `inboxEvents`. */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the event before; null in `inboxEvents`. */
  previousCursor?: Maybe<Scalars['String']['output']>;
  /** Why events may be missing. */
  reason: EventsMissedReason;
};

/** Why events may be missing. */
export type EventsMissedReason =
  /** The client read so slowly that the gateway discarded events. */
  | 'SLOW_READER'
  /** The subscription has just started without `after`. */
  | 'STARTED'
  /** More messages arrived at once than the gateway reads. */
  | 'TOO_MANY'
  /** More than 250 messages are newer than `after`. */
  | 'TOO_OLD';

/** A button that sends its name. */
export type FaqButtonInput = {
  /** Label of the button, and text of the message that a tap sends. REST: `name`. */
  name: Scalars['String']['input'];
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
};

/** An answer to a question, with buttons to rate it. At least one field is required. */
export type FaqInput = {
  /** Text above the buttons. REST: `buttonLabel`. */
  buttonLabel?: InputMaybe<Scalars['String']['input']>;
  /** The buttons; each sends its name. REST: `buttons`. */
  buttons?: InputMaybe<Array<FaqButtonInput>>;
  /** The answer, which may contain HTML. REST: `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The question. REST: `title`. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** An answer to a question, with buttons to rate it. REST: `templateId` `"8"`. */
export type FaqTemplate = ActionableMessage & {
  __typename?: 'FaqTemplate';
  /** Text above the buttons. REST: `buttonLabel`. */
  buttonLabel?: Maybe<Scalars['String']['output']>;
  /** The buttons; each sends its name. REST: `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** The answer, which may contain HTML. REST: `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
  /** The question. REST: `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** What submitting a form does. */
export type FormActionInput = {
  /** URL that the form is submitted to, http or https. REST: `formAction`. */
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** Text of the message that submitting sends. REST: `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Whether clients send the submitted values to Kommunicate. REST: `postBackToKommunicate`. */
  postBackToKommunicate?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Whether clients also send the submitted values as a message. REST: `postFormDataAsMessage`, a
   * string.
   */
  postFormDataAsMessage?: InputMaybe<Scalars['Boolean']['input']>;
  /** Encoding and target of the submission, by default a URL-encoded HTML form. REST: `requestType`. */
  requestType?: InputMaybe<FormRequestType>;
};

/** A field of a form. */
export type FormField = {
  __typename?: 'FormField';
  /** What submitting the form does. REST: `data.action`. */
  action?: Maybe<Action>;
  /** Width of a text area in characters. REST: `data.cols`. */
  cols?: Maybe<Scalars['Int']['output']>;
  /** Label next to the field. REST: `data.label`. */
  label?: Maybe<Scalars['String']['output']>;
  /** Name of the submitted value; on the submit button, its label. REST: `data.name`. */
  name?: Maybe<Scalars['String']['output']>;
  /** The options to choose from. REST: `data.options`. */
  options?: Maybe<Array<FormOption>>;
  /** Placeholder of the empty field. REST: `data.placeholder`. */
  placeholder?: Maybe<Scalars['String']['output']>;
  /** Height of a text area in lines. REST: `data.rows`. */
  rows?: Maybe<Scalars['Int']['output']>;
  /** Title above the options or the text area. REST: `data.title`. */
  title?: Maybe<Scalars['String']['output']>;
  /** Kind of field; null for an unknown kind. REST: `type`. */
  type?: Maybe<FormFieldType>;
  /** Rule for the value. REST: `data.validation`. */
  validation?: Maybe<FormValidation>;
  /** Value of a hidden field. REST: `data.value`. */
  value?: Maybe<Scalars['String']['output']>;
};

/** A field of a form. */
export type FormFieldInput = {
  /** What submitting the form does. REST: `data.action`. */
  action?: InputMaybe<FormActionInput>;
  /** Width of a text area in characters. REST: `data.cols`. */
  cols?: InputMaybe<Scalars['Int']['input']>;
  /** Label next to the field. REST: `data.label`. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Name of the submitted value; on the submit button, its label. REST: `data.name`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The options to choose from. REST: `data.options`. */
  options?: InputMaybe<Array<FormOptionInput>>;
  /** Placeholder of the empty field. REST: `data.placeholder`. */
  placeholder?: InputMaybe<Scalars['String']['input']>;
  /** Height of a text area in lines. REST: `data.rows`. */
  rows?: InputMaybe<Scalars['Int']['input']>;
  /** Title above the options or the text area. REST: `data.title`. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Kind of field. REST: `type`. */
  type: FormFieldType;
  /** Rule for the value. REST: `data.validation`. */
  validation?: InputMaybe<FormValidationInput>;
  /** Value of a hidden field. REST: `data.value`. */
  value?: InputMaybe<Scalars['String']['input']>;
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
export type FormOption = {
  __typename?: 'FormOption';
  /** Whether the option cannot be selected. REST: `disabled`. */
  disabled?: Maybe<Scalars['Boolean']['output']>;
  /** Label of the option. REST: `label`. */
  label?: Maybe<Scalars['String']['output']>;
  /** Whether the option is selected at first. REST: `selected`. */
  selected?: Maybe<Scalars['Boolean']['output']>;
  /** Value to submit when the option is selected. REST: `value`. */
  value?: Maybe<Scalars['String']['output']>;
};

/** One option of a form field. */
export type FormOptionInput = {
  /** Whether the option cannot be selected. REST: `disabled`. */
  disabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Label of the option. REST: `label`. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Whether the option is selected at first. REST: `selected`. */
  selected?: InputMaybe<Scalars['Boolean']['input']>;
  /** Value to submit when the option is selected. REST: `value`. */
  value?: InputMaybe<Scalars['String']['input']>;
};

/** Encoding and target of a form submission. REST: `requestType`. */
export type FormRequestType =
  /** As JSON. REST: `json`; the gateway also reads `application/json`. */
  | 'JSON'
  /** To the bot of the conversation. REST: `postBackToBotPlatform`. */
  | 'POST_BACK_TO_BOT_PLATFORM';

/** A form. REST: `templateId` `"12"`. */
export type FormTemplate = ActionableMessage & {
  __typename?: 'FormTemplate';
  /** The fields in display order, including the submit button. REST: `payload`. */
  fields: Array<FormField>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** Rule for the value of a form field. */
export type FormValidation = {
  __typename?: 'FormValidation';
  /** Message to show if the value does not match. REST: `errorText`. */
  errorText?: Maybe<Scalars['String']['output']>;
  /** Regular expression that the value must match. REST: `regex`. */
  regex?: Maybe<Scalars['String']['output']>;
};

/** Rule for the value of a form field. */
export type FormValidationInput = {
  /** Message to show if the value does not match. REST: `errorText`. */
  errorText?: InputMaybe<Scalars['String']['input']>;
  /** Regular expression that the value must match. REST: `regex`. */
  regex?: InputMaybe<Scalars['String']['input']>;
};

/** A picture. */
export type Image = {
  __typename?: 'Image';
  /** Caption below the picture. REST: `caption`. */
  caption?: Maybe<Scalars['String']['output']>;
  /** URL of the picture. REST: `url`. */
  url?: Maybe<Scalars['String']['output']>;
};

/** A picture. */
export type ImageInput = {
  /** Caption below the picture. REST: `caption`. */
  caption?: InputMaybe<Scalars['String']['input']>;
  /** URL of the picture, http or https. REST: `url`. */
  url: Scalars['String']['input'];
};

/** Pictures. REST: `templateId` `"9"`. */
export type ImagesTemplate = ActionableMessage & {
  __typename?: 'ImagesTemplate';
  /** The pictures. REST: `payload`. */
  images: Array<Image>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** A URL to open. */
export type LinkInput = {
  /** URL to open, http or https. REST: `url`. */
  url: Scalars['String']['input'];
};

/** Exactly one field: what a tap in a list does. */
export type ListActionInput =
  /** Opens a URL. REST: `type` `link`. */
  { link: LinkInput; reply?: never; }
  |  /** Sends a message. REST: `type` `quick_reply`. */
  { link?: never; reply: ReplyInput; };

/** A button below a list. */
export type ListButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: InputMaybe<ListActionInput>;
  /** Label of the button. REST: `name`. */
  name: Scalars['String']['input'];
};

/** An element of a list. */
export type ListElement = {
  __typename?: 'ListElement';
  /** What a tap does. REST: `action`. */
  action?: Maybe<Action>;
  /** Id of the help article that the element links to. REST: `articleId`. */
  articleId?: Maybe<Scalars['String']['output']>;
  /** Description below the title. REST: `description`. */
  description?: Maybe<Scalars['String']['output']>;
  /** URL of the element's picture. REST: `imgSrc`. */
  imgSrc?: Maybe<Scalars['String']['output']>;
  /** Source of that help article. REST: `source`. */
  source?: Maybe<Scalars['String']['output']>;
  /** Title of the element. REST: `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** An element of a list. */
export type ListElementInput = {
  /** What a tap does. REST: `action`. */
  action?: InputMaybe<ListActionInput>;
  /** Id of the help article that the element links to. REST: `articleId`. */
  articleId?: InputMaybe<Scalars['String']['input']>;
  /** Description below the title. Clients show 35 characters. REST: `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** URL of the element's picture, http or https. REST: `imgSrc`. */
  imgSrc?: InputMaybe<Scalars['String']['input']>;
  /** Source of that help article. REST: `source`. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Title of the element. Clients show 32 characters. REST: `title`. */
  title: Scalars['String']['input'];
};

/** A list with a header, elements and buttons. At least one of them is required. */
export type ListInput = {
  /** The buttons below the list. REST: `buttons`. */
  buttons?: InputMaybe<Array<ListButtonInput>>;
  /** The elements of the list. REST: `elements`. */
  elements?: InputMaybe<Array<ListElementInput>>;
  /** URL of the picture above the list, http or https. REST: `headerImgSrc`. */
  headerImgSrc?: InputMaybe<Scalars['String']['input']>;
  /** Text above the list. Clients show 75 characters. REST: `headerText`. */
  headerText?: InputMaybe<Scalars['String']['input']>;
};

/** A list with a header, elements and buttons. REST: `templateId` `"7"`. */
export type ListTemplate = ActionableMessage & {
  __typename?: 'ListTemplate';
  /** The buttons below the list. REST: `buttons`. */
  buttons?: Maybe<Array<Button>>;
  /** The elements of the list. REST: `elements`. */
  elements?: Maybe<Array<ListElement>>;
  /** URL of the picture above the list. REST: `headerImgSrc`. */
  headerImgSrc?: Maybe<Scalars['String']['output']>;
  /** Text above the list. REST: `headerText`. */
  headerText?: Maybe<Scalars['String']['output']>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** The conversation that was read, and by which user. */
export type MarkConversationReadInput = {
  /** The conversation: 1-256 characters. REST: `groupId`. */
  conversationId: Scalars['ID']['input'];
  /**
   * The user who has read it, by default the user that this request acts for. Only services may name
   * another user. Visible ASCII characters without spaces, at most 256. REST: header `Of-User-Id`.
   */
  readerId?: InputMaybe<Scalars['ID']['input']>;
};

/** The result of a successful `markConversationRead`. */
export type MarkConversationReadPayload = {
  __typename?: 'MarkConversationReadPayload';
  /** The conversation. `unreadCount` is 0 if the viewer has read it. */
  conversation?: Maybe<Conversation>;
};

/** A message in a conversation. */
export type Message = Node & {
  __typename?: 'Message';
  /**
   * The buttons, cards or other template of the message, typed; null for a message of text only. REST:
   * `metadata.templateId` and `metadata.payload`.
   */
  actionable?: Maybe<ActionableMessage>;
  /** The file attached to the message. REST: `fileMeta`. */
  attachment?: Maybe<Attachment>;
  /** The conversation that contains the message. REST: `groupId`. */
  conversation?: Maybe<Conversation>;
  /**
   * When the REST API stored the message. REST: `createdAtTime`, or `createdAt` in the response to a
   * send, in milliseconds.
   */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The message's id, assigned by the REST API. REST: `key`, or `messageKey` in the response to a
   * send.
   */
  id: Scalars['ID']['output'];
  /**
   * What kind of message it is; null if the REST API does not say. REST: `contentType`, a number, and
   * `metadata.templateId`.
   */
  kind?: Maybe<MessageKind>;
  /**
   * Further keys and values of the message, including those of its actionable part. All values are
   * strings. REST: `metadata`.
   */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /**
   * The type and id of the object, sealed. For Relay. It changes only with the account's Api-Key.
   * REST: `key`.
   */
  nodeId: Scalars['ID']['output'];
  /**
   * For each recipient, when the message arrived and when it was read. Costs one call for each message.
   * REST: `GET /rest/ws/message/info`, an endpoint that is not documented.
   */
  receipts?: Maybe<Array<MessageReceipt>>;
  /**
   * The user who wrote the message. REST: `contactIds` or `to` of a stored message, `fromUserName` of
   * a sent one; each holds a user id.
   */
  sender?: Maybe<User>;
  /** The text of the message; null if the message has only an actionable part. REST: `message`. */
  text?: Maybe<Scalars['String']['output']>;
};

/** A new message in the conversation. */
export type MessageAdded = ConversationEvent & {
  __typename?: 'MessageAdded';
  /** The conversation of the message. */
  conversation?: Maybe<Conversation>;
  /** The position of the event. */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The message. */
  message: Message;
  /** The cursor of the event before. */
  previousCursor?: Maybe<Scalars['String']['output']>;
};

/** A page of messages. */
export type MessageConnection = {
  __typename?: 'MessageConnection';
  /** The messages of the page, each with its cursor. */
  edges: Array<MessageEdge>;
  /** The messages of the page, without cursors. */
  nodes: Array<Message>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
};

/** A message on a page, with its cursor. */
export type MessageEdge = {
  __typename?: 'MessageEdge';
  /** Pass it as `after` to get the messages that follow this one. Its content is opaque. */
  cursor: Scalars['String']['output'];
  /** The message. */
  node: Message;
};

/** How the text of a message is written. REST: `contentType`, a number. */
export type MessageFormat =
  /** HTML, which the chat widget shows as such. REST: 3. */
  | 'HTML'
  /** Plain text. REST: 0, the default. */
  | 'TEXT';

/** What kind of message it is. REST: `contentType`, a number. */
export type MessageKind =
  /** A file, with or without text. REST: 1. */
  | 'ATTACHMENT'
  /** A notice of the system, such as a new assignee or status. REST: 10. */
  | 'EVENT'
  /** Text with HTML markup. REST: 3. */
  | 'HTML'
  /** A place. REST: 2. */
  | 'LOCATION'
  /** Any other kind. REST: any other number. */
  | 'OTHER'
  /** A message with an actionable part. REST: `metadata.templateId`. */
  | 'RICH'
  /** Plain text. REST: 0. */
  | 'TEXT';

/** When one recipient got and read a message. REST: an entry of `GET /rest/ws/message/info`. */
export type MessageReceipt = {
  __typename?: 'MessageReceipt';
  /**
   * When the message arrived; null if it has not, or if that is unknown. REST: `deliveredAtTime`, in
   * milliseconds.
   */
  deliveredAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the recipient read the message; null if unread. REST: `readAtTime`, in milliseconds. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
  /** The recipient. REST: `userId`. */
  user?: Maybe<User>;
};

/** Exactly one field: what the button does. */
export type MixedButtonActionInput =
  /** Opens a URL. REST: `type` `link`. */
  { link: MixedButtonLinkInput; reply?: never; submit?: never; }
  |  /** Sends a message. REST: `type` `suggestedReply`. */
  { link?: never; reply: ReplyInput; submit?: never; }
  |  /** Submits a form. REST: `type` `submit`. */
  { link?: never; reply?: never; submit: SubmitInput; };

/** A button of any kind. */
export type MixedButtonInput = {
  /** What a tap does. REST: `action`. */
  action?: InputMaybe<MixedButtonActionInput>;
  /** Label of the button. REST: `name`. */
  name: Scalars['String']['input'];
};

/** A URL that a mixed button opens. */
export type MixedButtonLinkInput = {
  /**
   * Whether the URL opens in a new tab. Without it, clients behave differently. REST:
   * `openLinkInNewTab`.
   */
  openLinkInNewTab?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL to open, http or https. REST: `url`. */
  url: Scalars['String']['input'];
};

/** Buttons of different kinds in one message. REST: `templateId` `"11"`, or `"13"`. */
export type MixedButtonsTemplate = ActionableMessage & {
  __typename?: 'MixedButtonsTemplate';
  /** The buttons. REST: `payload`. */
  buttons?: Maybe<Array<Button>>;
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Assigns a conversation to an agent or a bot. Fails with `UPSTREAM_REJECTED` (`already-engaged`) if
   * an agent already has it. REST: `PATCH /rest/ws/group/assignee/change`, an endpoint that is not in
   * the documentation of the API.
   */
  assignConversation?: Maybe<AssignConversationPayload>;
  /** Sets the status of a conversation. REST: `POST /rest/ws/group/update`. */
  changeConversationStatus?: Maybe<ChangeConversationStatusPayload>;
  /**
   * Starts a conversation. A caller with the role `USER` is its only participant, and cannot choose the
   * assignee. Users that do not exist are created. REST: `POST /rest/ws/group/conversation`, an
   * endpoint that is not in the documentation of the API.
   */
  createConversation?: Maybe<CreateConversationPayload>;
  /**
   * Marks all messages of a conversation as read. It can be repeated, so it fails with the codes of a
   * read, never with `UPSTREAM_OUTCOME_UNKNOWN`. REST: `GET /rest/ws/message/read/conversation`, an
   * endpoint that is not documented.
   */
  markConversationRead?: Maybe<MarkConversationReadPayload>;
  /** Sends a message to a conversation. REST: `POST /rest/ws/message/v2/send`. */
  sendMessage?: Maybe<SendMessagePayload>;
  /**
   * Changes the details of an end user. The REST API cannot change an agent: an attempt fails with
   * `UPSTREAM_REJECTED`. REST: `POST /rest/ws/user/update`.
   */
  updateUser?: Maybe<UpdateUserPayload>;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationAssignConversationArgs = {
  input: AssignConversationInput;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationChangeConversationStatusArgs = {
  input: ChangeConversationStatusInput;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationCreateConversationArgs = {
  input: CreateConversationInput;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationMarkConversationReadArgs = {
  input: MarkConversationReadInput;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


/**
 * All writes. One request may contain 10 mutations by default (`MAX_MUTATIONS`). They run one after
 * another. The gateway never repeats a write that may have succeeded; its error is then
 * `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};

/**
 * An object that Relay can read again by its `nodeId` alone. The schemas for federation and stitching
 * do not have this interface.
 */
export type Node = {
  /** The type and id of the object, sealed. REST: the id of the object. */
  nodeId: Scalars['ID']['output'];
};

/**
 * A template that has no type in this schema, or whose payload does not match its number. `payload` is
 * null if it is not JSON, is nested deeper than 64 levels or has more than 2000 values.
 */
export type OtherTemplate = ActionableMessage & {
  __typename?: 'OtherTemplate';
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** The position of a page in its list. Lists can only be paged forward, from newest to oldest. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Pass it as `after` to get the next page. Null if the gateway found no items. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there may be another page after this one. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is a page before this one. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; null on a page without items. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A user, agent or bot in a conversation. REST: an entry of `groupUsers`. */
export type Participant = {
  __typename?: 'Participant';
  /**
   * Whether the participant is an agent, a bot or a customer; null if that is unknown. REST: `role`, in
   * a group of the type 10.
   */
  kind?: Maybe<ParticipantKind>;
  /**
   * The participant's role in the conversation; null if the REST API sends an unknown number. REST:
   * `role`.
   */
  role?: Maybe<ParticipantRole>;
  /** Number of messages of the conversation that the participant has not read. REST: `unreadCount`. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
  /** The participant as a user; null if that user no longer exists. REST: `userId`. */
  user?: Maybe<User>;
};

/** What a participant of a support conversation is. REST: `role`, a number. */
export type ParticipantKind =
  /** An agent. REST: 1. */
  | 'AGENT'
  /** A bot. REST: 2. */
  | 'BOT'
  /** A customer. REST: 3. */
  | 'CUSTOMER';

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

/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type Query = {
  __typename?: 'Query';
  /**
   * One conversation by id; null if no conversation has this id. REST: `GET /rest/ws/group/v2/info`,
   * an endpoint that is not documented.
   */
  conversation?: Maybe<Conversation>;
  /**
   * Conversations by id, in the order of `ids`, with null for each id that no conversation has. A
   * repeated id costs no additional REST call, but counts towards `MAX_IDS`. REST: `POST
   * /rest/ws/group/v3/info`, an endpoint that is not documented.
   */
  conversations?: Maybe<Array<Maybe<Conversation>>>;
  /**
   * All conversations of the account, ordered by their latest message, newest first. `search` and
   * `assigneeId` cannot be used together. REST: `GET /rest/ws/group/support`. The endpoint is not
   * documented, nor is it documented that an Api-Key may call it.
   */
  inbox?: Maybe<ConversationConnection>;
  /**
   * One message by id; null if no message has this id. The gateway batches all message lookups of a
   * request. REST: `GET /rest/ws/message/detail`, an endpoint that is not documented.
   */
  message?: Maybe<Message>;
  /**
   * The user, conversation or message with this `nodeId`; null if it does not exist. The access rules
   * of `user`, `conversation` and `message` apply. For Relay.
   */
  node?: Maybe<Node>;
  /**
   * One user by id; null if no user has this id. The gateway batches all user lookups of a request.
   * REST: `POST /rest/ws/user/v2/detail`.
   */
  user?: Maybe<User>;
  /**
   * Users by id, in the order of `ids`, with null for each id that no user has. A repeated id costs no
   * additional REST call, but counts towards `MAX_IDS`. REST: `POST /rest/ws/user/v2/detail`.
   */
  users?: Maybe<Array<Maybe<User>>>;
  /**
   * The user that this request acts for. Null if the request acts for no user, or if no user has that
   * id. REST: header `Of-User-Id`.
   */
  viewer?: Maybe<User>;
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryConversationsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryInboxArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  first?: Scalars['Int']['input'];
  search?: InputMaybe<Scalars['String']['input']>;
  statuses?: InputMaybe<Array<ConversationStatus>>;
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryMessageArgs = {
  id: Scalars['ID']['input'];
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryNodeArgs = {
  nodeId: Scalars['ID']['input'];
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/**
 * All reads. One request may read 1000 ids (`MAX_IDS`) and start 100 REST calls (`MAX_UPSTREAM_CALLS`)
 * by default. Beyond either limit, a field fails with `LIMIT_EXCEEDED`.
 */
export type QueryUsersArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** Suggested replies that the user sends with one tap. REST: `templateId` `"6"`. */
export type QuickRepliesTemplate = ActionableMessage & {
  __typename?: 'QuickRepliesTemplate';
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The suggested replies. REST: `payload`. */
  quickReplies: Array<QuickReply>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
};

/** One suggested reply. */
export type QuickReply = {
  __typename?: 'QuickReply';
  /**
   * The message that a tap sends; its `type` is `REPLY`. REST: `message`, `replyMetadata` and
   * `updateLanguage`.
   */
  action: Action;
  /** Label of the reply's button. REST: `title`. */
  title?: Maybe<Scalars['String']['output']>;
};

/** One suggested reply. */
export type QuickReplyInput = {
  /** Text of the message that a tap sends, by default the title. REST: `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Label of the reply's button. REST: `title`. */
  title: Scalars['String']['input'];
  /** Language that the conversation switches to, as a code such as `es`. REST: `updateLanguage`. */
  updateLanguage?: InputMaybe<Scalars['String']['input']>;
};

/** A message that a tap sends. */
export type ReplyInput = {
  /**
   * Text of the message. Without it, clients send the button's label. REST: `text` in lists, `message`
   * in mixed buttons.
   */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that a tap sends. REST: `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
};

/**
 * A message to send. It needs `text`, `actionable` or `attachment`. An attachment can have a text, but
 * no actionable part and no HTML.
 */
export type SendMessageInput = {
  /** Buttons, cards or another template. REST: `metadata.templateId` and `metadata.payload`. */
  actionable?: InputMaybe<ActionableMessageInput>;
  /**
   * A file that is already stored at a URL. REST: `fileMeta` of `POST /rest/ws/message/send`, an
   * endpoint that is not in the documentation of the API.
   */
  attachment?: InputMaybe<AttachmentInput>;
  /** The conversation to send the message to: 1-256 characters. REST: `groupId`. */
  conversationId: Scalars['ID']['input'];
  /**
   * How the text is written; `TEXT` by default. A caller with the role `USER` cannot send HTML. REST:
   * `contentType`.
   */
  format?: InputMaybe<MessageFormat>;
  /**
   * A key chosen by the caller, 1-255 characters, that makes a retry safe. The gateway sends the
   * message at most once per key. Within 24 hours, the same key and message return the outcome of the
   * first attempt, including an unknown outcome. The same key with another message is
   * `IDEMPOTENCY_KEY_REUSED`. An attempt that certainly sent nothing does not use up the key. A caller
   * may use a limited number of keys a day (`MAX_IDEMPOTENCY_KEYS`). Beyond it, the error is
   * `OVERLOADED` with reason `idempotency-keys` and `retryAfterMs`. REST: `messageKey` and `createdAt`
   * of the stored outcome.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Further keys and values. The REST API stores strings: numbers and booleans become text, objects
   * and arrays become JSON. A null value is `BAD_USER_INPUT`. REST: `metadata`.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /**
   * The user who sends the message, by default the user that this request acts for. Only services may
   * name another user. REST: `fromUserName`, which holds a user id.
   */
  senderId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Text of the message. It may contain tabs and line breaks, but no other control characters. REST:
   * `message`.
   */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** The result of a successful `sendMessage`. */
export type SendMessagePayload = {
  __typename?: 'SendMessagePayload';
  /** The message as sent, with the id and time that the REST API assigned. */
  message?: Maybe<Message>;
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
  formAction?: InputMaybe<Scalars['String']['input']>;
  /** Data to submit. REST: `formData`. */
  formData?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Text of the message that a tap sends. REST: `text` in cards, `message` in mixed buttons. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Encoding and target of the submission, by default a URL-encoded HTML form. REST: `requestType`. */
  requestType?: InputMaybe<FormRequestType>;
};

/**
 * All live events. A subscription has one of these fields. It stays open until the client closes it,
 * and ends with `SUBSCRIPTION_ENDED` when the client must subscribe again.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * The events of one conversation: every new message, and every change of its status, assignee,
   * participants, name, picture or metadata. Only agents and services get hidden messages. A message
   * arrives at least once, and no message twice in one subscription. The gateway reads it from `GET
   * /rest/ws/message/list`.
   */
  conversationEvents?: Maybe<ConversationEvent>;
  /**
   * The conversations of the account with news: the latest state of each, not every step. The first
   * event is `EventsMissed` with the reason `STARTED`. The gateway reads them from `GET
   * /rest/ws/group/support`.
   */
  inboxEvents?: Maybe<ConversationEvent>;
  /**
   * The profile and the presence of users: first each user as it is, then every change that the
   * gateway sees. The gateway reads them from `POST /rest/ws/user/v2/detail`.
   */
  userChanged?: Maybe<UserChanged>;
};


/**
 * All live events. A subscription has one of these fields. It stays open until the client closes it,
 * and ends with `SUBSCRIPTION_ENDED` when the client must subscribe again.
 */
export type SubscriptionConversationEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  conversationId: Scalars['ID']['input'];
};


/**
 * All live events. A subscription has one of these fields. It stays open until the client closes it,
 * and ends with `SUBSCRIPTION_ENDED` when the client must subscribe again.
 */
export type SubscriptionInboxEventsArgs = {
  statuses?: InputMaybe<Array<ConversationStatus>>;
};


/**
 * All live events. A subscription has one of these fields. It stays open until the client closes it,
 * and ends with `SUBSCRIPTION_ENDED` when the client must subscribe again.
 */
export type SubscriptionUserChangedArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** A template without a typed field in `ActionableMessageInput`. */
export type TemplateInput = {
  /**
   * Content of the template: an object, an array, or a string with the JSON text of one, which is sent
   * unchanged. REST: `payload`.
   */
  payload: Scalars['JSON']['input'];
  /**
   * Number of the template, as text. If the number has a typed field, the message is read back typed.
   * REST: `templateId`.
   */
  templateId: Scalars['String']['input'];
};

/**
 * The user to change, and the new values. A field that is absent or null stays unchanged. At least one
 * new value is required.
 */
export type UpdateUserInput = {
  /**
   * New name to show, at most 256 characters. The gateway sends an empty text as it is; its effect is
   * not documented. REST: `displayName`.
   */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** New e-mail address, at most 254 characters. REST: `email`. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** New URL of the user's picture: http or https, at most 2048 characters. REST: `imageLink`. */
  imageLink?: InputMaybe<Scalars['String']['input']>;
  /**
   * Keys and values for agents to see. The REST API stores strings: numbers and booleans become text,
   * objects and arrays become JSON. A null value is `BAD_USER_INPUT`. New keys are merged with the
   * existing ones, as far as is known, and no key can be removed. REST: `metadata`.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** The user to change: 1-256 visible ASCII characters without spaces. REST: header `Of-User-Id`. */
  userId: Scalars['ID']['input'];
};

/** The result of a successful `updateUser`. */
export type UpdateUserPayload = {
  __typename?: 'UpdateUserPayload';
  /** The user, read again after the change. */
  user?: Maybe<User>;
};

/** A person or a bot of the Kommunicate account. A field that the REST API omits is null. */
export type User = Node & {
  __typename?: 'User';
  /** Whether the user is online now. REST: `connected`. */
  connected?: Maybe<Scalars['Boolean']['output']>;
  /**
   * The conversations in which the user takes part, ordered by their latest message, newest first.
   * Costs one call for each page of each user. REST: `GET /rest/ws/message/list`, called as the user.
   */
  conversations?: Maybe<ConversationConnection>;
  /** When the user was created. REST: `createdAtTime`, in milliseconds. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the user is deactivated. REST: `deactivated`. */
  deactivated?: Maybe<Scalars['Boolean']['output']>;
  /** The name to show. REST: `displayName`, or `userName` if `displayName` is absent or empty. */
  displayName?: Maybe<Scalars['String']['output']>;
  /**
   * The user's e-mail address. REST: `email`, which is not documented; the live service sends it when
   * it is set.
   */
  email?: Maybe<Scalars['String']['output']>;
  /** The user's id in the account, such as `ana-ortiz` or an e-mail address. REST: `userId`. */
  id: Scalars['ID']['output'];
  /** URL of the user's picture, as stored. REST: `imageLink`. */
  imageLink?: Maybe<Scalars['String']['output']>;
  /**
   * When the user last logged in; null if never. REST: `lastLoggedInAtTime`, in milliseconds; 0 and
   * below mean never.
   */
  lastLoggedInAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * When the user's last message was sent; null if never. REST: `lastMessageAtTime`, in milliseconds;
   * 0 and below mean never.
   */
  lastMessageAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * When the user was last seen; null if never. REST: `lastSeenAtTime`, in milliseconds; 0 and below
   * mean never.
   */
  lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Keys and values that agents see about the user in the dashboard. All values are strings. REST:
   * `metadata`, which is not documented; the live service sends it.
   */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /**
   * The type and id of the object, sealed. For Relay. It changes only with the account's Api-Key.
   * REST: `userId`.
   */
  nodeId: Scalars['ID']['output'];
  /** The user's phone number, as stored. REST: `phoneNumber`. */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  /** Number of messages that the user has not read, in all conversations. REST: `unreadCount`. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
};


/** A person or a bot of the Kommunicate account. A field that the REST API omits is null. */
export type UserConversationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** What is different about a user. */
export type UserChange =
  /** Whether the user is online. */
  | 'CONNECTED'
  /** Whether the user is deactivated. */
  | 'DEACTIVATED'
  /** The name to show. */
  | 'DISPLAY_NAME'
  /** The picture. */
  | 'IMAGE_LINK'
  /** When the user was last seen. */
  | 'LAST_SEEN_AT'
  /** The metadata. */
  | 'METADATA'
  /** Any other field. */
  | 'OTHER'
  /** The number of unread messages. */
  | 'UNREAD_COUNT';

/** A user, with what is different. */
export type UserChanged = {
  __typename?: 'UserChanged';
  /** What is different. Empty in the first event about each user. */
  changes: Array<UserChange>;
  /** The user as it is now. */
  user: User;
};

/** A video. */
export type Video = {
  __typename?: 'Video';
  /** Caption below the video. REST: `caption`. */
  caption?: Maybe<Scalars['String']['output']>;
  /** Height as a CSS value, such as `250px`. REST: `height`. */
  height?: Maybe<Scalars['String']['output']>;
  /**
   * Origin of the video, such as `YOUTUBE`. With any value, clients show the URL as a page in a frame.
   * REST: `source`.
   */
  source?: Maybe<Scalars['String']['output']>;
  /** Media type, such as `video/mp4`. REST: `type`. */
  type?: Maybe<Scalars['String']['output']>;
  /** URL of the video. REST: `url`. */
  url?: Maybe<Scalars['String']['output']>;
  /** Width as a CSS value, such as `100%`. REST: `width`. */
  width?: Maybe<Scalars['String']['output']>;
};

/** A video. */
export type VideoInput = {
  /** Caption below the video. REST: `caption`. */
  caption?: InputMaybe<Scalars['String']['input']>;
  /** Height as a CSS value, such as `250px`. REST: `height`. */
  height?: InputMaybe<Scalars['String']['input']>;
  /**
   * Origin of the video, such as `YOUTUBE`. With any value, clients show the URL as a page in a frame.
   * REST: `source`.
   */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Media type, such as `video/mp4`. REST: `type`. */
  type?: InputMaybe<Scalars['String']['input']>;
  /** URL of the video, http or https. REST: `url`. */
  url: Scalars['String']['input'];
  /** Width as a CSS value, such as `100%`. REST: `width`. */
  width?: InputMaybe<Scalars['String']['input']>;
};

/** Videos. REST: `templateId` `"14"`. */
export type VideosTemplate = ActionableMessage & {
  __typename?: 'VideosTemplate';
  /** Content of the template, parsed. REST: `payload`. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Number of the template, as text. REST: `templateId`. */
  templateId: Scalars['String']['output'];
  /** The videos. REST: `payload`. */
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




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  ActionableMessage:
    | ( ButtonsTemplate )
    | ( CardsTemplate )
    | ( FaqTemplate )
    | ( FormTemplate )
    | ( ImagesTemplate )
    | ( ListTemplate )
    | ( MixedButtonsTemplate )
    | ( OtherTemplate )
    | ( QuickRepliesTemplate )
    | ( VideosTemplate )
  ;
  ConversationEvent:
    | ( ConversationEventSource )
    | ( ConversationEventSource )
    | ( ConversationEventSource )
  ;
  Node:
    | ( ConversationSource )
    | ( MessageRecord )
    | ( UserSource )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Action: ResolverTypeWrapper<Action>;
  ActionType: ActionType;
  ActionableMessage: ResolverTypeWrapper<ActionableRecord>;
  ActionableMessageInput: ActionableMessageInput;
  AssignConversationInput: AssignConversationInput;
  AssignConversationPayload: ResolverTypeWrapper<Omit<AssignConversationPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  Attachment: ResolverTypeWrapper<AttachmentRecord>;
  AttachmentInput: AttachmentInput;
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
  ConversationChange: ConversationChange;
  ConversationChanged: ResolverTypeWrapper<ConversationEventSource>;
  ConversationConnection: ResolverTypeWrapper<Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConversationEdge']>, nodes: Array<ResolversTypes['Conversation']> }>;
  ConversationEdge: ResolverTypeWrapper<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>;
  ConversationEvent: ResolverTypeWrapper<ConversationEventSource>;
  ConversationStatus: ConversationStatus;
  CreateConversationInput: CreateConversationInput;
  CreateConversationPayload: ResolverTypeWrapper<Omit<CreateConversationPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EventsMissed: ResolverTypeWrapper<ConversationEventSource>;
  EventsMissedReason: EventsMissedReason;
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
  MarkConversationReadInput: MarkConversationReadInput;
  MarkConversationReadPayload: ResolverTypeWrapper<Omit<MarkConversationReadPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  Message: ResolverTypeWrapper<MessageRecord>;
  MessageAdded: ResolverTypeWrapper<ConversationEventSource>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['MessageEdge']>, nodes: Array<ResolversTypes['Message']> }>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  MessageFormat: MessageFormat;
  MessageKind: MessageKind;
  MessageReceipt: ResolverTypeWrapper<ReceiptRecord>;
  MixedButtonActionInput: MixedButtonActionInput;
  MixedButtonInput: MixedButtonInput;
  MixedButtonLinkInput: MixedButtonLinkInput;
  MixedButtonsTemplate: ResolverTypeWrapper<MixedButtonsTemplate>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OtherTemplate: ResolverTypeWrapper<OtherTemplate>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Participant: ResolverTypeWrapper<GroupUserRecord>;
  ParticipantKind: ParticipantKind;
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
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserSource>;
  UserChange: UserChange;
  UserChanged: ResolverTypeWrapper<UserChangedSource>;
  Video: ResolverTypeWrapper<Video>;
  VideoInput: VideoInput;
  VideosTemplate: ResolverTypeWrapper<VideosTemplate>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Action: Action;
  ActionableMessage: ActionableRecord;
  ActionableMessageInput: ActionableMessageInput;
  AssignConversationInput: AssignConversationInput;
  AssignConversationPayload: Omit<AssignConversationPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  Attachment: AttachmentRecord;
  AttachmentInput: AttachmentInput;
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
  ConversationChanged: ConversationEventSource;
  ConversationConnection: Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConversationEdge']>, nodes: Array<ResolversParentTypes['Conversation']> };
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] };
  ConversationEvent: ConversationEventSource;
  CreateConversationInput: CreateConversationInput;
  CreateConversationPayload: Omit<CreateConversationPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  DateTime: Scalars['DateTime']['output'];
  EventsMissed: ConversationEventSource;
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
  MarkConversationReadInput: MarkConversationReadInput;
  MarkConversationReadPayload: Omit<MarkConversationReadPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  Message: MessageRecord;
  MessageAdded: ConversationEventSource;
  MessageConnection: Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['MessageEdge']>, nodes: Array<ResolversParentTypes['Message']> };
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  MessageReceipt: ReceiptRecord;
  MixedButtonActionInput: MixedButtonActionInput;
  MixedButtonInput: MixedButtonInput;
  MixedButtonLinkInput: MixedButtonLinkInput;
  MixedButtonsTemplate: MixedButtonsTemplate;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
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
  Subscription: Record<PropertyKey, never>;
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversParentTypes['User']> };
  User: UserSource;
  UserChanged: UserChangedSource;
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

export type AssignConversationPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['AssignConversationPayload'] = ResolversParentTypes['AssignConversationPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
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
  nodeId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  participants: Resolver<Maybe<Array<ResolversTypes['Participant']>>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ConversationStatus']>, ParentType, ContextType>;
  unreadCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  updatedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationChangedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ConversationChanged'] = ResolversParentTypes['ConversationChanged']> = {
  changes: Resolver<Array<ResolversTypes['ConversationChange']>, ParentType, ContextType>;
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  previousCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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

export type ConversationEventResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ConversationEvent'] = ResolversParentTypes['ConversationEvent']> = {
  __resolveType: TypeResolveFn<'ConversationChanged' | 'EventsMissed' | 'MessageAdded', ParentType, ContextType>;
};

export type CreateConversationPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CreateConversationPayload'] = ResolversParentTypes['CreateConversationPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EventsMissedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['EventsMissed'] = ResolversParentTypes['EventsMissed']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  previousCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason: Resolver<ResolversTypes['EventsMissedReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

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

export type MarkConversationReadPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MarkConversationReadPayload'] = ResolversParentTypes['MarkConversationReadPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
};

export type MessageResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  actionable: Resolver<Maybe<ResolversTypes['ActionableMessage']>, ParentType, ContextType>;
  attachment: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType>;
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<Maybe<ResolversTypes['MessageKind']>, ParentType, ContextType>;
  metadata: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  nodeId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receipts: Resolver<Maybe<Array<ResolversTypes['MessageReceipt']>>, ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageAddedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MessageAdded'] = ResolversParentTypes['MessageAdded']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  previousCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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

export type MessageReceiptResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MessageReceipt'] = ResolversParentTypes['MessageReceipt']> = {
  deliveredAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  readAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type MixedButtonsTemplateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MixedButtonsTemplate'] = ResolversParentTypes['MixedButtonsTemplate']> = {
  buttons: Resolver<Maybe<Array<ResolversTypes['Button']>>, ParentType, ContextType>;
  payload: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  templateId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  assignConversation: Resolver<Maybe<ResolversTypes['AssignConversationPayload']>, ParentType, ContextType, RequireFields<MutationAssignConversationArgs, 'input'>>;
  changeConversationStatus: Resolver<Maybe<ResolversTypes['ChangeConversationStatusPayload']>, ParentType, ContextType, RequireFields<MutationChangeConversationStatusArgs, 'input'>>;
  createConversation: Resolver<Maybe<ResolversTypes['CreateConversationPayload']>, ParentType, ContextType, RequireFields<MutationCreateConversationArgs, 'input'>>;
  markConversationRead: Resolver<Maybe<ResolversTypes['MarkConversationReadPayload']>, ParentType, ContextType, RequireFields<MutationMarkConversationReadArgs, 'input'>>;
  sendMessage: Resolver<Maybe<ResolversTypes['SendMessagePayload']>, ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  updateUser: Resolver<Maybe<ResolversTypes['UpdateUserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
};

export type NodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Conversation' | 'Message' | 'User', ParentType, ContextType>;
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
  kind: Resolver<Maybe<ResolversTypes['ParticipantKind']>, ParentType, ContextType>;
  role: Resolver<Maybe<ResolversTypes['ParticipantRole']>, ParentType, ContextType>;
  unreadCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  conversations: Resolver<Maybe<Array<Maybe<ResolversTypes['Conversation']>>>, ParentType, ContextType, RequireFields<QueryConversationsArgs, 'ids'>>;
  inbox: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, RequireFields<QueryInboxArgs, 'first'>>;
  message: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType, RequireFields<QueryMessageArgs, 'id'>>;
  node: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'nodeId'>>;
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

export type SubscriptionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  conversationEvents: SubscriptionResolver<Maybe<ResolversTypes['ConversationEvent']>, "conversationEvents", ParentType, ContextType, RequireFields<SubscriptionConversationEventsArgs, 'conversationId'>>;
  inboxEvents: SubscriptionResolver<Maybe<ResolversTypes['ConversationEvent']>, "inboxEvents", ParentType, ContextType, Partial<SubscriptionInboxEventsArgs>>;
  userChanged: SubscriptionResolver<Maybe<ResolversTypes['UserChanged']>, "userChanged", ParentType, ContextType, RequireFields<SubscriptionUserChangedArgs, 'ids'>>;
};

export type UpdateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  connected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  conversations: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, RequireFields<UserConversationsArgs, 'first'>>;
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
  nodeId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  phoneNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unreadCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserChangedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UserChanged'] = ResolversParentTypes['UserChanged']> = {
  changes: Resolver<Array<ResolversTypes['UserChange']>, ParentType, ContextType>;
  user: Resolver<ResolversTypes['User'], ParentType, ContextType>;
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
  AssignConversationPayload: AssignConversationPayloadResolvers<ContextType>;
  Attachment: AttachmentResolvers<ContextType>;
  Button: ButtonResolvers<ContextType>;
  ButtonsTemplate: ButtonsTemplateResolvers<ContextType>;
  Card: CardResolvers<ContextType>;
  CardHeader: CardHeaderResolvers<ContextType>;
  CardsTemplate: CardsTemplateResolvers<ContextType>;
  ChangeConversationStatusPayload: ChangeConversationStatusPayloadResolvers<ContextType>;
  Conversation: ConversationResolvers<ContextType>;
  ConversationChanged: ConversationChangedResolvers<ContextType>;
  ConversationConnection: ConversationConnectionResolvers<ContextType>;
  ConversationEdge: ConversationEdgeResolvers<ContextType>;
  ConversationEvent: ConversationEventResolvers<ContextType>;
  CreateConversationPayload: CreateConversationPayloadResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  EventsMissed: EventsMissedResolvers<ContextType>;
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
  MarkConversationReadPayload: MarkConversationReadPayloadResolvers<ContextType>;
  Message: MessageResolvers<ContextType>;
  MessageAdded: MessageAddedResolvers<ContextType>;
  MessageConnection: MessageConnectionResolvers<ContextType>;
  MessageEdge: MessageEdgeResolvers<ContextType>;
  MessageReceipt: MessageReceiptResolvers<ContextType>;
  MixedButtonsTemplate: MixedButtonsTemplateResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Node: NodeResolvers<ContextType>;
  OtherTemplate: OtherTemplateResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Participant: ParticipantResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  QuickRepliesTemplate: QuickRepliesTemplateResolvers<ContextType>;
  QuickReply: QuickReplyResolvers<ContextType>;
  SendMessagePayload: SendMessagePayloadResolvers<ContextType>;
  Subscription: SubscriptionResolvers<ContextType>;
  UpdateUserPayload: UpdateUserPayloadResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  UserChanged: UserChangedResolvers<ContextType>;
  Video: VideoResolvers<ContextType>;
  VideosTemplate: VideosTemplateResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GatewayContext> = {
  access: AccessDirectiveResolver<any, any, ContextType>;
};
