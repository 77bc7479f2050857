import {
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ErrorLimit } from '../../errors.ts';
import { fragmentsOf } from './fragments.ts';

/** Limits of a document, each on something that makes its execution expensive. */
export interface DocumentLimits {
  /** Maximum number of nested fields, from a root field to a leaf. */
  readonly depth: number;
  /** Maximum number of aliased fields. Those of a fragment count once for each spread. */
  readonly aliases: number;
  /** Maximum number of root fields of one mutation. */
  readonly mutations: number;
}

/** Maximum number of directives in a document. */
const MAX_DIRECTIVES = 50;
/** Maximum number of nested lists and objects in an argument. */
const MAX_VALUE_DEPTH = 16;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

const EMPTY: Size = { depth: 0, aliases: 0, fields: 0 };

/** A limit that a document exceeds, and its value. */
export interface ExceededLimit {
  readonly limit: ErrorLimit;
  readonly limitValue: number;
}

/**
 * The limit that a document exceeds; undefined if it exceeds none. Each selection set is measured once, so the
 * time is linear in the length of the document, however often fragments are spread.
 * @param introspection whether the fields below a root `__schema` or `__type` are exempt from `depth`
 */
export function exceededLimit(
  document: DocumentNode,
  limits: DocumentLimits,
  introspection: boolean,
): ExceededLimit | undefined {
  if (countDirectives(document) > MAX_DIRECTIVES) return { limit: 'directives', limitValue: MAX_DIRECTIVES };
  if (valueDepth(document) > MAX_VALUE_DEPTH) return { limit: 'depth', limitValue: MAX_VALUE_DEPTH };
  const measure = createMeasure(document, introspection);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, fields } = measure(definition.selectionSet, true);
    if (depth > limits.depth) return { limit: 'depth', limitValue: limits.depth };
    if (aliases > limits.aliases) return { limit: 'aliases', limitValue: limits.aliases };
    if (definition.operation === OperationTypeNode.MUTATION && fields > limits.mutations)
      return { limit: 'mutations', limitValue: limits.mutations };
  }
  return undefined;
}

function createMeasure(document: DocumentNode, introspection: boolean) {
  const fragments = fragmentsOf(document);
  const sizes = new Map<SelectionSetNode, Size>();

  function measure(set: SelectionSetNode, isRoot: boolean): Size {
    const measured = sizes.get(set);
    if (measured) return measured;
    // Ends the recursion if fragments form a cycle, which validation rejects later.
    sizes.set(set, EMPTY);
    const size = set.selections
      .map((selection) => measureOne(selection, isRoot))
      .reduce(
        (sum, one) => ({
          depth: Math.max(sum.depth, one.depth),
          aliases: sum.aliases + one.aliases,
          fields: sum.fields + one.fields,
        }),
        EMPTY,
      );
    sizes.set(set, size);
    return size;
  }

  function measureOne(selection: SelectionNode, isRoot: boolean): Size {
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, isRoot);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[selection.name.value];
      return fragment ? measure(fragment.selectionSet, isRoot) : EMPTY;
    }
    const { name, alias, selectionSet } = selection;
    const below = selectionSet ? measure(selectionSet, false) : EMPTY;
    // The standard introspection query is 15 levels deep, and `introspectionCost` limits it in another way.
    const isExempt = isRoot && introspection && (name.value === '__schema' || name.value === '__type');
    return {
      depth: isExempt ? 1 : below.depth + 1,
      aliases: below.aliases + (alias ? 1 : 0),
      fields: 1,
    };
  }

  return measure;
}

function countDirectives(document: DocumentNode): number {
  let count = 0;
  visit(document, { Directive: () => void (count += 1) });
  return count;
}

function valueDepth(document: DocumentNode): number {
  let [depth, deepest] = [0, 0];
  const level = {
    enter() {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave: () => void (depth -= 1),
  };
  visit(document, { ListValue: level, ObjectValue: level });
  return deepest;
}
