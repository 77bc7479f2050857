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
    for (const field of Object.values(type.getFields())) {
      const meter = new FieldMeter(field, isRoot);
      meters.set(field, meter);
      field.resolve = metered(meter);
    }
  }
  return schema;
}

const meters = new WeakMap<GraphQLField<unknown, GatewayContext>, FieldMeter>();

/** What counts the values of a field, for whoever resolves it past its resolver; undefined where nothing does. */
export function meterOf(field: GraphQLField<unknown, GatewayContext>): FieldMeter | undefined {
  return meters.get(field);
}

/** Counts the values of one field, in whatever answer it stands. */
export class FieldMeter {
  /** What resolves it and counts nothing. */
  readonly uncounted: Resolver;
  readonly #mustBeSaid: boolean;
  readonly #isLeaf: boolean;

  constructor(field: GraphQLField<unknown, GatewayContext>, isRoot: boolean) {
    this.uncounted = field.resolve ?? defaultFieldResolver;
    this.#mustBeSaid = isRoot || isNonNullType(field.type);
    this.#isLeaf = isLeafType(getNamedType(field.type));
  }

  /**
   * Asked before it is resolved: whether there is room for anything. It is null without.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where there is none, and somebody has to be told
   */
  admits(answer: AnswerMeter): boolean {
    if (answer.take(1)) return true;
    this.#refuse(answer);
    return false;
  }

  /** Resolves it. What it throws is counted; what it brings, with `count`, and what comes of promises, with `countError`. */
  resolve(source: unknown, args: object, context: GatewayContext, info: GraphQLResolveInfo): unknown {
    try {
      return this.uncounted(source, args, context, info);
    } catch (error) {
      countError(context.meter);
      throw error;
    }
  }

  /**
   * What it has brought, or null where there is no room for that.
   * @param weight as `weightOf`
   * @throws {GatewayError} as `admits`
   */
  count<T>(answer: AnswerMeter, value: T, weight: number): T | null {
    if (answer.take(this.#isLeaf ? weightOfLeaf(value) : weightOfObjects(value, weight))) return value;
    letGo(value);
    this.#refuse(answer);
    return null;
  }

  /** What each object that it brings weighs: itself, and its type, under as many names as one likes. */
  weightOf({ fieldNodes, fragments }: GraphQLResolveInfo): number {
    return 1 + fieldNodes.reduce((sum, node) => sum + typeNames(node, fragments), 0);
  }

  /** A field beyond the limit: an error for the first ones and where there can be no null. */
  #refuse(answer: AnswerMeter): void {
    const refusal = answer.refusal();
    if (refusal ?? this.#mustBeSaid) throw refusal ?? tooMuch();
  }
}

/** Counts what a promise has failed with, of a field or of one in a list. */
export function countError(answer: AnswerMeter): void {
  answer.take(ERROR_VALUES);
}

/** Nobody waits for what is in a list any more: what becomes of it is nobody's business. */
export function letGo(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (item instanceof Promise) item.catch(() => undefined);
}

function metered(field: FieldMeter): Resolver {
  return (source, args, context, info) => {
    const { meter } = context;
    if (!field.admits(meter)) return null;
    const value = field.resolve(source, args as object, context, info);
    const weight = field.weightOf(info);
    if (!(value instanceof Promise)) return withErrorsCounted(field.count(meter, value, weight), meter);
    return withErrorsCounted(value, meter).then((found) =>
      withErrorsCounted(field.count(meter, found, weight), meter),
    );
  };
}

/** A promise, or a list with promises, of which each that fails is counted. */
function withErrorsCounted<T>(value: T, answer: AnswerMeter): T {
  const fail = (error: unknown) => {
    countError(answer);
    throw error;
  };
  const counted = (item: unknown) => (item instanceof Promise ? item.catch(fail) : item);
  const isWaiting = Array.isArray(value) && value.some((item) => item instanceof Promise);
  return (isWaiting ? value.map(counted) : counted(value)) as T;
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

/** Each object that there is, and each error among them. */
function weightOfObjects(value: unknown, weight: number): number {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value)) return weight;
  let errors = 0;
  for (const item of value) if (item instanceof Error) errors += 1;
  return value.length * weight + errors * ERROR_VALUES;
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
