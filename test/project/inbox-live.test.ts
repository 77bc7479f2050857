import type { Page, Request } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { shoot } from '../support/browser.ts';
import { examplePagesAreMissing, useBuiltPages, waitFor, WEBHOOK_TOKEN } from '../support/example-pages.ts';

/*
 * The page of the inbox on the gateway's own origin, so that a test can restart the gateway alone. The gateway polls once
 * an hour: what arrives came through a stream.
 */
describe.skipIf(examplePagesAreMissing)('the inbox, live', () => {
  const { browser, serveTo } = useBuiltPages();

  async function start() {
    const emulator = await startEmulator({ shape: 'live', ownPictures: true });
    const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
    const startGateway = async (port: number) => {
      const client = createClient({ baseUrl: emulator.url });
      const server = await startServer({
        client,
        identity,
        port,
        webhookToken: WEBHOOK_TOKEN,
        live: { pollSeconds: 3600 },
      });
      emulator.sendWebhooksTo({ url: `${server.url}/webhooks/kommunicate`, token: WEBHOOK_TOKEN });
      return {
        server,
        async close() {
          await server.close();
          await client.close();
        },
      };
    };
    let gateway = await startGateway(0);
    const { url } = gateway.server;
    onTestFinished(async () => {
      await gateway.close();
      await emulator.close();
    });
    const control = async (path: string, body: object) =>
      expect(
        (await fetch(`${emulator.url}/__emulator/${path}`, { method: 'POST', body: JSON.stringify(body) }))
          .ok,
      ).toBe(true);
    return {
      url,
      emulator,
      write: async (message: string, groupId = '104250001') =>
        control('messages', { groupId, fromUserName: 'ana-ortiz', message }),
      /** Changes a status as another agent does, through the gateway. */
      changeStatus: async (status: string, conversationId = '104250001') => {
        const query = `mutation ($input: ChangeConversationStatusInput!) {
          changeConversationStatus(input: $input) { conversation { status } }
        }`;
        const body = JSON.stringify({ query, variables: { input: { conversationId, status } } });
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
        expect(await response.json()).not.toHaveProperty('errors');
      },
      stop: async () => gateway.close(),
      restart: async () => {
        gateway = await startGateway(Number(new URL(url).port));
      },
    };
  }

  async function open(url: string, { path = '#/104250001', clock = false } = {}) {
    const tab = await browser().newPage();
    onTestFinished(() => tab.close());
    if (clock) await tab.clock.install();
    const problems: string[] = [];
    const streams: string[] = [];
    /** The open streams. */
    const active = new Set<Request>();
    tab.on('pageerror', (error) => problems.push(error.message));
    tab.on('request', (request) => {
      const [, name] = /subscription (\w+)/.exec(request.postData() ?? '') ?? [];
      if (!name) return;
      streams.push(name);
      active.add(request);
    });
    for (const end of ['requestfailed', 'requestfinished'] as const)
      tab.on(end as 'requestfailed', (request) => active.delete(request));
    await serveTo(tab, url);
    await tab.goto(`${url}/${path}`);
    await tab.waitForSelector('.row');
    return { tab, problems, streams, active };
  }

  const textsIn = (tab: Page) => tab.locator('.bubble').allTextContents();
  const copiesOf = async (tab: Page, text: string) => (await textsIn(tab)).filter((one) => one === text);
  /** Sets whether the browser shows the tab. */
  const show = (tab: Page, state: 'visible' | 'hidden') =>
    tab.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  /** Waits until both streams are open: the first event of the inbox has made the page query again. */
  const untilLive = async (tab: Page, streams: readonly string[]) => {
    await tab.waitForSelector('.message');
    await expect.poll(() => new Set(streams)).toEqual(new Set(['InboxEvents', 'ConversationEvents']));
    await waitFor(tab, '.live', 'live');
  };

  it('shows a message of a customer at once, once, and moves its row to the top', async () => {
    const { url, write } = await start();
    const { tab, problems, streams } = await open(url, { path: '#/104250002' });
    await untilLive(tab, streams);
    await write('Is the table still there?', '104250002');
    await waitFor(tab, '.message >> nth=0', 'Is the table still there?');
    await waitFor(tab, '.row >> nth=0', 'Is the table still there?');
    expect(await copiesOf(tab, 'Is the table still there?')).toHaveLength(1);
    expect(await tab.locator('.row').count()).toBe(20);
    await shoot(tab, 'inbox-live');
    await tab.setViewportSize({ width: 400, height: 800 });
    await shoot(tab, 'inbox-live-narrow');
    await tab.click('.back');
    await tab.waitForSelector('.row');
    await shoot(tab, 'inbox-live-narrow-rows');
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(problems).toEqual([]);
  });

  it('moves a conversation whose status changes, and takes it from a list that it no longer fits', async () => {
    const { url, changeStatus } = await start();
    const { tab, streams } = await open(url);
    await untilLive(tab, streams);
    const row = '.row[href="#/104250001"]';
    await tab.click('.filters button:text-is("Open")');
    await tab.waitForSelector(row);
    await changeStatus('CLOSED');
    await waitFor(tab, '.conversation-header .pill', 'Closed');
    await expect.poll(() => tab.locator(row).count()).toBe(0);
    await changeStatus('OPEN');
    await waitFor(tab, '.row >> nth=0', 'Open');
    expect(await tab.locator('.row').first().getAttribute('href')).toBe('#/104250001');
    await waitFor(tab, '.conversation-header .pill', 'Open');
  });

  it('resumes after a restart of the gateway without a lost or doubled message', async () => {
    const { url, write, stop, restart } = await start();
    const { tab, problems, streams } = await open(url);
    await untilLive(tab, streams);
    await write('Before the restart');
    await waitFor(tab, '.message >> nth=0', 'Before the restart');
    await stop();
    await waitFor(tab, '.live', 'reconnecting');
    await shoot(tab, 'inbox-reconnecting');
    for (const text of ['First while it was away', 'Second while it was away']) await write(text);
    await restart();
    await waitFor(tab, '.live', 'live');
    await waitFor(tab, '.message >> nth=0', 'Second while it was away');
    await waitFor(tab, '.row >> nth=0', 'Second while it was away');
    await write('After the restart');
    await waitFor(tab, '.message >> nth=0', 'After the restart');
    expect((await textsIn(tab)).slice(0, 4)).toEqual([
      'After the restart',
      'Second while it was away',
      'First while it was away',
      'Before the restart',
    ]);
    expect(problems).toEqual([]);
  });

  it('queries again when it was away for more messages than the gateway repeats', async () => {
    const { url, emulator, stop, restart } = await start();
    const { tab, problems, streams } = await open(url);
    await untilLive(tab, streams);
    await stop();
    await waitFor(tab, '.live', 'reconnecting');
    for (let count = 1; count <= 300; count += 1)
      emulator.change('messages', {
        groupId: '104250001',
        fromUserName: 'ana-ortiz',
        message: `Missed ${count}`,
      });
    await restart();
    await waitFor(tab, '.message >> nth=0', 'Missed 300');
    const texts = await textsIn(tab);
    expect(texts.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => `Missed ${300 - index}`));
    expect(texts).toHaveLength(20);
    expect(problems).toEqual([]);
  });

  it('shows a message that it sent itself once, and in a second tab', async () => {
    const { url } = await start();
    const { tab, streams } = await open(url);
    const { tab: other, streams: others } = await open(url);
    await untilLive(tab, streams);
    await expect.poll(() => others).toContain('ConversationEvents');
    await tab.fill('.send textarea', 'From the first tab');
    await tab.press('.send textarea', 'Enter');
    for (const each of [tab, other]) {
      await waitFor(each, '.message.mine >> nth=0', 'From the first tab');
      await waitFor(each, '.row >> nth=0', 'From the first tab');
      expect(await copiesOf(each, 'From the first tab')).toHaveLength(1);
    }
  });

  it('closes the streams of a tab that is hidden for a minute, and resumes them when it is shown', async () => {
    const { url, write } = await start();
    const { tab, streams, active } = await open(url, { clock: true });
    await untilLive(tab, streams);
    await show(tab, 'hidden');
    await tab.clock.runFor(10_000);
    await write('Hidden for ten seconds');
    await waitFor(tab, '.message >> nth=0', 'Hidden for ten seconds');
    expect(active.size).toBe(2);
    await tab.clock.runFor(51_000);
    await expect.poll(() => active.size).toBe(0);
    const before = streams.length;
    await write('Hidden for a minute');
    await show(tab, 'visible');
    await waitFor(tab, '.message >> nth=0', 'Hidden for a minute');
    await waitFor(tab, '.row >> nth=0', 'Hidden for a minute');
    expect(streams.slice(before).toSorted()).toEqual(['ConversationEvents', 'InboxEvents']);
    expect(await copiesOf(tab, 'Hidden for ten seconds')).toHaveLength(1);
    expect(await copiesOf(tab, 'Hidden for a minute')).toHaveLength(1);
  });

  it('opens a stream again that is silent for 30 seconds', async () => {
    const { url, write } = await start();
    const { tab, streams } = await open(url, { clock: true });
    await untilLive(tab, streams);
    const before = streams.length;
    // The clock of the page runs ahead of the gateway's heartbeats.
    await tab.clock.runFor(30_000);
    await expect
      .poll(async () => {
        await tab.clock.runFor(1000);
        return streams.slice(before).toSorted();
      })
      .toEqual(['ConversationEvents', 'InboxEvents']);
    await waitFor(tab, '.live', 'live');
    await write('After the silence');
    await waitFor(tab, '.message >> nth=0', 'After the silence');
    expect(await copiesOf(tab, 'After the silence')).toHaveLength(1);
  });

  it('keeps three tabs current with one stream of the inbox', async () => {
    const { url, write } = await start();
    const opened: { readonly tab: Page; readonly id: string; readonly streams: readonly string[] }[] = [];
    for (const id of ['104250001', '104250002', '104250003']) {
      const { tab, streams } = await open(url, { path: `#/${id}` });
      await expect.poll(() => streams).toContain('ConversationEvents');
      opened.push({ tab, id, streams });
    }
    for (const { id } of opened) await write(`To ${id}`, id);
    for (const { tab, id } of opened) {
      await waitFor(tab, '.message >> nth=0', `To ${id}`);
      for (const other of opened) await waitFor(tab, '.rows', `To ${other.id}`);
      await waitFor(tab, '.live', 'live');
    }
    const all = opened.flatMap(({ streams }) => streams);
    expect(all.filter((name) => name === 'InboxEvents')).toHaveLength(1);
    // Another tab takes over when the first one closes.
    await opened[0]?.tab.close();
    await expect.poll(() => opened.flatMap(({ streams }) => streams)).toHaveLength(all.length + 1);
    await write('After the change');
    for (const { tab } of opened.slice(1)) await waitFor(tab, '.row >> nth=0', 'After the change');
  });
});
