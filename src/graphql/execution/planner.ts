import {
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
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
import { createResultObject, executeList, executeSelectionSet, executeSerially } from './executor.ts';
import { PendingValue } from './pending-value.ts';
import type { ExecutionArgs, ExecutionState, FieldPlan, SelectionPlan, ValueCompleter } from './plan.ts';

/*
 * Creates plans from documents. A selection set is planned when the execution first reaches it, so a document that runs only
 * once costs no more than with graphql-js. No code is generated. The header of `executor.ts` describes the module.
 */

/** The plan of one operation, for one combination of its conditions. */
export interface Plan {
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
}

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

export function createPlan({ schema, document, operation, conditions, onGrowth }: PlanOptions): Plan {
  const fragments = fragmentsOf(document);

  function planSelectionSet(type: GraphQLObjectType, nodes?: FieldNode[]): SelectionPlan {
    const { fields: collected } = nodes
      ? collectSubFields(schema, fragments, conditions, type, nodes)
      : collectFields(schema, fragments, conditions, type, operation.selectionSet);
    onGrowth(collected.size);
    const fields = [...collected].map(([key, fieldNodes]) => planField(type, key, fieldNodes));
    return { fields, hasProtoKey: collected.has('__proto__') };
  }

  function planField(
    parentType: GraphQLObjectType,
    key: string,
    nodes: FieldNode[],
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
    return { ...planValue(field.type, info), key, resolve, args: planArguments(field, node) };
  }

  function planValue(type: GraphQLOutputType, info: GraphQLResolveInfo): FieldPlan {
    const nullable = getNullableType(type) as GraphQLOutputType;
    return {
      nodes: info.fieldNodes,
      isNonNull: isNonNullType(type),
      passThroughTypeof: PASS_THROUGH_TYPEOF.get(nullable),
      completeValue: planCompletion(nullable, info),
      info,
    };
  }

  function planCompletion(type: GraphQLOutputType, info: GraphQLResolveInfo): ValueCompleter {
    if (isListType(type)) return planListCompletion(type.ofType as GraphQLOutputType, info);
    if (isLeafType(type)) {
      return (value) => {
        const serialized: unknown = type.serialize(value);
        if (serialized === null || serialized === undefined) {
          throw new Error(`Expected \`${type.name}.serialize\` to return non-nullable value.`);
        }
        return serialized;
      };
    }
    const planSelectionSetOf = (objectType: GraphQLObjectType) =>
      planSelectionSet(objectType, info.fieldNodes as FieldNode[]);
    if (!isAbstractType(type)) {
      let selection: SelectionPlan | undefined;
      return (value, parent, field, key) => {
        selection ??= planSelectionSetOf(type as GraphQLObjectType);
        return executeSelectionSet(
          selection,
          value,
          PendingValue.of(parent, field, key, createResultObject(selection)),
        );
      };
    }
    const selections = new Map<string, SelectionPlan>();
    const selectionOf = (name: string) => {
      let selection = selections.get(name);
      if (!selection) {
        selection = planSelectionSetOf(schema.getType(name) as GraphQLObjectType);
        selections.set(name, selection);
      }
      return selection;
    };
    const possible = new Set(schema.getPossibleTypes(type).map(({ name }) => name));
    return (value, parent, field, key) => {
      const name = type.resolveType
        ? type.resolveType(value, parent.state.context, info, type)
        : (value as { readonly __typename?: unknown }).__typename;
      if (typeof name !== 'string' || !possible.has(name))
        throw new Error(`${String(name)} is not a possible type of ${type.name}`);
      const selection = selectionOf(name);
      return executeSelectionSet(
        selection,
        value,
        PendingValue.of(parent, field, key, createResultObject(selection)),
      );
    };
  }

  function planListCompletion(type: GraphQLOutputType, info: GraphQLResolveInfo): ValueCompleter {
    const item = planValue(type, info);
    return (values, parent, field, key) => {
      if (!Array.isArray(values))
        throw new Error(`${info.parentType.name}.${info.fieldName} is not an array`);
      return executeList(values, item, PendingValue.of(parent, field, key, []));
    };
  }

  const rootType = schema.getRootType(operation.operation) as GraphQLObjectType;
  let root: SelectionPlan | undefined;
  return {
    async execute(args) {
      const state: ExecutionState = { ...args, errors: [] };
      const { errors } = state;
      root ??= planSelectionSet(rootType);
      try {
        const executed =
          operation.operation === OperationTypeNode.MUTATION
            ? await executeSerially(root, state)
            : executeSelectionSet(root, undefined, PendingValue.root(createResultObject(root), state));
        const data = (
          executed instanceof PendingValue ? await executed.promise() : executed
        ) as ExecutionResult['data'];
        return errors.length === 0 ? { data: data ?? null } : { errors, data: data ?? null };
      } catch (error) {
        state.throwIfCancelled();
        errors.push(error as GraphQLError);
        return { errors, data: null };
      }
    },
  };
}
