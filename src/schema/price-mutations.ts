import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/** Makes every mutation reserve its price under the caller's rate before it calls or looks up anything. */
export function priceMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve: Resolver = field.resolve ?? defaultFieldResolver;
    const priced: Resolver = (source, args, context, info) =>
      context.priced(() => resolve(source, args, context, info));
    field.resolve = priced;
  }
  return schema;
}
