import {
  locatedError,
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLResolveInfo,
} from 'graphql';
import { ignoreRejections } from '../../lib/ignore-rejections.ts';
import type { GatewayContext } from '../context.ts';
import type { Arguments } from './argument-values.ts';

/*
 * How what has been planned is executed: as graphql-js does it, but that there are promises only where a resolver brings
 * one. What is an object or a list of the answer knows what it is a part of, and tells that when it is complete.
 */

/** What one execution needs. */
export interface ExecutionArgs {
  /** As graphql-js coerces them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** @throws what ends an execution whose caller has left */
  readonly throwIfCancelled: () => void;
}

export interface ExecutionState extends ExecutionArgs {
  readonly errors: GraphQLError[];
}

/** Where a value is to be put: a field, or the items of a list. */
export interface FieldPlan {
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  /** Values of this kind are put there as they are. */
  readonly passThroughTypeof: 'string' | 'boolean' | undefined;
  readonly completeValue: ValueCompleter;
  readonly info: GraphQLResolveInfo;
}

/**
 * Makes of what a resolver brings, which is neither null nor an error, what is put into the answer: a value, or a `Part`
 * in which something is waited for.
 */
export type ValueCompleter = (value: unknown, owner: PendingValue, place: FieldPlan, key: Key) => unknown;

interface PlannedField extends FieldPlan {
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
export interface SelectionPlan {
  readonly fields: readonly (PlannedField | TypeName)[];
  /** Whether a name in it would be more than a property on a plain object. */
  readonly hasProtoKey: boolean;
}

/** The name in an object, or the place in a list. */
type Key = string | number;
type Results = Record<Key, unknown>;

/** An empty object for what is selected. */
export function createResultObject({ hasProtoKey }: Pick<SelectionPlan, 'hasProtoKey'>): object {
  return hasProtoKey ? (Object.create(null) as object) : {};
}

/** @returns what is in the part, or the part itself where something is waited for */
export function executeSelectionSet(
  { fields }: Pick<SelectionPlan, 'fields'>,
  source: unknown,
  part: PendingValue,
): unknown {
  part.state.throwIfCancelled();
  try {
    for (const field of fields) {
      if (field.typeName === undefined) executeField(field, source, part);
      else part.results[field.key] = field.typeName;
    }
  } catch (error) {
    if (!part.isPending()) throw error;
    // The others are waited for: what they may have to say of themselves belongs into the same answer.
    part.failWhenSettled(error);
  }
  return part.isPending() ? part : part.results;
}

/** One change after the other. */
export async function executeSerially(
  { fields, hasProtoKey }: SelectionPlan,
  run: ExecutionState,
): Promise<unknown> {
  const results = createResultObject({ hasProtoKey });
  for (const field of fields) {
    const part = PendingValue.root(results, run);
    const executed = executeSelectionSet({ fields: [field] }, undefined, part);
    if (executed === part) await part.promise();
  }
  return results;
}

export function executeList(values: readonly unknown[], item: FieldPlan, part: PendingValue): unknown {
  let next = 0;
  try {
    while (next < values.length) {
      part.setField(item, next, values[next]);
      next += 1;
    }
  } catch (error) {
    // There is no list any more for what is still to come of it.
    ignoreRejections(values.slice(next));
    throw error;
  }
  return part.isPending() ? part : part.results;
}

function executeField(field: PlannedField, source: unknown, part: PendingValue): void {
  const { variables, context } = part.state;
  let value: unknown;
  try {
    value = field.resolve(source, field.args(variables), context, field.info);
  } catch (error) {
    part.handleFieldError(field, field.key, error);
    return;
  }
  part.setField(field, field.key, value);
}

/** An object or a list of the answer. It stands in it from the beginning, and is filled. */
export class PendingValue {
  readonly state: ExecutionState;
  readonly results: Results;
  /** What it is a part of, and where; undefined for the answer as a whole. */
  readonly #parent: PendingValue | undefined;
  readonly #fieldPlan: FieldPlan | undefined;
  readonly #key: Key;
  /** Whether that waits for it: a list that has failed at once is waited for no more. */
  #isAttached = false;
  /** How much is waited for in it. */
  #pendingCount = 0;
  #isSettled = false;
  /** What it will fail with in any case. */
  #deferredError: { readonly error: unknown } | undefined;
  #deferred: PromiseWithResolvers<unknown> | undefined;

  private constructor(
    results: object,
    run: ExecutionState,
    owner?: PendingValue,
    place?: FieldPlan,
    key: Key = '',
  ) {
    this.state = run;
    this.results = results as Results;
    this.#parent = owner;
    this.#fieldPlan = place;
    this.#key = key;
  }

  static root(results: object, run: ExecutionState): PendingValue {
    return new PendingValue(results, run);
  }

  static of(owner: PendingValue, place: FieldPlan, key: Key, results: object): PendingValue {
    return new PendingValue(results, owner.state, owner, place, key);
  }

  isPending(): boolean {
    return this.#pendingCount > 0;
  }

  /** Resolves when it is complete, and rejects with the first error where there may be no null. */
  promise(): Promise<unknown> {
    this.#deferred ??= Promise.withResolvers();
    return this.#deferred.promise;
  }

  /** Lets it fail once all that is waited for is there. */
  failWhenSettled(error: unknown): void {
    this.#deferredError = { error };
  }

  /**
   * Puts what a resolver has brought, or what that will be, into its place.
   * @throws {GraphQLError} where it is none, and may not be null
   */
  setField(place: FieldPlan, key: Key, value: unknown): void {
    if (!(value instanceof Promise)) {
      this.#completeValue(place, key, value);
      return;
    }
    // Names stand in the order in which they were asked for.
    this.results[key] = null;
    this.#pendingCount += 1;
    value.then(
      (found: unknown) => this.#onFieldSettled(() => this.#completeValue(place, key, found)),
      (error: unknown) => this.#onFieldSettled(() => this.handleFieldError(place, key, error)),
    );
  }

  /** An error stands where it happened, and null beside it, or as far above as there may be one. */
  handleFieldError({ nodes, isNonNull }: FieldPlan, key: Key, error: unknown): void {
    this.state.throwIfCancelled();
    const located = locatedError(error, nodes, [...this.#path(), key]);
    if (isNonNull) throw located;
    this.state.errors.push(located);
    this.results[key] = null;
  }

  #completeValue(place: FieldPlan, key: Key, value: unknown): void {
    try {
      const completed = typeof value === place.passThroughTypeof ? value : complete(place, value, this, key);
      if (completed instanceof PendingValue) {
        completed.#isAttached = true;
        this.#pendingCount += 1;
        this.results[key] = completed.results;
      } else {
        this.results[key] = completed;
      }
    } catch (error) {
      this.handleFieldError(place, key, error);
    }
  }

  /** Does what is to be done with what was waited for. */
  #onFieldSettled(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#propagateNull(error);
      return;
    }
    this.#decrementPending();
  }

  #decrementPending(): void {
    this.#pendingCount -= 1;
    if (this.#pendingCount > 0 || this.#isSettled) return;
    if (this.#deferredError) {
      this.#propagateNull(this.#deferredError.error);
      return;
    }
    this.#isSettled = true;
    this.#deferred?.resolve(this.results);
    if (this.#parent && this.#isAttached) this.#parent.#decrementPending();
  }

  /** There is an error in it, and may be no null. */
  #propagateNull(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const why = this.#deferredError ? this.#deferredError.error : error;
    this.#deferred?.reject(why);
    const [owner, place] = [this.#parent, this.#fieldPlan];
    if (owner && place && this.#isAttached)
      owner.#onFieldSettled(() => owner.handleFieldError(place, this.#key, why));
  }

  #path(): Key[] {
    return this.#parent ? [...this.#parent.#path(), this.#key] : [];
  }
}

function complete(place: FieldPlan, value: unknown, owner: PendingValue, key: Key): unknown {
  if (value instanceof Error) throw value;
  if (value !== null && value !== undefined) return place.completeValue(value, owner, place, key);
  if (!place.isNonNull) return null;
  const { parentType, fieldName } = place.info;
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`);
}
