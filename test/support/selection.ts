import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Selects all fields of a type, and of its objects down to types that occur above. */
export function wholeSelection(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  within: readonly string[] = [],
): string {
  if (!('getFields' in type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return field.name;
    if (within.includes(named.name)) return [];
    return `${field.name} { ${wholeSelection(schema, named, [...within, named.name])} }`;
  });
  const kinds = isAbstractType(type)
    ? schema
        .getPossibleTypes(type)
        .map((kind) => `... on ${kind.name} { ${wholeSelection(schema, kind, within)} }`)
    : [];
  return [...(kinds.length > 0 ? ['__typename'] : []), ...fields, ...kinds].join(' ');
}
