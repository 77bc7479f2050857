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
  locatedError,
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
import { argumentsOf, type Arguments } from './plan-arguments.ts';

/*
 * What graphql-js finds out about an operation each time that it executes it (which fields there are under which name,
 * their types, their arguments) depends on the document alone. A plan finds it out once, when it first comes to
 * a place, and executes as graphql-js does from there on: the same resolvers in the same order, errors where it has
 * them, null as far up as it puts it. Nothing is generated, so a document that comes only once costs no more.
 * `test/plan.test.ts` compares the two over documents made at random.
 */

/** What one execution needs. */
interface Run {
  /** As graphql-js coerces them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** @throws what ends an execution whose caller has left */
  readonly assertWanted: () => void;
}

export interface Plan {
  execute(run: Run): Promise<ExecutionResult>;
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

interface Ongoing extends Run {
  readonly errors: GraphQLError[];
}

interface Path {
  readonly prev: Path | undefined;
  readonly key: Key;
}

/** The name in an object, or the place in a list. */
type Key = string | number;

/** Scalars whose values are written as they are, where they are of this kind. */
const PLAIN = new Map<GraphQLOutputType, 'string' | 'boolean'>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);

/** What `Query` has without saying so. */
const INTROSPECTION = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/** Makes of what a resolver brings what is put into the answer. */
type Complete = (value: unknown, prev: Path | undefined, key: Key, run: Ongoing) => unknown;

interface PlannedField {
  readonly key: string;
  readonly typeName?: undefined;
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  readonly resolve: NonNullable<GraphQLField<unknown, GatewayContext>['resolve']>;
  readonly args: Arguments;
  readonly info: GraphQLResolveInfo;
  readonly complete: Complete;
}

/** `__typename`, which is known. */
interface TypeName {
  readonly key: string;
  readonly typeName: string;
}

/** The fields of one object. */
interface Selection {
  readonly fields: readonly (PlannedField | TypeName)[];
  /** Whether a name in it would be more than a property on a plain object. */
  readonly isDelicate: boolean;
}

export function createPlan({ schema, document, operation, conditions, onGrowth }: PlanOptions): Plan {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as object as never;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }

  function select(type: GraphQLObjectType, nodes?: FieldNode[]): Selection {
    const { fields: found } = nodes
      ? collectSubFields(schema, fragments, conditions, type, nodes)
      : collectFields(schema, fragments, conditions, type, operation.selectionSet);
    onGrowth(found.size);
    const fields = [...found].map(([key, same]) => planField(type, key, same));
    return { fields, isDelicate: found.has('__proto__') };
  }

  function planField(
    parentType: GraphQLObjectType,
    key: string,
    nodes: FieldNode[],
  ): PlannedField | TypeName {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') return { key, typeName: parentType.name };
    const field = (parentType.getFields()[node.name.value] ??
      INTROSPECTION.get(node.name.value)) as GraphQLField<unknown, GatewayContext>;
    if (!field.resolve) throw new Error(`${parentType.name}.${field.name} counts nothing`);
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
    return {
      key,
      nodes,
      isNonNull: isNonNullType(field.type),
      resolve: field.resolve,
      args: argumentsOf(field, node),
      info,
      complete: completionOf(field.type, info),
    };
  }

  function completionOf(type: GraphQLOutputType, info: GraphQLResolveInfo): Complete {
    const nullable = getNullableType(type) as GraphQLOutputType;
    const complete = completionOfValue(nullable, info);
    const isNonNull = isNonNullType(type);
    // What is written as it is.
    const plain = PLAIN.get(nullable);
    return (value, prev, key, run) => {
      if (typeof value === plain) return value;
      if (value instanceof Error) throw value;
      const completed = value === null || value === undefined ? null : complete(value, prev, key, run);
      if (completed === null && isNonNull) {
        throw new Error(
          `Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`,
        );
      }
      return completed;
    };
  }

  function completionOfValue(type: GraphQLOutputType, info: GraphQLResolveInfo): Complete {
    if (isListType(type)) return completionOfList(type.ofType as GraphQLOutputType, info);
    if (isLeafType(type)) {
      return (value) => {
        const serialized: unknown = type.serialize(value);
        if (serialized === null || serialized === undefined) {
          throw new Error(`Expected \`${type.name}.serialize\` to return non-nullable value.`);
        }
        return serialized;
      };
    }
    const selections = new Map<string, Selection>();
    const selectionOf = (name: string) => {
      let selection = selections.get(name);
      if (!selection) {
        selection = select(schema.getType(name) as GraphQLObjectType, info.fieldNodes as FieldNode[]);
        selections.set(name, selection);
      }
      return selection;
    };
    if (!isAbstractType(type)) {
      const { name } = type as GraphQLObjectType;
      return (value, prev, key, run) => executeSelection(selectionOf(name), value, { prev, key }, run);
    }
    const possible = new Set(schema.getPossibleTypes(type).map(({ name }) => name));
    return (value, prev, key, run) => {
      const name = type.resolveType
        ? type.resolveType(value, run.context, info, type)
        : (value as { readonly __typename?: unknown }).__typename;
      if (typeof name !== 'string' || !possible.has(name))
        throw new Error(`no ${type.name}: ${String(name)}`);
      return executeSelection(selectionOf(name), value, { prev, key }, run);
    };
  }

  function completionOfList(type: GraphQLOutputType, info: GraphQLResolveInfo): Complete {
    const item = {
      nodes: info.fieldNodes,
      isNonNull: isNonNullType(type),
      complete: completionOf(type, info),
    };
    return (values, prev, key, run) => {
      if (!Array.isArray(values)) throw new Error(`${info.parentType.name}.${info.fieldName} is no list`);
      const path = { prev, key };
      const results: unknown[] = [];
      let waiting: number[] | undefined;
      try {
        for (let index = 0; index < values.length; index += 1) {
          const result = finish(item, values[index], path, index, run);
          results[index] = result;
          if (result instanceof Promise) (waiting ??= []).push(index);
        }
      } catch (error) {
        // Nobody waits for the others any more.
        if (waiting) fillIn(results, waiting).catch(() => undefined);
        throw error;
      }
      return waiting ? fillIn(results, waiting) : results;
    };
  }

  const rootType = schema.getRootType(operation.operation) as GraphQLObjectType;
  let root: Selection | undefined;
  return {
    async execute(given) {
      const run: Ongoing = { ...given, errors: [] };
      const { errors } = run;
      root ??= select(rootType);
      try {
        const data = (await (operation.operation === OperationTypeNode.MUTATION
          ? executeSerially(root, run)
          : executeSelection(root, undefined, undefined, run))) as ExecutionResult['data'];
        return errors.length === 0 ? { data: data ?? null } : { errors, data: data ?? null };
      } catch (error) {
        run.assertWanted();
        errors.push(error as GraphQLError);
        return { errors, data: null };
      }
    },
  };
}

function executeSelection(
  { fields, isDelicate }: Selection,
  source: unknown,
  path: Path | undefined,
  run: Ongoing,
): unknown {
  run.assertWanted();
  const results = (isDelicate ? Object.create(null) : {}) as Record<string, unknown>;
  let waiting: string[] | undefined;
  try {
    for (const field of fields) {
      const { key } = field;
      const result = field.typeName === undefined ? executeField(field, source, path, run) : field.typeName;
      results[key] = result;
      if (result instanceof Promise) (waiting ??= []).push(key);
    }
  } catch (error) {
    if (!waiting) throw error;
    // The others are waited for: what they may have to say of themselves belongs into the same answer.
    const rethrow = () => {
      throw error;
    };
    return fillIn(results, waiting).then(rethrow, rethrow);
  }
  return waiting ? fillIn(results, waiting) : results;
}

/** One change after the other. */
async function executeSerially({ fields, isDelicate }: Selection, run: Ongoing): Promise<unknown> {
  const results = (isDelicate ? Object.create(null) : {}) as Record<string, unknown>;
  for (const field of fields) {
    run.assertWanted();
    results[field.key] =
      field.typeName === undefined ? await executeField(field, undefined, undefined, run) : field.typeName;
  }
  return results;
}

function executeField(field: PlannedField, source: unknown, prev: Path | undefined, run: Ongoing): unknown {
  const { key } = field;
  try {
    const value: unknown = field.resolve(source, field.args(run.variables), run.context, field.info);
    return finish(field, value, prev, key, run);
  } catch (error) {
    return fail(field, error, prev, key, run);
  }
}

type Place = Pick<PlannedField, 'nodes' | 'isNonNull' | 'complete'>;

/** Puts a value, or what it will be, into its place. */
function finish(place: Place, value: unknown, prev: Path | undefined, key: Key, run: Ongoing): unknown {
  if (value instanceof Promise) {
    return value.then(
      (found: unknown) => finish(place, found, prev, key, run),
      (error: unknown) => fail(place, error, prev, key, run),
    );
  }
  try {
    const completed = place.complete(value, prev, key, run);
    if (!(completed instanceof Promise)) return completed;
    return completed.catch((error: unknown) => fail(place, error, prev, key, run));
  } catch (error) {
    return fail(place, error, prev, key, run);
  }
}

/** An error stands where it happened, and null beside it, or as far above as there may be one. */
function fail(
  { nodes, isNonNull }: Place,
  error: unknown,
  prev: Path | undefined,
  key: Key,
  run: Ongoing,
): null {
  run.assertWanted();
  const located = locatedError(error, nodes, pathToArray({ prev, key }));
  if (isNonNull) throw located;
  run.errors.push(located);
  return null;
}

function pathToArray(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.push(at.key);
  return keys.toReversed();
}

/** Resolves when all that is waited for is there, and rejects with the first error. */
function fillIn<K extends Key>(results: Record<K, unknown>, waiting: readonly K[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let left = waiting.length;
    for (const key of waiting) {
      (results[key] as Promise<unknown>).then((result) => {
        results[key] = result;
        left -= 1;
        return left === 0 ? resolve(results) : undefined;
      }, reject);
    }
  });
}
