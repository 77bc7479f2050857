import {
  defaultFieldResolver,
  getDirectiveValues,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';
import { GatewayError } from '../errors.ts';
import type { GroupRecord } from '../kommunicate/types.ts';
import { checkId } from '../resolvers/inputs.ts';
import { checkSenderRights } from '../resolvers/mutation.ts';
import type { SendMessageInput } from '../resolvers/types.generated.ts';

/** Who a field may be for, as `@access` says it in `schema.graphql`. */
export type Audience = 'ANYONE' | 'SELF' | 'PARTICIPANT' | 'AGENT' | 'SERVICE' | 'REGISTRY';

export interface AccessOptions {
  /** Whether a `USER` may look up people it has no conversation with: their public profiles. */
  readonly publicProfiles: boolean;
}

/** What is known of an argument or a parent before it has been looked at. */
type Fields = Readonly<Record<string, unknown>>;
type Resolver = GraphQLFieldResolver<unknown, GatewayContext, Fields>;

/** Whose field it is, for `SELF`: the user that it belongs to or asks for. */
const USER_OF: Readonly<Record<string, (source: unknown, args: Fields) => unknown>> = {
  'Query.user': (_source, { id }) => id,
  'Mutation.updateUser': (_source, { input }) => (input as Fields).userId,
  User: (source) => (source as Fields).userId,
  Participant: (source) => (source as Fields).userId,
};

/** What the token alone decides of a change is decided before anything is looked up for it. */
const PRECONDITIONS: Readonly<Record<string, (args: Fields, context: GatewayContext) => void>> = {
  'Mutation.sendMessage': ({ input }, context) => checkSenderRights(input as SendMessageInput, context),
};

/** Which conversation it is about, for `PARTICIPANT`, where that must be known before anything is done. */
const CONVERSATION_OF: Readonly<Record<string, (source: unknown, args: Fields) => string>> = {
  // The schema says that both are ids.
  'Mutation.sendMessage': (_source, { input }) =>
    checkId((input as Fields).conversationId as string, 'input.conversationId'),
  Conversation: (source) => (source as Fields).groupId as string,
};

/**
 * Wraps every field that has a rule, once and for all: whichever way somebody comes to it, the rule is kept. A
 * `USER` learns of a denial what it may know, which is nothing: not even whether there is something.
 * @throws {Error} for a rule that this has no way to keep
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

/** Who a field is for; undefined where whoever comes to it may have it. */
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
  const listed = [...allow];
  const forbidden: Deny = ({ principal }) =>
    new GatewayError('FORBIDDEN', { access: { allow: listed, role: principal.role } });
  const forUser = ruleForUsers({ typeName, name, allow, resolve, publicProfiles, forbidden });
  return (source, args, context, info) => {
    const { role } = context.principal;
    // A registry is nobody in the account: what is for everybody is not for it.
    const isKnown = role !== 'REGISTRY';
    if ((allow.has('ANYONE') && isKnown) || (role !== 'USER' && allow.has(role)))
      return resolve(source, args, context, info);
    if (role !== 'USER') throw forbidden(context);
    return forUser(source, args, context, info);
  };
}

/** Makes the error for a caller that a field is not for. */
type Deny = (context: GatewayContext) => GatewayError;

interface UserRule extends AccessOptions {
  readonly typeName: string;
  readonly name: string;
  readonly allow: ReadonlySet<Audience>;
  readonly resolve: Resolver;
  readonly forbidden: Deny;
}

/** How a field is resolved for a `USER`, who has no rights but over what is their own. */
function ruleForUsers(rule: UserRule): Resolver {
  const { typeName, name, allow, resolve, publicProfiles, forbidden } = rule;
  const conversationOf = CONVERSATION_OF[name] ?? CONVERSATION_OF[typeName];
  const userOf = USER_OF[name] ?? USER_OF[typeName];
  const isPublic = publicProfiles && (name === 'Query.user' || name === 'Query.users');
  if (isPublic) return resolve;
  if (name === 'Query.users') return onlySelf(resolve, forbidden);
  if (name === 'Query.conversation' || name === 'Query.conversations')
    return onlyParticipants(resolve, forbidden);
  if (allow.has('PARTICIPANT') && conversationOf) {
    return async (source, args, context, info) => {
      PRECONDITIONS[name]?.(args, context);
      const group = 'groupUsers' in Object(source) ? (source as GroupRecord) : undefined;
      const found = group ?? (await context.loaders.conversations.load(conversationOf(source, args)));
      if (!isParticipant(found, context)) throw forbidden(context);
      return resolve(source, args, context, info);
    };
  }
  if (allow.has('SELF') && userOf) {
    return (source, args, context, info) => {
      if (userOf(source, args) !== context.principal.actingUserId) throw forbidden(context);
      return resolve(source, args, context, info);
    };
  }
  if (allow.has('SELF') || allow.has('PARTICIPANT')) throw new Error(`${name}: whose is it, or about what?`);
  return (_source, _args, context) => {
    throw forbidden(context);
  };
}

/** A list of users by their ids: each one is asked for that may be, and the others cost nothing. */
function onlySelf(resolve: Resolver, forbidden: Deny): Resolver {
  return (source, args, context, info) => {
    const ids = args.ids as readonly string[];
    const mine = context.principal.actingUserId;
    const own = ids.filter((id) => id === mine);
    // The others count all the same: a list of denials is a list.
    context.spendIds(ids.length - own.length);
    const found = own.length === 0 ? [] : resolve(source, { ...args, ids: own }, context, info);
    // Each that is asked for has its place: one that fails without would be nobody's.
    const place = (answers: Iterator<unknown>) =>
      ids.map((id) => (id === mine ? (answers.next().value as unknown) : forbidden(context)));
    return found instanceof Promise
      ? found.then((list: unknown[]) => place(list.values()))
      : place((found as unknown[]).values());
  };
}

/** Conversations by their ids, of which those are answered that are theirs. */
function onlyParticipants(resolve: Resolver, forbidden: Deny): Resolver {
  return async (source, args, context, info) => {
    const shared = async (found: unknown) => {
      const group = (await found) as GroupRecord | null;
      if (!isParticipant(group, context)) throw forbidden(context);
      return group;
    };
    const found = resolve(source, args, context, info);
    if (Array.isArray(found)) return found.map(shared);
    // A list that waits for its price is a promise, and so is one conversation.
    const settled: unknown = await found;
    return Array.isArray(settled) ? settled.map(shared) : shared(settled);
  };
}

function isParticipant(group: GroupRecord | null, { principal }: GatewayContext): boolean {
  return group?.groupUsers?.some(({ userId }) => userId === principal.actingUserId) ?? false;
}
