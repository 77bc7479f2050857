import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserSource, ConversationSource } from './resolvers/sources.ts';
import type { GroupUserRecord, AttachmentRecord, MessageRecord } from './kommunicate/types.ts';
import type { GatewayContext } from './context.ts';
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
 * Exactly one field: the kind of actionable message. The gateway builds REST `metadata.contentType`,
 * `templateId` and `payload` from it.
 */
export type ActionableMessageInput =
  /** Replies to choose from with one tap: REST `templateId` `"6"`. At least one. */
  { quickReplies: Array<QuickReplyInput>; template?: never; }
  |  /** Any other template, by its number. */
  { quickReplies?: never; template: TemplateInput; };

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
  /** What was said, newest first, without hidden messages; null when there is no such conversation: `GET /rest/ws/message/list`. */
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
  /** When the conversation last changed: REST `updatedAtTime`, in milliseconds there. */
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

/** A message in a conversation. */
export type Message = {
  __typename?: 'Message';
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

/** One suggested reply. */
export type QuickReplyInput = {
  /** What is sent when it is tapped, by default the title: REST `message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata of the message that the tap sends: REST `replyMetadata`. */
  replyMetadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What the button shows: REST `title`. */
  title: Scalars['String']['input'];
  /** Language that the conversation switches to: REST `updateLanguage`, a language code such as `es`. */
  updateLanguage?: InputMaybe<Scalars['String']['input']>;
};

/** A message to send. It needs `text`, `actionable`, or both. */
export type SendMessageInput = {
  /** Buttons, replies and the like: REST `metadata.templateId` and `metadata.payload`. */
  actionable?: InputMaybe<ActionableMessageInput>;
  /** The conversation to send into: REST `groupId`. */
  conversationId: Scalars['ID']['input'];
  /**
   * Further keys and values: REST `metadata`. Values become strings there: numbers and booleans as text,
   * objects and arrays as JSON. A null value is refused.
   */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Who sends it: REST `fromUserName`, which holds a user id. By default the user this request acts for. */
  senderId?: InputMaybe<Scalars['ID']['input']>;
  /** What the message says: REST `message`. */
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

/** A template that has no field of its own here. */
export type TemplateInput = {
  /** REST `payload`: an object or array, or a string that is itself the JSON text of one and is sent as it stands. */
  payload: Scalars['JSON']['input'];
  /**
   * The template's number as text, such as `"9"` for images or `"10"` for cards: REST `templateId`. Kommunicate's documentation
   * of actionable messages has them all.
   */
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
  /** The name to show: REST `displayName`, or else `userName`. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** E-mail address: REST `email`. Not in the documented answer; the live service sends it when it is set. */
  email?: Maybe<Scalars['String']['output']>;
  /** What the account calls this user, such as `ana-ortiz` or an e-mail address: REST `userId`. */
  id: Scalars['ID']['output'];
  /** Address of the user's picture, as stored: REST `imageLink`. */
  imageLink?: Maybe<Scalars['String']['output']>;
  /** When the user last logged in: REST `lastLoggedInAtTime`, in milliseconds there. */
  lastLoggedInAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user's last message was sent: REST `lastMessageAtTime`, in milliseconds there. */
  lastMessageAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user was last seen: REST `lastSeenAtTime`, in milliseconds there. */
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
  ActionableMessageInput: ActionableMessageInput;
  Attachment: ResolverTypeWrapper<AttachmentRecord>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: ResolverTypeWrapper<Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  Conversation: ResolverTypeWrapper<ConversationSource>;
  ConversationConnection: ResolverTypeWrapper<Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConversationEdge']>, nodes: Array<ResolversTypes['Conversation']> }>;
  ConversationEdge: ResolverTypeWrapper<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>;
  ConversationStatus: ConversationStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Message: ResolverTypeWrapper<MessageRecord>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['MessageEdge']>, nodes: Array<ResolversTypes['Message']> }>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Participant: ResolverTypeWrapper<GroupUserRecord>;
  ParticipantRole: ParticipantRole;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuickReplyInput: QuickReplyInput;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'message'> & { message: Maybe<ResolversTypes['Message']> }>;
  SettableConversationStatus: SettableConversationStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserSource>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ActionableMessageInput: ActionableMessageInput;
  Attachment: AttachmentRecord;
  Boolean: Scalars['Boolean']['output'];
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  Conversation: ConversationSource;
  ConversationConnection: Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConversationEdge']>, nodes: Array<ResolversParentTypes['Conversation']> };
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] };
  DateTime: Scalars['DateTime']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  Message: MessageRecord;
  MessageConnection: Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['MessageEdge']>, nodes: Array<ResolversParentTypes['Message']> };
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Participant: GroupUserRecord;
  Query: Record<PropertyKey, never>;
  QuickReplyInput: QuickReplyInput;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'message'> & { message: Maybe<ResolversParentTypes['Message']> };
  String: Scalars['String']['output'];
  TemplateInput: TemplateInput;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'user'> & { user: Maybe<ResolversParentTypes['User']> };
  User: UserSource;
};

export type AttachmentResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  contentType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  thumbnailUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChangeConversationStatusPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChangeConversationStatusPayload'] = ResolversParentTypes['ChangeConversationStatusPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation']> = {
  assignee: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type MessageResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
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

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changeConversationStatus: Resolver<Maybe<ResolversTypes['ChangeConversationStatusPayload']>, ParentType, ContextType, RequireFields<MutationChangeConversationStatusArgs, 'input'>>;
  sendMessage: Resolver<Maybe<ResolversTypes['SendMessagePayload']>, ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  updateUser: Resolver<Maybe<ResolversTypes['UpdateUserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
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

export type Resolvers<ContextType = GatewayContext> = {
  Attachment: AttachmentResolvers<ContextType>;
  ChangeConversationStatusPayload: ChangeConversationStatusPayloadResolvers<ContextType>;
  Conversation: ConversationResolvers<ContextType>;
  ConversationConnection: ConversationConnectionResolvers<ContextType>;
  ConversationEdge: ConversationEdgeResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  JSON: GraphQLScalarType;
  JSONObject: GraphQLScalarType;
  Message: MessageResolvers<ContextType>;
  MessageConnection: MessageConnectionResolvers<ContextType>;
  MessageEdge: MessageEdgeResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Participant: ParticipantResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  SendMessagePayload: SendMessagePayloadResolvers<ContextType>;
  UpdateUserPayload: UpdateUserPayloadResolvers<ContextType>;
  User: UserResolvers<ContextType>;
};

