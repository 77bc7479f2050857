/*
 * Prints the section of the changelog for a release: `node tools/release/notes.ts v0.2.0`. Fails when the tag, the version of
 * package.json and the changelog do not agree.
 */
import { readFileSync } from 'node:fs';
import { releaseNotes } from './release-notes.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

try {
  process.stdout.write(releaseNotes(process.argv[2] ?? '', version, read('CHANGELOG.md')));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
