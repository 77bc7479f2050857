import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { partsOf, render } from './parts.ts';

/* `npm run docs:generate`: writes the generated parts of all pages. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

for (const page of globSync(['*.md', 'docs/*.md'], { cwd: ROOT })) {
  const path = `${ROOT}${page}`;
  const text = readFileSync(path, 'utf8');
  const parts = partsOf(text);
  if (parts.length === 0) continue;
  const generated = await render(path);
  if (generated !== text) writeFileSync(path, generated);
  process.stdout.write(`${page}: ${parts.join(', ')}${generated === text ? '' : ' (changed)'}\n`);
}
