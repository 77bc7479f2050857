import { readFileSync } from 'node:fs';
import { GraphQLScalarType } from 'graphql';

/** The gateway's own schema, without the federation directives. */
export const typeDefs = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8').replaceAll(
  /extend schema @link[^\n]*| @key\([^)]*\)| @shareable/g,
  '',
);

/** Makes User an entity. */
export const entities = 'extend type User @key(fields: "id")';

export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (milliseconds) => new Date(milliseconds).toISOString(),
});
