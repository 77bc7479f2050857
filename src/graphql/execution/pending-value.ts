import { locatedError } from 'graphql';
import type { ExecutionState, FieldPlan, Key } from './plan.ts';

/**
 * An object or a list of the result, which may wait for promises. Its `results` are filled in place. A parent that waits
 * for it is notified when it is complete.
 */
export class PendingValue {
  readonly state: ExecutionState;
  readonly results: Record<Key, unknown>;
  /** The object or list that contains it, and the field whose value it is; undefined for the root. */
  readonly #parent: PendingValue | undefined;
  readonly #field: FieldPlan | undefined;
  readonly #key: Key;
  /** Whether the parent waits for it. The parent does not wait if the completion of this value throws at once. */
  #isAttached = false;
  /** Fields or items that are pending. */
  #pendingCount = 0;
  #isSettled = false;
  /** The error it rejects with once nothing in it is pending. */
  #deferredError: { readonly error: unknown } | undefined;
  #deferred: PromiseWithResolvers<unknown> | undefined;

  private constructor(
    results: object,
    state: ExecutionState,
    parent?: PendingValue,
    field?: FieldPlan,
    key: Key = '',
  ) {
    this.state = state;
    this.results = results as Record<Key, unknown>;
    this.#parent = parent;
    this.#field = field;
    this.#key = key;
  }

  static root(results: object, state: ExecutionState): PendingValue {
    return new PendingValue(results, state);
  }

  static of(parent: PendingValue, field: FieldPlan, key: Key, results: object): PendingValue {
    return new PendingValue(results, parent.state, parent, field, key);
  }

  isPending(): boolean {
    return this.#pendingCount > 0;
  }

  /** Resolves when it is complete. Rejects with the first error of a field that cannot be null. */
  promise(): Promise<unknown> {
    this.#deferred ??= Promise.withResolvers();
    return this.#deferred.promise;
  }

  /** Makes it reject once nothing in it is pending. */
  failWhenSettled(error: unknown): void {
    this.#deferredError = { error };
  }

  /**
   * Completes the value of a field, now or when its promise settles.
   * @throws {GraphQLError} if the field has an error now and cannot be null
   */
  setField(field: FieldPlan, key: Key, value: unknown): void {
    if (!(value instanceof Promise)) {
      this.#completeField(field, key, value);
      return;
    }
    // The key is set now, to keep the fields of the result in the order of the selection.
    this.results[key] = null;
    this.#pendingCount += 1;
    value.then(
      (resolved: unknown) => this.#onFieldSettled(() => this.#completeField(field, key, resolved)),
      (error: unknown) => this.#onFieldSettled(() => this.handleFieldError(field, key, error)),
    );
  }

  /** Records the error of a field and sets the field to null, or throws the error if the field cannot be null. */
  handleFieldError({ nodes, isNonNull }: FieldPlan, key: Key, error: unknown): void {
    this.state.throwIfCancelled();
    const located = locatedError(error, nodes, [...this.#path(), key]);
    if (isNonNull) throw located;
    this.state.errors.push(located);
    this.results[key] = null;
  }

  #completeField(field: FieldPlan, key: Key, value: unknown): void {
    try {
      const completed =
        typeof value === field.passThroughTypeof ? value : completeValue(field, value, this, key);
      if (completed instanceof PendingValue) {
        completed.#isAttached = true;
        this.#pendingCount += 1;
        this.results[key] = completed.results;
      } else {
        this.results[key] = completed;
      }
    } catch (error) {
      this.handleFieldError(field, key, error);
    }
  }

  /** Applies the outcome of a field that was pending. */
  #onFieldSettled(applyOutcome: () => void): void {
    try {
      applyOutcome();
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

  /** A field that cannot be null has an error, so this value is null: the parent handles the error. */
  #propagateNull(fieldError: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const error = this.#deferredError ? this.#deferredError.error : fieldError;
    this.#deferred?.reject(error);
    const [parent, field] = [this.#parent, this.#field];
    if (parent && field && this.#isAttached)
      parent.#onFieldSettled(() => parent.handleFieldError(field, this.#key, error));
  }

  #path(): Key[] {
    return this.#parent ? [...this.#parent.#path(), this.#key] : [];
  }
}

function completeValue(field: FieldPlan, value: unknown, parent: PendingValue, key: Key): unknown {
  if (value instanceof Error) throw value;
  if (value !== null && value !== undefined) return field.completeValue(value, parent, field, key);
  if (!field.isNonNull) return null;
  const { parentType, fieldName } = field.info;
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`);
}
