import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('peers/', import.meta.url);

/** Installs what the peers are made of, as their own lockfile has it, where that has not been done. */
export function installPeers(): void {
  if (existsSync(new URL('node_modules', FOLDER))) return;
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', args, { cwd: fileURLToPath(FOLDER), stdio: 'inherit' });
}

/** What they are made of, by name: versions are exact there. */
export function peerVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('package.json', FOLDER), 'utf8');
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
}
