import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { bytesOf } from '../documents/document-cache.ts';
import { createPlan, type Plan } from './planner.ts';

/** Of all plans that are remembered, together, with the documents that they are of. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What a planned field costs: measured, 1,250 to 2,020 on pages of users with graphql 16.15 on Node 24. */
const BYTES_PER_FIELD = 2048;

/** Plans of one operation at most that are remembered: one for each way that its conditions have turned out. */
const MOST_VARIANTS = 16;

/** What has been planned of one operation. */
interface OperationPlans {
  /** The variables that decide what is skipped or included. */
  readonly conditions: readonly string[];
  readonly variants: Map<string, Plan>;
  /** Bytes of the document, and of the fields in all variants. */
  size: number;
}

/** @param variables as graphql-js coerces them */
export type GetPlan = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => Plan;

/** The plans of operations that are used, so many that strangers cannot fill the memory with them. */
export function createPlanCache(schema: GraphQLSchema): GetPlan {
  const known = new LRUCache<OperationDefinitionNode, OperationPlans>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ size }) => size,
  });
  const remember = (document: DocumentNode, operation: OperationDefinitionNode) => {
    const conditions = conditionsOf(document, operation);
    const planned = { conditions, variants: new Map<string, Plan>(), size: bytesOf(document) };
    known.set(operation, planned);
    return planned;
  };
  return (document, operation, variables) => {
    const planned = known.get(operation) ?? remember(document, operation);
    const { variants } = planned;
    const { values, variant } = evaluateConditions(planned.conditions, variables);
    const found = variants.get(variant);
    if (found) return found;
    const isKept = variants.size < MOST_VARIANTS;
    const plan = createPlan({
      schema,
      document,
      operation,
      conditions: values,
      // A plan grows as it is used.
      onGrowth(fields) {
        if (!isKept || known.peek(operation) !== planned) return;
        planned.size += fields * BYTES_PER_FIELD;
        known.delete(operation);
        known.set(operation, planned);
      },
    });
    if (isKept) variants.set(variant, plan);
    return plan;
  };
}

/**
 * How the conditions have turned out, and a word for it. Nothing else of what somebody has sent is kept. (Apart from its
 * caller: a closure there would keep all that any other one has a use for.)
 */
function evaluateConditions(conditions: readonly string[], variables: Readonly<Record<string, unknown>>) {
  const values: Record<string, boolean> = {};
  let variant = '';
  for (const name of conditions) {
    const value = variables[name];
    // Whatever else it is has no place in a condition, and is the same to all of them.
    if (typeof value === 'boolean') values[name] = value;
    variant += value === true ? 't' : value === false ? 'f' : '-';
  }
  return { values, variant };
}

/** The variables in `@skip` and `@include` of an operation, and of the fragments that it reaches. */
function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  const reached = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  for (const definition of reached) {
    visit(definition, {
      Directive({ name, arguments: given = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      FragmentSpread({ name }) {
        for (const other of document.definitions) {
          if (other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name.value) reached.add(other);
        }
      },
    });
  }
  return [...names];
}
