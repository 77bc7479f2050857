import type { GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from '../graphql/context.ts';
import { badUserInput } from '../errors.ts';
import { checkId } from './inputs.ts';

type Resolver<Args> = GraphQLFieldResolver<unknown, GatewayContext, Args>;

/**
 * The fields that routers ask for.
 * @param entityFields the field of `Query` that brings an entity by its id, by the entity's name in the graph
 */
export function createEntityResolvers(entityFields: ReadonlyMap<string, string>) {
  /**
   * Each entity is what the field of `Query` brings, with its rule: whichever way somebody comes to it. One that fails
   * leaves the others in place.
   */
  const _entities: Resolver<{ readonly representations: readonly unknown[] }> = (
    root,
    { representations },
    context,
    info,
  ) => {
    context.spendIds(representations.length);
    const counted: GatewayContext = { ...context, spendIds: () => undefined, reserveIds: () => undefined };
    const fields = info.schema.getQueryType()?.getFields() ?? {};
    const find = (representation: unknown, argument: string): unknown => {
      const { type, id } = readRepresentation(representation, argument);
      const field = fields[entityFields.get(type) ?? ''];
      if (!field?.resolve) throw badUserInput(`${argument}.__typename`, 'unknown-type');
      return field.resolve(root, { id }, counted, info);
    };
    const findAll = () =>
      representations.map((representation, index) => {
        try {
          return find(representation, `representations.${index}`);
        } catch (error) {
          return error;
        }
      });
    const reserved = context.reserveIds(representations.length);
    return reserved ? reserved.then(findAll) : findAll();
  };
  return { _entities };
}

/** Only the key is read: what else a router says of somebody need not be true. */
function readRepresentation(representation: unknown, argument: string) {
  const { __typename: type, id } = Object(representation) as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string') throw badUserInput(`${argument}.__typename`, 'required');
  if (id === undefined || id === null) throw badUserInput(`${argument}.id`, 'required');
  if (typeof id === 'number' && !Number.isSafeInteger(id))
    throw badUserInput(`${argument}.id`, 'inexact-number');
  if (typeof id !== 'string' && typeof id !== 'number')
    throw badUserInput(`${argument}.id`, 'wrong-type', { expected: 'ID!' });
  return { type, id: checkId(String(id), `${argument}.id`) };
}

/** What an entity is: nothing else of the two is known by its own kind of id. */
export const _Entity = {
  __resolveType: (source: object) => ('groupId' in source ? 'Conversation' : 'User'),
};
