import {
  Kind,
  type ASTNode,
  type DocumentNode,
  type Location,
  type SelectionSetNode,
  type Source,
  type SourceLocation,
} from 'graphql';

/*
 * graphql-js looks for the line of each error from the start of the document, and does it again whenever an error is
 * copied. A document that is executed keeps its places here instead: lines are counted once per document, and a place
 * is then a binary search.
 */

const places = new WeakMap<ASTNode, Location>();
const lineStarts = new WeakMap<Source, readonly number[]>();

/** Takes the places off the fields of a valid document: errors on them have none until they are written. */
export function detachPlaces({ definitions }: DocumentNode): void {
  for (const definition of definitions) if ('selectionSet' in definition) detachIn(definition.selectionSet);
}

function detachIn({ selections }: SelectionSetNode): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD && selection.loc) {
      places.set(selection, selection.loc);
      (selection as { loc?: Location | undefined }).loc = undefined;
    }
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) detachIn(selection.selectionSet);
  }
}

/** The places of nodes that `detachPlaces` has taken them from, as graphql-js would give them; undefined without any. */
export function locationsOf(nodes: readonly ASTNode[] = []): readonly SourceLocation[] | undefined {
  const found = nodes.flatMap((node) => places.get(node) ?? []);
  return found.length === 0 ? undefined : found.map(locate);
}

function locate({ source, start }: Location): SourceLocation {
  let starts = lineStarts.get(source);
  if (!starts) {
    starts = [
      0,
      ...Array.from(source.body.matchAll(/\r\n|[\n\r]/g), ({ 0: { length }, index }) => index + length),
    ];
    lineStarts.set(source, starts);
  }
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= start) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: start + 1 - (starts[low] ?? 0) };
}

/** Whether a text has more lines than that. */
export function hasMoreLines(text: string, lines: number): boolean {
  let count = 1;
  for (const _break of text.matchAll(/\r\n|[\n\r]/g)) {
    count += 1;
    if (count > lines) return true;
  }
  return false;
}
