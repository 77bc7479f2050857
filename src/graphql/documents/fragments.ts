import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';

/** Fragment definitions by name, on an object without a prototype, as graphql-js passes them to resolvers. */
export type Fragments = Record<string, FragmentDefinitionNode>;

/** The fragments of a document. */
export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = Object.create(null) as Fragments;
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** An operation, and every fragment that it spreads, directly or through other fragments. */
export function reachableDefinitions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<OperationDefinitionNode | FragmentDefinitionNode> {
  const fragments = fragmentsOf(document);
  const reachable = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  // The iteration of a set includes elements that are added during it.
  for (const definition of reachable) {
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (fragment) reachable.add(fragment);
      },
    });
  }
  return reachable;
}
