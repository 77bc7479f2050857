import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { Conversation, Participant } from './resolvers/conversation.ts';
import { Attachment, Message } from './resolvers/message.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { DateTime, JSONObject } from './resolvers/scalars.ts';
import { User } from './resolvers/user.ts';
import type { Resolvers } from './types.generated.ts';

/** Payloads and pages hold what they are given: they need no resolvers of their own. */
type PlainTypes =
  | `${'UpdateUser' | 'SendMessage' | 'ChangeConversationStatus'}Payload`
  | `${'Conversation' | 'Message'}${'Connection' | 'Edge'}`
  | 'PageInfo';
type ScalarTypes = 'DateTime' | 'JSON' | 'JSONObject';

const resolvers: Omit<Resolvers, PlainTypes | ScalarTypes> = {
  Query,
  Mutation,
  User,
  Conversation,
  Participant,
  Message,
  Attachment,
};

/** The contract, as it is written by hand. */
const typeDefs = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** `schema.graphql` and the resolvers, made executable. */
export function createSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs, resolvers: { ...resolvers, DateTime, JSONObject } });
}
