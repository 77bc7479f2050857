import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * The code blocks of README.md, CONTRIBUTING.md, SECURITY.md and docs/*.md. The words after the language say how a block is
 * tested: see CONTRIBUTING.md.
 */

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Block {
  /** The page, relative to the repository. */
  readonly page: string;
  /** The line of its first fence. */
  readonly line: number;
  readonly language: string;
  /** The words after the language: `as=ana-ortiz`, or `errors` with an empty value. */
  readonly words: ReadonlyMap<string, string>;
  readonly code: string;
  /** The result that the page shows directly after the block, if any. */
  readonly result: Block | undefined;
}

export const PAGES: readonly string[] = globSync(
  ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/*.md'],
  {
    cwd: ROOT,
  },
).toSorted();

export const readPage = (page: string): string => readFileSync(`${ROOT}${page}`, 'utf8');

/** The words that a block may have, by its language. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  graphql: ['errors', 'as', 'variables'],
  sh: ['shell', 'background', 'fails'],
  ts: ['title'],
  tsx: ['title'],
};

/** The languages whose blocks may have a result, with the languages of the result. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  graphql: ['json'],
  sh: ['json', 'text'],
  ts: ['text'],
};

export interface Page {
  readonly name: string;
  readonly text: string;
  /** The blocks to run: without examples and results. */
  readonly blocks: readonly Block[];
  /** Each block that has no meaning here, and why. */
  readonly problems: readonly string[];
}

/** Finds the code blocks of a page. */
export function parsePage(name: string, text: string = readPage(name)): Page {
  const problems: string[] = [];
  const blocks: Block[] = [];
  const lines = text.split('\n');
  /** The block that a result may follow. A heading ends it. */
  let last: Block | undefined;
  for (let index = 0; index < lines.length; index++) {
    if (/^#{1,6} /.test(lines[index] ?? '')) last = undefined;
    const [, indent = '', fence, info = ''] = /^([ >]*)(`{3,}|~{3,})(.*)$/.exec(lines[index] ?? '') ?? [];
    if (fence === undefined) continue;
    const line = index + 1;
    const code: string[] = [];
    while (++index < lines.length && lines[index]?.trim() !== fence) {
      code.push((lines[index] ?? '').slice(indent.length));
    }
    const { language, words } = parseInfo(info);
    const block: Block = {
      page: name,
      line,
      language,
      words,
      code: `${code.join('\n')}\n`,
      result: undefined,
    };
    const where = `${name}:${line}: `;
    if (index >= lines.length) problems.push(`${where}the block does not end`);
    if (words.has('example')) continue;
    if (language === 'json' || language === 'text') {
      if (last && RESULTS[last.language]?.includes(language)) {
        blocks[blocks.length - 1] = { ...last, result: block };
      } else problems.push(`${where}\`${language}\` follows no command or query that it is the result of`);
      last = undefined;
      continue;
    }
    const known = WORDS[language];
    if (known === undefined) {
      problems.push(
        `${where}no test runs ${language || 'a block without a language'}: mark it as \`example\``,
      );
      continue;
    }
    const unknown = [...words.keys()].filter((word) => !known.includes(word));
    if (unknown.length > 0) problems.push(`${where}unknown words: ${unknown.join(', ')}`);
    blocks.push(block);
    last = block;
  }
  return { name, text, blocks, problems };
}

function parseInfo(info: string): Pick<Block, 'language' | 'words'> {
  const [, language = '', rest = ''] = /^\s*([^\s=]*)(.*)$/.exec(info) ?? [];
  const words = [...rest.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/g)].map(
    ([, word = '', double, single, plain]) => [word, double ?? single ?? plain ?? ''] as const,
  );
  return { language, words: new Map(words) };
}

/** Whether a value is the expected one. The string `…` stands for any value, and inside a string for any text. */
export function matches(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'string' && expected.includes('…')) {
    return expected === '…' || (typeof actual === 'string' && patternOf(expected).test(actual));
  }
  if (typeof expected !== 'object' || expected === null) return actual === expected;
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const [ours, theirs] = [new Map(Object.entries(actual)), new Map(Object.entries(expected))];
  return (
    ours.size === theirs.size &&
    [...theirs].every(([key, value]) => ours.has(key) && matches(ours.get(key), value))
  );
}

/** A pattern for a text in which `…` stands for any text, and a line `…` for any lines. */
export function patternOf(text: string): RegExp {
  const source = text
    .split('\n')
    .map((line) =>
      line.trim() === '…'
        ? '[\\s\\S]*?'
        : line
            .trimEnd()
            .split('…')
            .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
            .join('.*'),
    )
    .join('\\n');
  return new RegExp(`^${source}$`);
}
