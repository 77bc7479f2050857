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
 * graphql-js computes the line of each error from the start of the document, and again whenever an error is copied. For
 * validated documents the gateway keeps the locations here instead. It counts the lines of a document once, and then finds
 * each location by binary search.
 */

const detached = new WeakMap<ASTNode, Location>();
const lineStarts = new WeakMap<Source, readonly number[]>();

/** Removes `loc` from the fields of a valid document. Errors on these fields have no locations until they are written. */
export function detachLocations({ definitions }: DocumentNode): void {
  for (const definition of definitions) if ('selectionSet' in definition) detachIn(definition.selectionSet);
}

function detachIn({ selections }: SelectionSetNode): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD && selection.loc) {
      detached.set(selection, selection.loc);
      (selection as { loc?: Location | undefined }).loc = undefined;
    }
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) detachIn(selection.selectionSet);
  }
}

/** The locations of nodes that `detachLocations` has changed, as graphql-js gives them; undefined if there are none. */
export function locationsOf(nodes: readonly ASTNode[] = []): readonly SourceLocation[] | undefined {
  const locations = nodes.flatMap((node) => detached.get(node) ?? []);
  return locations.length === 0 ? undefined : locations.map(locate);
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

/** Whether a text has more lines than `lines`. */
export function hasMoreLines(text: string, lines: number): boolean {
  let count = 1;
  for (const _break of text.matchAll(/\r\n|[\n\r]/g)) {
    count += 1;
    if (count > lines) return true;
  }
  return false;
}
