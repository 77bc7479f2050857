import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether to skip browser tests. False in CI, so that they fail there without a browser. */
export const browserIsMissing = !existsSync(CHROMIUM) && !process.env.CI;
if (browserIsMissing) console.warn(`Browser tests are skipped: there is no ${CHROMIUM}.`);

/** Starts a browser for the tests of a block. It resolves no host name, so that it reaches this machine only. */
export function useBrowser(): () => BrowserContext {
  let profile: string;
  let browser: BrowserContext;

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'browser-'));
    browser = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width: 1400, height: 900 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(profile, { recursive: true, force: true });
  });

  return () => browser;
}

/** Takes a screenshot if `SCREENSHOTS` names a folder for it. */
export async function shoot(tab: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS) await tab.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}
