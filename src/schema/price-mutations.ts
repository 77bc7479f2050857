import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/** Makes every mutation reserve its rate points before it makes a REST call. Changes the schema in place. */
export function priceMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve: Resolver = field.resolve ?? defaultFieldResolver;
    const priced: Resolver = (source, args, context, info) =>
      context.runPriced(() => resolve(source, args, context, info));
    field.resolve = priced;
  }
  return schema;
}
