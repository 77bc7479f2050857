import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder, pack, ROOT, type Tarball } from './pack.ts';

/** Bytes of the tarball and of its files at most: a picture or a results file too many goes above them. */
const MAX_PACKED = 800_000;
const MAX_UNPACKED = 2_400_000;

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

describe('the tarball', () => {
  let tarball: Tarball;
  let folder: Awaited<ReturnType<typeof createFolder>>;
  const paths = () => tarball.files.map(({ path }) => path);

  beforeAll(async () => {
    folder = await createFolder();
    tarball = await pack(folder.path);
  });

  afterAll(() => folder.remove());

  it('has the build of each source, and no other code', () => {
    const built = globSync('**/*.ts', { cwd: join(ROOT, 'src') })
      .map((path) => path.replace(/\.ts$/, ''))
      .flatMap((path) => [`dist/${path}.js`, `dist/${path}.d.ts`]);
    const code = paths().filter((path) => /\.([cm]?[jt]sx?|map)$/.test(path));
    expect(code.toSorted()).toEqual([...built, 'bin/kommunicate-graphql.cjs'].toSorted());
  });

  it('has the schema, the docs and the license, and nothing else', () => {
    const others = paths()
      .filter((path) => !path.startsWith('dist/'))
      .filter((path) => !/^docs\/(images\/[\w-]+\.png|[\w-]+\.md)$/.test(path))
      .filter((path) => !/^bench\/results\/\w+\.(svg|json)$/.test(path));
    expect(others.toSorted()).toEqual(
      [
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'bin/kommunicate-graphql.cjs',
        'package.json',
        'possible-types.json',
        'schema.graphql',
      ].toSorted(),
    );
  });

  it('is small', () => {
    expect(tarball.size).toBeLessThan(MAX_PACKED);
    expect(tarball.unpackedSize).toBeLessThan(MAX_UNPACKED);
  });

  it('depends on ranges, so that a program can take a fix of a dependency without a release of ours', () => {
    const exact = Object.entries(manifest.dependencies).filter(([, range]) => !range.startsWith('^'));
    expect(exact).toEqual([]);
  });
});

describe('the dependencies', () => {
  interface Tree {
    readonly version?: string;
    readonly dependencies?: Readonly<Record<string, Tree>>;
  }

  const versionsIn = (tree: Tree, name: string): readonly string[] =>
    Object.entries(tree.dependencies ?? {}).flatMap(([key, child]) => [
      ...(key === name && child.version ? [child.version] : []),
      ...versionsIn(child, name),
    ]);

  it('share one version of @graphql-tools/utils, apart from the one of yoga alone, and one of graphql', async () => {
    const { stdout } = await promisify(execFile)('npm', ['ls', '--all', '--omit=dev', '--json'], {
      cwd: ROOT,
      maxBuffer: 10_000_000,
    });
    const tree = JSON.parse(stdout) as Tree & { readonly dependencies: Readonly<Record<string, Tree>> };
    expect(new Set(versionsIn(tree, 'graphql')).size).toBe(1);
    const { 'graphql-yoga': yoga, ...others } = tree.dependencies;
    expect(new Set(versionsIn({ dependencies: others }, '@graphql-tools/utils')).size).toBe(1);
    expect(new Set(versionsIn(yoga ?? {}, '@graphql-tools/utils')).size).toBeLessThanOrEqual(2);
  });

  it('have a version of @opentelemetry/api that the optional SDK loads with', async () => {
    // With an older one, npm prints no error, and the SDK fails when it is loaded.
    await expect(import('@opentelemetry/sdk-node')).resolves.toHaveProperty('NodeSDK');
  });
});
