import { MapperKind, mapSchema, renameType } from '@graphql-tools/utils';
import { isAbstractType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/**
 * Copies a schema and renames its types, for a graph that already has a `User` of another service. Resolvers and access
 * rules stay the same.
 */
export function renameTypes(schema: GraphQLSchema, rename: (name: string) => string): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.TYPE](type) {
      const name = rename(type.name);
      if (name === type.name && !isAbstractType(type)) return undefined;
      return withRenamedResolveType(renameType(type, name), rename);
    },
  });
}

/** `resolveType` of an interface or union returns a type name, which changes too. */
function withRenamedResolveType(type: GraphQLNamedType, rename: (name: string) => string): GraphQLNamedType {
  if (!isAbstractType(type) || !type.resolveType) return type;
  const { resolveType } = type;
  type.resolveType = (...args) => {
    const name = resolveType(...args);
    return typeof name === 'string' ? rename(name) : name;
  };
  return type;
}
