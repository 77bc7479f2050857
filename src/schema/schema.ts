import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { applyAccessRules, type AccessOptions } from './access.ts';
import { countFieldCosts } from './response-cost.ts';
import { ENTITIES, executableContract, prefixed, stitchingSdl, subgraphSdl } from './sdl.ts';
import { priceMutations } from './price-mutations.ts';
import { ActionableMessage } from '../resolvers/actionable.ts';
import { Conversation, Participant } from '../resolvers/conversation.ts';
import { createEntityResolvers, _Entity } from '../resolvers/entities.ts';
import { Attachment, Message } from '../resolvers/message.ts';
import { Mutation } from '../resolvers/mutation.ts';
import { Query } from '../resolvers/query.ts';
import { DateTime, JSONObject } from '../resolvers/scalars.ts';
import { User } from '../resolvers/user.ts';
import { renameTypes } from './type-prefix.ts';
import type { Resolvers } from '../resolvers/types.generated.ts';

/** Payloads, pages and the parts of actionable messages hold what they are given: they need no resolvers of their own. */
type PlainTypes =
  | `${'UpdateUser' | 'SendMessage' | 'ChangeConversationStatus'}Payload`
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
  User,
  Conversation,
  Participant,
  Message,
  Attachment,
  ActionableMessage,
};

export interface SchemaOptions extends Partial<AccessOptions> {
  /** Whether whoever is known may have the schema as a text; else registries alone. Default yes. */
  readonly sdlForAnyone?: boolean;
  /** What the names of the contract's own types begin with. Default nothing. */
  readonly typePrefix?: string;
}

/** The field of `Query` that brings an entity by its id: `user` of `User`. */
function fieldOf(entity: string): string {
  const name = entity.charAt(0).toLowerCase() + entity.slice(1);
  if (!(name in Query)) throw new Error(`there is no Query.${name} to fill in ${entity} with`);
  return name;
}

const shared = new Map<string, GraphQLSchema>();

/**
 * The schema of all gateways of this process that have these options, made once: that takes 15 ms, which whoever starts
 * gateways in tests would wait for again and again. Nobody may change it.
 */
export function sharedSchema(options: Required<SchemaOptions>): GraphQLSchema {
  const { publicProfiles, sdlForAnyone, typePrefix } = options;
  const key = JSON.stringify([publicProfiles, sdlForAnyone, typePrefix]);
  const known = shared.get(key);
  if (known) return known;
  const schema = createSchema(options);
  shared.set(key, schema);
  return schema;
}

/** `schema.graphql` and the resolvers, made executable, every rule in it kept, and every value counted. */
export function createSchema(options: SchemaOptions = {}): GraphQLSchema {
  const { publicProfiles = false, sdlForAnyone = true, typePrefix = '' } = options;
  const inGraph = (name: string) => prefixed(name, typePrefix);
  const entityFields = new Map(ENTITIES.map((name) => [inGraph(name), fieldOf(name)]));
  // Each is made once, when it is first asked for, however often and under how many names.
  let service: { readonly sdl: string } | undefined;
  let forStitching: Promise<string> | undefined;
  const texts = {
    _service: () => (service ??= { sdl: subgraphSdl(typePrefix) }),
    _sdl: () => (forStitching ??= stitchingSdl(typePrefix)),
  };
  const schema = makeExecutableSchema({
    typeDefs: executableContract(sdlForAnyone ? ['ANYONE', 'REGISTRY'] : ['REGISTRY']),
    resolvers: {
      ...resolvers,
      Query: { ...Query, ...createEntityResolvers(entityFields), ...texts },
      _Entity,
      DateTime,
      JSONObject,
    },
  });
  const guarded = applyAccessRules(schema, { publicProfiles });
  const metered = countFieldCosts(priceMutations(guarded));
  return typePrefix === '' ? metered : renameTypes(metered, inGraph);
}
