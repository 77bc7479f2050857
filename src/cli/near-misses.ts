/** Maximum number of letters in which a mistyped word may differ from the known one. */
const MAX_LETTERS = 2;

/** Shorter words may differ in one letter only: they resemble too many others. */
const MIN_LENGTH_FOR_TWO = 8;

/**
 * Finds the known word that a mistyped one resembles most. Upper and lower case, `_` and `-` count as the same, and a
 * swap of neighbours counts as one letter. A word of eight characters or more may differ by two letters, others by one.
 * @returns undefined when no known word is that close
 */
export function nearestOf(word: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = MAX_LETTERS + 1;
  for (const candidate of known) {
    const max = candidate.length < MIN_LENGTH_FOR_TWO ? 1 : MAX_LETTERS;
    if (Math.abs(candidate.length - word.length) > max) continue;
    const letters = distance(normalize(word), normalize(candidate));
    if (letters > max || letters >= fewest) continue;
    nearest = candidate;
    fewest = letters;
  }
  return nearest;
}

function normalize(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** Letters to add, remove, replace or swap with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
