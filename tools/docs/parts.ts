import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { createSchema } from '../../src/schema/schema.ts';
import { accessTable } from './access.ts';
import { benchTable } from './bench.ts';
import { configurationReference } from './configuration.ts';
import { endpointTables, faultTable } from './emulator.ts';
import { errorReference } from './errors.ts';
import { logReference, requestLineFields } from './log-lines.ts';
import { metricReference } from './metrics.ts';
import { outcomesTables } from './outcomes.ts';
import { schemaReference } from './schema.ts';

/*
 * The generated parts of the docs. A page has one between `<!-- generated: NAME -->` and `<!-- end of generated -->`, and
 * `npm run docs:generate` writes it.
 */

const PARTS: Readonly<Record<string, () => string>> = {
  access: () => accessTable(createSchema()),
  bench: benchTable,
  configuration: configurationReference,
  endpoints: endpointTables,
  errors: errorReference,
  faults: faultTable,
  'log-fields': logReference,
  metrics: metricReference,
  outcomes: outcomesTables,
  'request-line': requestLineFields,
  schema: schemaReference,
};

export const PART_NAMES: readonly string[] = Object.keys(PARTS);

const PART = /(^<!-- generated: (\S+) -->\n)[\s\S]*?(^<!-- end of generated -->$)/gm;

/** The names of the parts of a page. */
export function partsOf(page: string): readonly string[] {
  return [...page.matchAll(PART)].map(([, , name = '']) => name);
}

/**
 * The page with its parts as they should be, in the format of the project.
 * @throws {Error} if a part has an unknown name
 */
export async function render(path: string | URL): Promise<string> {
  const text = readFileSync(path, 'utf8');
  const generated = text.replaceAll(PART, (_all, before: string, name: string, after: string) => {
    const part = PARTS[name];
    if (!part) throw new Error(`There is no generated part ${name}.`);
    return `${before}\n${part()}\n\n${after}`;
  });
  const filepath = path instanceof URL ? path.pathname : path;
  return format(generated, { ...(await resolveConfig(filepath)), filepath });
}
