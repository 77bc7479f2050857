import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * Words that make a text hard to read: old or literary ones, and those that hide who does something. Comments,
 * descriptions, messages and test titles do without them.
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

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SELF = 'test/project/words.test.ts';
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'test', 'bench', 'examples'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => /\.(ts|tsx|cjs|mjs)$/.test(file) && file !== SELF && !file.includes('generated'));

/** The forbidden words of a text, each with its line. A line break inside a comment counts as a space. */
function forbiddenIn(text: string): readonly string[] {
  const joined = text.replaceAll(/\n(\s*)(\*|\/\/)( ?)/g, (found) => `\n${' '.repeat(found.length - 1)}`);
  return [...joined.matchAll(FORBIDDEN_WORD)].map(
    ({ 0: word, index }) => `${text.slice(0, index).split('\n').length}: ${word.replaceAll(/\s+/g, ' ')}`,
  );
}

describe('the words', () => {
  it('are found in comments, also across a line break, and in other cases', () => {
    expect(forbiddenIn('// Somebody\n/*\n * all the\n * same\n */\nconst whomever = 1;')).toEqual([
      '1: Somebody',
      '3: all the same',
    ]);
  });

  it.each([...files, 'schema.graphql'])('of %s are words of the field', (file) => {
    expect(forbiddenIn(readFileSync(`${ROOT}${file}`, 'utf8'))).toEqual([]);
  });
});
