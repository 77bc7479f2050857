import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPages, preparePage, preparePages, sidebarOf, type Surroundings } from '../../site/prepare.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const FILES = [
  'docs/README.md',
  'docs/errors.md',
  'docs/images/chart.svg',
  'README.md',
  'SECURITY.md',
  'schema.graphql',
  'examples/inbox/serve.ts',
];

const surroundings: Surroundings = {
  slugs: new Map([
    ['docs/README.md', 'index'],
    ['docs/errors.md', 'errors'],
    ['SECURITY.md', 'security'],
  ]),
  kindOf: (path) => {
    if (FILES.includes(path)) return 'file';
    return FILES.some((file) => file.startsWith(`${path}/`)) ? 'folder' : undefined;
  },
  repository: 'https://example.com/owner/name',
  base: '/docs/',
};

const prepare = (body: string) => preparePage('docs/errors.md', `# Errors\n${body}`, surroundings);
const bodyOf = (body: string) => prepare(body).content.split('\n---\n')[1];

describe('a page of the site', () => {
  it('has the first heading as its title and the first paragraph as its description', () => {
    const { content } = preparePage(
      'docs/errors.md',
      '# The `code` of an "error"\n\n<!-- a note -->\n\nEach error has a\n[code](errors.md) and *a reason*.\n\nMore.\n',
      surroundings,
    );
    expect(content).toMatch(/^---\ntitle: "The code of an \\"error\\""\n/);
    expect(content).toContain('description: "Each error has a code and a reason."');
    expect(content).toContain('editUrl: "https://example.com/owner/name/edit/HEAD/docs/errors.md"');
    expect(content).not.toContain('# The');
  });

  it('is rejected without a title in its first line', () => {
    expect(() => preparePage('docs/errors.md', '## Errors\n', surroundings)).toThrow(
      'docs/errors.md: the first line must be "# Title".',
    );
  });

  it.each([
    ['another page', '[a](README.md)', '[a](/docs/)'],
    ['a page of the root folder', '[a](../SECURITY.md)', '[a](/docs/security/)'],
    ['a heading of a page', '[a](../SECURITY.md#tokens)', '[a](/docs/security/#tokens)'],
    ['a heading of the same page', '[a](#retrying)', '[a](#retrying)'],
    ['a file', '[a](../schema.graphql)', '[a](https://example.com/owner/name/blob/HEAD/schema.graphql)'],
    [
      'a file that is no page',
      '[a](../README.md#try-it)',
      '[a](https://example.com/owner/name/blob/HEAD/README.md#try-it)',
    ],
    ['a folder', '[a](../examples/inbox/)', '[a](https://example.com/owner/name/tree/HEAD/examples/inbox)'],
    ['another host', '[a](https://example.org/b.md)', '[a](https://example.org/b.md)'],
    ['an image', '![a](images/chart.svg)', '![a](/docs/images/chart.svg)'],
    [
      'an image in HTML',
      '<img src="images/chart.svg" alt="a">',
      '<img src="/docs/images/chart.svg" alt="a">',
    ],
    ['a reference', '[a]: README.md', '[a]: /docs/'],
    ['a page, with code as its text', '[`a` b](README.md)', '[`a` b](/docs/)'],
  ])('links to %s', (_, markdown, expected) => {
    expect(bodyOf(markdown)).toBe(expected);
    expect(prepare(markdown).problems).toEqual([]);
  });

  it('names the images that it shows', () => {
    expect(prepare('![a](images/chart.svg)').images).toEqual(['docs/images/chart.svg']);
  });

  it.each([
    ['[a](missing.md)', 'docs/errors.md: missing.md does not exist.'],
    ['[a]: ../missing/', 'docs/errors.md: ../missing/ does not exist.'],
  ])('reports the dead link %s', (markdown, problem) => {
    expect(prepare(markdown).problems).toEqual([problem]);
  });

  it('has no HTML comments, and keeps the text between them', () => {
    expect(bodyOf('a\n<!-- generated: errors\n(do not edit) -->\nb\n<!-- end of generated -->\nc')).toBe(
      'a\nb\nc',
    );
  });

  it.each([
    ['```graphql errors as=ana-ortiz', '```graphql'],
    ['```sh shell=a background', '```sh'],
    ['```yaml title="router.yaml" example', '```yaml title="router.yaml"'],
    ['```', '```'],
  ])('shows the code block %s with the words that highlighting knows', (before, after) => {
    expect(bodyOf(`${before}\n{ a }\n\`\`\``)).toBe(`${after}\n{ a }\n\`\`\``);
  });

  it('keeps code as it is', () => {
    const code = '```html\n<!-- a --> [a](missing.md)\n```\n\n`<!-- b -->` and `` [a](missing.md) ` ``';
    expect(bodyOf(code)).toBe(code);
    expect(prepare(code).problems).toEqual([]);
  });
});

describe('the sidebar', () => {
  const index = `# Documentation

Start [here](errors.md#retrying).

## Operator

- [Errors](errors.md): every code.

See [security](../SECURITY.md) and [the chart](images/chart.svg).
`;

  it('has the groups of the index, and the other pages in a last group', () => {
    expect(sidebarOf(index, surroundings.slugs)).toEqual([
      { label: 'Overview', slug: 'index' },
      { label: 'Operator', items: [{ label: 'Errors', slug: 'errors' }] },
      { label: 'Project', items: [{ label: 'Security', slug: 'security' }] },
    ]);
  });

  it.each([
    ['misses', index.replace('- [Errors](errors.md)', '- Errors'), 'lists docs/errors.md 0 times, not once.'],
    ['repeats', index.replace('See', 'See [errors](errors.md),'), 'lists docs/errors.md 2 times, not once.'],
  ])('is rejected if the index %s a page', (_, text, message) => {
    expect(() => sidebarOf(text, surroundings.slugs)).toThrow(message);
  });
});

describe('the site', () => {
  it('has every page of the repository in its sidebar once', () => {
    const text = readFileSync(`${ROOT}docs/README.md`, 'utf8');
    expect(() => sidebarOf(text, findPages(ROOT))).not.toThrow();
  });

  it('has no dead link, and a description for every page', () => {
    const pages = preparePages(ROOT, '/');
    expect(pages.size).toBeGreaterThan(20);
    const short = [...pages].filter(([, { content }]) => !/^description: "[^\n]{20,}"$/m.test(content));
    expect(short.map(([slug]) => slug).filter((slug) => slug !== 'changelog')).toEqual([]);
  });
});
