import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { shoot } from '../support/browser.ts';
import {
  examplePagesAreMissing,
  loseFirstResponse,
  textOf,
  useExamplePages,
  waitFor,
  waitForCount,
  waitForFocus,
  waitForRead,
  write,
} from '../support/example-pages.ts';

const CONVERSATION = '#/104250001';
const ROW = '.row[href="#/104250001"]';
const AGENT = 'mira.patel@hearth.example';

describe.skipIf(examplePagesAreMissing)('the two sides of a chat', () => {
  const { start } = useExamplePages();

  it('shows one chat in two windows', async () => {
    const { open, problems } = await start();
    const agent = await open(CONVERSATION, { ready: '.message' });
    const customer = await open(`widget.html${CONVERSATION}`, { ready: '.message' });
    await write(customer, 'Is my table on its way?');
    await waitFor(agent, '.message >> nth=0', 'Is my table on its way?');
    await waitFor(agent, '.row >> nth=0', 'Is my table on its way?');
    await write(agent, 'It arrives tomorrow.');
    for (const tab of [agent, customer])
      await expect
        .poll(async () => (await tab.locator('.bubble').allTextContents()).slice(0, 2))
        .toEqual(['It arrives tomorrow.', 'Is my table on its way?']);
    await waitFor(agent, '.row >> nth=0', 'It arrives tomorrow.');
    await shoot(agent, 'two-windows-agent');
    await shoot(customer, 'two-windows-customer');
    expect(problems).toEqual([]);
  });

  it('removes the unread badge on both sides when the conversation is read, also after a reload', async () => {
    const { open, emulator, problems } = await start();
    const agent = await open('');
    emulator.change('messages', { groupId: '104250001', fromUserName: 'ana-ortiz', message: 'Hello?' });
    await agent.waitForSelector(`${ROW} .unread`);
    await readAndReload(agent, () => agent.locator('.row').nth(1).click());
    emulator.change('messages', { groupId: '104250001', fromUserName: AGENT, message: 'Yes?' });
    const customer = await open('widget.html');
    await customer.waitForSelector(`${ROW} .unread`);
    await readAndReload(customer, () => customer.click('.back'));
    expect(problems).toEqual([]);

    async function readAndReload(tab: Page, close: () => Promise<void>) {
      const isRead = waitForRead(tab);
      await tab.click(ROW);
      await isRead;
      await close();
      await waitForCount(tab, `${ROW} .unread`, 0);
      await tab.goto(tab.url().replace(/#.*/, '#'));
      await tab.reload();
      await tab.waitForSelector(ROW);
      expect(await tab.locator(`${ROW} .unread`).count()).toBe(0);
    }
  });

  it('lists a conversation that the customer starts, and assigns it', async () => {
    const { open, problems } = await start();
    const agent = await open('');
    const customer = await open('widget.html');
    await customer.click('text=New conversation');
    await customer.fill('.new-conversation input', 'A broken leg');
    await customer.click('.new-conversation .primary');
    await waitFor(customer, '.conversation-header h2', 'A broken leg');
    await write(customer, 'My table has a broken leg.');
    await waitFor(agent, '.row >> nth=0', 'My table has a broken leg.');
    // The browser draws a tab in the background once a second, which delays clicks.
    await agent.bringToFront();
    await agent.locator('.row').first().click();
    await waitFor(agent, '.conversation-header h2', 'A broken leg');
    await agent.click('.filters >> text=Assigned to me');
    await assignTo('Lucia Ferrari');
    await expect.poll(() => textOf(agent, '.rows')).not.toContain('A broken leg');
    await assignTo('Mira Patel');
    await waitFor(agent, '.rows', 'A broken leg');
    await assignTo('Tom Becker');
    await expect.poll(() => textOf(agent, '.rows')).not.toContain('A broken leg');
    expect(problems).toEqual([]);

    async function assignTo(name: string) {
      await agent.click('.assign-menu summary');
      await agent.click(`.choices >> text=${name}`);
      await waitFor(agent, '.people', name);
      await waitFor(agent, '.person >> nth=0', name);
    }
  });

  it('starts one conversation when the first response is lost and the customer starts it again', async () => {
    const { open } = await start();
    const customer = await open('widget.html');
    const keys = await loseFirstResponse(customer, 'mutation Create');
    await customer.click('text=New conversation');
    await customer.fill('.new-conversation input', 'Only one');
    await customer.click('.new-conversation .primary');
    await waitFor(customer, '.new-conversation .problem', 'The gateway cannot be reached.');
    await waitFor(customer, '.new-conversation', 'It may have been started');
    // The list is read again at once.
    await waitFor(customer, '.row >> nth=0', 'Only one');
    await customer.click('.new-conversation .primary');
    await waitFor(customer, '.conversation-header h2', 'Only one');
    await write(customer, 'Hello');
    await waitFor(customer, '.message.mine', 'Hello');
    await customer.click('.back');
    await waitFor(customer, '.row >> nth=0', 'Hello');
    expect(await customer.locator('.row strong:text-is("Only one")').count()).toBe(1);
    expect(keys()).toEqual([keys()[0], keys()[0]]);
  });

  it('marks a message of the customer with an unknown outcome, and sends it again with its key', async () => {
    const { open, emulator } = await start();
    const customer = await open(`widget.html${CONVERSATION}`, { ready: '.message' });
    const keys = await loseFirstResponse(customer, 'mutation Send');
    await write(customer, 'One copy of this');
    await waitFor(customer, '.send .problem', 'It may have been sent. The marked message looks like it.');
    await waitFor(customer, '.message.marked', 'One copy of this');
    await customer.click('.send >> text=Send again');
    await waitForCount(customer, '.send .problem, .marked, .pending', 0);
    expect(await customer.locator('.bubble:text-is("One copy of this")').count()).toBe(1);
    expect(emulator.messages.filter(({ message }) => message === 'One copy of this')).toHaveLength(1);
    expect(keys()).toEqual([keys()[0], keys()[0]]);
  });

  it('queries the list of the customer again after 30 seconds', async () => {
    const { open, emulator } = await start();
    const customer = await open('widget.html', { clock: true });
    emulator.change('messages', { groupId: '104250001', fromUserName: AGENT, message: 'Are you there?' });
    await customer.clock.runFor(29_000);
    expect(await textOf(customer, '.rows')).not.toContain('Are you there?');
    await customer.clock.runFor(2000);
    await waitFor(customer, '.row >> nth=0', 'Are you there?');
  });

  it('moves the focus into the opened conversation, and back to its row', async () => {
    const { open } = await start();
    const customer = await open('widget.html');
    await customer.press(ROW, 'Enter');
    await waitForFocus(customer, '.conversation-header h2');
    await customer.press('.back', 'Enter');
    await waitForFocus(customer, ROW);
    await customer.click('text=New conversation');
    await waitForFocus(customer, '.new-conversation input');
    await customer.keyboard.press('Escape');
    await waitForFocus(customer, '.widget-foot button');
    expect(await customer.locator('.new-conversation').count()).toBe(0);
  });

  it('says that a customer or a conversation does not exist', async () => {
    const { open } = await start();
    const stranger = await open('widget.html?user=unknown-customer', { ready: '.quiet' });
    await waitFor(stranger, '.quiet', 'There is no customer with this id.');
    const customer = await open('widget.html#/104250002', { ready: '.back' });
    await customer.waitForSelector(
      '.messages .problem, .messages .quiet:text-is("There is no such conversation.")',
    );
    expect(await customer.locator('.send').count()).toBe(0);
    await customer.click('.back');
    await customer.waitForSelector(ROW);
  });
});
