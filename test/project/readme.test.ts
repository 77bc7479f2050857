import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultTextOf, SETTINGS } from '../../src/cli/settings.ts';
import { readFaults } from '../../src/emulator/read-faults.ts';
import { ENDPOINTS } from '../../src/emulator/routes.ts';
import { ERRORS } from '../../src/errors.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { accessTable } from '../support/access-table.ts';
import { errorTable } from '../support/error-table.ts';
import { EVENTS, outcomesTables } from '../support/outcomes.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const README = read('README.md');

/** The rows of the table below a heading, cell by cell. */
function table(heading: string): readonly (readonly string[])[] {
  const section = README.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('the README', () => {
  it('shows the configuration of Hive Gateway in the example', () => {
    const [, ...config] = read('examples/supergraph/gateway.config.mjs').split('\n');
    expect(README).toContain(config.join('\n').trim());
  });

  it('names all scripts, and no others', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...README.matchAll(/\bnpm (?:run (\w[\w:-]*)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short,
    );
    const ours = Object.keys(scripts).filter((name) => !name.startsWith('check:') && name !== 'prepack');
    expect([...new Set(named)].toSorted()).toEqual(ours.toSorted());
  });

  it('has a row for every variable, with its default and its description (npm run readme writes them)', () => {
    expect(table('Configuration')).toEqual(
      SETTINGS.map((setting) => [setting.variable, defaultTextOf(setting), setting.description]),
    );
  });

  it('has a row for every error code, with whether the request may be retried', () => {
    const rows = table('Errors').filter(([, , retryable]) => retryable === 'yes' || retryable === 'no');
    const documented = rows.map(([code, , retryable]) => [code, retryable === 'yes']);
    const graphql = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE'];
    expect(documented).toEqual([
      ...graphql.map((code) => [code, false]),
      ...Object.entries(ERRORS).map(([code, { retryable }]) => [code, retryable]),
    ]);
  });

  it('has the outcome tables of the tests (npm run readme writes them)', () => {
    // Prettier aligns tables.
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(outcomesTables()));
  });

  it('has the access table of the schema', () => {
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(accessTable(createSchema())));
  });

  it.each(EVENTS)('links each outcome to a test: $when', ({ shownBy: [file, test] }) => {
    expect(read(`test/${file}.test.ts`)).toContain(test);
  });

  it('has a row for every fault of the emulator, and names every endpoint', () => {
    const [, section = ''] = /### Faults on tap\n([\s\S]*?)\n\*\*What is in it/.exec(README) ?? [];
    const kinds = [...section.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(' '),
    );
    const { problems } = readFaults('{"kind":"?"}') as { problems: readonly string[] };
    expect(`kind: must be one of ${kinds.join(', ')}`).toBe(problems[0]);
    for (const endpoint of ENDPOINTS) expect(section).toContain(`\`${endpoint}\``);
  });

  it('has the message of every reason and limit (npm run readme writes them)', () => {
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(errorTable()));
  });

  it('links only to files that exist', () => {
    const links = [...README.matchAll(/\]\((?!http|#)([^)]+)\)|`(src\/[\w./-]+)`/g)].map(
      ([, link, path]) => link ?? path ?? '',
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links)
      expect(() => readFileSync(new URL(`../../${link}`, import.meta.url))).not.toThrow(/ENOENT/);
  });
});
