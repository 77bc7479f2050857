/* Words that were meant for others: mistyped commands, flags and variables. */

/** The most letters by which a mistyped word differs from the one that was meant. */
const MOST_LETTERS = 2;

/** The shortest word that may differ by two letters: shorter ones resemble too many others. */
const LEAST_LENGTH = 8;

/**
 * The known word that a mistyped one resembles most: upper and lower case, `_` and `-` count as the same. It differs
 * by at most two letters, and by one where it is shorter than eight characters. A swap of neighbours is one letter.
 * @returns undefined where no known word is that near
 */
export function nearestOf(word: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = MOST_LETTERS + 1;
  for (const candidate of known) {
    const most = candidate.length < LEAST_LENGTH ? 1 : MOST_LETTERS;
    if (Math.abs(candidate.length - word.length) > most) continue;
    const letters = distance(plain(word), plain(candidate));
    if (letters > most || letters >= least) continue;
    nearest = candidate;
    least = letters;
  }
  return nearest;
}

function plain(word: string): string {
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
