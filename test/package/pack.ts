import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);

/** The environment of an installed command: the Node that runs this file, and npm without a network. */
export const OFFLINE = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: process.env.HOME,
  NODE_NO_WARNINGS: '1',
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
};

interface PackedFile {
  readonly path: string;
  readonly size: number;
}

/** The tarball as `npm publish` would send it. */
export interface Tarball {
  readonly path: string;
  /** Bytes of the tarball, and of its files. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly PackedFile[];
}

/** Creates an empty folder outside of the checkout. */
export async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'package-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** What `npm pack` and the build read. */
const SOURCES = [
  'bench/results',
  'bin',
  'docs',
  'src',
  'possible-types.json',
  'schema.graphql',
  'LICENSE',
  'package.json',
];

/** Builds and packs the package into a folder. It works on a copy: other tests may build at the same time. */
export async function pack(folder: string): Promise<Tarball> {
  const copy = join(folder, 'checkout');
  const others = globSync(['*.md', 'tsconfig*.json'], { cwd: ROOT });
  for (const path of [...SOURCES, ...others])
    await cp(join(ROOT, path), join(copy, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy });
  await rm(copy, { recursive: true });
  // The output of the build comes before the JSON.
  const packed = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as object;
  const [tarball] = Object.values(packed) as [Omit<Tarball, 'path'> & { filename: string }];
  return { ...tarball, path: join(folder, tarball.filename) };
}

/** Installs a tarball in a folder, as the only dependency of a project. */
export async function install(tarball: Tarball, folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"type":"module","private":true}');
  const options = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, tarball.path], { cwd: folder });
}
