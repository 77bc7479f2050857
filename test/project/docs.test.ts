import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');

describe.each(globSync('docs/*.md', { cwd: ROOT }))('%s', (page) => {
  it('links only to files that exist', () => {
    const links = [...read(page).matchAll(/\]\((?!http|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(new URL(link, `file://${ROOT}${page}`)))).toEqual([]);
  });

  it('names only source files that exist', () => {
    const names = [...read(page).matchAll(/`((?:src|bench|test)\/[\w./-]+)`/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !existsSync(`${ROOT}${name}`))).toEqual([]);
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
