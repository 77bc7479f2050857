import { MapperKind, mapSchema, renameType } from '@graphql-tools/utils';
import { isAbstractType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/**
 * The same schema, its types under other names: for a graph in which somebody else has a `User` already. What a field
 * does, and whom it is for, stays as it is.
 */
export function renameTypes(schema: GraphQLSchema, rename: (name: string) => string): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.TYPE](type) {
      const name = rename(type.name);
      if (name === type.name && !isAbstractType(type)) return undefined;
      return resolvingTo(renameType(type, name), rename);
    },
  });
}

/** What an interface or a union turns out to be is said by name. */
function resolvingTo(type: GraphQLNamedType, rename: (name: string) => string): GraphQLNamedType {
  if (!isAbstractType(type) || !type.resolveType) return type;
  const { resolveType } = type;
  type.resolveType = (...args) => {
    const name = resolveType(...args);
    return typeof name === 'string' ? rename(name) : name;
  };
  return type;
}
