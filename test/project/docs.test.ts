import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../tools/docs/markdown.ts';
import { anchorsOf, linksOf } from '../support/docs/anchors.ts';
import { ROOT } from '../support/docs/blocks.ts';

const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const pages = globSync(['*.md', 'docs/*.md'], { cwd: ROOT }).toSorted();
const isRelative = ({ path, target }: { path: string; target: string }) =>
  path !== '' && !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(target);

describe.each(pages)('%s', (page) => {
  const links = linksOf(read(page));
  const fileOf = (path: string) => (path === '' ? page : normalize(join(dirname(page), decodeURI(path))));

  it('links only to files that exist', () => {
    const missing = links
      .filter(isRelative)
      .filter(({ path }) => fileOf(path).startsWith('..') || !existsSync(`${ROOT}${fileOf(path)}`));
    expect(missing.map(({ target }) => target)).toEqual([]);
  });

  it('links only to headings that exist', () => {
    const missing = links.filter(({ path, target, anchor }) => {
      if (anchor === undefined || (path !== '' && !isRelative({ path, target }))) return false;
      const file = fileOf(path);
      return file.endsWith('.md') && existsSync(`${ROOT}${file}`) && !anchorsOf(read(file)).has(anchor);
    });
    expect(missing.map(({ target }) => target)).toEqual([]);
  });

  it('has links to files of the repository with the address in package.json', () => {
    const base = addressOf('');
    const ours = links.filter(({ target }) =>
      /^https:\/\/github\.com\/[\w-]+\/kommunicate-graphql\b/.test(target),
    );
    for (const { target, path } of ours.filter((link) => /\/(?:blob|tree|raw)\//.test(link.path))) {
      expect(target.startsWith(base), target).toBe(true);
      expect(existsSync(`${ROOT}${path.slice(base.length)}`), target).toBe(true);
    }
  });

  // `docs/clients.md` names files of the reader's project.
  it.skipIf(page === 'docs/clients.md')('names only source files that exist', () => {
    const names = [...read(page).matchAll(/`((?:src|bench|test|tools|examples)\/[\w./-]+)`/g)].map(
      ([, name = '']) => name,
    );
    expect(names.filter((name) => !existsSync(`${ROOT}${name}`))).toEqual([]);
  });
});

describe('the pages in the package', () => {
  // As `npm pack` selects them, which builds and would disturb other tests.
  const { files: patterns } = JSON.parse(read('package.json')) as { files: string[] };
  const always = ['package.json', 'README.md', 'LICENSE'];
  const files = new Set([...always, ...globSync(patterns, { cwd: ROOT })].map((file) => normalize(file)));

  it('are the README, the changelog, the security page and the docs', () => {
    for (const page of [
      'README.md',
      'CHANGELOG.md',
      'SECURITY.md',
      ...globSync('docs/*.md', { cwd: ROOT }),
    ]) {
      expect(files).toContain(page);
    }
  });

  // npm shows these pages beside a link to the repository, but without its files.
  it.each(['README.md', 'CHANGELOG.md', 'SECURITY.md'])('link from %s to packed files only', (page) => {
    const links = linksOf(read(page)).filter(isRelative);
    expect(links.filter(({ path }) => !files.has(normalize(path))).map(({ target }) => target)).toEqual([]);
  });
});

describe('README.md', () => {
  it('has 300 lines at most', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(300);
  });
});

describe('the docs', () => {
  it('show the configuration of Hive Gateway in the example', () => {
    const [, ...config] = read('examples/supergraph/gateway.config.mjs').split('\n');
    const shown = pages.filter((page) => read(page).includes(config.join('\n').trim()));
    expect(shown).not.toEqual([]);
  });

  it('are listed in docs/README.md', () => {
    const listed = new Set(linksOf(read('docs/README.md')).map(({ path }) => path));
    const files = globSync('*.md', { cwd: `${ROOT}docs` }).filter((file) => file !== 'README.md');
    expect(files.filter((file) => !listed.has(file))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names all scripts, and no others', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [
      ...read('CONTRIBUTING.md').matchAll(/\bnpm (?:run (\w+(?:[:-]\w+)*)|(start|test)\b)/g),
    ].map(([, script, short]) => script ?? short);
    const ours = Object.keys(scripts).filter((name) => !name.startsWith('check:') && name !== 'prepack');
    expect([...new Set(named)].filter((name) => !name?.startsWith('check:')).toSorted()).toEqual(
      ours.toSorted(),
    );
  });
});

describe('docs/architecture.md', () => {
  it('has a row for every folder, and names only files that exist', () => {
    const page = read('docs/architecture.md');
    const rows = [...page.matchAll(/^\| `([\w.]+?)\/?` /gm)].map(([, folder = '']) => folder);
    const folders = globSync('*', { cwd: `${ROOT}src` });
    expect(rows.toSorted()).toEqual(folders.toSorted());
    const files = [...page.matchAll(/`([\w-]+\/[\w./-]+\.ts)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !existsSync(`${ROOT}src/${file}`))).toEqual([]);
  });
});

describe('the anchors of headings', () => {
  it('are those of GitHub', () => {
    const page =
      '# What happens when …?\n\n## `BAD_REQUEST`\n\n```sh\n# no heading\n```\n\n### A\n\n### A\n\n### [Run](#a) it';
    expect([...anchorsOf(page)]).toEqual(['what-happens-when-', 'bad_request', 'a', 'a-1', 'run-it']);
  });
});
