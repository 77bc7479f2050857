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
import { limitExceeded, type GatewayError } from '../errors.ts';

/*
 * What an answer costs hangs on what is in it, not on how long the question is: a page that is remembered costs no
 * call, and could stand in the answer a million times, under a hundred names. So every value is counted as it is put
 * there, and when it is too much nothing more is.
 */

/** Values in an answer at most. */
export const MOST_VALUES = 50_000;
/** A text counts once more for each of so many bytes of the JSON that it becomes, and so does the name of a field. */
const BYTES = 100;
/** What one character becomes at most: a control character is `\u0001`. */
const MOST_BYTES_OF_CHARACTER = 6;
/** An error takes longer to put together than a value. */
const ERROR_VALUES = 30;
/** Fields beyond the limit that say so. The others are null: to say it a million times is what must not be. */
const MOST_REFUSALS = 10;

/** Counts the values of one answer. */
export interface ResponseBudget {
  /** @returns whether there was room */
  consume(values: number): boolean;
  /** What a field beyond says; undefined where enough have said it. */
  limitError(): GatewayError | undefined;
}

export function createResponseBudget(): ResponseBudget {
  return new ValueBudget();
}

class ValueBudget implements ResponseBudget {
  #left = MOST_VALUES;
  #refusals = 0;

  consume(values: number): boolean {
    this.#left -= values;
    return this.#left >= 0;
  }

  limitError(): GatewayError | undefined {
    this.#refusals += 1;
    return this.#refusals > MOST_REFUSALS ? undefined : tooMuch();
  }
}

function tooMuch(): GatewayError {
  return limitExceeded('cost', MOST_VALUES);
}

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/**
 * What a write itself states of what it has changed, by the fields' names: it is in the answer whatever else the caller
 * asked for, since a write that succeeded is never reported as failed.
 */
export const STATED_BY_WRITE: ReadonlySet<string> = new Set(['__typename', 'id', 'createdAt', 'status']);

/** What writes have changed, as they state it. */
const written = new WeakSet<object>();

/** Makes every field of a schema count what it puts into the answer. */
export function countFieldCosts(schema: GraphQLSchema): GraphQLSchema {
  const mutation = schema.getMutationType();
  const writes: readonly GraphQLField<unknown, GatewayContext>[] = Object.values(mutation?.getFields() ?? {});
  const payloads = new Set<unknown>(writes.map(({ type }) => getNamedType(type)));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    // At the root there is always somebody to tell: a change that is not made is no null.
    const isRoot = type === schema.getQueryType() || type === mutation;
    const isOfWrite = type === mutation || payloads.has(type);
    for (const field of Object.values(type.getFields())) field.resolve = metered(field, isRoot, isOfWrite);
  }
  return schema;
}

/**
 * @param isOfWrite whether it is a mutation, or what one states: that has been done when its value is there, and is
 *   counted without being refused
 */
function metered(
  field: GraphQLField<unknown, GatewayContext>,
  isRoot: boolean,
  isOfWrite: boolean,
): Resolver {
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const mustBeSaid = isRoot || isNonNullType(field.type);
  const weigh = isLeafType(getNamedType(field.type)) ? valuesOfLeaf : weightOfObjects;
  const mayBeStated = STATED_BY_WRITE.has(field.name);
  const isStated = (source: unknown) => mayBeStated && written.has(source as object);
  const count = (source: unknown, value: unknown, meter: ResponseBudget, info: GraphQLResolveInfo) => {
    const hasRoom = meter.consume(weigh(value, info));
    if (isOfWrite && typeof value === 'object' && value !== null) written.add(value);
    if (hasRoom || isOfWrite || isStated(source)) return value;
    ignoreRejections(value);
    return refuse(meter, mustBeSaid);
  };

  return (source, args, context, info) => {
    const { responseBudget } = context;
    const hasRoom = responseBudget.consume(isRoot ? 1 + valuesOfName(info.fieldNodes) : 1);
    if (!hasRoom && (isRoot || !isOfWrite) && !isStated(source)) return refuse(responseBudget, mustBeSaid);
    let value: unknown;
    try {
      value = resolve(source, args, context, info);
    } catch (error) {
      return fail(responseBudget, error);
    }
    if (!(value instanceof Promise)) return count(source, value, responseBudget, info);
    return value.then(
      (found) => count(source, found, responseBudget, info),
      (error: unknown) => fail(responseBudget, error),
    );
  };
}

/** Nobody waits for what is in a list any more: what becomes of it is nobody's business. */
export function ignoreRejections(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (item instanceof Promise) item.catch(() => undefined);
}

/** A field beyond the limit: an error for the first ones and where there can be no null, else null. */
function refuse(meter: ResponseBudget, mustBeSaid: boolean): null {
  const refusal = meter.limitError();
  if (refusal ?? mustBeSaid) throw refusal ?? tooMuch();
  return null;
}

function fail(meter: ResponseBudget, error: unknown): never {
  meter.consume(ERROR_VALUES);
  throw error;
}

/** How often a text or JSON counts for its length, beside once for being there. */
export function valuesOfLeaf(value: unknown): number {
  if (typeof value === 'string') return valuesOfText(value);
  return typeof value === 'object' && value !== null ? weightOfJson(value) : 0;
}

/** How often the name of a field counts for its length. Names are ASCII. */
export function valuesOfKey(name: string): number {
  return Math.floor(name.length / BYTES);
}

function valuesOfName(nodes: readonly FieldNode[]): number {
  const [node] = nodes;
  return node ? valuesOfKey((node.alias ?? node.name).value) : 0;
}

function valuesOfText(text: string): number {
  const { length } = text;
  // Most texts are too short to count, whatever is in them.
  if (length * MOST_BYTES_OF_CHARACTER < BYTES) return 0;
  // No answer has room for it: how much it is need not be known.
  if (length > MOST_VALUES * BYTES) return MOST_VALUES;
  // Half a pair becomes an escape of six bytes.
  const surrogate = text.isWellFormed() ? 1 : 5;
  let bytes = length;
  for (let at = 0; at < length; at += 1) bytes += bytesBeyondOne(text.charCodeAt(at), surrogate);
  return Math.floor(bytes / BYTES);
}

/** What a UTF-16 code unit takes in JSON beyond one byte. */
function bytesBeyondOne(code: number, surrogate: number): number {
  if (code < 0x20) return 5;
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 1 : 0;
  if (code < 0x800) return 1;
  return code >= 0xd800 && code < 0xe000 ? surrogate : 2;
}

const weights = new WeakMap<object, number>();

/** JSON is looked through once, however often it stands in answers. */
function weightOfJson(value: object): number {
  let weight = weights.get(value);
  if (weight === undefined) {
    weight = Math.ceil(lengthOf(value) / BYTES);
    weights.set(value, weight);
  }
  return weight;
}

function lengthOf(value: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    // What cannot be written is found out where it is.
    return 0;
  }
}

/**
 * Each object that there is, with what is in it even where no field has room: its type, under as many names as one likes,
 * and the long names of its fields.
 */
function weightOfObjects(value: unknown, { fieldNodes, fragments }: GraphQLResolveInfo): number {
  if (value === null || value === undefined) return 0;
  let weight = 1;
  for (const node of fieldNodes) weight += valuesOfNames(node, fragments);
  return Array.isArray(value) ? value.length * weight : weight;
}

const countsOfNames = new WeakMap<SelectionSetNode, number>();

function valuesOfNames(
  { selectionSet }: Pick<FieldNode, 'selectionSet'>,
  fragments: GraphQLResolveInfo['fragments'],
): number {
  if (!selectionSet) return 0;
  let count = countsOfNames.get(selectionSet);
  if (count === undefined) {
    count = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        count += valuesOfName([selection]) + (selection.name.value === '__typename' ? 1 : 0);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) count += valuesOfNames(selection, fragments);
      else count += valuesOfNames(fragments[selection.name.value] ?? {}, fragments);
    }
    countsOfNames.set(selectionSet, count);
  }
  return count;
}
