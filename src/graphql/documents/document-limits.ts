import {
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ErrorLimit } from '../../errors.ts';

/** What a document may have of what makes answering it expensive. */
export interface DocumentLimits {
  /** Fields below one another, from the root to a leaf. */
  readonly depth: number;
  /** Fields under another name, counted wherever their fragment is spread. */
  readonly aliases: number;
  /** Changes in one mutation. */
  readonly mutations: number;
}

/** Directives in a document at most, and values within values. */
const MAX_DIRECTIVES = 50;
const MAX_VALUE_DEPTH = 16;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0 };

export interface ExceededLimit {
  readonly limit: ErrorLimit;
  readonly limitValue: number;
}

/**
 * Which limit a document exceeds; undefined where it exceeds none. Each fragment is measured once, so that it takes
 * no longer than the document is long, whatever spreads it.
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
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<SelectionSetNode, Size>();

  function measure(set: SelectionSetNode, isRoot: boolean): Size {
    const before = known.get(set);
    if (before) return before;
    // One that comes back to itself is no valid document: it is refused for that later on.
    known.set(set, NOTHING);
    const size = set.selections
      .map((selection) => measureOne(selection, isRoot))
      .reduce(
        (sum, one) => ({
          depth: Math.max(sum.depth, one.depth),
          aliases: sum.aliases + one.aliases,
          fields: sum.fields + one.fields,
        }),
        NOTHING,
      );
    known.set(set, size);
    return size;
  }

  function measureOne(selection: SelectionNode, isRoot: boolean): Size {
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, isRoot);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment ? measure(fragment.selectionSet, isRoot) : NOTHING;
    }
    const { name, alias, selectionSet } = selection;
    const below = selectionSet ? measure(selectionSet, false) : NOTHING;
    // The standard introspection query is 15 deep, and asks for nothing that is expensive.
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
