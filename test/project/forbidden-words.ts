/*
 * Old or literary words, and words that hide who does something. Comments, descriptions, messages, test titles and docs
 * avoid them.
 */
const FORBIDDEN = [
  'whoever',
  'whom',
  'somebody',
  'nobody',
  'everybody',
  'anybody',
  'who comes',
  'what has been said',
  'to be had',
  'in earnest',
  'of its own making',
  'all the same',
  'what becomes of',
  'is due',
  'are due',
];

const FORBIDDEN_WORD = new RegExp(`\\b(?:${FORBIDDEN.join('|').replaceAll(' ', '\\s+')})\\b`, 'gi');

/** The forbidden words of a text, each with its line number. A line break inside a comment counts as a space. */
export function forbiddenIn(text: string): readonly string[] {
  const joined = text.replaceAll(
    /\n(\s*)(\*|\/\/|#|--)( ?)/g,
    (found) => `\n${' '.repeat(found.length - 1)}`,
  );
  return [...joined.matchAll(FORBIDDEN_WORD)].map(
    ({ 0: word, index }) => `${text.slice(0, index).split('\n').length}: ${word.replaceAll(/\s+/g, ' ')}`,
  );
}
