import {
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
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
import { planArguments } from './argument-values.ts';
import {
  executeList,
  executeSelectionSet,
  executeSerially,
  PendingValue,
  createResultObject,
  type ValueCompleter,
  type ExecutionState,
  type FieldPlan,
  type ExecutionArgs,
  type SelectionPlan,
} from './executor.ts';

/*
 * What graphql-js finds out about an operation each time that it executes it (which fields there are under which name,
 * their types, their arguments) depends on the document alone. A plan finds it out once, when it first comes to
 * a place, and executes as graphql-js does from there on: the same resolvers in the same order, errors where it has
 * them, null as far up as it puts it. Nothing is generated, so a document that comes only once costs no more.
 * `test/plan.test.ts` compares the two over documents made at random.
 */

export interface Plan {
  execute(run: ExecutionArgs): Promise<ExecutionResult>;
}

export interface PlanOptions {
  readonly schema: GraphQLSchema;
  /** One that is valid. */
  readonly document: DocumentNode;
  /** One of the document's. */
  readonly operation: OperationDefinitionNode;
  /** The values of the variables that decide what is skipped or included. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Told of fields that have been planned, and take memory from then on. */
  readonly onGrowth: (fields: number) => void;
}

/** Scalars whose values are written as they are, where they are of this kind. */
const PASS_THROUGH_TYPEOF = new Map<GraphQLOutputType, 'string' | 'boolean'>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);

/** What `Query` has without saying so. */
const INTROSPECTION = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

export function createPlan({ schema, document, operation, conditions, onGrowth }: PlanOptions): Plan {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as object as never;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }

  function planSelectionSet(type: GraphQLObjectType, nodes?: FieldNode[]): SelectionPlan {
    const { fields: found } = nodes
      ? collectSubFields(schema, fragments, conditions, type, nodes)
      : collectFields(schema, fragments, conditions, type, operation.selectionSet);
    onGrowth(found.size);
    const fields = [...found].map(([key, same]) => planField(type, key, same));
    return { fields, hasProtoKey: found.has('__proto__') };
  }

  function planField(
    parentType: GraphQLObjectType,
    key: string,
    nodes: FieldNode[],
  ): SelectionPlan['fields'][number] {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') return { key, typeName: parentType.name };
    const field = (parentType.getFields()[node.name.value] ??
      INTROSPECTION.get(node.name.value)) as GraphQLField<unknown, GatewayContext>;
    const info = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      // What differs from run to run, and no resolver of ours asks for
      get path(): never {
        throw new Error('a planned field does not know its path');
      },
      get variableValues(): never {
        throw new Error('a planned field does not know its variables');
      },
    };
    const { resolve } = field;
    if (!resolve) throw new Error(`${parentType.name}.${field.name} counts nothing`);
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
      return (value, owner, place, key) => {
        selection ??= planSelectionSetOf(type as GraphQLObjectType);
        return executeSelectionSet(
          selection,
          value,
          PendingValue.of(owner, place, key, createResultObject(selection)),
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
    return (value, owner, place, key) => {
      const name = type.resolveType
        ? type.resolveType(value, owner.state.context, info, type)
        : (value as { readonly __typename?: unknown }).__typename;
      if (typeof name !== 'string' || !possible.has(name))
        throw new Error(`no ${type.name}: ${String(name)}`);
      const selection = selectionOf(name);
      return executeSelectionSet(
        selection,
        value,
        PendingValue.of(owner, place, key, createResultObject(selection)),
      );
    };
  }

  function planListCompletion(type: GraphQLOutputType, info: GraphQLResolveInfo): ValueCompleter {
    const item = planValue(type, info);
    return (values, owner, place, key) => {
      if (!Array.isArray(values)) throw new Error(`${info.parentType.name}.${info.fieldName} is no list`);
      return executeList(values, item, PendingValue.of(owner, place, key, []));
    };
  }

  const rootType = schema.getRootType(operation.operation) as GraphQLObjectType;
  let root: SelectionPlan | undefined;
  return {
    async execute(given) {
      const run: ExecutionState = { ...given, errors: [] };
      const { errors } = run;
      root ??= planSelectionSet(rootType);
      try {
        const executed =
          operation.operation === OperationTypeNode.MUTATION
            ? await executeSerially(root, run)
            : executeSelectionSet(root, undefined, PendingValue.root(createResultObject(root), run));
        const data = (
          executed instanceof PendingValue ? await executed.promise() : executed
        ) as ExecutionResult['data'];
        return errors.length === 0 ? { data: data ?? null } : { errors, data: data ?? null };
      } catch (error) {
        run.throwIfCancelled();
        errors.push(error as GraphQLError);
        return { errors, data: null };
      }
    },
  };
}
