import {
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
} from 'graphql';
import { VALUES_PER_ERROR } from '../response-budget.ts';
import { resolveField, spendField, spendValue, type FieldRules } from './field-rules.ts';
import { ignoreRejections } from '../../lib/ignore-rejections.ts';
import { PendingValue } from './pending-value.ts';
import type {
  Execution,
  ExecutionArgs,
  FieldPlan,
  Key,
  OperationPlan,
  PlannedField,
  SelectionPlan,
} from './plan.ts';

/*
 * The execution module: sections 6.1.2, 6.3 and 6.4 of the GraphQL specification, for operations that run many times.
 *
 * Why: graphql-js collects fields, looks up types and coerces literals on every request. All three depend on the document
 * alone, so a plan does them once.
 *
 * Files:
 *   plan-cache.ts       finds the plan of an operation: one for each combination of its `@skip` and `@include` variables
 *   planner.ts          document -> plan, one selection set at a time, when the execution first reaches it
 *   plan.ts             the types of a plan: data that can be printed
 *   field-rules.ts      access and cost of a field: what the gateway adds to ExecuteField
 *   executor.ts         ExecuteSelectionSet, ExecuteField, CompleteValue, and mutations in series
 *   pending-value.ts    an object or list that waits for promises; HandleFieldError and null propagation
 *   variable-values.ts  CoerceVariableValues, with the path and the reason of each error
 *   argument-values.ts  CoerceArgumentValues
 *   input-coercion.ts   fast coercion of valid input values
 *
 * Guarantees: the data, errors, paths and null propagation of graphql-js, and mutations in series. There are promises only
 * where a resolver returns one. `test/graphql/executor.test.ts` compares both on 5,000 random documents.
 *
 * Differences from graphql-js:
 *   - `info.path` and `info.variableValues` throw.
 *   - `resolveType` must return a type name synchronously. `isTypeOf` is not called.
 *   - A list must be an array.
 *   - Only native promises are awaited.
 *   - Every field must have a resolver: there is no default resolver.
 *   - Arguments without variables are frozen and shared by all requests.
 */

/** @throws the reason of the cancellation; every other error is part of the result */
export async function executePlan(plan: OperationPlan, args: ExecutionArgs): Promise<ExecutionResult> {
  const execution: Execution = { ...args, plan, errors: [] };
  const { errors } = execution;
  const root = (plan.root ??= plan.planRoot());
  try {
    const executed =
      plan.operation.operation === OperationTypeNode.MUTATION
        ? await executeSerially(root, execution)
        : executeSelectionSet(root, args.rootValue, PendingValue.root(createResultObject(root), execution));
    const data = (
      executed instanceof PendingValue ? await executed.promise() : executed
    ) as ExecutionResult['data'];
    return errors.length === 0 ? { data: data ?? null } : { errors, data: data ?? null };
  } catch (error) {
    execution.throwIfCancelled();
    errors.push(error as GraphQLError);
    return { errors, data: null };
  }
}

/** Executes the root fields of a mutation in series. */
async function executeSerially(
  { fields, hasProtoKey }: SelectionPlan,
  execution: Execution,
): Promise<unknown> {
  const results = createResultObject({ hasProtoKey });
  for (const field of fields) {
    const pending = PendingValue.root(results, execution);
    const executed = executeSelectionSet({ fields: [field] }, undefined, pending);
    if (executed === pending) await pending.promise();
  }
  return results;
}

/** Creates the empty result object of a selection set. */
function createResultObject({ hasProtoKey }: Pick<SelectionPlan, 'hasProtoKey'>): object {
  return hasProtoKey ? (Object.create(null) as object) : {};
}

/** @returns the results, or `pending` itself if something in it is pending */
function executeSelectionSet(
  { fields }: Pick<SelectionPlan, 'fields'>,
  source: unknown,
  pending: PendingValue,
): unknown {
  pending.execution.throwIfCancelled();
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

function executeField(field: PlannedField, source: unknown, pending: PendingValue): void {
  const { rules, info } = field;
  const { variables, context } = pending.execution;
  let value: unknown;
  try {
    const args = field.args(variables);
    if (!rules) value = field.resolve(source, args, context, info);
    else if (spendField(rules, source, context.responseBudget, field.cost))
      value = resolveField(rules, source, args, context, info);
    else {
      pending.results[field.key] = null;
      return;
    }
  } catch (error) {
    pending.handleFieldError(field, field.key, error);
    return;
  }
  if (!rules) setValue(pending, field, field.key, value);
  else if (value instanceof Promise) setLater(pending, field, rules, source, value);
  else setField(pending, field, rules, source, value);
}

/** Takes the value of a field from the budget, and completes it. */
function setField(
  pending: PendingValue,
  field: PlannedField,
  rules: FieldRules,
  source: unknown,
  value: unknown,
): void {
  const { responseBudget } = pending.execution.context;
  let spent: unknown;
  try {
    spent = spendValue(rules, source, value, responseBudget, field.cost);
  } catch (error) {
    pending.handleFieldError(field, field.key, error);
    return;
  }
  completeField(pending, field, field.key, spent);
}

/** The same when its promise settles. */
function setLater(
  pending: PendingValue,
  field: PlannedField,
  rules: FieldRules,
  source: unknown,
  value: Promise<unknown>,
): void {
  pending.waitFor(field.key, null);
  value.then(
    (resolved: unknown) => pending.settleField(() => setField(pending, field, rules, source, resolved)),
    (error: unknown) => {
      pending.execution.context.responseBudget.consume(VALUES_PER_ERROR);
      pending.settleField(() => pending.handleFieldError(field, field.key, error));
    },
  );
}

/**
 * Completes the value of an item, or of a field without rules, now or when its promise settles.
 * @throws {GraphQLError} if the field has an error now and cannot be null
 */
function setValue(pending: PendingValue, field: FieldPlan, key: Key, value: unknown): void {
  if (!(value instanceof Promise)) {
    completeField(pending, field, key, value);
    return;
  }
  pending.waitFor(key, null);
  value.then(
    (resolved: unknown) => pending.settleField(() => completeField(pending, field, key, resolved)),
    (error: unknown) => pending.settleField(() => pending.handleFieldError(field, key, error)),
  );
}

function completeField(pending: PendingValue, field: FieldPlan, key: Key, value: unknown): void {
  try {
    const completed =
      typeof value === field.passThroughTypeof ? value : completeValue(pending, field, key, value);
    if (completed instanceof PendingValue) pending.attach(key, completed);
    else pending.results[key] = completed;
  } catch (error) {
    pending.handleFieldError(field, key, error);
  }
}

/** @returns the completed value, or a `PendingValue` if a promise in it is pending */
function completeValue(parent: PendingValue, field: FieldPlan, key: Key, value: unknown): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return completeNull(field);
  const plan = field.value;
  switch (plan.kind) {
    case 'leaf':
      return completeLeaf(plan.type, value);
    case 'object':
      plan.selection ??= parent.execution.plan.planSelectionSet(plan.type, field.nodes);
      return completeObject(parent, field, key, value, plan.selection);
    case 'abstract': {
      const { execution } = parent;
      const name = typeNameOf(plan.type, value, execution, field);
      let selection = plan.selections.get(name);
      if (!selection) {
        selection = execution.plan.planSelectionSet(possibleType(plan.type, name, field), field.nodes);
        plan.selections.set(name, selection);
      }
      return completeObject(parent, field, key, value, selection);
    }
    case 'list':
      return completeList(parent, field, key, value, plan.item);
  }
}

function completeNull({ isNonNull, info }: FieldPlan): null {
  if (!isNonNull) return null;
  throw new Error(`Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`);
}

function completeLeaf(type: GraphQLLeafType, value: unknown): unknown {
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined)
    throw new Error(`Expected \`${type.name}.serialize\` to return non-nullable value.`);
  return serialized;
}

function completeObject(
  parent: PendingValue,
  field: FieldPlan,
  key: Key,
  value: unknown,
  selection: SelectionPlan,
): unknown {
  const pending = PendingValue.of(parent, field, key, createResultObject(selection));
  return executeSelectionSet(selection, value, pending);
}

/** ResolveAbstractType (6.4.3), as a name. */
function typeNameOf(
  type: GraphQLAbstractType,
  value: unknown,
  { context }: Execution,
  { info }: FieldPlan,
): string {
  const name = type.resolveType
    ? type.resolveType(value, context, info, type)
    : (value as { readonly __typename?: unknown }).__typename;
  if (typeof name !== 'string') throw notPossible(type, name);
  return name;
}

function possibleType(type: GraphQLAbstractType, name: string, { info }: FieldPlan): GraphQLObjectType {
  const found = info.schema.getPossibleTypes(type).find((possible) => possible.name === name);
  if (!found) throw notPossible(type, name);
  return found;
}

const notPossible = (type: GraphQLAbstractType, name: unknown) =>
  new Error(`${String(name)} is not a possible type of ${type.name}`);

function completeList(
  parent: PendingValue,
  field: FieldPlan,
  key: Key,
  values: unknown,
  item: FieldPlan,
): unknown {
  if (!Array.isArray(values))
    throw new Error(`${field.info.parentType.name}.${field.info.fieldName} is not an array`);
  const pending = PendingValue.of(parent, field, key, []);
  let index = 0;
  try {
    while (index < values.length) {
      setValue(pending, item, index, values[index]);
      index += 1;
    }
  } catch (error) {
    // The list is null now: the items after this one are discarded.
    ignoreRejections(values.slice(index));
    throw error;
  }
  return pending.isPending() ? pending : pending.results;
}
