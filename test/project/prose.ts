import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { forbiddenIn } from './forbidden-words.ts';

/*
 * The length of sentences, and forbidden words, in README.md, the other pages at the root, and docs/*.md:
 * `npm run check:prose`, or `node test/project/prose.ts FILE…` for some files. Exits with 1 if a page breaks a limit.
 */

/** Words in a sentence, on average over a page. */
const MAX_AVERAGE = 20;
/** Words in any sentence. */
const MAX_WORDS = 40;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The sentences of a Markdown page: without code, tables, headings, generated parts, and the targets of links. */
export function sentencesOf(markdown: string): readonly string[] {
  const prose = markdown
    .replaceAll(/^<!-- generated: [\s\S]*?^<!-- end of generated -->$/gm, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/^([ >]*)(`{3,}|~{3,})[\s\S]*?^\1\2 *$/gm, '\n')
    .replaceAll(/`+[^`]+`+/g, 'Code')
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replaceAll(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/<[^>\s][^>]*>/g, 'Link');
  const paragraphs = prose
    .split('\n')
    // A table row or a heading ends a paragraph, and so does the start of a list item.
    .map((line) =>
      /^\s*(?:\||#{1,6} )/.test(line) ? '' : line.replace(/^[ >]*(?:[-*+]|\d+\.) (?:\[[ x]\] )?/, '\n'),
    )
    .join('\n')
    .split(/\n\s*\n/);
  return paragraphs
    .flatMap((paragraph) =>
      paragraph
        .replaceAll(/[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim()
        .split(/(?<=[.!?]["”’)]?) (?=["“‘(]?[\p{Lu}\d])/u),
    )
    .filter((sentence) => wordsIn(sentence) > 0);
}

export function wordsIn(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
}

export interface ProseReport {
  readonly sentences: number;
  readonly average: number;
  readonly problems: readonly string[];
}

export function checkProse(markdown: string): ProseReport {
  const sentences = sentencesOf(markdown);
  const total = sentences.reduce((sum, sentence) => sum + wordsIn(sentence), 0);
  const average = sentences.length === 0 ? 0 : total / sentences.length;
  const long = sentences.filter((sentence) => wordsIn(sentence) > MAX_WORDS);
  const problems = [
    ...long.map((sentence) => `${wordsIn(sentence)} words: ${sentence}`),
    ...forbiddenIn(markdown).map((word) => `line ${word} is a word to avoid`),
  ];
  if (average > MAX_AVERAGE) problems.unshift(`${average.toFixed(1)} words a sentence on average`);
  return { sentences: sentences.length, average, problems };
}

function main(files: readonly string[]): void {
  for (const file of files) {
    const { sentences, average, problems } = checkProse(readFileSync(file, 'utf8'));
    console.log(
      `${average.toFixed(1).padStart(5)} words in ${String(sentences).padStart(4)} sentences  ${file}`,
    );
    for (const problem of problems) console.log(`      ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2);
  main(
    files.length > 0 ? files : globSync(['*.md', 'docs/*.md'], { cwd: ROOT }).map((file) => `${ROOT}${file}`),
  );
}
