import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { shoot } from '../support/browser.ts';
import {
  examplePagesAreMissing,
  goTo,
  useExamplePages,
  waitFor,
  waitForFocus,
  write,
} from '../support/example-pages.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const CONVERSATION = '#/104250001';
const NARROW = 390;

describe.skipIf(examplePagesAreMissing)('the pages of the example', () => {
  const { start } = useExamplePages();

  describe.each([
    ['light', 1400],
    ['dark', 1400],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('in %s mode at %i px', (colorScheme, width) => {
    /** Opens a page. It returns the tab and what checks a state of it: axe-core, the heading, and the width. */
    async function setUp(path: string) {
      const { open, emulator } = await start();
      const tab = await open(path);
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize({ width, height: 844 });
      await tab.addScriptTag({ path: AXE });
      const check = async (state: string) => {
        await shoot(tab, `${colorScheme}-${width}-${state.replaceAll(' ', '-')}`);
        expect(await findingsOf(tab), state).toEqual([]);
        expect(await tab.locator('h1').count(), state).toBe(1);
        expect(await tab.evaluate(() => document.documentElement.scrollWidth), state).toBeLessThanOrEqual(
          width,
        );
      };
      return { tab, emulator, check };
    }

    it('has no findings of axe-core in the list of the inbox', async () => {
      const { tab, check } = await setUp('');
      await check('inbox');
      await tab.click('.tools > button');
      await waitForFocus(tab, '.new-conversation input');
      await check('inbox, new conversation');
      await tab.keyboard.press('Escape');
      await tab.fill('.search input', 'x'.repeat(257));
      await tab.press('.search input', 'Enter');
      await waitFor(tab, '.search .problem', 'at most 256 characters');
      await check('inbox, search too long');
      await tab.fill('.search input', 'a piano');
      await tab.press('.search input', 'Enter');
      await waitFor(tab, '.rows', 'No conversation has');
      await check('inbox, nothing found');
      await tab.route('**/graphql', (route) => route.abort());
      await tab.click('.filters >> text=Closed');
      await waitFor(tab, '.rows .problem', 'The gateway cannot be reached.');
      await check('inbox, unreachable');
    });

    it('has no findings of axe-core in a conversation of the inbox', async () => {
      const { tab, emulator, check } = await setUp('');
      await goTo(tab, CONVERSATION);
      await tab.waitForSelector('.message');
      await tab.waitForSelector('.assign-menu');
      await check('conversation');
      expect((await tab.locator('.conversation-header h2').boundingBox())?.width).toBeGreaterThan(250);
      for (const menu of ['assign-menu', 'status-menu']) {
        await tab.click(`.${menu} summary`);
        await tab.waitForSelector(`.${menu} .choices button >> nth=0`);
        await check(`conversation, ${menu}`);
        for (const button of await tab.locator(`.${menu} .choices button`).all())
          expect((await button.boundingBox())?.x).toBeGreaterThan(0);
        await tab.keyboard.press('Escape');
      }
      if (width === NARROW) {
        await tab.click('.people-toggle');
        await waitForFocus(tab, '.people');
        await waitFor(tab, '.people', 'Ana Ortiz');
        expect(await tab.locator('.person').first().isVisible()).toBe(true);
        await check('conversation, participants');
        await tab.keyboard.press('Escape');
      }
      emulator.fault({ endpoint: 'groupAssign', kind: 'error-envelope', errorCode: 'SCRIPTED' });
      await tab.click('.assign-menu summary');
      await tab.click('.choices >> text=Lucia Ferrari');
      await tab.waitForSelector('.conversation-header .problem');
      await check('conversation, not assigned');
      emulator.fault({ endpoint: 'messageSend', kind: 'reset', applied: false });
      await write(tab, 'It may have been sent');
      await waitFor(tab, '.send .problem', 'It is not in the conversation so far.');
      await check('conversation, not confirmed');
      await goTo(tab, '#/99');
      await waitFor(tab, '.nothing', 'There is no such conversation.');
      await check('conversation, unknown');
    });

    it('has no findings of axe-core in the widget', async () => {
      const { tab, emulator, check } = await setUp('widget.html');
      await check('widget');
      await tab.click('.widget-foot button');
      await waitForFocus(tab, '.new-conversation input');
      await check('widget, new conversation');
      await goTo(tab, CONVERSATION);
      await tab.waitForSelector('.message');
      await check('widget, conversation');
      emulator.fault({ endpoint: 'messageSend', kind: 'reset', applied: true });
      await write(tab, 'It may have been sent');
      await waitFor(tab, '.send .problem', 'The marked message looks like it.');
      await check('widget, not confirmed');
      await tab.route('**/graphql', (route) => route.abort());
      await goTo(tab, '#/104250033');
      await waitFor(tab, '.messages .problem', 'The gateway cannot be reached.');
      await check('widget, unreachable');
    });
  });
});

/** What axe-core finds on a page: the rules with the first elements. */
async function findingsOf(tab: Page) {
  const { violations } = await tab.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]);
}
