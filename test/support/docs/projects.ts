import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { clientSdl } from '../../../src/schema/sdl.ts';
import { patternOf, readPage, ROOT } from './blocks.ts';
import { spawnShell } from './shell.ts';

/*
 * Projects whose files need a tool before they run. Their blocks are examples with a title: `codegen/src/user.ts`. A `text`
 * block with the same title is the output of the file.
 */

export interface ProjectFile {
  readonly path: string;
  readonly code: string;
  readonly output: string | undefined;
}

export function filesOf(page: string, project: string): readonly ProjectFile[] {
  const blocks = [...readPage(page).matchAll(/^```(\w+) example title="([^"/]+)\/([^"]+)"\n([^]*?)^```$/gm)]
    .filter(([, , name]) => name === project)
    .map(([, language = '', , path = '', code = '']) => ({ language, path, code }));
  const results = new Map(
    blocks.filter(({ language }) => language === 'text').map((one) => [one.path, one.code]),
  );
  return blocks
    .filter(({ language }) => language !== 'text')
    .map(({ path, code }) => ({ path, code, output: results.get(path) }));
}

export interface Project {
  readonly folder: string;
  write(path: string, code: string): void;
  /** Runs a command in the folder, and fails unless it exits with 0. Resolves with what it printed. */
  run(command: string): Promise<string>;
}

/** @param modules the folder, relative to the repository, that has the project's packages installed */
export function createProject(files: readonly ProjectFile[], modules: string): Project {
  const folder = mkdtempSync(join(tmpdir(), 'docs-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(ROOT, modules), join(folder, 'node_modules'));
  const write = (path: string, code: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  };
  write('package.json', '{ "type": "module" }');
  write('kommunicate.graphql', clientSdl(''));
  for (const { path, code } of files) write(path, code);
  return {
    folder,
    write,
    async run(command) {
      const { exitCode, stdout, stderr } = await spawnShell(command, folder).closed;
      expect(exitCode, `${command}\n${stdout}\n${stderr}`).toBe(0);
      return stdout;
    },
  };
}

/** Runs each file that the page shows the output of. @param here replaces addresses */
export async function runFiles(
  project: Project,
  files: readonly ProjectFile[],
  here: (code: string) => string,
  command = (path: string) => `node ${path}`,
): Promise<void> {
  for (const { path, output } of files) {
    if (output === undefined) continue;
    for (const one of files) project.write(one.path, here(one.code));
    const actual = (await project.run(command(path))).trimEnd();
    if (!patternOf(output.trimEnd()).test(actual)) expect(actual).toBe(output.trimEnd());
  }
}
