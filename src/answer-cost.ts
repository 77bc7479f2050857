import {
  defaultFieldResolver,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { GatewayContext } from './context.ts';
import { GatewayError } from './errors.ts';

/*
 * What an answer costs hangs on what is in it, not on how long the question is: a page that is remembered costs no
 * call, and could stand in the answer a million times, under a hundred names. So every value is counted as it is put
 * there, and when it is too much nothing more is.
 */

/** Values in an answer at most. */
const MOST_VALUES = 50_000;
/** A text counts once more for each of so many characters. */
const CHARACTERS = 100;
/** An error takes longer to put together than a value. */
const ERROR_VALUES = 30;
/** Fields beyond the limit that say so. The others are null: to say it a million times is what must not be. */
const MOST_REFUSALS = 10;

/** Counts the values of one answer. */
export interface AnswerMeter {
  /** @returns whether there was room */
  take(values: number): boolean;
  /** What a field beyond says; undefined where enough have said it. */
  refusal(): GatewayError | undefined;
}

export function createAnswerMeter(): AnswerMeter {
  return new Meter();
}

class Meter implements AnswerMeter {
  #left = MOST_VALUES;
  #refusals = 0;

  take(values: number): boolean {
    this.#left -= values;
    return this.#left >= 0;
  }

  refusal(): GatewayError | undefined {
    this.#refusals += 1;
    return this.#refusals > MOST_REFUSALS ? undefined : tooMuch();
  }
}

function tooMuch(): GatewayError {
  return new GatewayError('LIMIT_EXCEEDED', { limit: 'cost' });
}

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/** Makes every field of a schema count what it puts into the answer. */
export function meterFields(schema: GraphQLSchema): GraphQLSchema {
  const roots = new Set<unknown>([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    // At the root there is always somebody to tell: a change that is not made is no null.
    const isRoot = roots.has(type);
    for (const field of Object.values(type.getFields())) field.resolve = metered(field, isRoot);
  }
  return schema;
}

function metered(field: GraphQLField<unknown, GatewayContext>, isRoot: boolean): Resolver {
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const mustBeSaid = isRoot || isNonNullType(field.type);
  const weigh = isLeafType(getNamedType(field.type)) ? weightOfLeaf : weightOfObjects;
  const count = (value: unknown, meter: AnswerMeter, info: GraphQLResolveInfo) => {
    if (meter.take(weigh(value, info))) return value;
    letGo(value);
    return refuse(meter, mustBeSaid);
  };

  return (source, args, context, info) => {
    const { meter } = context;
    if (!meter.take(1)) return refuse(meter, mustBeSaid);
    let value: unknown;
    try {
      value = resolve(source, args, context, info);
    } catch (error) {
      return fail(meter, error);
    }
    if (!(value instanceof Promise)) return count(value, meter, info);
    return value.then(
      (found) => count(found, meter, info),
      (error: unknown) => fail(meter, error),
    );
  };
}

/** Nobody waits for what is in a list any more: what becomes of it is nobody's business. */
export function letGo(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (item instanceof Promise) item.catch(() => undefined);
}

/** A field beyond the limit: an error for the first ones and where there can be no null, else null. */
function refuse(meter: AnswerMeter, mustBeSaid: boolean): null {
  const refusal = meter.refusal();
  if (refusal ?? mustBeSaid) throw refusal ?? tooMuch();
  return null;
}

function fail(meter: AnswerMeter, error: unknown): never {
  meter.take(ERROR_VALUES);
  throw error;
}

/** What a value is beyond being one. */
function weightOfLeaf(value: unknown): number {
  if (typeof value === 'string') return Math.floor(value.length / CHARACTERS);
  return typeof value === 'object' && value !== null ? weightOfJson(value) : 0;
}

const weights = new WeakMap<object, number>();

/** JSON is looked through once, however often it stands in answers. */
function weightOfJson(value: object): number {
  let weight = weights.get(value);
  if (weight === undefined) {
    weight = Math.ceil(lengthOf(value) / CHARACTERS);
    weights.set(value, weight);
  }
  return weight;
}

function lengthOf(value: object): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    // What cannot be written is found out where it is.
    return 0;
  }
}

/** Each object that there is, and what graphql-js says of it by itself: its type, under as many names as one likes. */
function weightOfObjects(value: unknown, { fieldNodes, fragments }: GraphQLResolveInfo): number {
  if (value === null || value === undefined) return 0;
  let weight = 1;
  for (const node of fieldNodes) weight += typeNames(node, fragments);
  return Array.isArray(value) ? value.length * weight : weight;
}

const countsOfTypeNames = new WeakMap<SelectionSetNode, number>();

function typeNames(
  { selectionSet }: Pick<FieldNode, 'selectionSet'>,
  fragments: GraphQLResolveInfo['fragments'],
): number {
  if (!selectionSet) return 0;
  let count = countsOfTypeNames.get(selectionSet);
  if (count === undefined) {
    count = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) count += selection.name.value === '__typename' ? 1 : 0;
      else if (selection.kind === Kind.INLINE_FRAGMENT) count += typeNames(selection, fragments);
      else count += typeNames(fragments[selection.name.value] ?? {}, fragments);
    }
    countsOfTypeNames.set(selectionSet, count);
  }
  return count;
}
