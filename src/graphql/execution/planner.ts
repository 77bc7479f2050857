import {
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubFields } from '@graphql-tools/utils';
import type { GatewayContext } from '../context.ts';
import { fragmentsOf } from '../documents/fragments.ts';
import { planArguments } from './argument-values.ts';
import { rulesOf, useCostOf, type UseCost } from './field-rules.ts';
import type { FieldPlan, OperationPlan, SelectionPlan, ValuePlan } from './plan.ts';

/*
 * Creates plans from documents. A selection set is planned when the execution first reaches it, so a document that runs only
 * once costs no more than with graphql-js. No code is generated. The header of `executor.ts` describes the module.
 */

export interface PlanOptions {
  readonly schema: GraphQLSchema;
  /** A valid document. */
  readonly document: DocumentNode;
  /** An operation of the document. */
  readonly operation: OperationDefinitionNode;
  /** The values of the variables in `@skip` and `@include`. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Called with the number of fields whenever a selection set is planned: the plan takes more memory from then on. */
  readonly onGrowth: (fields: number) => void;
}

/** Scalars that serialize a JavaScript string or boolean as it is. */
const PASS_THROUGH_TYPEOF = new Map<GraphQLOutputType, 'string' | 'boolean'>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);

/** The introspection fields of `Query`. */
const INTROSPECTION_FIELDS = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/** The cost of a field without rules. */
const FREE: UseCost = { entry: 0, perObject: 0 };

export function createPlan(options: PlanOptions): OperationPlan {
  const { schema, document, operation, conditions, onGrowth } = options;
  const fragments = fragmentsOf(document);
  const rootType = schema.getRootType(operation.operation) as GraphQLObjectType;
  // Of the variables, collecting fields reads only the conditions of `@skip` and `@include`.
  const variableValues = { coerced: conditions, sources: {} };

  function planSelection(
    type: GraphQLObjectType,
    collected: ReadonlyMap<string, readonly FieldNode[]>,
  ): SelectionPlan {
    onGrowth(collected.size);
    const fields = [...collected].map(([key, nodes]) => planField(type, key, nodes));
    return { fields, hasProtoKey: collected.has('__proto__') };
  }

  function planField(
    parentType: GraphQLObjectType,
    key: string,
    nodes: readonly FieldNode[],
  ): SelectionPlan['fields'][number] {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') return { key, typeName: parentType.name };
    const field = (parentType.getFields()[node.name.value] ??
      INTROSPECTION_FIELDS.get(node.name.value)) as GraphQLField<unknown, GatewayContext>;
    const info = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      // These two differ between executions, and no resolver of the gateway reads them.
      get path(): never {
        throw new Error('a planned field does not know its path');
      },
      get variableValues(): never {
        throw new Error('a planned field does not know its variables');
      },
    };
    const { resolve } = field;
    if (!resolve) throw new Error(`${parentType.name}.${field.name} has no resolver`);
    const rules = rulesOf(field);
    const cost = rules ? useCostOf(rules, info) : FREE;
    return { ...planValue(field.type, info), key, resolve, args: planArguments(field, node), rules, cost };
  }

  function planValue(type: GraphQLOutputType, info: GraphQLResolveInfo): FieldPlan {
    const nullable = getNullableType(type) as GraphQLOutputType;
    return {
      nodes: info.fieldNodes,
      isNonNull: isNonNullType(type),
      passThroughTypeof: PASS_THROUGH_TYPEOF.get(nullable),
      value: planCompletion(nullable, info),
      info,
    };
  }

  function planCompletion(type: GraphQLOutputType, info: GraphQLResolveInfo): ValuePlan {
    if (isListType(type)) return { kind: 'list', item: planValue(type.ofType as GraphQLOutputType, info) };
    if (isLeafType(type)) return { kind: 'leaf', type };
    if (isAbstractType(type)) return { kind: 'abstract', type, selections: new Map() };
    return { kind: 'object', type: type as GraphQLObjectType, selection: undefined };
  }

  return {
    operation,
    rootType,
    root: undefined,
    planRoot() {
      const { fields } = collectFields(schema, fragments, variableValues, rootType, operation.selectionSet);
      return planSelection(rootType, fields);
    },
    planSelectionSet(type, nodes) {
      const { fields } = collectSubFields(schema, fragments, variableValues, type, nodes as FieldNode[]);
      return planSelection(type, fields);
    },
  };
}
