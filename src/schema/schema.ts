import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { applyAccessRules, type AccessOptions } from './access.ts';
import { describeAccess } from './describe-access.ts';
import { countFieldCosts } from './response-cost.ts';
import { ENTITIES, executableTypeDefs, prefixed, stitchingSdl, subgraphSdl } from './sdl.ts';
import { priceMutations } from './price-mutations.ts';
import { ActionableMessage } from '../resolvers/actionable.ts';
import { Conversation, Participant } from '../resolvers/conversation.ts';
import { createEntityResolvers, _Entity } from '../resolvers/entities.ts';
import { Attachment, Message, MessageReceipt } from '../resolvers/message.ts';
import { Mutation } from '../resolvers/mutation.ts';
import { Node } from '../resolvers/node.ts';
import { Query } from '../resolvers/query.ts';
import { DateTime, JSONObject } from '../resolvers/scalars.ts';
import {
  ConversationChanged,
  ConversationEvent,
  EventsMissed,
  MessageAdded,
  Subscription,
  UserChanged,
} from '../resolvers/subscription.ts';
import { User } from '../resolvers/user.ts';
import { renameTypes } from './type-prefix.ts';
import type { Resolvers } from '../resolvers/types.generated.ts';

/** Types whose values already have the fields of the schema. The default resolver reads them. */
type PlainTypes =
  | `${'UpdateUser' | 'SendMessage' | 'ChangeConversationStatus' | 'CreateConversation' | 'AssignConversation' | 'MarkConversationRead'}Payload`
  | `${'Conversation' | 'Message'}${'Connection' | 'Edge'}`
  | 'PageInfo'
  | `${'QuickReplies' | 'Buttons' | 'List' | 'Faq' | 'Images' | 'Cards' | 'MixedButtons' | 'Form' | 'Videos' | 'Other'}Template`
  | 'QuickReply'
  | 'Button'
  | 'Action'
  | 'ListElement'
  | 'Image'
  | `Card${'' | 'Header'}`
  | `Form${'Field' | 'Option' | 'Validation'}`
  | 'Video';
type ScalarTypes = 'DateTime' | 'JSON' | 'JSONObject';

const resolvers: Omit<Resolvers, PlainTypes | ScalarTypes> = {
  Query,
  Mutation,
  Subscription,
  ConversationEvent,
  MessageAdded,
  ConversationChanged,
  EventsMissed,
  UserChanged,
  User,
  Conversation,
  Participant,
  Node,
  Message,
  MessageReceipt,
  Attachment,
  ActionableMessage,
};

export interface SchemaOptions extends Partial<AccessOptions> {
  /** Whether every authenticated caller may read the SDL (`_service`, `_sdl`). Otherwise only registries. Default: true. */
  readonly sdlForAnyone?: boolean;
  /** Prefix of the type names, except `Query`, `Mutation`, `Subscription`, `PageInfo` and scalars. Default: none. */
  readonly typePrefix?: string;
}

/** The field of `Query` that loads an entity by id: `user` for `User`. */
function queryFieldOf(entity: string): string {
  const name = entity.charAt(0).toLowerCase() + entity.slice(1);
  if (!(name in Query)) throw new Error(`there is no field Query.${name} to load ${entity}`);
  return name;
}

const schemas = new Map<string, GraphQLSchema>();

/**
 * Returns one schema for all gateways of a process with the same options. Building one takes 12 ms. Without sharing, tests
 * that start many gateways need 19 % more CPU time. Nothing may change a schema after `createSchema` has returned it.
 */
export function sharedSchema(options: Required<SchemaOptions>): GraphQLSchema {
  const { publicProfiles, sdlForAnyone, typePrefix } = options;
  const key = JSON.stringify([publicProfiles, sdlForAnyone, typePrefix]);
  const cached = schemas.get(key);
  if (cached) return cached;
  const schema = createSchema(options);
  schemas.set(key, schema);
  return schema;
}

/** Makes `schema.graphql` executable, with access rules, mutation prices and response costs around the resolvers. */
export function createSchema(options: SchemaOptions = {}): GraphQLSchema {
  const { publicProfiles = false, sdlForAnyone = true, typePrefix = '' } = options;
  const withPrefix = (name: string) => prefixed(name, typePrefix);
  const entityFields = new Map(ENTITIES.map((name) => [withPrefix(name), queryFieldOf(name)]));
  // Each SDL is printed once, on first use.
  let service: { readonly sdl: string } | undefined;
  let stitching: string | undefined;
  const sdlResolvers = {
    _service: () => (service ??= { sdl: subgraphSdl(typePrefix) }),
    _sdl: () => (stitching ??= stitchingSdl(typePrefix)),
  };
  const schema = makeExecutableSchema({
    typeDefs: executableTypeDefs(sdlForAnyone ? ['ANYONE', 'REGISTRY'] : ['REGISTRY']),
    resolvers: {
      ...resolvers,
      Query: { ...Query, ...createEntityResolvers(entityFields), ...sdlResolvers },
      _Entity,
      DateTime,
      JSONObject,
    },
  });
  const described = describeAccess(schema, { publicProfiles });
  // From the outside in: count the cost, reserve the points of a mutation, check access, run the resolver.
  const wrapped = countFieldCosts(priceMutations(applyAccessRules(described, { publicProfiles })));
  return typePrefix === '' ? wrapped : renameTypes(wrapped, withPrefix);
}
