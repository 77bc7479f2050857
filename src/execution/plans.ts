import { Kind, visit, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { createPlan, type Plan } from './plan.ts';

/** Fields in all plans that are remembered, together. */
const MOST_FIELDS = 40_000;

/** Plans of one operation at most that are remembered: one for each way that its conditions have turned out. */
const MOST_VARIANTS = 16;

/** What has been planned of one operation. */
interface Planned {
  /** The variables that decide what is skipped or included. */
  readonly conditions: readonly string[];
  readonly variants: Map<string, Plan>;
  /** Fields in all variants. */
  size: number;
}

/** @param variables as graphql-js coerces them */
export type FindPlan = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => Plan;

/** The plans of operations that are used, so many that strangers cannot fill the memory with them. */
export function createPlans(schema: GraphQLSchema): FindPlan {
  const known = new LRUCache<OperationDefinitionNode, Planned>({
    maxSize: MOST_FIELDS,
    sizeCalculation: ({ size }) => size + 1,
  });
  return (document, operation, variables) => {
    let planned = known.get(operation);
    if (!planned) {
      planned = { conditions: conditionsOf(document), variants: new Map(), size: 0 };
      known.set(operation, planned);
    }
    const remembered = planned;
    const { conditions, variants } = remembered;
    const variant = conditions.map((name) => String(variables[name])).join();
    let plan = variants.get(variant);
    if (plan) return plan;
    // A plan grows as it is used.
    const onGrowth = (fields: number) => {
      remembered.size += fields;
      known.delete(operation);
      known.set(operation, remembered);
    };
    plan = createPlan({ schema, document, operation, conditions: variables, onGrowth });
    if (variants.size < MOST_VARIANTS) variants.set(variant, plan);
    return plan;
  };
}

/** The variables in `@skip` and `@include`, in a document or in what it spreads. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
