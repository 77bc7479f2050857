import { readFileSync } from 'node:fs';

/** A table of Markdown. A cell may not hold line breaks; `|` is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const { homepage } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  homepage: string;
};

/** The address of a file that the npm package does not contain. */
export function addressOf(path: string): string {
  return `${homepage.replace(/#.*/, '')}/blob/main/${path}`;
}
