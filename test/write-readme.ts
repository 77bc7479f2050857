import { readFileSync, writeFileSync } from 'node:fs';
import { outcomesTables } from './outcomes.ts';

/*
 * Writes the README's tables of what happens when, from the data of the tests: `npm run readme`.
 */

const README = new URL('../README.md', import.meta.url);

const text = readFileSync(README, 'utf8');
const written = text.replace(
  /(<!-- what happens when -->\n)[\s\S]*?(\n<!-- until here -->)/,
  (_all, before: string, after: string) => `${before}\n${outcomesTables()}\n${after}`,
);
writeFileSync(README, written);
