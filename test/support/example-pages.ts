import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { browserIsMissing, useBrowser } from './browser.ts';

const FOLDER = fileURLToPath(new URL('../../examples/inbox/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
/** The token of the webhooks that the emulator sends. */
export const WEBHOOK_TOKEN = 'the-token-of-the-webhooks';

/** Whether to skip the tests of the example's pages. False in CI. */
export const examplePagesAreMissing =
  browserIsMissing || (!existsSync(`${FOLDER}node_modules`) && !process.env.CI);

/** Builds the pages of the inbox example, and opens a browser for the tests of a block. */
export function useBuiltPages() {
  const browser = useBrowser();
  let built: string;

  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'inbox-'));
    const args = ['run', '--silent', 'build', '--', '--outDir', built, '--emptyOutDir'];
    await promisify(execFile)('npm', args, { cwd: FOLDER });
  });
  afterAll(async () => rm(built, { recursive: true, force: true }));

  return {
    browser,
    /** Serves the built pages to a tab on the origin of a gateway. */
    async serveTo(tab: Page, url: string): Promise<void> {
      await tab.route(/^(?!.*\/graphql)/, async (route) => {
        const { pathname, origin } = new URL(route.request().url());
        if (origin !== new URL(url).origin) return route.continue();
        const file = pathname === '/' ? 'index.html' : pathname.slice(1);
        return route.fulfill({
          contentType: TYPES[extname(file)] ?? 'text/html; charset=utf-8',
          body: await readFile(join(built, file)),
        });
      });
    },
  };
}

/** Starts a gateway with the pages of the inbox example for each test of a block. */
export function useExamplePages() {
  const { browser, serveTo } = useBuiltPages();

  return {
    /** Starts a gateway over an emulator. It returns both, and what opens a page in a new tab. */
    async start() {
      const { url, emulator, close } = await startExampleGateway();
      onTestFinished(close);
      const problems: string[] = [];
      /** Opens a page, and waits until it shows what `ready` selects. */
      const open = async (path: string, { clock = false, ready = '.row' } = {}) => {
        const tab = await browser().newPage();
        onTestFinished(() => tab.close());
        if (clock) await tab.clock.install();
        collectProblems(tab, problems);
        await serveTo(tab, url);
        await tab.goto(`${url}/${path}`);
        await tab.waitForSelector(ready);
        return tab;
      };
      return { url, emulator, open, problems };
    },
  };
}

/** Starts a gateway with the sandbox, which knows the agents of the emulator. It polls, as webhooks name no assignee. */
async function startExampleGateway() {
  const emulator = await startEmulator({ shape: 'live', ownPictures: true });
  const client = createClient({ baseUrl: emulator.url });
  const { apiKey } = emulator;
  const server = await startServer({
    client,
    identity: { mode: 'sandbox', apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
    webhookToken: WEBHOOK_TOKEN,
    live: { pollSeconds: 1 },
    port: 0,
  });
  emulator.sendWebhooksTo({ url: `${server.url}/webhooks/kommunicate`, token: WEBHOOK_TOKEN });
  return {
    url: server.url,
    emulator,
    async close() {
      await server.close();
      await client.close();
      await emulator.close();
    },
  };
}

/** Collects the exceptions of a page, and the responses that have errors. */
function collectProblems(tab: Page, problems: string[]): void {
  tab.on('pageerror', (error) => problems.push(error.message));
  tab.on('response', async (response) => {
    if (!response.headers()['content-type']?.includes('json')) return;
    const text = await response.text().catch(() => '');
    if (text.includes('"errors":')) problems.push(text);
  });
}

export const textOf = async (tab: Page, selector: string) =>
  (await tab.locator(selector).allTextContents()).join(' ');

export const waitFor = (tab: Page, selector: string, text: string) =>
  expect.poll(() => textOf(tab, selector)).toContain(text);

export const waitForCount = (tab: Page, selector: string, count: number) =>
  expect.poll(() => tab.locator(selector).count()).toBe(count);

/** Waits until an element with this selector has the focus. */
export const waitForFocus = (tab: Page, selector: string) =>
  expect.poll(() => tab.evaluate((wanted) => document.activeElement?.matches(wanted), selector)).toBe(true);

/** Waits until the page has marked a conversation as read. */
export const waitForRead = (tab: Page) =>
  tab.waitForResponse((response) => Boolean(response.request().postData()?.includes('mutation MarkRead')));

export async function write(tab: Page, text: string): Promise<void> {
  await tab.fill('.send textarea', text);
  await tab.press('.send textarea', 'Enter');
}

/** Opens a conversation as a link to it does. */
export const goTo = (tab: Page, hash: string) =>
  tab.evaluate((next) => {
    window.location.hash = next;
  }, hash);

/** Sends requests whose body has a text, and holds their responses back until the returned function is called. */
export async function holdResponses(tab: Page, text: string) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let held = 0;
  await tab.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes(text)) return route.fallback();
    const response = await route.fetch();
    held += 1;
    await released;
    return route.fulfill({ response });
  });
  return {
    release,
    /** Waits until this many responses are held back. */
    waitForHeld: (count: number) => expect.poll(() => held).toBe(count),
  };
}

/** Drops the first response to a request whose body has a text. Returns what counts the requests with it. */
export async function loseFirstResponse(tab: Page, text: string) {
  const bodies: string[] = [];
  await tab.route('**/graphql', async (route) => {
    const body = route.request().postData() ?? '';
    if (!body.includes(text)) return route.fallback();
    bodies.push(body);
    if (bodies.length > 1) return route.fallback();
    await route.fetch();
    return route.abort();
  });
  /** The idempotency keys that were sent. */
  return () => bodies.map((body) => /"idempotencyKey":"(\w+)"/.exec(body)?.[1]);
}
