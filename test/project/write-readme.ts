import { readFileSync, writeFileSync } from 'node:fs';
import { createSchema } from '../../src/schema/schema.ts';
import { accessTable } from '../support/access-table.ts';
import { outcomesTables } from '../support/outcomes.ts';

/*
 * Writes the README's tables of what happens when, from the data of the tests, and of who may what, from the schema:
 * `npm run readme`.
 */

const README = new URL('../../README.md', import.meta.url);

let text = readFileSync(README, 'utf8');
for (const [name, table] of [
  ['what happens when', outcomesTables()],
  ['who may what', accessTable(createSchema())],
] as const) {
  const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- until here -->)`);
  text = text.replace(place, (_all, before: string, after: string) => `${before}\n${table}\n${after}`);
}
writeFileSync(README, text);
