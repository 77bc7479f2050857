import { isInterfaceType, type GraphQLSchema } from 'graphql';

/** A plugin of graphql-codegen: the types of each interface, as Apollo Client takes them as `possibleTypes`. */
export function plugin(schema: GraphQLSchema): string {
  const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);
  const types = interfaces.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return `${JSON.stringify(Object.fromEntries(types), undefined, 2)}\n`;
}
