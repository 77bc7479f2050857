import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { guard, type AccessOptions } from './access.ts';
import { ActionableMessage } from './resolvers/actionable.ts';
import { Conversation, Participant } from './resolvers/conversation.ts';
import { Attachment, Message } from './resolvers/message.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { DateTime, JSONObject } from './resolvers/scalars.ts';
import { User } from './resolvers/user.ts';
import type { Resolvers } from './types.generated.ts';

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

/** The contract, as it is written by hand. */
const typeDefs = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** `schema.graphql` and the resolvers, made executable, and every rule in it kept. */
export function createSchema(options: AccessOptions): GraphQLSchema {
  return guard(
    makeExecutableSchema({ typeDefs, resolvers: { ...resolvers, DateTime, JSONObject } }),
    options,
  );
}
