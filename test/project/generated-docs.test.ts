import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACTIONS } from '../../src/emulator/control.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { PART_NAMES, partsOf, render } from '../../tools/docs/parts.ts';
import { PAGES, readPage, ROOT } from '../support/docs/blocks.ts';
import { EVENTS } from '../support/outcomes.ts';

describe('the generated parts of the docs', () => {
  it.each(PAGES.filter((page) => partsOf(readPage(page)).length > 0))(
    'are up to date in %s: npm run docs:generate',
    async (page) => {
      expect(await render(`${ROOT}${page}`)).toBe(readPage(page));
    },
  );

  it('each stand on a page', () => {
    const used = PAGES.flatMap((page) => partsOf(readPage(page)));
    expect(used.toSorted()).toEqual(PART_NAMES.toSorted());
  });

  it('begin and end with markers', () => {
    for (const page of PAGES) {
      const marks = readPage(page).match(/^<!-- (?:generated: |end of generated).*$/gm) ?? [];
      expect(marks.length, page).toBe(2 * partsOf(readPage(page)).length);
    }
  });

  it.each(EVENTS)('link each outcome to a test that exists: $when', ({ shownBy: [file, test] }) => {
    expect(readFileSync(`${ROOT}test/${file}.test.ts`, 'utf8')).toContain(test);
  });

  it.each(Object.keys(ACTIONS))('name a request that the emulator knows: %s', async (action) => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const [method = '', path = ''] = action.split(' ');
    const body = method === 'POST' ? '{}' : null;
    const { status } = await fetch(`${emulator.url}/__emulator/${path}`, { method, body });
    expect(status).not.toBe(404);
  });
});
