import { Kind, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from './fragments.ts';

/**
 * Groups the fields of selection sets by response name. Unlike CollectFields of the specification, it includes the fields
 * of all fragments, and ignores `@skip` and `@include`.
 */
export type CollectAllFields = (sets: Iterable<SelectionSetNode | undefined>) => Map<string, FieldNode[]>;

/** @param document a valid document: its fragments do not form a cycle */
export function createFieldCollector(document: DocumentNode): CollectAllFields {
  const fragments = fragmentsOf(document);
  const collect = (set: SelectionSetNode, fields: Map<string, FieldNode[]>) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
      } else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
        if (fragment) collect(fragment.selectionSet, fields);
      }
    }
  };
  return (sets) => {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) if (set) collect(set, fields);
    return fields;
  };
}
