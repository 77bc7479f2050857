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
import { meterOf, type FieldMeter } from '../answer-cost.ts';
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
type Results = Record<Key, unknown>;

/** Scalars whose values are written as they are, where they are of this kind. */
const PLAIN = new Map<GraphQLOutputType, 'string' | 'boolean'>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);

/** What `Query` has without saying so. */
const INTROSPECTION = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/** Makes of what a resolver brings, which is neither null nor an error, what is put into the answer, or what is to be completed there. */
type Complete = (value: unknown, prev: Path | undefined, key: Key, run: Ongoing) => unknown;

/** Where a value is to be put: a field, or the items of a list. */
interface Place {
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  /** Values of this kind are put there as they are. */
  readonly plain: 'string' | 'boolean' | undefined;
  readonly complete: Complete;
  readonly info: GraphQLResolveInfo;
  /** What counts the values. Those in a list are counted with it, and the schema's words about itself not here. */
  readonly meter: FieldMeter | undefined;
  /** What each object that is put there weighs. */
  readonly weight: number;
}

interface PlannedField extends Place {
  readonly key: string;
  readonly typeName?: undefined;
  readonly resolve: NonNullable<GraphQLField<unknown, GatewayContext>['resolve']>;
  readonly args: Arguments;
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
    const meter = meterOf(field);
    const resolve = meter?.resolve ?? field.resolve;
    if (!resolve) throw new Error(`${parentType.name}.${field.name} counts nothing`);
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
      ...placeOf(field.type, info),
      key,
      resolve,
      args: argumentsOf(field, node),
      meter,
      weight: meter?.weightOf(info) ?? 0,
    };
  }

  function placeOf(type: GraphQLOutputType, info: GraphQLResolveInfo): Place {
    const nullable = getNullableType(type) as GraphQLOutputType;
    return {
      nodes: info.fieldNodes,
      isNonNull: isNonNullType(type),
      plain: PLAIN.get(nullable),
      complete: completionOf(nullable, info),
      info,
      meter: undefined,
      weight: 0,
    };
  }

  function completionOf(type: GraphQLOutputType, info: GraphQLResolveInfo): Complete {
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
    const selectFor = (objectType: GraphQLObjectType) => select(objectType, info.fieldNodes as FieldNode[]);
    if (!isAbstractType(type)) {
      let selection: Selection | undefined;
      return (value, prev, key, run) => {
        selection ??= selectFor(type as GraphQLObjectType);
        return executeSelection(selection, value, { prev, key }, run);
      };
    }
    const selections = new Map<string, Selection>();
    const selectionOf = (name: string) => {
      let selection = selections.get(name);
      if (!selection) {
        selection = selectFor(schema.getType(name) as GraphQLObjectType);
        selections.set(name, selection);
      }
      return selection;
    };
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
    const item = placeOf(type, info);
    return (values, prev, key, run) => {
      if (!Array.isArray(values)) throw new Error(`${info.parentType.name}.${info.fieldName} is no list`);
      const path = { prev, key };
      const results: unknown[] = [];
      const pending = new Pending(results as unknown as Results, path, run);
      // Of one that throws, nobody waits for the rest.
      for (let index = 0; index < values.length; index += 1) pending.put(item, index, values[index]);
      return pending.isWaiting() ? pending : results;
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
        const executed =
          operation.operation === OperationTypeNode.MUTATION
            ? await executeSerially(root, run)
            : executeSelection(root, undefined, undefined, run);
        const data = (
          executed instanceof Pending ? await executed.whole() : executed
        ) as ExecutionResult['data'];
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
  const results = (isDelicate ? Object.create(null) : {}) as Results;
  const pending = new Pending(results, path, run);
  try {
    for (const field of fields) {
      if (field.typeName === undefined) executeField(field, source, pending);
      else results[field.key] = field.typeName;
    }
  } catch (error) {
    if (!pending.isWaiting()) throw error;
    // The others are waited for: what they may have to say of themselves belongs into the same answer.
    pending.doom(error);
  }
  return pending.isWaiting() ? pending : results;
}

/** One change after the other. */
async function executeSerially({ fields, isDelicate }: Selection, run: Ongoing): Promise<unknown> {
  const results = (isDelicate ? Object.create(null) : {}) as Results;
  for (const field of fields) {
    run.assertWanted();
    if (field.typeName !== undefined) {
      results[field.key] = field.typeName;
      continue;
    }
    const pending = new Pending(results, undefined, run);
    executeField(field, undefined, pending);
    if (pending.isWaiting()) await pending.whole();
  }
  return results;
}

function executeField(field: PlannedField, source: unknown, pending: Pending): void {
  const { key, meter } = field;
  const { variables, context } = pending.run;
  let value: unknown;
  let isResolving = false;
  try {
    if (meter && !meter.admits(context.meter)) return pending.settle(field, key, null);
    const args = field.args(variables);
    isResolving = true;
    value = field.resolve(source, args, context, field.info);
  } catch (error) {
    if (isResolving) meter?.countError(context.meter);
    return pending.fail(field, key, error);
  }
  return pending.put(field, key, value);
}

/**
 * An object or a list of the answer, in which something is waited for. It stands in the answer from the beginning, and
 * tells what it is a part of once it is complete, or cannot be.
 */
class Pending {
  readonly run: Ongoing;
  readonly #results: Results;
  readonly #path: Path | undefined;
  #left = 0;
  #isOver = false;
  /** What it will fail with in any case. */
  #doom: { readonly error: unknown } | undefined;
  /** What it is a part of, and where. */
  #owner: Pending | undefined;
  #place: Place | undefined;
  #key: Key = '';
  /** Of what is part of nothing. */
  #whole: PromiseWithResolvers<unknown> | undefined;

  constructor(results: Results, path: Path | undefined, run: Ongoing) {
    this.run = run;
    this.#results = results;
    this.#path = path;
  }

  isWaiting(): boolean {
    return this.#left > 0;
  }

  /** Resolves when it is complete, and rejects with the first error where there may be no null. */
  whole(): Promise<unknown> {
    this.#whole ??= Promise.withResolvers();
    return this.#whole.promise;
  }

  /** Lets it fail once all that is waited for is there. */
  doom(error: unknown): void {
    this.#doom = { error };
  }

  /**
   * Puts what a resolver has brought, or what that will be, into its place.
   * @throws {GraphQLError} where it is none, and may not be null
   */
  put(place: Place, key: Key, value: unknown): void {
    if (!(value instanceof Promise)) return this.#count(place, key, value);
    // Names stand in the order in which they were asked for.
    this.#results[key] = null;
    this.#left += 1;
    value.then(
      (found: unknown) => {
        try {
          this.#count(place, key, found);
        } catch (error) {
          return this.#fail(error);
        }
        return this.#arrived();
      },
      (error: unknown) => {
        place.meter?.countError(this.run.context.meter);
        this.#lose(place, key, error);
      },
    );
    return undefined;
  }

  /** As `put`, of what is not counted, or has been. */
  settle(place: Place, key: Key, value: unknown): void {
    let completed: unknown;
    try {
      completed = typeof value === place.plain ? value : complete(place, value, this.#path, key, this.run);
    } catch (error) {
      this.fail(place, key, error);
      return;
    }
    if (completed instanceof Pending) this.#adopt(completed, place, key);
    else this.#results[key] = completed;
  }

  /** An error stands where it happened, and null beside it, or as far above as there may be one. */
  fail({ nodes, isNonNull }: Place, key: Key, error: unknown): void {
    this.run.assertWanted();
    const located = locatedError(error, nodes, pathToArray({ prev: this.#path, key }));
    if (isNonNull) throw located;
    this.run.errors.push(located);
    this.#results[key] = null;
  }

  #count(place: Place, key: Key, value: unknown): void {
    const { meter, weight } = place;
    let counted: unknown;
    try {
      counted = meter ? meter.count(this.run.context.meter, value, weight) : value;
    } catch (error) {
      this.fail(place, key, error);
      return;
    }
    this.settle(place, key, counted);
  }

  #adopt(part: Pending, place: Place, key: Key): void {
    this.#results[key] = part.#results;
    this.#left += 1;
    part.#owner = this;
    part.#place = place;
    part.#key = key;
  }

  #arrived(): void {
    this.#left -= 1;
    if (this.#left > 0 || this.#isOver) return;
    if (this.#doom) return this.#fail(this.#doom.error);
    this.#isOver = true;
    if (this.#owner) this.#owner.#arrived();
    this.#whole?.resolve(this.#results);
  }

  /** There is an error in it, and may be no null. */
  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const why = this.#doom ? this.#doom.error : error;
    if (this.#owner && this.#place) this.#owner.#lose(this.#place, this.#key, why);
    this.#whole?.reject(why);
  }

  /** What was waited for has come to nothing. */
  #lose(place: Place, key: Key, error: unknown): void {
    try {
      this.fail(place, key, error);
    } catch (located) {
      this.#fail(located);
      return;
    }
    this.#arrived();
  }
}

function complete(
  { isNonNull, complete: completeValue, info }: Place,
  value: unknown,
  prev: Path | undefined,
  key: Key,
  run: Ongoing,
): unknown {
  if (value instanceof Error) throw value;
  if (value !== null && value !== undefined) return completeValue(value, prev, key, run);
  if (!isNonNull) return null;
  throw new Error(`Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`);
}

function pathToArray(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.push(at.key);
  return keys.toReversed();
}
