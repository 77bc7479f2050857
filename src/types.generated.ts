import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserSource } from './resolvers/sources.ts';
import type { GroupRecord, MessageRecord } from './kommunicate/types.ts';
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
 * A conversation: a group in the REST API. Reading conversations is still to come: so far there are those that a mutation
 * answers with.
 */
export type Conversation = {
  __typename?: 'Conversation';
  /** The conversation's number, such as `104250001`: REST `groupId`. */
  id: Scalars['ID']['output'];
  /**
   * REST `metadata.CONVERSATION_STATUS`; null where it is not known. After `changeConversationStatus` it
   * is the status that was set; reading the status of other conversations is still to come.
   */
  status?: Maybe<ConversationStatus>;
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

/** A message in a conversation. Reading messages is still to come: so far there are those that a mutation answers with. */
export type Message = {
  __typename?: 'Message';
  /** The conversation the message is in: REST `groupId`. */
  conversation?: Maybe<Conversation>;
  /** When the message was stored: REST `createdAt`, in milliseconds there. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The key that the REST API gave the message: REST `messageKey`. */
  id: Scalars['ID']['output'];
  /** The user who sent the message: REST `fromUserName`, which holds a user id. */
  sender?: Maybe<User>;
  /** What the message says: REST `message`. Null for a message that only carries an actionable part. */
  text?: Maybe<Scalars['String']['output']>;
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

export type Query = {
  __typename?: 'Query';
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
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: ResolverTypeWrapper<Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversTypes['Conversation']> }>;
  Conversation: ResolverTypeWrapper<GroupRecord>;
  ConversationStatus: ConversationStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Message: ResolverTypeWrapper<MessageRecord>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
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
  Boolean: Scalars['Boolean']['output'];
  ChangeConversationStatusInput: ChangeConversationStatusInput;
  ChangeConversationStatusPayload: Omit<ChangeConversationStatusPayload, 'conversation'> & { conversation: Maybe<ResolversParentTypes['Conversation']> };
  Conversation: GroupRecord;
  DateTime: Scalars['DateTime']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  Message: MessageRecord;
  Mutation: Record<PropertyKey, never>;
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

export type ChangeConversationStatusPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChangeConversationStatusPayload'] = ResolversParentTypes['ChangeConversationStatusPayload']> = {
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ConversationStatus']>, ParentType, ContextType>;
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
  conversation: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changeConversationStatus: Resolver<Maybe<ResolversTypes['ChangeConversationStatusPayload']>, ParentType, ContextType, RequireFields<MutationChangeConversationStatusArgs, 'input'>>;
  sendMessage: Resolver<Maybe<ResolversTypes['SendMessagePayload']>, ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  updateUser: Resolver<Maybe<ResolversTypes['UpdateUserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
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
  ChangeConversationStatusPayload: ChangeConversationStatusPayloadResolvers<ContextType>;
  Conversation: ConversationResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  JSON: GraphQLScalarType;
  JSONObject: GraphQLScalarType;
  Message: MessageResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  SendMessagePayload: SendMessagePayloadResolvers<ContextType>;
  UpdateUserPayload: UpdateUserPayloadResolvers<ContextType>;
  User: UserResolvers<ContextType>;
};

