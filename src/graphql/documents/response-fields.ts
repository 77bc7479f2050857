import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The fields of selections by their names in the answer, those of fragments included, whatever their conditions say. */
export type ResponseFields = (sets: Iterable<SelectionSetNode | undefined>) => Map<string, FieldNode[]>;

/** @param document one that is valid */
export function createResponseFields({ definitions }: DocumentNode): ResponseFields {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const collect = (set: SelectionSetNode, found: Map<string, FieldNode[]>) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const same = found.get(name);
        if (same) same.push(selection);
        else found.set(name, [selection]);
      } else {
        const spread =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (spread) collect(spread.selectionSet, found);
      }
    }
  };
  return (sets) => {
    const found = new Map<string, FieldNode[]>();
    for (const set of sets) if (set) collect(set, found);
    return found;
  };
}
