/*
 * Checks the packed package: its manifest (publint), and that its types resolve as its code does (attw). The package is ESM:
 * how CommonJS and old resolvers would see it does not count.
 */
import { spawnSync } from 'node:child_process';
import { checkerPath, checkersAreMissing } from '../../tools/checkers/checkers.ts';
import { createFolder, pack } from './pack.ts';

if (!checkersAreMissing('The check of the package')) {
  const folder = await createFolder();
  const { path } = await pack(folder.path);
  const check = (bin: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [checkerPath(bin), path, ...args], { stdio: 'inherit' }).status === 0;
  const results = [
    check('publint/src/cli.js', '--strict'),
    // `schema.graphql` is not a module.
    check(
      '@arethetypeswrong/cli/dist/index.js',
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'schema.graphql',
      '--quiet',
    ),
  ];
  await folder.remove();
  if (results.includes(false)) process.exitCode = 1;
}
