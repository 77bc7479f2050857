import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';

/*
 * Makes the pages of the site from the Markdown of the repository. The files themselves stay plain Markdown that reads well
 * in an editor and in the repository: no front matter, the title as `# Title`, links between files. The index of the pages,
 * docs/README.md, is also the sidebar.
 */

const PAGES = '{docs/*.md,{CHANGELOG,CONTRIBUTING,SECURITY}.md}';

/** What a page needs to know about the rest of the repository. */
export interface Surroundings {
  /** The slug of each page by its path in the repository, for example `docs/errors.md`: `errors`. */
  readonly slugs: ReadonlyMap<string, string>;
  /** Returns whether a path of the repository is a file, a folder, or missing. */
  readonly kindOf: (path: string) => 'file' | 'folder' | undefined;
  /** Where links to other files lead, for example `https://github.com/owner/name`. */
  readonly repository: string;
  /** The path of the site on its host: `/`, or for example `/kommunicate-graphql/`. */
  readonly base: string;
}

export interface PreparedPage {
  /** The page with front matter, as Starlight expects it. */
  readonly content: string;
  /** The images of the page by their paths in the repository. */
  readonly images: readonly string[];
  /** One sentence for each link that leads nowhere. */
  readonly problems: readonly string[];
}

/** A code block, a code span, an HTML comment, or the target of a link or image. Only the last two are changed. */
const TOKEN =
  /(?<fence>^[ \t]*(?<mark>`{3,}|~{3,})(?<info>[^\n]*)\n[\s\S]*?^[ \t]*\k<mark>[ \t]*$)|(?<span>(?<ticks>`+)(?!`)[\s\S]*?(?<!`)\k<ticks>(?!`))|(?<comment><!--[\s\S]*?-->\n?)|(?<before>\]\(|^\[[^\]]+\]: +|\b(?:href|src|srcset)=")(?<target>[^\s()"]+)/gm;

/** Rewrites a page for Starlight. Throws if the page has no title. */
export function preparePage(path: string, markdown: string, surroundings: Surroundings): PreparedPage {
  const { repository } = surroundings;
  const [, heading, rest] = /^# ([^\n]+)\n([\s\S]*)$/.exec(markdown) ?? [];
  if (heading === undefined || rest === undefined)
    throw new Error(`${path}: the first line must be "# Title".`);

  const images: string[] = [];
  const problems: string[] = [];
  const body = rest.replace(TOKEN, (token, ...groups) => {
    const { fence, mark, info, span, before, target } = groups.at(-1) as Record<string, string | undefined>;
    if (fence !== undefined) return token.replace(`${mark}${info}`, `${mark}${infoForSite(info ?? '')}`);
    if (span !== undefined) return token;
    if (target === undefined) return '';
    const link = resolveLink(path, target, surroundings);
    if (link.image !== undefined) images.push(link.image);
    if (link.problem !== undefined) problems.push(`${path}: ${target} ${link.problem}`);
    return `${before}${link.href}`;
  });

  const frontMatter = [
    `title: ${JSON.stringify(plainText(heading))}`,
    `description: ${JSON.stringify(introductionOf(rest))}`,
    `editUrl: ${JSON.stringify(`${repository}/edit/HEAD/${path}`)}`,
  ];
  return { content: `---\n${frontMatter.join('\n')}\n---\n${body}`, images, problems };
}

/** Keeps the language of a code block and its title. The other words are for the tests of the pages. */
function infoForSite(info: string): string {
  const [language = ''] = info.trim().split(/\s/);
  const [title] = /title="[^"]*"/.exec(info) ?? [];
  return title === undefined ? language : `${language} ${title}`;
}

interface ResolvedLink {
  readonly href: string;
  /** The path of the image in the repository, if the link leads to one. */
  readonly image?: string;
  readonly problem?: string;
}

function resolveLink(from: string, target: string, surroundings: Surroundings): ResolvedLink {
  const { slugs, kindOf, repository, base } = surroundings;
  if (/^[a-z][a-z+.-]*:/i.test(target)) return { href: target };
  const [file = '', anchor] = target.split('#', 2);
  const path = file === '' ? from : posix.join(posix.dirname(from), file).replace(/\/$/, '');
  const kind = kindOf(path);
  if (kind === undefined) return { href: target, problem: 'does not exist.' };
  if (file === '') return { href: target };
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const slug = slugs.get(path);
  if (slug !== undefined) return { href: `${base}${slug === 'index' ? '' : `${slug}/`}${hash}` };
  if (/\.(?:png|svg)$/.test(path)) return { href: `${base}images/${basename(path)}`, image: path };
  return { href: `${repository}/${kind === 'file' ? 'blob' : 'tree'}/HEAD/${path}${hash}` };
}

/** Returns the first paragraph of text before the first section; otherwise nothing. */
function introductionOf(markdown: string): string {
  const [opening = ''] = markdown.replaceAll(/<!--[\s\S]*?-->/g, '').split(/^(?:#|```)/m);
  const paragraphs = opening.split(/\n{2,}/).map((paragraph) => paragraph.trim());
  return plainText(paragraphs.find((paragraph) => /^[\p{L}\d`*[]/u.test(paragraph)) ?? '');
}

function plainText(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Returns the address of the repository that package.json states. */
export function repositoryOf(root: string): string {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly repository?: string | { readonly url: string };
  };
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) throw new Error('package.json: the site needs "repository" for its links.');
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** Returns the slug of each page of the repository by its path. */
export function findPages(root: string): Map<string, string> {
  const paths = globSync(PAGES, { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  return new Map(paths.toSorted().map((path) => [path, slugOf(path)]));
}

function slugOf(path: string): string {
  return path === 'docs/README.md' ? 'index' : basename(path, '.md').toLowerCase();
}

/** A link of the sidebar, or a group of links. */
export type SidebarEntry =
  | { readonly label: string; readonly slug: string }
  | { readonly label: string; readonly items: readonly SidebarEntry[] };

/**
 * Makes the sidebar from the index of the pages: a group for each list under a heading, and a last one for the links below
 * the lists. Throws if it does not have each page once.
 */
export function sidebarOf(index: string, slugs: ReadonlyMap<string, string>): readonly SidebarEntry[] {
  const groups: { readonly label: string; readonly items: { label: string; slug: string }[] }[] = [];
  const project = { label: 'Project', items: [] as { label: string; slug: string }[] };
  for (const line of index.split('\n')) {
    const [, heading] = /^## (.+)/.exec(line) ?? [];
    if (heading !== undefined) groups.push({ label: heading, items: [] });
    const group = line.startsWith('- ') ? groups.at(-1) : project;
    for (const [, text = '', target = ''] of line.matchAll(/\[([^\]]+)\]\(([^)#]+\.md)\)/g)) {
      const slug = slugs.get(posix.join('docs', target));
      if (slug !== undefined)
        group?.items.push({ label: text.replace(/^./, (first) => first.toUpperCase()), slug });
    }
  }
  const listed = [...groups, project].flatMap(({ items }) => items.map(({ slug }) => slug));
  for (const [path, slug] of slugs) {
    const count = listed.filter((other) => other === slug).length;
    if (slug !== 'index' && count !== 1)
      throw new Error(`docs/README.md: lists ${path} ${count} times, not once.`);
  }
  return [{ label: 'Overview', slug: 'index' }, ...groups, project];
}

/** Returns all pages of the site by slug. Throws if links lead nowhere, with one line for each. */
export function preparePages(root: string, base: string): Map<string, PreparedPage> {
  const slugs = findPages(root);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const surroundings: Surroundings = {
    slugs,
    kindOf: (path) => {
      if (!existsSync(join(root, path))) return undefined;
      return statSync(join(root, path)).isDirectory() ? 'folder' : 'file';
    },
    repository: repositoryOf(root),
    base: base.endsWith('/') ? base : `${base}/`,
  };
  const pages = new Map(
    [...slugs].map(([path, slug]) => [slug, preparePage(path, read(path), surroundings)]),
  );
  const problems = [...pages.values()].flatMap((page) => page.problems);
  if (problems.length > 0) throw new Error(`Dead links:\n${problems.join('\n')}`);
  return pages;
}

/** Writes the pages to `src/content/docs` and their images to `public/images`. Files that are up to date stay untouched. */
export function prepareSite(root: string, base: string): void {
  const pages = preparePages(root, base);
  const files = new Map(
    [...pages].map(([slug, { content }]) => [`site/src/content/docs/${slug}.md`, content]),
  );
  for (const stale of globSync('site/src/content/docs/*', { cwd: root })) {
    if (!files.has(stale.replaceAll('\\', '/'))) rmSync(join(root, stale));
  }
  for (const [path, content] of files) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const images = join(root, 'site/public/images');
  mkdirSync(images, { recursive: true });
  for (const image of ['docs/images/logo.svg', ...[...pages.values()].flatMap((page) => page.images)]) {
    copyFileSync(join(root, image), join(images, basename(image)));
  }
}
