import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { forbiddenIn } from './forbidden-words.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['src', 'test', 'bench', 'examples', 'bin'];
/** Files that have to name the words. */
const OWN_FILES = new Set(
  ['words.test.ts', 'forbidden-words.ts', 'prose.test.ts'].map((file) => `test/project/${file}`),
);
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ...FOLDERS, '*.ts', '.ci/run', 'docs', '*.md'],
  { cwd: ROOT, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => /\.([cm]?[jt]sx?|lua|css|ya?ml|md)$|^\.ci\/run$/.test(file))
  .filter((file) => !OWN_FILES.has(file) && !file.includes('generated') && existsSync(`${ROOT}${file}`));

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
