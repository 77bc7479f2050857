import {
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_VALUES } from '../response-budget.ts';
import { costOfLeaf, costOfName } from '../value-cost.ts';
import { createFieldCollector } from './response-fields.ts';

/*
 * The resolvers of introspection belong to graphql-js, which shares them between all schemas of a process, so they cannot
 * count values. The result depends on the document alone, so it is counted before the execution. Each selection set is
 * counted once for each type or field of the schema, however often the response repeats it.
 */

const costs = new WeakMap<OperationDefinitionNode, number>();

/**
 * The maximum number of values that introspection adds to the response of an operation: `@skip` and `@include` are
 * ignored, and deprecated fields count. `Infinity` if there are more than `MAX_VALUES`.
 */
export function introspectionCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  let cost = costs.get(operation);
  if (cost === undefined) {
    cost = createCounter(schema, document)(operation.selectionSet);
    costs.set(operation, cost);
  }
  return cost;
}

function createCounter(schema: GraphQLSchema, document: DocumentNode) {
  const collectFields = createFieldCollector(document);
  const objectCosts = new WeakMap<SelectionSetNode, Map<unknown, number>>();

  /** @param source an object of the schema: a type, a field, … */
  function countObject(set: SelectionSetNode, source: unknown, type: GraphQLObjectType): number {
    let costsOfSet = objectCosts.get(set);
    if (!costsOfSet) objectCosts.set(set, (costsOfSet = new Map()));
    let cost = costsOfSet.get(source);
    if (cost === undefined) {
      cost = sum(collectFields([set]), ([name, nodes]) => countField(name, nodes, source, type));
      costsOfSet.set(source, cost);
    }
    return cost;
  }

  function countField(
    name: string,
    nodes: readonly FieldNode[],
    source: unknown,
    type: GraphQLObjectType,
  ): number {
    const [node] = nodes as readonly [FieldNode];
    const ownCost = 1 + costOfName(name);
    const field = type.getFields()[node.name.value];
    return field ? ownCost + countValue(nodes, field, resolveField(field, source, schema)) : ownCost;
  }

  function countValue(
    nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    value: unknown,
  ): number {
    if (value === null || value === undefined) return 0;
    const type = getNamedType(field.type);
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return sum(items, (item) => {
      if (!isObjectType(type)) return 1 + costOfLeaf(item);
      return 1 + sum(nodes, ({ selectionSet }) => (selectionSet ? countObject(selectionSet, item, type) : 0));
    });
  }

  function countRootField(nodes: readonly FieldNode[]): number {
    const [node] = nodes as readonly [FieldNode];
    if (node.name.value === SchemaMetaFieldDef.name) return countValue(nodes, SchemaMetaFieldDef, schema);
    if (node.name.value !== TypeMetaFieldDef.name) return 0;
    const nameArgument = node.arguments?.[0]?.value;
    const types = schema.getTypeMap();
    // A variable may name any type: the most expensive one counts.
    const candidates =
      nameArgument?.kind === Kind.STRING
        ? [types[String(valueFromASTUntyped(nameArgument))]]
        : Object.values(types);
    return Math.max(0, ...candidates.map((type) => countValue(nodes, TypeMetaFieldDef, type)));
  }

  return (set: SelectionSetNode): number => sum(collectFields([set]).values(), countRootField);
}

/** The value of an introspection field, deprecated fields and values included. */
function resolveField(
  { resolve, args }: GraphQLField<unknown, unknown>,
  source: unknown,
  schema: GraphQLSchema,
): unknown {
  const all = args.some(({ name }) => name === 'includeDeprecated') ? { includeDeprecated: true } : {};
  return resolve?.(source, all, undefined, { schema } as GraphQLResolveInfo);
}

/** The sum of the costs; `Infinity` as soon as it exceeds `MAX_VALUES`. */
function sum<T>(items: Iterable<T>, costOf: (item: T) => number): number {
  let total = 0;
  for (const item of items) {
    total += costOf(item);
    if (total > MAX_VALUES) return Number.POSITIVE_INFINITY;
  }
  return total;
}
