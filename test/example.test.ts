import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { browserIsMissing, shoot, useBrowser } from './browser.ts';

const FOLDER = fileURLToPath(new URL('../examples/inbox/', import.meta.url));
const isMissing = !existsSync(`${FOLDER}node_modules`) && !process.env.CI;
if (isMissing) console.warn('The example is not tested: npm --prefix examples/inbox ci');

describe.skipIf(isMissing)('the example', () => {
  it('has the types and the documents that its queries and the schema make', async () => {
    const check = promisify(execFile)('npm', ['run', '--silent', 'check'], { cwd: FOLDER });
    await expect(check).resolves.toBeDefined();
  }, 60_000);
});

describe.skipIf(isMissing || browserIsMissing)('the inbox, built and served with the sandbox', () => {
  const browser = useBrowser();
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: FOLDER });
    server = spawn(process.execPath, ['serve.ts', '--port', '0'], {
      cwd: FOLDER,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout as NonNullable<typeof server.stdout> })) {
      const [, found] = /The inbox: (\S+)/.exec(line) ?? [];
      if (found) {
        url = found;
        break;
      }
    }
  }, 60_000);

  afterAll(async () => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  });

  async function open(path = '') {
    const tab = await browser().newPage();
    const problems: string[] = [];
    tab.on('pageerror', (error) => problems.push(error.message));
    onTestFinished(() => tab.close());
    await tab.goto(url + path);
    await tab.waitForSelector('.row');
    return { tab, problems };
  }

  async function openFirst() {
    const opened = await open();
    await opened.tab.locator('.row').first().click();
    await opened.tab.waitForSelector('.message');
    return opened;
  }

  const textOf = async (tab: Page, selector: string) =>
    (await tab.locator(selector).allTextContents()).join(' ');
  const waitFor = (tab: Page, selector: string, text: string) =>
    expect.poll(() => textOf(tab, selector)).toContain(text);

  it('shows conversations with their latest messages, and the next page of them', async () => {
    const { tab, problems } = await open();
    expect(await tab.locator('.row').count()).toBe(20);
    expect(await textOf(tab, '.row >> nth=0')).toMatch(/Oak table · Ana Ortiz.*anything else\?.*Open/);
    await tab.click('text=Earlier conversations');
    await expect.poll(() => tab.locator('.row').count()).toBe(40);
    await tab.click('.filters >> text=Closed');
    await expect
      .poll(async () => [...new Set(await tab.locator('.row .pill').allTextContents())])
      .toEqual(['Closed']);
    expect(problems).toEqual([]);
  });

  it('opens one: people with their presence, messages, and the pages before', async () => {
    const { tab } = await openFirst();
    await waitFor(tab, '.people', 'Ana Ortiz');
    expect(await textOf(tab, '.people')).toContain('Customer · online');
    expect(await tab.locator('.people .presence').count()).toBeGreaterThan(1);
    expect(await tab.locator('.message').count()).toBe(20);
    await tab.click('text=Earlier messages');
    await expect.poll(() => tab.locator('.message').count()).toBe(40);
    await shoot(tab, 'inbox');
    // The address finds it again.
    await tab.reload();
    await tab.waitForSelector('.message');
  });

  it('draws every template, as buttons, cards, lists, forms and pictures', async () => {
    const { tab, problems } = await openFirst();
    await expect.poll(() => textOf(tab, '.messages')).toContain('Oak bench');
    expect(await textOf(tab, '.card')).toMatch(/Oak bench.*4.8\/5.*Linen chair/);
    expect(await tab.locator('.card a.action').first().getAttribute('href')).toBe(
      'https://shop.hearth.example/oak-bench',
    );
    for (const text of ['Good to know', 'How do returns work?', 'Walnut, waxed', 'Assembly guide', 'Lisbon'])
      expect(await textOf(tab, '.messages')).toContain(text);
    expect(await tab.locator('.form select').count()).toBe(1);
    expect(await textOf(tab, '.messages')).not.toContain('A message of template');
    await tab.locator('.cards').scrollIntoViewIfNeeded();
    await shoot(tab, 'inbox-templates');
    expect(problems).toEqual([]);
  });

  it('puts a reply that is tapped into the box, and sends only what is sent', async () => {
    const { tab } = await openFirst();
    await tab.click('.action:text-is("Yes")');
    expect(await tab.inputValue('.send textarea')).toBe('Yes, Thursday is fine.');
    expect(await textOf(tab, '.bubble')).not.toContain('Yes, Thursday is fine.');
  });

  it('sends a message, shows it, and closes the conversation', async () => {
    const { tab, problems } = await openFirst();
    await tab.fill('.send textarea', 'It will be with you tomorrow.');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.message.mine >> nth=0', 'It will be with you tomorrow.');
    await waitFor(tab, '.row >> nth=0', 'It will be with you tomorrow.');
    expect(await tab.inputValue('.send textarea')).toBe('');
    await tab.selectOption('.status-menu', 'CLOSED');
    await waitFor(tab, '.conversation-header .pill', 'Closed');
    await waitFor(tab, '.row >> nth=0', 'Closed');
    await shoot(tab, 'inbox-closed');
    expect(problems).toEqual([]);
  });

  it('keeps what could not be sent, and says so', async () => {
    const { tab } = await openFirst();
    await tab.route('**/graphql', (route) =>
      route.request().postData()?.includes('mutation') ? route.abort() : route.continue(),
    );
    await tab.fill('.send textarea', 'Is anybody there?');
    await tab.click('.send button');
    await waitFor(tab, '.send .problem', 'The gateway cannot be reached.');
    expect(await tab.inputValue('.send textarea')).toBe('Is anybody there?');
  });

  it('says so where there is no such conversation', async () => {
    const { tab } = await open('#/99');
    await waitFor(tab, '.nothing', 'There is no such conversation.');
  });
});
