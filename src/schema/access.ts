import {
  defaultFieldResolver,
  getDirectiveValues,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { checkSenderRights } from '../auth/permissions.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import type { GroupRecord } from '../kommunicate/types.ts';
import { checkId } from '../resolvers/inputs.ts';
import type { SendMessageInput } from '../resolvers/types.generated.ts';

/** The audiences of `@access` in `schema.graphql`. */
export type Audience = 'ANYONE' | 'SELF' | 'PARTICIPANT' | 'AGENT' | 'SERVICE' | 'REGISTRY';

export interface AccessOptions {
  /** Whether a `USER` may read the public profiles of users outside its own conversations. */
  readonly publicProfiles: boolean;
}

/** Arguments or a parent object, before any check. */
type Fields = Readonly<Record<string, unknown>>;
type Resolver = GraphQLFieldResolver<unknown, GatewayContext, Fields>;

/** For `SELF`: the id of the user that a field is about. */
const USER_OF: Readonly<Record<string, (source: unknown, args: Fields) => unknown>> = {
  'Query.user': (_source, { id }) => id,
  'Mutation.updateUser': (_source, { input }) => (input as Fields).userId,
  User: (source) => (source as Fields).userId,
  Participant: (source) => (source as Fields).userId,
};

/** Checks that need only the token. For a `USER`, they run before the conversation is loaded. */
const PRECONDITIONS: Readonly<Record<string, (args: Fields, context: GatewayContext) => void>> = {
  'Mutation.sendMessage': ({ input }, { principal, userMetadataKeys }) =>
    checkSenderRights(principal, input as SendMessageInput, userMetadataKeys),
};

/** For `PARTICIPANT`: the id of the conversation that a field is about. */
const CONVERSATION_OF: Readonly<Record<string, (source: unknown, args: Fields) => string>> = {
  // The schema guarantees that both values are ids.
  'Mutation.sendMessage': (_source, { input }) =>
    checkId((input as Fields).conversationId as string, 'input.conversationId'),
  Conversation: (source) => (source as Fields).groupId as string,
};

/**
 * Wraps every field that has an `@access` rule, so that the rule applies on every path to the field. A denied `USER`
 * cannot tell whether the object exists.
 * @throws {Error} for a rule that cannot be enforced
 */
export function applyAccessRules(schema: GraphQLSchema, options: AccessOptions): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const allow = audiencesOf(schema, field);
      if (allow) field.resolve = guarded(type.name, field, allow, options);
    }
  }
  return schema;
}

/** The audiences of a field; undefined for a field without a rule. */
export function audiencesOf(
  schema: GraphQLSchema,
  { astNode }: GraphQLField<unknown, unknown>,
): ReadonlySet<Audience> | undefined {
  const access = schema.getDirective('access');
  const values = access && astNode ? getDirectiveValues(access, astNode) : undefined;
  return values && new Set(values.allow as Audience[]);
}

function guarded(
  typeName: string,
  field: GraphQLField<unknown, GatewayContext, Fields>,
  allow: ReadonlySet<Audience>,
  { publicProfiles }: AccessOptions,
): Resolver {
  const name = `${typeName}.${field.name}`;
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const forUser = ruleForUsers(typeName, name, allow, resolve, publicProfiles);
  return (source, args, context, info) => {
    const { role } = context.principal;
    // A registry is not a caller of the account, so `ANYONE` does not include it.
    const isOfAccount = role !== 'REGISTRY';
    if ((allow.has('ANYONE') && isOfAccount) || (role !== 'USER' && allow.has(role)))
      return resolve(source, args, context, info);
    if (role !== 'USER') throw forbidden();
    return forUser(source, args, context, info);
  };
}

/** The resolver of a field for a `USER`, who has permissions only for its own data. */
function ruleForUsers(
  typeName: string,
  name: string,
  allow: ReadonlySet<Audience>,
  resolve: Resolver,
  publicProfiles: boolean,
): Resolver {
  const conversationOf = CONVERSATION_OF[name] ?? CONVERSATION_OF[typeName];
  const userOf = USER_OF[name] ?? USER_OF[typeName];
  const isPublic = publicProfiles && (name === 'Query.user' || name === 'Query.users');
  if (isPublic) return resolve;
  if (name === 'Query.users') return onlySelf(resolve);
  if (name === 'Query.conversation' || name === 'Query.conversations') return onlyParticipants(resolve);
  if (allow.has('PARTICIPANT') && conversationOf) {
    return async (source, args, context, info) => {
      PRECONDITIONS[name]?.(args, context);
      const group = 'groupUsers' in Object(source) ? (source as GroupRecord) : undefined;
      const found = group ?? (await context.loaders.conversations.load(conversationOf(source, args)));
      if (!isParticipant(found, context)) throw forbidden();
      return resolve(source, args, context, info);
    };
  }
  if (allow.has('SELF') && userOf) {
    return (source, args, context, info) => {
      if (userOf(source, args) !== context.principal.actingUserId) throw forbidden();
      return resolve(source, args, context, info);
    };
  }
  if (allow.has('SELF') || allow.has('PARTICIPANT'))
    throw new Error(`${name}: @access names SELF or PARTICIPANT, but no rule finds the user or conversation`);
  return () => {
    throw forbidden();
  };
}

/** Users by ids: loads only the caller's own id. Each other id fails by itself, without a call. */
function onlySelf(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const ids = args.ids as readonly string[];
    const ownId = context.principal.actingUserId;
    const ownIds = ids.filter((id) => id === ownId);
    // Denied ids count towards the limit of ids as well.
    context.spendIds(ids.length - ownIds.length);
    const found = ownIds.length === 0 ? [] : resolve(source, { ...args, ids: ownIds }, context, info);
    // Every loaded promise goes into the result: a rejected one that is left out would be unhandled.
    const merge = (loaded: Iterator<unknown>) =>
      ids.map((id) => (id === ownId ? (loaded.next().value as unknown) : forbidden()));
    return found instanceof Promise
      ? found.then((list: unknown[]) => merge(list.values()))
      : merge((found as unknown[]).values());
  };
}

/** Conversations by ids: each one without the caller as a participant fails by itself. */
function onlyParticipants(resolve: Resolver): Resolver {
  return async (source, args, context, info) => {
    const assertShared = async (loaded: unknown) => {
      const group = (await loaded) as GroupRecord | null;
      if (!isParticipant(group, context)) throw forbidden();
      return group;
    };
    const found = resolve(source, args, context, info);
    if (Array.isArray(found)) return found.map(assertShared);
    // One conversation is a promise. So is a list that first reserves its price under the rate limit.
    const loaded: unknown = await found;
    return Array.isArray(loaded) ? loaded.map(assertShared) : assertShared(loaded);
  };
}

function isParticipant(group: GroupRecord | null, { principal }: GatewayContext): boolean {
  return group?.groupUsers?.some(({ userId }) => userId === principal.actingUserId) ?? false;
}

function forbidden(): GatewayError {
  return new GatewayError('FORBIDDEN');
}
