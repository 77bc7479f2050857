import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/* Old or literary words, and words that hide who does something. Comments, descriptions, messages, test titles and docs avoid them. */
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
const FOLDERS = ['src', 'test', 'bench', 'examples', 'bin'];
const SELF = 'test/project/words.test.ts';
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ...FOLDERS, '*.ts', '.ci/run', 'docs', '*.md'],
  { cwd: ROOT, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => /\.([cm]?[jt]sx?|lua|css|ya?ml|md)$|^\.ci\/run$/.test(file))
  .filter((file) => file !== SELF && !file.includes('generated') && existsSync(`${ROOT}${file}`));

/** The forbidden words of a text, each with its line number. A line break inside a comment counts as a space. */
function forbiddenIn(text: string): readonly string[] {
  const joined = text.replaceAll(
    /\n(\s*)(\*|\/\/|#|--)( ?)/g,
    (found) => `\n${' '.repeat(found.length - 1)}`,
  );
  return [...joined.matchAll(FORBIDDEN_WORD)].map(
    ({ 0: word, index }) => `${text.slice(0, index).split('\n').length}: ${word.replaceAll(/\s+/g, ' ')}`,
  );
}

describe('forbidden words', () => {
  it('are found in any case, and across a line break in a comment', () => {
    expect(
      forbiddenIn('// Somebody\n/*\n * all the\n * same\n */\nconst whomever = 1;\n# is\n# due'),
    ).toEqual(['1: Somebody', '3: all the same', '7: is due']);
  });

  it.each([...new Set(files), 'schema.graphql'])('do not occur in %s', (file) => {
    expect(forbiddenIn(readFileSync(`${ROOT}${file}`, 'utf8'))).toEqual([]);
  });
});
