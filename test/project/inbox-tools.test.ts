import { describe, expect, it } from 'vitest';
import { shoot } from '../support/browser.ts';
import {
  examplePagesAreMissing,
  goTo,
  holdResponses,
  textOf,
  useExamplePages,
  waitFor,
  waitForCount,
  waitForFocus,
  waitForRead,
} from '../support/example-pages.ts';

const CONVERSATION = '#/104250001';
const ROW = '.row[href="#/104250001"]';

describe.skipIf(examplePagesAreMissing)('the tools of the inbox', () => {
  const { start } = useExamplePages();

  it('starts a conversation with a customer', async () => {
    const { open, problems } = await start();
    const agent = await open('');
    await agent.click('.tools > button');
    await agent.fill('.new-conversation input >> nth=0', 'ben-carter');
    await agent.fill('.new-conversation input >> nth=1', 'Your delivery');
    await agent.click('.new-conversation .primary');
    await waitFor(agent, '.conversation-header h2', 'Your delivery');
    await waitFor(agent, '.people', 'Ben Carter');
    await waitFor(agent, '.row >> nth=0', 'Your delivery');
    expect(await agent.locator('.new-conversation').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('searches, and shows all conversations again for an empty text', async () => {
    const { open, problems } = await start();
    const agent = await open('');
    const search = async (text: string) => {
      await agent.fill('.search input', text);
      await agent.press('.search input', 'Enter');
    };
    await search('grace-kim');
    await waitForCount(agent, '.row', 2);
    expect(await textOf(agent, '.rows')).toMatch(/Grace Kim.*Grace Kim/);
    await search('a piano');
    await waitFor(agent, '.rows', 'No conversation has “a piano”.');
    await search('x'.repeat(257));
    await waitFor(agent, '.search .problem', 'A search has at most 256 characters.');
    await search('x'.repeat(256));
    await waitFor(agent, '.rows', `No conversation has “${'x'.repeat(256)}”.`);
    expect(await agent.locator('.search .problem').count()).toBe(0);
    await search('  ');
    await waitForCount(agent, '.row', 20);
    // A filter ends the search.
    await search('a piano');
    await waitForCount(agent, '.row', 0);
    await agent.click('.filters >> text=All');
    await waitForCount(agent, '.row', 20);
    expect(await agent.inputValue('.search input')).toBe('');
    expect(problems).toEqual([]);
  });

  it('says why a conversation cannot be started or assigned', async () => {
    const { open, emulator } = await start();
    const agent = await open(CONVERSATION, { ready: '.assign-menu' });
    emulator.fault({ endpoint: 'groupCreate', kind: 'error-envelope', errorCode: 'SCRIPTED' });
    await agent.click('.tools > button');
    await agent.fill('.new-conversation input >> nth=0', 'ben-carter');
    await agent.click('.new-conversation .primary');
    await agent.waitForSelector('.new-conversation .problem');
    expect(await textOf(agent, '.new-conversation .problem')).toMatch(/^[A-Z][^{}]+\.$/);
    // It is the error of that text.
    await agent.fill('.new-conversation input >> nth=0', 'chloe-dubois');
    await waitForCount(agent, '.new-conversation .problem', 0);
    for (const [menu, endpoint, choice] of [
      ['.assign-menu', 'groupAssign', 'Lucia Ferrari'],
      ['.status-menu', 'groupUpdate', 'Spam'],
    ] as const) {
      emulator.fault({ endpoint, kind: 'error-envelope', errorCode: 'SCRIPTED' });
      await agent.click(`${menu} summary`);
      await agent.click(`${menu} >> text=${choice}`);
      await agent.waitForSelector('.conversation-header .problem');
      expect(await textOf(agent, '.conversation-header .problem')).toMatch(/^[A-Z][^{}]+\.$/);
      await shoot(agent, `error${menu}`);
      await agent.click(`${menu} summary`);
      await agent.click(`${menu} >> text=${choice}`);
      await waitForCount(agent, '.conversation-header .problem', 0);
    }
  });

  it('closes menus and forms with Escape, and gives the focus back', async () => {
    const { open } = await start();
    const agent = await open(CONVERSATION, { ready: '.assign-menu' });
    for (const menu of ['.assign-menu', '.status-menu']) {
      await agent.press(`${menu} summary`, 'Enter');
      await agent.waitForSelector(`${menu} .choices button >> nth=0`);
      await agent.keyboard.press('Tab');
      await waitForFocus(agent, `${menu} .choices button`);
      await agent.keyboard.press('Escape');
      await waitForFocus(agent, `${menu} summary`);
      expect(await agent.locator(`${menu} .choices`).isVisible()).toBe(false);
    }
    // One menu at a time.
    await agent.click('.assign-menu summary');
    await agent.click('.status-menu summary');
    expect(await agent.locator('.choices').filter({ visible: true }).count()).toBe(1);
    await agent.click('.conversation-header h2');
    expect(await agent.locator('.choices').filter({ visible: true }).count()).toBe(0);
    await agent.press('.tools > button', 'Enter');
    await waitForFocus(agent, '.new-conversation input');
    await agent.keyboard.press('Escape');
    await waitForFocus(agent, '.tools > button');
  });

  it('moves the focus into the opened conversation, and back to its row on narrow screens', async () => {
    const { open } = await start();
    const agent = await open('');
    await agent.setViewportSize({ width: 390, height: 844 });
    await agent.press(ROW, 'Enter');
    await waitForFocus(agent, '.conversation-header h2');
    await agent.press('.people-toggle', 'Enter');
    await waitForFocus(agent, '.people');
    await agent.keyboard.press('Escape');
    await waitForFocus(agent, '.people-toggle');
    await agent.press('.back', 'Enter');
    await waitForFocus(agent, ROW);
    await goTo(agent, '#/99');
    await waitFor(agent, '.nothing', 'There is no such conversation.');
    await agent.click('.back');
    await agent.waitForSelector(ROW);
  });

  it('shows the title, the menus and the participants at every width', async () => {
    const { open } = await start();
    const agent = await open(CONVERSATION, { ready: '.assign-menu' });
    for (const width of [1400, 1000, 750, 390]) {
      await agent.setViewportSize({ width, height: 844 });
      expect((await agent.locator('.conversation-header h2').boundingBox())?.width).toBeGreaterThan(190);
      for (const button of ['.assign-menu summary', '.status-menu summary']) {
        const { x = 0, width: size = 0 } = (await agent.locator(button).boundingBox()) ?? {};
        expect(x + size).toBeLessThanOrEqual(width);
      }
      const hasToggle = await agent.locator('.people-toggle').isVisible();
      if (hasToggle) await agent.press('.people-toggle', 'Enter');
      if (hasToggle) await waitForFocus(agent, '.people');
      expect(await agent.locator('.person >> nth=0').isVisible()).toBe(true);
      if (hasToggle) await agent.keyboard.press('Escape');
    }
  });

  it('shows no badge from a list that was read before the conversation', async () => {
    const { open, emulator } = await start();
    emulator.change('messages', { groupId: '104250001', fromUserName: 'ana-ortiz', message: 'Hello?' });
    const agent = await open('');
    await agent.waitForSelector(`${ROW} .unread`);
    const { release, waitForHeld } = await holdResponses(agent, 'query Inbox');
    await agent.click('.filters >> text=Open');
    await waitForHeld(1);
    const isRead = waitForRead(agent);
    await goTo(agent, CONVERSATION);
    await isRead;
    release();
    await goTo(agent, '#/104250002');
    await agent.waitForSelector(ROW);
    // After a minute, the page would query the list in any case.
    await expect.poll(() => agent.locator(`${ROW} .unread`).count(), { timeout: 40_000 }).toBe(0);
  });

  it('shows no badge from an event that was sent before the conversation was read', async () => {
    const { open, emulator } = await start();
    const agent = await open(CONVERSATION, { ready: '.message' });
    const isRead = waitForRead(agent);
    const { createdAtTime } = emulator.change('messages', {
      groupId: '104250001',
      fromUserName: 'ana-ortiz',
      message: 'Hello?',
    }) as { createdAtTime: number };
    await isRead;
    await goTo(agent, '#/104250002');
    await waitForEvent('On its way', createdAtTime);
    expect(await agent.locator(`${ROW} .unread`).count()).toBe(0);
    await waitForEvent('A newer message', createdAtTime + 1);
    expect(await textOf(agent, `${ROW} .unread`)).toBe('1 unread');

    /** Sends an event as the tab with the stream does, until the row shows it: a query may replace it. */
    async function waitForEvent(name: string, time: number) {
      const latestMessage = { text: 'Hello?', createdAt: new Date(time).toISOString() };
      const conversation = { id: '104250001', name, unreadCount: 1, latestMessage };
      const event = { __typename: 'ConversationChanged', changes: ['LATEST_MESSAGE'], conversation };
      const shownAfter = async () => {
        await agent.evaluate(
          (sent) => new BroadcastChannel('inbox-live').postMessage({ event: sent }),
          event,
        );
        return textOf(agent, ROW);
      };
      await expect.poll(shownAfter).toContain(name);
    }
  });
});
