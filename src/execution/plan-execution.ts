import {
  locatedError,
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLResolveInfo,
} from 'graphql';
import type { FieldMeter } from '../answer-cost.ts';
import type { GatewayContext } from '../context.ts';
import type { Arguments } from './plan-arguments.ts';

/*
 * How what has been planned is executed: as graphql-js does it, but that there are promises only where a resolver brings
 * one. What is an object or a list of the answer knows what it is a part of, and tells that when it is complete.
 */

/** What one execution needs. */
export interface Run {
  /** As graphql-js coerces them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** @throws what ends an execution whose caller has left */
  readonly assertWanted: () => void;
}

export interface Ongoing extends Run {
  readonly errors: GraphQLError[];
}

/** Where a value is to be put: a field, or the items of a list. */
export interface Place {
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

/**
 * Makes of what a resolver brings, which is neither null nor an error, what is put into the answer: a value, or a `Part`
 * in which something is waited for.
 */
export type Complete = (value: unknown, owner: Part, place: Place, key: Key) => unknown;

export interface PlannedField extends Place {
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
export interface Selection {
  readonly fields: readonly (PlannedField | TypeName)[];
  /** Whether a name in it would be more than a property on a plain object. */
  readonly isDelicate: boolean;
}

/** The name in an object, or the place in a list. */
type Key = string | number;
type Results = Record<Key, unknown>;

/** An empty object for what is selected. */
export function resultsFor({ isDelicate }: Selection): object {
  return isDelicate ? (Object.create(null) as object) : {};
}

/** @returns what is in the part, or the part itself where something is waited for */
export function executeSelection({ fields }: Selection, source: unknown, part: Part): unknown {
  part.run.assertWanted();
  try {
    for (const field of fields) {
      if (field.typeName === undefined) executeField(field, source, part);
      else part.results[field.key] = field.typeName;
    }
  } catch (error) {
    if (!part.isWaiting()) throw error;
    // The others are waited for: what they may have to say of themselves belongs into the same answer.
    part.doom(error);
  }
  return part.isWaiting() ? part : part.results;
}

/** One change after the other. */
export async function executeSerially(selection: Selection, run: Ongoing): Promise<unknown> {
  const results = resultsFor(selection);
  for (const field of selection.fields) {
    const part = Part.root(results, run);
    const executed = executeSelection({ ...selection, fields: [field] }, undefined, part);
    if (executed === part) await part.whole();
  }
  return results;
}

export function executeList(values: readonly unknown[], item: Place, part: Part): unknown {
  // Of one that throws, nobody waits for the rest.
  for (let index = 0; index < values.length; index += 1) part.put(item, index, values[index]);
  return part.isWaiting() ? part : part.results;
}

function executeField(field: PlannedField, source: unknown, part: Part): void {
  const { key, meter } = field;
  const { variables, context } = part.run;
  let value: unknown;
  let isResolving = false;
  try {
    if (meter && !meter.admits(context.meter)) return part.settle(field, key, null);
    const args = field.args(variables);
    isResolving = true;
    value = field.resolve(source, args, context, field.info);
  } catch (error) {
    if (isResolving) meter?.countError(context.meter);
    return part.fail(field, key, error);
  }
  return part.put(field, key, value);
}

/** An object or a list of the answer. It stands in it from the beginning, and is filled. */
export class Part {
  readonly run: Ongoing;
  readonly results: Results;
  /** What it is a part of, and where; undefined for the answer as a whole. */
  readonly #owner: Part | undefined;
  readonly #place: Place | undefined;
  readonly #key: Key;
  /** How much is waited for. */
  #left = 0;
  #isOver = false;
  /** What it will fail with in any case. */
  #doom: { readonly error: unknown } | undefined;
  #whole: PromiseWithResolvers<unknown> | undefined;

  private constructor(results: object, run: Ongoing, owner?: Part, place?: Place, key: Key = '') {
    this.run = run;
    this.results = results as Results;
    this.#owner = owner;
    this.#place = place;
    this.#key = key;
  }

  static root(results: object, run: Ongoing): Part {
    return new Part(results, run);
  }

  static of(owner: Part, place: Place, key: Key, results: object): Part {
    return new Part(results, owner.run, owner, place, key);
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
    this.results[key] = null;
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
      completed = typeof value === place.plain ? value : complete(place, value, this, key);
    } catch (error) {
      this.fail(place, key, error);
      return;
    }
    if (completed instanceof Part) {
      this.#left += 1;
      this.results[key] = completed.results;
    } else {
      this.results[key] = completed;
    }
  }

  /** An error stands where it happened, and null beside it, or as far above as there may be one. */
  fail({ nodes, isNonNull }: Place, key: Key, error: unknown): void {
    this.run.assertWanted();
    const located = locatedError(error, nodes, [...this.#path(), key]);
    if (isNonNull) throw located;
    this.run.errors.push(located);
    this.results[key] = null;
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

  #arrived(): void {
    this.#left -= 1;
    if (this.#left > 0 || this.#isOver) return;
    if (this.#doom) return this.#fail(this.#doom.error);
    this.#isOver = true;
    if (this.#owner) this.#owner.#arrived();
    this.#whole?.resolve(this.results);
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

  #path(): Key[] {
    return this.#owner ? [...this.#owner.#path(), this.#key] : [];
  }
}

function complete(place: Place, value: unknown, owner: Part, key: Key): unknown {
  if (value instanceof Error) throw value;
  if (value !== null && value !== undefined) return place.complete(value, owner, place, key);
  if (!place.isNonNull) return null;
  const { parentType, fieldName } = place.info;
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`);
}
