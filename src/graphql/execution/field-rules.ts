import {
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import type { Principal } from '../../auth/principal.ts';
import { ignoreRejections } from '../../lib/ignore-rejections.ts';
import type { GatewayContext } from '../context.ts';
import { costLimitError, VALUES_PER_ERROR, type ResponseBudget } from '../response-budget.ts';
import { costOfLeaf, costOfResponseName } from '../value-cost.ts';

/*
 * The rules of a field, as data: who may read it, and what it takes from the response budget. `schema/` sets them, and
 * the executor applies them around the resolver. `resolverWithRules` applies them for other executors, by the same
 * functions.
 */

export type FieldResolver = GraphQLFieldResolver<unknown, GatewayContext>;

export interface FieldRules {
  /** The resolver, with its access check. */
  readonly resolve: FieldResolver;
  /** Roles that need no access check, and the resolver without it. */
  readonly open: OpenAccess | undefined;
  readonly cost: FieldCost;
}

export interface OpenAccess {
  readonly roles: ReadonlySet<Principal['role']>;
  readonly resolve: FieldResolver;
}

interface FieldCost {
  /** Whether it is a root field. Its response name costs too, and beyond the limit it always has an error. */
  readonly isRoot: boolean;
  readonly isLeaf: boolean;
  /** Whether a null beyond the limit is not possible, or would say something wrong. */
  readonly needsError: boolean;
  /** Whether the field is a mutation or in a payload: its value is counted, but never dropped. */
  readonly isWriteResult: boolean;
  /** Whether the field says what a write has changed. It is never dropped from objects that mutations have returned. */
  readonly isResultField: boolean;
}

/** What one use of a field in a document costs, whatever its value is. */
export interface UseCost {
  /** Before its resolver runs. */
  readonly entry: number;
  /** For each object of its value. */
  readonly perObject: number;
}

/** The field's rules; undefined for introspection fields, which cost by their number of fields. */
export function rulesOf({ extensions }: GraphQLField<unknown, never>): FieldRules | undefined {
  return extensions.rules as FieldRules | undefined;
}

/** Whether the field is a result field of an object that a mutation has returned, or of one in its payload. */
const isKept = ({ isResultField }: FieldCost, source: unknown, budget: ResponseBudget) =>
  isResultField && budget.isWriteResult(source);

/**
 * Takes the field itself from the budget.
 * @returns whether its resolver may run; otherwise the field is null
 * @throws {GatewayError} `LIMIT_EXCEEDED` (`cost`)
 */
export function spendField(
  { cost }: FieldRules,
  source: unknown,
  budget: ResponseBudget,
  use: UseCost,
): boolean {
  if (budget.consume(use.entry) || (!cost.isRoot && cost.isWriteResult) || isKept(cost, source, budget))
    return true;
  return rejectField(budget, cost);
}

/** Runs the resolver, with the access check that the caller's role needs. Its error costs values. */
export function resolveField(
  { open, resolve }: FieldRules,
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): unknown {
  try {
    if (open?.roles.has(context.principal.role)) return open.resolve(source, args, context, info);
    return resolve(source, args, context, info);
  } catch (error) {
    context.responseBudget.consume(VALUES_PER_ERROR);
    throw error;
  }
}

/**
 * Takes the value of a field from the budget.
 * @returns the value, or null beyond the limit
 * @throws {GatewayError} `LIMIT_EXCEEDED` (`cost`)
 */
export function spendValue(
  { cost }: FieldRules,
  source: unknown,
  value: unknown,
  budget: ResponseBudget,
  use: UseCost,
): unknown {
  const isCovered = budget.consume(cost.isLeaf ? costOfLeaf(value) : costOfObjects(value, use));
  if (cost.isWriteResult && typeof value === 'object' && value !== null) budget.addWriteResult(value);
  if (isCovered || cost.isWriteResult || isKept(cost, source, budget)) return value;
  ignoreRejections(value);
  rejectField(budget, cost);
  return null;
}

/** Beyond the limit, the first fields and those that cannot be null have an error. */
function rejectField(budget: ResponseBudget, { needsError }: FieldCost): false {
  const error = budget.limitError();
  if (error ?? needsError) throw error ?? costLimitError();
  return false;
}

/** A resolver that applies the rules of its field. */
export function resolverWithRules(rules: FieldRules): FieldResolver {
  return (source, args, context, info) => {
    const { responseBudget } = context;
    const use = useCostOf(rules, info);
    if (!spendField(rules, source, responseBudget, use)) return null;
    const value = resolveField(rules, source, args, context, info);
    if (!(value instanceof Promise)) return spendValue(rules, source, value, responseBudget, use);
    return value.then(
      (resolved) => spendValue(rules, source, resolved, responseBudget, use),
      (error: unknown) => {
        responseBudget.consume(VALUES_PER_ERROR);
        throw error;
      },
    );
  };
}

/**
 * One value for the field. One for each object, and the parts of its selection that are in the response even when the
 * budget covers no field: `__typename` under any number of aliases, and the response names of all fields.
 */
export function useCostOf(
  { cost }: FieldRules,
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
): UseCost {
  let perObject = 1;
  if (!cost.isLeaf) for (const node of fieldNodes) perObject += costOfNames(node, fragments);
  return { entry: cost.isRoot ? 1 + costOfResponseName(fieldNodes) : 1, perObject };
}

function costOfObjects(value: unknown, { perObject }: UseCost): number {
  if (value === null || value === undefined) return 0;
  return Array.isArray(value) ? value.length * perObject : perObject;
}

const nameCosts = new WeakMap<SelectionSetNode, number>();

function costOfNames(
  { selectionSet }: Pick<FieldNode, 'selectionSet'>,
  fragments: GraphQLResolveInfo['fragments'],
): number {
  if (!selectionSet) return 0;
  let cost = nameCosts.get(selectionSet);
  if (cost === undefined) {
    cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += costOfResponseName([selection]) + (selection.name.value === '__typename' ? 1 : 0);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) cost += costOfNames(selection, fragments);
      else cost += costOfNames(fragments[selection.name.value] ?? {}, fragments);
    }
    nameCosts.set(selectionSet, cost);
  }
  return cost;
}
