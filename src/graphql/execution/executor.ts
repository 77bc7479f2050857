import { ignoreRejections } from '../../lib/ignore-rejections.ts';
import { PendingValue } from './pending-value.ts';
import type { ExecutionState, FieldPlan, PlannedField, SelectionPlan } from './plan.ts';

/*
 * The execution module: sections 6.1.2, 6.3 and 6.4 of the GraphQL specification, for operations that run many times.
 *
 * Why: graphql-js collects fields, looks up types and coerces literals on every request. All three depend on the document
 * alone, so a plan does them once.
 *
 * Files:
 *   plan-cache.ts       finds the plan of an operation: one for each combination of its `@skip` and `@include` variables
 *   planner.ts          document -> plan, one selection set at a time, when the execution first reaches it
 *   plan.ts             the types of a plan
 *   executor.ts         ExecuteSelectionSet, ExecuteField, lists, and mutations in series
 *   pending-value.ts    an object or list that waits for promises; CompleteValue, HandleFieldError, null propagation
 *   variable-values.ts  CoerceVariableValues, with the path and the reason of each error
 *   argument-values.ts  CoerceArgumentValues
 *   input-coercion.ts   fast coercion of valid input values
 *
 * Guarantees: the data, errors, paths and null propagation of graphql-js, and mutations in series. There are promises only
 * where a resolver returns one. `test/graphql/executor.test.ts` compares both on 1,000 random documents.
 *
 * Differences from graphql-js:
 *   - `info.path` and `info.variableValues` throw.
 *   - `resolveType` must return a type name synchronously. `isTypeOf` is not called.
 *   - A list must be an array.
 *   - Only native promises are awaited.
 *   - Every field must have a resolver: there is no default resolver.
 *   - Arguments without variables are frozen and shared by all requests.
 */

/** Creates the empty result object of a selection set. */
export function createResultObject({ hasProtoKey }: Pick<SelectionPlan, 'hasProtoKey'>): object {
  return hasProtoKey ? (Object.create(null) as object) : {};
}

/** @returns the results, or `pending` itself if something in it is pending */
export function executeSelectionSet(
  { fields }: Pick<SelectionPlan, 'fields'>,
  source: unknown,
  pending: PendingValue,
): unknown {
  pending.state.throwIfCancelled();
  try {
    for (const field of fields) {
      if (field.typeName === undefined) executeField(field, source, pending);
      else pending.results[field.key] = field.typeName;
    }
  } catch (error) {
    if (!pending.isPending()) throw error;
    // Waits for the pending fields: their errors belong to the same response.
    pending.failWhenSettled(error);
  }
  return pending.isPending() ? pending : pending.results;
}

/** Executes the root fields of a mutation in series. */
export async function executeSerially(
  { fields, hasProtoKey }: SelectionPlan,
  state: ExecutionState,
): Promise<unknown> {
  const results = createResultObject({ hasProtoKey });
  for (const field of fields) {
    const pending = PendingValue.root(results, state);
    const executed = executeSelectionSet({ fields: [field] }, undefined, pending);
    if (executed === pending) await pending.promise();
  }
  return results;
}

export function executeList(values: readonly unknown[], item: FieldPlan, pending: PendingValue): unknown {
  let index = 0;
  try {
    while (index < values.length) {
      pending.setField(item, index, values[index]);
      index += 1;
    }
  } catch (error) {
    // The list is null now: the items after this one are discarded.
    ignoreRejections(values.slice(index));
    throw error;
  }
  return pending.isPending() ? pending : pending.results;
}

function executeField(field: PlannedField, source: unknown, pending: PendingValue): void {
  const { variables, context } = pending.state;
  let value: unknown;
  try {
    value = field.resolve(source, field.args(variables), context, field.info);
  } catch (error) {
    pending.handleFieldError(field, field.key, error);
    return;
  }
  pending.setField(field, field.key, value);
}
