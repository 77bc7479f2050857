import {
  locatedError,
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLResolveInfo,
} from 'graphql';
import { letGo } from '../response-budget.ts';
import type { GatewayContext } from '../context.ts';
import type { Arguments } from './argument-values.ts';

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
}

/**
 * Makes of what a resolver brings, which is neither null nor an error, what is put into the answer: a value, or a `Part`
 * in which something is waited for.
 */
export type Complete = (value: unknown, owner: Part, place: Place, key: Key) => unknown;

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
export interface Selection {
  readonly fields: readonly (PlannedField | TypeName)[];
  /** Whether a name in it would be more than a property on a plain object. */
  readonly isDelicate: boolean;
}

/** The name in an object, or the place in a list. */
type Key = string | number;
type Results = Record<Key, unknown>;

/** An empty object for what is selected. */
export function resultsFor({ isDelicate }: Pick<Selection, 'isDelicate'>): object {
  return isDelicate ? (Object.create(null) as object) : {};
}

/** @returns what is in the part, or the part itself where something is waited for */
export function executeSelection(
  { fields }: Pick<Selection, 'fields'>,
  source: unknown,
  part: Part,
): unknown {
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
export async function executeSerially({ fields, isDelicate }: Selection, run: Ongoing): Promise<unknown> {
  const results = resultsFor({ isDelicate });
  for (const field of fields) {
    const part = Part.root(results, run);
    const executed = executeSelection({ fields: [field] }, undefined, part);
    if (executed === part) await part.whole();
  }
  return results;
}

export function executeList(values: readonly unknown[], item: Place, part: Part): unknown {
  let next = 0;
  try {
    while (next < values.length) {
      part.put(item, next, values[next]);
      next += 1;
    }
  } catch (error) {
    // There is no list any more for what is still to come of it.
    letGo(values.slice(next));
    throw error;
  }
  return part.isWaiting() ? part : part.results;
}

function executeField(field: PlannedField, source: unknown, part: Part): void {
  const { variables, context } = part.run;
  let value: unknown;
  try {
    value = field.resolve(source, field.args(variables), context, field.info);
  } catch (error) {
    part.fail(field, field.key, error);
    return;
  }
  part.put(field, field.key, value);
}

/** An object or a list of the answer. It stands in it from the beginning, and is filled. */
export class Part {
  readonly run: Ongoing;
  readonly results: Results;
  /** What it is a part of, and where; undefined for the answer as a whole. */
  readonly #owner: Part | undefined;
  readonly #place: Place | undefined;
  readonly #key: Key;
  /** Whether that waits for it: a list that has failed at once is waited for no more. */
  #isAwaited = false;
  /** How much is waited for in it. */
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
    if (!(value instanceof Promise)) {
      this.#fill(place, key, value);
      return;
    }
    // Names stand in the order in which they were asked for.
    this.results[key] = null;
    this.#left += 1;
    value.then(
      (found: unknown) => this.#arrive(() => this.#fill(place, key, found)),
      (error: unknown) => this.#arrive(() => this.fail(place, key, error)),
    );
  }

  /** An error stands where it happened, and null beside it, or as far above as there may be one. */
  fail({ nodes, isNonNull }: Place, key: Key, error: unknown): void {
    this.run.assertWanted();
    const located = locatedError(error, nodes, [...this.#path(), key]);
    if (isNonNull) throw located;
    this.run.errors.push(located);
    this.results[key] = null;
  }

  #fill(place: Place, key: Key, value: unknown): void {
    try {
      const completed = typeof value === place.plain ? value : complete(place, value, this, key);
      if (completed instanceof Part) {
        completed.#isAwaited = true;
        this.#left += 1;
        this.results[key] = completed.results;
      } else {
        this.results[key] = completed;
      }
    } catch (error) {
      this.fail(place, key, error);
    }
  }

  /** Does what is to be done with what was waited for. */
  #arrive(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#collapse(error);
      return;
    }
    this.#arrived();
  }

  #arrived(): void {
    this.#left -= 1;
    if (this.#left > 0 || this.#isOver) return;
    if (this.#doom) {
      this.#collapse(this.#doom.error);
      return;
    }
    this.#isOver = true;
    this.#whole?.resolve(this.results);
    if (this.#owner && this.#isAwaited) this.#owner.#arrived();
  }

  /** There is an error in it, and may be no null. */
  #collapse(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const why = this.#doom ? this.#doom.error : error;
    this.#whole?.reject(why);
    const [owner, place] = [this.#owner, this.#place];
    if (owner && place && this.#isAwaited) owner.#arrive(() => owner.fail(place, this.#key, why));
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
