import { readFileSync } from 'node:fs';
import { GraphQLScalarType } from 'graphql';

/** The gateway's own contract. */
export const typeDefs = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');

/** Makes the user an entity; of a contract that has entities already it is nothing. */
export const entities = typeDefs.includes('type User @key') ? '' : 'extend type User @key(fields: "id")';

export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (milliseconds) => new Date(milliseconds).toISOString(),
});
