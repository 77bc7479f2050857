import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { browserIsMissing, shoot, useBrowser } from '../support/browser.ts';

const FOLDER = fileURLToPath(new URL('../../examples/inbox/', import.meta.url));
/** Loads kommunicate-graphql from src/, as the example's .npmrc makes npm's scripts do. */
const FROM_SOURCE = '--conditions=kommunicate-graphql:source';
const isMissing = !existsSync(`${FOLDER}node_modules`) && !process.env.CI;
if (isMissing) console.warn('The inbox example is not tested: npm --prefix examples/inbox ci');

describe.skipIf(isMissing)('the inbox example', () => {
  it('has valid types and up-to-date generated documents', async () => {
    const check = promisify(execFile)('npm', ['run', '--silent', 'check'], { cwd: FOLDER });
    await expect(check).resolves.toBeDefined();
  }, 60_000);
});

describe.skipIf(isMissing)('npm run example', () => {
  it('forwards its flags', async () => {
    const example = spawn('npm', ['run', 'example', '--', '--port', 'x'], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { ...process.env, npm_config_offline: 'true' },
    });
    let output = '';
    for (const stream of [example.stdout, example.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    await once(example, 'close');
    expect(output).toContain('--port: must be a whole number from 0 to 65535.');
  }, 120_000);
});

describe.skipIf(isMissing || browserIsMissing)('the inbox, built and served with the sandbox', () => {
  const browser = useBrowser();
  let server: ChildProcess;
  let url: string;
  let restUrl: string;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: FOLDER });
    server = spawn(process.execPath, [FROM_SOURCE, 'serve.ts', '--port', '0'], {
      cwd: FOLDER,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout as NonNullable<typeof server.stdout> })) {
      const [, name, found = ''] = /^(The inbox|REST API): +(\S+)/.exec(line) ?? [];
      if (name === 'The inbox') url = found;
      if (name === 'REST API') {
        restUrl = found;
        break;
      }
    }
  }, 60_000);

  afterAll(async () => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  });

  async function open(path = '', { clock = false } = {}) {
    const tab = await browser().newPage();
    if (clock) await tab.clock.install();
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

  it('shows conversations with their latest messages, and loads the next page', async () => {
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

  it('opens a conversation with participants, presence and messages, and loads older messages', async () => {
    const { tab } = await openFirst();
    await waitFor(tab, '.people', 'Ana Ortiz');
    expect(await textOf(tab, '.people')).toContain('Customer · online');
    expect(await tab.locator('.people .presence').count()).toBeGreaterThan(1);
    expect(await tab.locator('.message').count()).toBe(20);
    await tab.click('text=Earlier messages');
    await expect.poll(() => tab.locator('.message').count()).toBe(40);
    await shoot(tab, 'inbox');
    // The URL restores the open conversation.
    await tab.reload();
    await tab.waitForSelector('.message');
  });

  it('renders every template as buttons, cards, lists, forms or pictures', async () => {
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

  it('puts a clicked reply into the text box without sending it', async () => {
    const { tab } = await openFirst();
    await tab.click('.action:text-is("Yes")');
    expect(await tab.inputValue('.send textarea')).toBe('Yes, Thursday is fine.');
    expect(await textOf(tab, '.bubble')).not.toContain('Yes, Thursday is fine.');
  });

  it('sends and shows a message, and closes the conversation', async () => {
    const { tab, problems } = await openFirst();
    await tab.fill('.send textarea', 'It will be with you tomorrow.');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.message.mine >> nth=0', 'It will be with you tomorrow.');
    await waitFor(tab, '.row >> nth=0', 'It will be with you tomorrow.');
    expect(await tab.inputValue('.send textarea')).toBe('');
    await tab.click('.status-menu summary');
    await tab.click('.choices >> text=Closed');
    await waitFor(tab, '.conversation-header .pill', 'Closed');
    await waitFor(tab, '.row >> nth=0', 'Closed');
    await shoot(tab, 'inbox-closed');
    expect(problems).toEqual([]);
  });

  /** Drops the response to every message that is sent; without `arrive` also its request. */
  const loseResponses = (tab: Page, { arrive }: { arrive: boolean }) =>
    tab.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation Send')) return route.continue();
      if (arrive) await route.fetch();
      return route.abort();
    });
  const typed = (tab: Page) => tab.inputValue('.send textarea');

  it('keeps a message with an unknown outcome, and sends it again only on request', async () => {
    const { tab } = await openFirst();
    await loseResponses(tab, { arrive: true });
    await tab.fill('.send textarea', 'Hello, are you there?');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'It may have been sent.');
    expect(await typed(tab)).toBe('Hello, are you there?');
    await tab.press('.send textarea', 'Enter');
    await tab.unroute('**/graphql');
    await tab.reload();
    await tab.waitForSelector('.message');
    const sent = await tab.locator('.bubble').allTextContents();
    expect(sent.filter((text) => text === 'Hello, are you there?')).toHaveLength(1);
  });

  /** Scripts faults of sending. Returns a function that counts the calls with a text. */
  async function scriptFaults(...faults: readonly object[]) {
    await fetch(`${restUrl}/__emulator/faults`, {
      method: 'POST',
      body: JSON.stringify(faults.map((fault) => ({ endpoint: 'messageSend', ...fault }))),
    });
    onTestFinished(async () => void (await fetch(`${restUrl}/__emulator/faults`, { method: 'DELETE' })));
    return async (text: string) => {
      const calls = (await (await fetch(`${restUrl}/__emulator/calls`)).json()) as {
        readonly endpoint: string;
        readonly body: string;
      }[];
      return calls.filter(({ endpoint, body }) => endpoint === 'messageSend' && body.includes(text)).length;
    };
  }
  const copiesOf = async (tab: Page, text: string) =>
    (await tab.locator('.message:not(.pending) .bubble').allTextContents()).filter((one) => one === text);
  const inBox = (text: string) => `.send .problem button:text-is("${text}")`;

  it('creates one message when the response is lost, also after a retry', async () => {
    const { tab, problems } = await openFirst();
    const callsOf = await scriptFaults({ kind: 'reset', applied: true });
    await tab.fill('.send textarea', 'One copy of this');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'It may have been sent. The marked message looks like it.');
    // The page has reloaded the conversation, and marks the message.
    await waitFor(tab, '.message.marked', 'Looks like the message that was not confirmed');
    expect(await textOf(tab, '.message.marked .bubble')).toBe('One copy of this');
    await shoot(tab, 'inbox-found');
    // A double click.
    await tab.locator(inBox('Send again')).evaluate((button: HTMLButtonElement) => {
      button.click();
      button.click();
    });
    await waitFor(tab, '.send .problem', 'The marked message looks like it.');
    expect(await callsOf('One copy of this')).toBe(1);
    await tab.click(inBox('It was sent'));
    expect(await typed(tab)).toBe('');
    expect(await tab.locator('.send .problem').count()).toBe(0);
    expect(await tab.locator('.marked, .pending').count()).toBe(0);
    await tab.reload();
    await tab.waitForSelector('.message');
    expect(await copiesOf(tab, 'One copy of this')).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('sends a message on retry when the request was lost before the gateway', async () => {
    const { tab } = await openFirst();
    const callsOf = await scriptFaults();
    await loseResponses(tab, { arrive: false });
    await tab.fill('.send textarea', 'Lost on its way');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'It is not in the conversation so far.');
    await waitFor(tab, '.message.pending', 'Not confirmed: it may have been sent');
    await shoot(tab, 'inbox-pending');
    await tab.unroute('**/graphql');
    await tab.click(inBox('Send again'));
    await expect.poll(() => copiesOf(tab, 'Lost on its way')).toHaveLength(1);
    expect(await callsOf('Lost on its way')).toBe(1);
    expect(await tab.locator('.send .problem, .pending').count()).toBe(0);
    expect(await typed(tab)).toBe('');
  });

  it('sends a message that never arrived with a new key, when the user confirms it', async () => {
    const { tab } = await openFirst();
    const callsOf = await scriptFaults({ kind: 'reset', applied: false });
    await tab.fill('.send textarea', 'It never arrived');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'It is not in the conversation so far.');
    expect(await tab.locator(inBox('Send as a new message')).count()).toBe(0);
    await tab.click(inBox('Send again'));
    await waitFor(tab, '.send .problem', 'The gateway does not know either');
    expect(await callsOf('It never arrived')).toBe(1);
    await tab.click(inBox('Send as a new message'));
    await expect.poll(() => copiesOf(tab, 'It never arrived')).toHaveLength(1);
    expect(await callsOf('It never arrived')).toBe(2);
  });

  it('sends an edited draft as another message, and the first text again with its own key', async () => {
    const { tab } = await openFirst();
    const callsOf = await scriptFaults({ kind: 'reset', applied: false });
    await tab.fill('.send textarea', 'The first text');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'It is not in the conversation so far.');
    await tab.fill('.send textarea', 'The edited text');
    await waitFor(tab, '.message.pending', 'The first text');
    await tab.fill('.send textarea', 'The first text');
    await tab.click(inBox('Send again'));
    await waitFor(tab, '.send .problem', 'The gateway does not know either');
    expect(await callsOf('The first text')).toBe(1);
    await tab.fill('.send textarea', 'The edited text');
    await tab.press('.send textarea', 'Enter');
    await expect.poll(() => copiesOf(tab, 'The edited text')).toHaveLength(1);
    expect(await callsOf('The edited text')).toBe(1);
    await tab.click('.pending button:text-is("Remove")');
    expect(await tab.locator('.pending').count()).toBe(0);
  });

  it('reports that the conversation cannot be reloaded, and reloads it on request', async () => {
    const { tab } = await open();
    const callsOf = await scriptFaults({ kind: 'reset', applied: true });
    // The first page of messages is there; no later one, and no event.
    await tab.route('**/graphql', (route) =>
      route.request().postData()?.includes('subscription ConversationEvents')
        ? route.abort()
        : route.continue(),
    );
    await tab.locator('.row').first().click();
    await tab.waitForSelector('.message');
    await tab.route('**/graphql', (route) =>
      /query Messages|subscription ConversationEvents/.test(route.request().postData() ?? '')
        ? route.abort()
        : route.continue(),
    );
    await tab.fill('.send textarea', 'Unread');
    await tab.press('.send textarea', 'Enter');
    await waitFor(tab, '.send .problem', 'The conversation could not be read again.');
    expect(await tab.locator('.message').count()).toBeGreaterThan(20);
    // The stream stays blocked: it would bring the message, and remove the button before the click.
    await tab.route('**/graphql', (route) =>
      route.request().postData()?.includes('subscription ConversationEvents')
        ? route.abort()
        : route.continue(),
    );
    await tab.click(inBox('Read again'));
    await waitFor(tab, '.send .problem', 'The marked message looks like it.');
    expect(await callsOf('Unread')).toBe(1);
  });

  it('reuses the key after a failure that sent nothing', async () => {
    const { tab } = await openFirst();
    const keys: unknown[] = [];
    await scriptFaults({ kind: 'error-envelope', errorCode: 'SCRIPTED' });
    tab.on('request', (request) => {
      if (!request.postData()?.includes('mutation Send')) return;
      const { variables } = JSON.parse(request.postData() ?? '{}') as { variables?: { input?: object } };
      if (variables?.input) keys.push((variables.input as { idempotencyKey?: string }).idempotencyKey);
    });
    await tab.fill('.send textarea', 'Refused at first');
    await tab.press('.send textarea', 'Enter');
    await tab.waitForSelector('.send .problem');
    await tab.press('.send textarea', 'Enter');
    await expect.poll(() => copiesOf(tab, 'Refused at first')).toHaveLength(1);
    await tab.fill('.send textarea', 'Another one');
    await tab.press('.send textarea', 'Enter');
    await expect.poll(() => copiesOf(tab, 'Another one')).toHaveLength(1);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0], expect.any(String)]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each(['', 'widget.html'])(
    'shows every picture of /%s without requests to other machines',
    async (path) => {
      const tab = await browser().newPage();
      onTestFinished(() => tab.close());
      const hosts = new Set<string>();
      const failed: string[] = [];
      tab.on('requestfailed', (request) => {
        if (request.resourceType() === 'image') failed.push(request.url());
      });
      tab.on('request', (request) => {
        if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).hostname);
      });
      await tab.goto(url + path);
      await tab.waitForSelector('.row');
      await tab.locator('.row').first().click();
      await tab.waitForSelector('.card img');
      const loaded = () =>
        tab.evaluate(() =>
          [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
        );
      await expect.poll(loaded).toBe(true);
      expect(await tab.locator('img').count()).toBeGreaterThan(10);
      expect(failed).toEqual([]);
      expect([...hosts].filter((host) => !/^(localhost|127\.0\.0\.1)$/.test(host))).toEqual([]);
      await shoot(tab, `pictures-${path || 'inbox'}`);
    },
  );

  it('keeps a draft and its error while another conversation is open', async () => {
    const { tab } = await openFirst();
    await loseResponses(tab, { arrive: false });
    await tab.fill('.send textarea', 'First');
    await tab.click('.send > button');
    await waitFor(tab, '.send .problem', 'It may have been sent.');
    await tab.locator('.row').nth(1).click();
    await expect.poll(() => typed(tab)).toBe('');
    await tab.fill('.send textarea', 'Second');
    await tab.locator('.row').nth(0).click();
    await expect.poll(() => typed(tab)).toBe('First');
    await waitFor(tab, '.send .problem', 'It may have been sent.');
    // A clicked reply is appended to the draft.
    await tab.click('.action:text-is("No")');
    expect(await typed(tab)).toBe('First\nNot now');
  });

  it('sends once when Enter is pressed repeatedly', async () => {
    const { tab } = await openFirst();
    await tab.fill('.send textarea', 'Only once');
    await tab.locator('.send textarea').evaluate((box) => {
      for (let count = 0; count < 5; count += 1)
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    });
    await waitFor(tab, '.message.mine >> nth=0', 'Only once');
    const sent = await tab.locator('.bubble').allTextContents();
    expect(sent.filter((text) => text === 'Only once')).toHaveLength(1);
  });

  it('keeps the page content when a later request fails', async () => {
    const { tab } = await open('', { clock: true });
    await tab.locator('.row').first().click();
    await tab.waitForSelector('.message');
    await tab.route('**/graphql', (route) => route.abort());
    await tab.clock.runFor(61_000);
    await waitFor(tab, '.problem >> nth=0', 'The gateway cannot be reached.');
    expect(await tab.locator('.row').count()).toBe(20);
    expect(await tab.locator('.message').count()).toBe(20);
    expect(await tab.locator('.send textarea').count()).toBe(1);
  });

  it('shows one panel at a time on narrow screens', async () => {
    const { tab } = await open();
    await tab.setViewportSize({ width: 400, height: 800 });
    await tab.locator('.row').first().click();
    await tab.waitForSelector('.message');
    await shoot(tab, 'inbox-narrow');
    expect(await tab.locator('.row').first().isVisible()).toBe(false);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await tab.click('.back');
    await tab.waitForSelector('.row');
    expect(await tab.locator('.row').first().isVisible()).toBe(true);
  });

  it('reports an unknown conversation', async () => {
    const { tab } = await open('#/99');
    await waitFor(tab, '.nothing', 'There is no such conversation.');
    const { tab: odd, problems } = await open('#/%E0%A4%A');
    await waitFor(odd, '.nothing', 'There is no such conversation.');
    expect(problems).toEqual([]);
  });
});
