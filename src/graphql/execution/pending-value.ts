import { locatedError } from 'graphql';
import type { Execution, FieldPlan, Key } from './plan.ts';

/**
 * - `open`: its fields execute, or are pending.
 * - `failing`: a field that cannot be null has failed, so the value is null. It waits for the fields that are still
 *   pending, so that their errors are in the same response.
 * - `settled`: it has its outcome. Fields that settle later change nothing.
 */
type State = 'open' | 'failing' | 'settled';

/**
 * An object or a list of the result, which may wait for promises. Its `results` are filled in place. A parent that waits
 * for it is notified when it is complete.
 */
export class PendingValue {
  readonly execution: Execution;
  readonly results: Record<Key, unknown>;
  /** The object or list that contains it, and the field whose value it is; undefined for the root. */
  readonly #parent: PendingValue | undefined;
  readonly #field: FieldPlan | undefined;
  readonly #key: Key;
  /** Whether the parent waits for it. The parent does not wait if the completion of this value throws at once. */
  #isAttached = false;
  #state: State = 'open';
  /** Fields or items that are pending. */
  #pendingCount = 0;
  /** While it is `failing`: why. */
  #error: unknown;
  #deferred: PromiseWithResolvers<unknown> | undefined;

  private constructor(
    results: object,
    execution: Execution,
    parent?: PendingValue,
    field?: FieldPlan,
    key: Key = '',
  ) {
    this.execution = execution;
    this.results = results as Record<Key, unknown>;
    this.#parent = parent;
    this.#field = field;
    this.#key = key;
  }

  static root(results: object, execution: Execution): PendingValue {
    return new PendingValue(results, execution);
  }

  static of(parent: PendingValue, field: FieldPlan, key: Key, results: object): PendingValue {
    return new PendingValue(results, parent.execution, parent, field, key);
  }

  isPending(): boolean {
    return this.#pendingCount > 0;
  }

  /** Resolves when it is complete. Rejects with the first error of a field that cannot be null. */
  promise(): Promise<unknown> {
    this.#deferred ??= Promise.withResolvers();
    return this.#deferred.promise;
  }

  /** Waits for one more field or item. */
  waitFor(key: Key, results: unknown): void {
    // The key is set now, so that the result has its fields in the order of the selection.
    this.results[key] = results;
    this.#pendingCount += 1;
  }

  /** Waits for an object or list in it, which notifies it. */
  attach(key: Key, child: PendingValue): void {
    child.#isAttached = true;
    this.waitFor(key, child.results);
  }

  /** Makes it reject once nothing in it is pending. */
  failWhenSettled(error: unknown): void {
    this.#state = 'failing';
    this.#error = error;
  }

  /** HandleFieldError (6.4.4): records the error and sets the field to null, or throws it if the field cannot be null. */
  handleFieldError({ nodes, isNonNull }: FieldPlan, key: Key, error: unknown): void {
    this.execution.throwIfCancelled();
    const located = locatedError(error, nodes, [...this.#path(), key]);
    if (isNonNull) throw located;
    this.execution.errors.push(located);
    this.results[key] = null;
  }

  /** Applies the outcome of a field that was pending. */
  settleField(applyOutcome: () => void): void {
    try {
      applyOutcome();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#decrementPending();
  }

  #decrementPending(): void {
    this.#pendingCount -= 1;
    if (this.#pendingCount > 0 || this.#state === 'settled') return;
    if (this.#state === 'failing') {
      this.#fail(this.#error);
      return;
    }
    this.#state = 'settled';
    this.#deferred?.resolve(this.results);
    if (this.#parent && this.#isAttached) this.#parent.#decrementPending();
  }

  /** A field that cannot be null has an error, so this value is null: the parent handles the error. */
  #fail(fieldError: unknown): void {
    if (this.#state === 'settled') return;
    const error = this.#state === 'failing' ? this.#error : fieldError;
    this.#state = 'settled';
    this.#deferred?.reject(error);
    const [parent, field] = [this.#parent, this.#field];
    if (parent && field && this.#isAttached)
      parent.settleField(() => parent.handleFieldError(field, this.#key, error));
  }

  #path(): Key[] {
    return this.#parent ? [...this.#parent.#path(), this.#key] : [];
  }
}
