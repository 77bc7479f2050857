import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('node_modules/', import.meta.url));

/** The path of a file below the folder of the checkers' packages. */
export function checkerPath(path: string): string {
  return `${FOLDER}${path}`;
}

/**
 * Whether the checkers are not installed. Says so, and how to install them.
 * @param what is skipped without them
 * @throws {Error} in CI, where nothing may be skipped
 */
export function checkersAreMissing(what: string): boolean {
  if (existsSync(FOLDER)) return false;
  const message = `${what}: skipped, because it needs npm --prefix tools/checkers ci.`;
  if (process.env.CI) throw new Error(message);
  console.warn(message);
  return true;
}
