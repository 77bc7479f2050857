import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/*
 * Builds the image from the Dockerfile, without a daemon or a registry: the runtime base is a stand-in that is made of
 * Debian's packages, and the commands of the build stage run on this machine. It shows that the files, the user, the flags
 * and the signals are right. It does not show the real base images, and no other platform than this one.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOOLS = ['buildah', 'podman', 'runc', 'mmdebstrap'];
const NONROOT = 65_532;

const run = promisify(execFile);

/**
 * Whether something that builds containers is missing. Says so.
 * @throws {Error} in CI, where nothing may be skipped
 */
export function containerToolsAreMissing(): boolean {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error);
  if (process.getuid?.() !== 0) missing.push('root');
  if (missing.length === 0) return false;
  const message = `The container image is skipped: it needs ${missing.join(', ')}.`;
  if (process.env.CI) throw new Error(message);
  console.warn(message);
  return true;
}

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of a Dockerfile, with continued lines joined. */
function instructionsOf(dockerfile: string): readonly Instruction[] {
  const lines = dockerfile.replaceAll(/^#.*\n/gm, '').replaceAll(/\\\n\s*/g, ' ');
  return [...lines.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, name = '', text = '']) => ({ name, text }));
}

/** Does in a folder what the build stage does in its image. */
async function runBuildStage(instructions: readonly Instruction[], folder: string): Promise<void> {
  const first = instructions.findIndex(({ name, text }) => name === 'FROM' && text.endsWith(' AS build'));
  const last = instructions.findIndex(({ name }, index) => name === 'FROM' && index > first);
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  const { CI: _, ...environment } = process.env;
  const PATH = `${dirname(realpathSync(join(ROOT, 'node_modules/.bin/node')))}:${process.env.PATH}`;
  for (const { name, text } of instructions.slice(first + 1, last)) {
    if (name === 'COPY') {
      const paths = text.split(' ');
      const target = paths.pop() ?? '';
      for (const path of paths) {
        const isFolder = statSync(join(ROOT, path)).isDirectory();
        // COPY copies what is in a folder, and not the folder.
        const to = isFolder ? join(app, target) : join(app, target, path);
        cpSync(join(ROOT, path), to, { recursive: true });
      }
    } else if (name === 'RUN') {
      const options = { cwd: app, env: { ...environment, PATH, npm_config_prefer_offline: 'true' } };
      await run('sh', ['-ec', text], { ...options, maxBuffer: 10_000_000 });
    } else if (name !== 'WORKDIR') {
      throw new Error(`${name} in the build stage: this test does not know it`);
    }
  }
}

/** Makes the root file system of a distroless base: libraries, Node, certificates and the user. No shell. */
async function makeBase(folder: string): Promise<void> {
  const root = join(folder, 'base');
  const packages = 'libc6,libstdc++6,libgcc-s1,base-files,netbase,tzdata';
  const archive = join(folder, 'base.tar');
  await run('mmdebstrap', ['--variant=extract', `--include=${packages}`, 'bookworm', archive]);
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true });
  await run('tar', ['-xf', archive, '-C', root, '--exclude=./dev/*']);
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  cpSync(realpathSync(join(ROOT, 'node_modules/.bin/node')), join(root, 'nodejs/bin/node'));
  cpSync('/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/ca-certificates.crt'));
  writeFileSync(
    join(root, 'etc/passwd'),
    `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${NONROOT}:${NONROOT}:nonroot:/home/nonroot:/sbin/nologin\n`,
  );
  writeFileSync(join(root, 'etc/group'), `root:x:0:\nnonroot:x:${NONROOT}:\n`);
  writeFileSync(join(folder, 'Base.dockerfile'), `FROM scratch\nCOPY . /\nUSER ${NONROOT}\n`);
}

export interface Image {
  readonly name: string;
  /** Bytes of the layers as a registry stores them. */
  readonly compressedSize: number;
  /** The configuration that the image has. */
  readonly config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Env: readonly string[];
    readonly ExposedPorts: Readonly<Record<string, unknown>>;
    readonly Labels: Readonly<Record<string, string>>;
  };
  /** Runs podman with the storage of this image. */
  podman(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Builds the image of this checkout, in a storage of its own. */
export async function buildImage(): Promise<Image> {
  const folder = mkdtempSync(join(tmpdir(), 'container-'));
  const storage = join(folder, 'storage.conf');
  writeFileSync(
    storage,
    `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
  );
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: storage };
  const execute = async (command: string, args: readonly string[]) => {
    const { stdout, stderr } = await run(command, args, { cwd: ROOT, env, maxBuffer: 10_000_000 });
    return stdout || stderr;
  };
  const podman = (...args: readonly string[]) =>
    execute('podman', [
      '--cgroup-manager',
      'cgroupfs',
      '--runtime',
      'runc',
      '--events-backend',
      'file',
      ...args,
    ]);
  const instructions = instructionsOf(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
  const [, base = ''] =
    instructions.map(({ text }) => /^RUNTIME_IMAGE=(\S+)$/.exec(text)).find((match) => match !== null) ?? [];
  const name = 'localhost/kommunicate-graphql:test';
  const build = ['bud', '--pull-never', '--isolation', 'chroot', '--format', 'docker'];
  await Promise.all([runBuildStage(instructions, join(folder, 'build')), makeBase(folder)]);
  await execute('buildah', [
    ...build,
    '--file',
    join(folder, 'Base.dockerfile'),
    '--tag',
    base,
    join(folder, 'base'),
  ]);
  const stage = ['--build-context', `build=${join(folder, 'build')}`, '--build-arg', 'VERSION=1.2.3'];
  await execute('buildah', [...build, ...stage, '--tag', name, '.']);
  const pushed = join(folder, 'pushed');
  await execute('buildah', ['push', name, `dir:${pushed}`]);
  const sizes = readdirSync(pushed).map((path) => statSync(join(pushed, path)).size);
  const [{ Config: config }] = JSON.parse(await podman('image', 'inspect', name)) as [
    { Config: Image['config'] },
  ];
  return {
    name,
    compressedSize: sizes.reduce((sum, size) => sum + size, 0),
    config,
    podman,
    async remove() {
      await podman('rm', '--all', '--force', '--time', '0');
      await podman('rmi', '--all', '--force');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
