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
import { createResponseFields } from './response-fields.ts';

/*
 * What a schema says of itself has no resolver that could count it: graphql-js shares those between all schemas of a
 * process. It depends on the document alone, so it is counted before the execution: each selection once for each type
 * or field that it is applied to, however often the answer repeats it.
 */

const known = new WeakMap<OperationDefinitionNode, number>();

/**
 * Values that the introspection in an operation puts into the answer at most: every `@include` counts as true, and every
 * deprecated field is there. More than `MAX_VALUES` is given as `Infinity`.
 */
export function introspectionCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  let cost = known.get(operation);
  if (cost === undefined) {
    cost = createCount(schema, document)(operation.selectionSet);
    known.set(operation, cost);
  }
  return cost;
}

function createCount(schema: GraphQLSchema, document: DocumentNode) {
  const createFieldResolver = createResponseFields(document);
  const counted = new WeakMap<SelectionSetNode, Map<unknown, number>>();

  /** What is selected of one object of the schema, counted once. */
  function countObject(set: SelectionSetNode, source: unknown, type: GraphQLObjectType): number {
    let costs = counted.get(set);
    if (!costs) counted.set(set, (costs = new Map()));
    let cost = costs.get(source);
    if (cost === undefined) {
      cost = sum(createFieldResolver([set]), ([name, nodes]) => countField(name, nodes, source, type));
      costs.set(source, cost);
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
    const own = 1 + costOfName(name);
    const field = type.getFields()[node.name.value];
    return field ? own + countValue(nodes, field, valueOf(field, source, schema)) : own;
  }

  function countValue(
    nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    value: unknown,
  ): number {
    if (value === null || value === undefined) return 0;
    const type = getNamedType(field.type);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return sum(values, (one) => {
      if (!isObjectType(type)) return 1 + costOfLeaf(one);
      return 1 + sum(nodes, ({ selectionSet }) => (selectionSet ? countObject(selectionSet, one, type) : 0));
    });
  }

  function countRoot(nodes: readonly FieldNode[]): number {
    const [node] = nodes as readonly [FieldNode];
    if (node.name.value === SchemaMetaFieldDef.name) return countValue(nodes, SchemaMetaFieldDef, schema);
    if (node.name.value !== TypeMetaFieldDef.name) return 0;
    const given = node.arguments?.[0]?.value;
    const types = schema.getTypeMap();
    // A variable may name any of them.
    const asked =
      given?.kind === Kind.STRING ? [types[String(valueFromASTUntyped(given))]] : Object.values(types);
    return Math.max(0, ...asked.map((type) => countValue(nodes, TypeMetaFieldDef, type)));
  }

  return (set: SelectionSetNode): number => sum(createFieldResolver([set]).values(), countRoot);
}

/** What the resolver of introspection brings: deprecated fields too. */
function valueOf(
  { resolve, args }: GraphQLField<unknown, unknown>,
  source: unknown,
  schema: GraphQLSchema,
): unknown {
  const all = args.some(({ name }) => name === 'includeDeprecated') ? { includeDeprecated: true } : {};
  return resolve?.(source, all, undefined, { schema } as GraphQLResolveInfo);
}

/** Infinity as soon as it is too much. */
function sum<T>(items: Iterable<T>, costOf: (item: T) => number): number {
  let total = 0;
  for (const item of items) {
    total += costOf(item);
    if (total > MAX_VALUES) return Number.POSITIVE_INFINITY;
  }
  return total;
}
