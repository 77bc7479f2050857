import type { GraphQLFieldResolver } from 'graphql';
import { badUserInput } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { checkId } from '../lib/input-checks.ts';
import { typeOfNode } from './node.ts';

type Resolver<Args> = GraphQLFieldResolver<unknown, GatewayContext, Args>;

/**
 * The resolver of `_entities`, the field that federation routers query.
 * @param entityFields the `Query` field that loads an entity by id, keyed by the entity's type name in the graph
 */
export function createEntityResolvers(entityFields: ReadonlyMap<string, string>) {
  /** Loads each entity through its `Query` field, whose access rule then applies. Each entity fails independently. */
  const _entities: Resolver<{ readonly representations: readonly unknown[] }> = (
    root,
    { representations },
    context,
    info,
  ) => {
    context.spendIds(representations.length);
    // All ids are counted here, at once.
    const uncounted: GatewayContext = { ...context, spendIds: () => undefined, reserveIds: () => undefined };
    const fields = info.schema.getQueryType()?.getFields() ?? {};
    const loadEntity = (representation: unknown, argument: string): unknown => {
      const { type, id } = readRepresentation(representation, argument);
      const field = fields[entityFields.get(type) ?? ''];
      if (!field?.resolve) throw badUserInput(`${argument}.__typename`, 'unknown-type');
      return field.resolve(root, { id }, uncounted, info);
    };
    const loadAll = () =>
      representations.map((representation, index) => {
        try {
          return loadEntity(representation, `representations.${index}`);
        } catch (error) {
          return error;
        }
      });
    const reserved = context.reserveIds(representations.length);
    return reserved ? reserved.then(loadAll) : loadAll();
  };
  return { _entities };
}

/** Reads only the key: the gateway does not trust other fields that a router sends. */
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

export const _Entity = { __resolveType: typeOfNode };
