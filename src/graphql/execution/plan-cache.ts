import { Kind, visit, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { bytesOf } from '../documents/document-cache.ts';
import { reachableDefinitions } from '../documents/fragments.ts';
import type { OperationPlan } from './plan.ts';
import { createPlan } from './planner.ts';

/** Maximum memory of all cached plans together, their documents included. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Memory of a planned field. Measured: 1,250 to 2,020 bytes on pages of users, with graphql 16.15 on Node 24. */
const BYTES_PER_FIELD = 2048;

/** Maximum number of cached plans of one operation: one for each combination of its conditions. */
const MAX_VARIANTS = 16;

/** The plans of one operation. */
interface OperationPlans {
  /** The names of the variables in `@skip` and `@include`. */
  readonly conditions: readonly string[];
  readonly variants: Map<string, OperationPlan>;
  /** Bytes of the document, and of the planned fields of all variants. */
  size: number;
}

export interface PlanCache {
  /** Returns the plan of an operation for these variables. They must be coerced. */
  (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): OperationPlan;
  /** Estimated memory of the cached plans and their documents, in bytes. */
  readonly cachedBytes: () => number;
}

/**
 * Creates a cache of plans by operation. Its memory is limited: clients can send any number of documents.
 * @param onLookup called with whether a plan was in the cache. Default: nothing is
 */
export function createPlanCache(
  schema: GraphQLSchema,
  onLookup?: (result: 'hit' | 'miss') => void,
): PlanCache {
  const cache = new LRUCache<OperationDefinitionNode, OperationPlans>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ size }) => size,
  });
  const add = (document: DocumentNode, operation: OperationDefinitionNode) => {
    const conditions = conditionsOf(document, operation);
    const plans = { conditions, variants: new Map<string, OperationPlan>(), size: bytesOf(document) };
    cache.set(operation, plans);
    return plans;
  };
  const getPlan = (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ) => {
    const plans = cache.get(operation) ?? add(document, operation);
    const { variants } = plans;
    const { values, variant } = evaluateConditions(plans.conditions, variables);
    const cached = variants.get(variant);
    onLookup?.(cached ? 'hit' : 'miss');
    if (cached) return cached;
    const isCached = variants.size < MAX_VARIANTS;
    const plan = createPlan({
      schema,
      document,
      operation,
      conditions: values,
      // A selection set is planned when the execution first reaches it. Setting the entry again updates its size.
      onGrowth(fields) {
        if (!isCached || cache.peek(operation) !== plans) return;
        plans.size += fields * BYTES_PER_FIELD;
        cache.delete(operation);
        cache.set(operation, plans);
      },
    });
    if (isCached) variants.set(variant, plan);
    return plan;
  };
  return Object.assign(getPlan, { cachedBytes: () => cache.calculatedSize });
}

/**
 * The values of the conditions, and a key for them. A plan keeps nothing else of the variables. This is a separate
 * function, because a closure in the caller would keep all variables alive in the cache.
 */
function evaluateConditions(conditions: readonly string[], variables: Readonly<Record<string, unknown>>) {
  const values: Record<string, boolean> = {};
  let variant = '';
  for (const name of conditions) {
    const value = variables[name];
    // A condition is a Boolean. Any other value means that the variable is absent.
    if (typeof value === 'boolean') values[name] = value;
    variant += value === true ? 't' : value === false ? 'f' : '-';
  }
  return { values, variant };
}

/** The names of the variables in `@skip` and `@include`, in an operation and its reachable fragments. */
function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  for (const definition of reachableDefinitions(document, operation)) {
    visit(definition, {
      Directive({ name, arguments: args = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names];
}
