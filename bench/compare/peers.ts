import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('peers/', import.meta.url);

/** Installs the packages of the peers from their own lockfile, unless they are installed already. */
export function installPeers(): void {
  if (existsSync(new URL('node_modules', FOLDER))) return;
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', args, { cwd: fileURLToPath(FOLDER), stdio: 'inherit' });
}

/** The exact versions of the peers' packages, by name. */
export function peerVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('package.json', FOLDER), 'utf8');
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
}
