import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface LockedPackage {
  readonly name?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8')) as unknown;
const packagesOf = (path: string) =>
  (read(path) as { readonly packages: Readonly<Record<string, LockedPackage>> }).packages;

describe.each(
  globSync(
    '{.,examples/*,bench/compare/peers,site,tools/checkers,test/clients,test/federation/hive}/package-lock.json',
    {
      cwd: ROOT,
    },
  ),
)('%s', (path) => {
  it('names no registry host', () => {
    const hosts = Object.values(packagesOf(path)).filter(({ resolved = '' }) => resolved.includes('://'));
    expect(hosts).toEqual([]);
  });
});

describe.each(
  globSync('examples/*', { cwd: ROOT }).filter((path) => existsSync(`${ROOT}${path}/package.json`)),
)('%s', (path) => {
  it('depends on this package by name, with its current dependencies in the lockfile', () => {
    const { dependencies } = read('package.json') as LockedPackage;
    const locked = packagesOf(`${path}/package-lock.json`);
    expect(locked['']?.dependencies?.['kommunicate-graphql']).toBe('file:../..');
    expect(locked['../..']?.dependencies).toEqual(dependencies);
  });

  it('does not import files of this repository', () => {
    const files = globSync(`${path}/{,src/**/}*.{ts,tsx,mjs,yml}`, { cwd: ROOT });
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => readFileSync(`${ROOT}${file}`, 'utf8').includes('../../'))).toEqual([]);
  });
});
