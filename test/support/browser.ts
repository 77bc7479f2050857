import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM, startBrowser, type StartedBrowser } from './start-browser.ts';

/** Whether to skip browser tests. False in CI, so that they fail there without a browser. */
export const browserIsMissing = !existsSync(CHROMIUM) && !process.env.CI;
if (browserIsMissing) console.warn(`Browser tests are skipped: there is no ${CHROMIUM}.`);

/** Starts a browser for the tests of a block. */
export function useBrowser(): () => BrowserContext {
  let started: StartedBrowser | undefined;

  beforeAll(async () => {
    started = await startBrowser({ viewport: { width: 1400, height: 900 } });
  });

  afterAll(() => started?.close());

  return () => {
    if (started === undefined) throw new Error('The browser starts before the first test.');
    return started.browser;
  };
}

/** Takes a screenshot if `SCREENSHOTS` names a folder for it. */
export async function shoot(tab: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS) await tab.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}
