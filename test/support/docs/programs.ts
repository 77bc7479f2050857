import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { ROOT, type Block } from './blocks.ts';
import { environment } from './shell.ts';

/* Type-checks and runs the TypeScript blocks of the docs, as programs of a reader. */

const OPTIONS = {
  target: 'es2024',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'nodenext',
  moduleDetection: 'force',
  customConditions: ['kommunicate-graphql:source'],
  jsx: 'react-jsx',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

export interface Programs {
  /** The type errors of a page's blocks. All pages are checked once, together. */
  typeErrors(page: string): Promise<readonly string[]>;
  /** Runs a block, and resolves with what it printed. @param here replaces addresses */
  run(
    block: Block,
    here: (text: string) => string,
  ): Promise<{ readonly error?: string; readonly stdout: string }>;
}

/**
 * Writes the blocks into a folder of this repository, where imports find the package and its development dependencies.
 * A block with a `title` has that file name, so that other blocks of its page can import it.
 */
export function createPrograms(blocks: readonly Block[]): Programs {
  const folder = mkdtempSync(join(ROOT, '.docs-blocks-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const folderOf = (page: string) => page.replaceAll('/', '_').replace(/\.md$/, '');
  const fileOf = ({ page, line, language, words }: Block) =>
    join(folder, folderOf(page), words.get('title') ?? `line-${line}.${language}`);
  const write = (file: string, code: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  };
  for (const block of blocks) write(fileOf(block), block.code);
  // A pattern would not find files in a folder whose name begins with a dot.
  const config = { compilerOptions: OPTIONS, files: blocks.map(fileOf) };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));

  let checked: Promise<readonly string[]> | undefined;
  const check = () =>
    new Promise<readonly string[]>((resolve) => {
      execFile(
        join(ROOT, 'node_modules/.bin/tsc'),
        ['--pretty', 'false', '-p', folder],
        { cwd: folder, env: environment(), maxBuffer: 1e7 },
        (error, stdout, stderr) => {
          const output = `${stdout}${stderr}`.trim();
          resolve(error ? (output || error.message).split(/\n(?=\S)/) : []);
        },
      );
    });

  return {
    async typeErrors(page) {
      checked ??= blocks.length === 0 ? Promise.resolve([]) : check();
      const ours = `${folderOf(page)}/`;
      // An error without a file is an error of each page. Our own sources are checked with stricter options.
      return (await checked).filter((error) => error.startsWith(ours) || error.startsWith('error'));
    },
    run(block, here) {
      const file = fileOf(block);
      // It may import named blocks of its page, which have the same addresses.
      for (const one of blocks) {
        if (one === block || (one.page === block.page && one.words.has('title'))) {
          write(fileOf(one), here(one.code));
        }
      }
      return new Promise((resolve) => {
        execFile(
          process.execPath,
          ['--conditions=kommunicate-graphql:source', file],
          { cwd: dirname(file), env: { ...environment(), NODE_NO_WARNINGS: '1' }, timeout: 60_000 },
          (error, stdout, stderr) => {
            resolve(error ? { error: `${error.message}\n${stderr}`, stdout } : { stdout });
          },
        );
      });
    },
  };
}
