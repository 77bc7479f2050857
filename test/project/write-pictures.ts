import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { startBrowser } from '../support/start-browser.ts';

/*
 * Makes the picture of the README: the inbox beside GraphiQL, over the same sandbox. The data, the time, the language and
 * the size are fixed, so that a new picture differs only where a page has changed.
 *
 *     npm run docs:pictures
 */

const EXAMPLE = fileURLToPath(new URL('../../examples/inbox/', import.meta.url));
const PICTURE = fileURLToPath(new URL('../../docs/images/inbox-and-graphiql.png', import.meta.url));
const INBOX = { width: 750, height: 740 };
const GRAPHIQL = { width: 950, height: 740 };
const GAP = 24;
/** The text stays sharp where the picture is 830 pixels wide on a screen of high density, as in a README. */
const SCALE = 1.2;
const MAX_BYTES = 250_000;
/** Five minutes after the newest message of the sandbox. */
const NOW = new Date('2026-01-15T09:35:00Z');

const QUERY = `query Inbox {
  inbox(first: 3) {
    nodes {
      name
      status
      assignee {
        displayName
      }
      latestMessage {
        text
        sender {
          displayName
        }
      }
    }
  }
}
`;

await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: EXAMPLE });
const { url, stop } = await startExample();
const { browser, close } = await startBrowser({
  viewport: GRAPHIQL,
  deviceScaleFactor: SCALE,
  locale: 'en-US',
  timezoneId: 'UTC',
});
try {
  const picture = await compose([await shootInbox(), await shootGraphiQL()]);
  if (picture.length > MAX_BYTES)
    throw new Error(`The picture has ${picture.length} bytes: more than ${MAX_BYTES}.`);
  await writeFile(PICTURE, picture);
  console.log(`${PICTURE}: ${Math.round(picture.length / 1000)} kB`);
} finally {
  await close();
  await stop();
}

async function startExample(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const example = spawn(
    process.execPath,
    ['--conditions=kommunicate-graphql:source', 'serve.ts', '--port', '0'],
    {
      cwd: EXAMPLE,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: example.stdout })) {
    const [, url] = /^The inbox: +(\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    return {
      url,
      async stop() {
        example.kill();
        await once(example, 'exit');
      },
    };
  }
  throw new Error('The example has ended before it served its page.');
}

async function open(path: string, viewport: typeof INBOX): Promise<Page> {
  const tab = await browser.newPage();
  await tab.setViewportSize(viewport);
  await tab.clock.setFixedTime(NOW);
  await tab.goto(url + path);
  return tab;
}

async function shootInbox(): Promise<Buffer> {
  const tab = await open('', INBOX);
  await tab.locator('.row').first().click();
  await tab.waitForSelector('.message');
  await tab.waitForSelector('.live[data-live="true"]');
  // The streams stay open, so the network is never idle.
  await tab.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  return shoot(tab);
}

async function shootGraphiQL(): Promise<Buffer> {
  const tab = await open('graphql', GRAPHIQL);
  await tab.click('.graphiql-tab-button:text-is("Inbox")');
  await tab.click('.graphiql-query-editor .view-lines');
  await tab.keyboard.press('ControlOrMeta+a');
  // Typed text would be indented by the editor and covered by its suggestions.
  await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
  await tab.evaluate((text) => navigator.clipboard.writeText(text), QUERY);
  await tab.keyboard.press('ControlOrMeta+v');
  await tab.click('[aria-label="Hide editor tools"]');
  await tab.click('.graphiql-execute-button');
  await tab.waitForSelector('.graphiql-response >> text=nodes');
  await tab.waitForLoadState('networkidle');
  return shoot(tab);
}

async function shoot(tab: Page): Promise<Buffer> {
  return tab.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** Puts pictures side by side, on a ground that suits light and dark pages. */
async function compose(panes: readonly Buffer[]): Promise<Buffer> {
  const tab = await browser.newPage();
  await tab.setViewportSize({
    width: INBOX.width + GRAPHIQL.width + 3 * GAP,
    height: INBOX.height + 2 * GAP,
  });
  const images = panes.map((pane) => `<img src="data:image/png;base64,${pane.toString('base64')}">`).join('');
  await tab.setContent(`<style>
    body { margin: 0; padding: ${GAP}px; display: flex; gap: ${GAP}px; background: #e9e4de }
    img { height: ${INBOX.height}px; border-radius: 10px; outline: 1px solid #d5cec6 }
  </style>${images}`);
  return reduceColours(await tab.screenshot());
}

/** Returns the picture with a palette of 256 colours: half the bytes, and no difference to the eye. */
function reduceColours(picture: Buffer): Promise<Buffer> {
  // Astro brings sharp.
  const sharp = createRequire(new URL('../../site/package.json', import.meta.url))('sharp') as (
    input: Buffer,
  ) => {
    png(options: object): { toBuffer(): Promise<Buffer> };
  };
  return sharp(picture).png({ palette: true, effort: 10, compressionLevel: 9 }).toBuffer();
}
