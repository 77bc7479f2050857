import { readFileSync, writeFileSync } from 'node:fs';
import { defaultTextOf, SETTINGS } from '../../src/cli/settings.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { accessTable } from '../support/access-table.ts';
import { errorTable } from '../support/error-table.ts';
import { outcomesTables } from '../support/outcomes.ts';

/*
 * Writes the README's tables with `npm run readme`: outcomes from the data of the tests, access rules from the schema,
 * variables from the settings, and the messages of errors.
 */

const settingsTable = [
  '| variable | default | meaning |',
  '| --- | --- | --- |',
  ...SETTINGS.map(
    (setting) => `| \`${setting.variable}\` | ${defaultTextOf(setting)} | ${setting.description} |`,
  ),
].join('\n');

const README = new URL('../../README.md', import.meta.url);

let text = readFileSync(README, 'utf8');
for (const [name, table] of [
  ['what happens when', outcomesTables()],
  ['who may what', accessTable(createSchema())],
  ['variables', settingsTable],
  ['reasons and limits', errorTable()],
] as const) {
  const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- until here -->)`);
  text = text.replace(place, (_all, before: string, after: string) => `${before}\n${table}\n${after}`);
}
writeFileSync(README, text);
