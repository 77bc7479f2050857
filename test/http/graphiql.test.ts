import type { Page } from 'playwright-core';
import { parse, validate } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createServeGraphiQL } from '../../src/gateway/graphiql/serve-graphiql.ts';
import { initialTabs } from '../../src/gateway/graphiql/tabs.ts';
import { createPipeline } from '../../src/http/pipeline.ts';
import { createSchema } from '../../src/schema/schema.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { browserIsMissing, shoot, useBrowser } from '../support/browser.ts';
import { answerOf, post, startTestGateway, type TestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

const page = (accept = 'text/html') => new Request('http://gateway/graphql', { headers: { accept } });

describe('the GraphiQL page', () => {
  it('is served to browsers in the sandbox, and with graphiql: true', async () => {
    const sandbox = await startTestGateway();
    const off = await startTestGateway({ graphiql: false });
    const passthrough = await startTestGateway({ mode: 'passthrough' });
    const on = await startTestGateway({ mode: 'passthrough', graphiql: true });
    const typeOf = async ({ fetch }: typeof sandbox) => (await fetch(page())).headers.get('content-type');
    expect(await typeOf(sandbox)).toBe('text/html; charset=utf-8');
    expect(await typeOf(on)).toBe('text/html; charset=utf-8');
    expect((await off.fetch(page())).status).toBe(406);
    expect((await passthrough.fetch(page())).status).toBe(406);
  });

  it.each(['text/html', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'])(
    'is replaced by a hint how to switch it on when it is off, for Accept: %s',
    async (accept) => {
      for (const mode of ['sandbox', 'passthrough', 'service'] as const) {
        const { fetch, calls } = await startTestGateway({ mode, graphiql: false });
        const response = await fetch(page(accept));
        expect([response.status, response.headers.get('content-type')]).toEqual([
          406,
          'text/plain; charset=utf-8',
        ]);
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(await response.text()).toBe(
          'GraphiQL is off here. GRAPHIQL=on switches it on.\n' +
            'Clients send GraphQL to this address: POST with Content-Type: application/json.\n',
        );
        expect(calls()).toEqual([]);
      }
    },
  );

  it('does not affect queries that a browser sends by GET when it is off', async () => {
    const { fetch } = await startTestGateway({ graphiql: false });
    const address = 'http://gateway/graphql?query={__typename}';
    const response = await fetch(new Request(address, { headers: { accept: 'text/html, */*;q=0.8' } }));
    expect((await answerOf(response)).data).toEqual({ __typename: 'Query' });
  });

  it('stores headers in the browser in the sandbox only, so that no Api-Key or token stays there', async () => {
    const htmlOf = async ({ fetch }: TestGateway) => (await fetch(page())).text();
    expect(await htmlOf(await startTestGateway())).toContain('"shouldPersistHeaders":true');
    for (const mode of ['passthrough', 'service'] as const) {
      const gateway = await startTestGateway({ mode, graphiql: true });
      expect(await htmlOf(gateway)).toContain('"shouldPersistHeaders":false');
    }
  });

  it('is created again after a failure', async () => {
    let attempts = 0;
    const texts = { css: '', js: '', editorWorkerService: '', graphqlWorker: '', jsonWorker: '' };
    const serve = createServeGraphiQL({
      mode: 'sandbox',
      pipeline: createPipeline([], async () => Promise.reject(new Error('no parameters'))),
      typeName: (name) => name,
      loadSources: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('a file is missing');
        return Promise.resolve(texts);
      },
    });
    const browse = async () => String((await serve(page(), {}))?.text);
    await expect(browse()).rejects.toThrow('a file is missing');
    expect(await browse()).toContain('<html');
    expect(await browse()).toContain('<html');
    expect(attempts).toBe(2);
  });

  it('has tabs that are valid, and that run unchanged in the sandbox', async () => {
    const gateway = await startTestGateway();
    for (const { query, variables, headers } of initialTabs('sandbox').tabs) {
      if (query.includes('subscription ')) continue; // the browser runs it below
      const body = { query, variables: JSON.parse(variables ?? '{}') as object };
      const sent = JSON.parse(headers ?? '{}') as Record<string, string>;
      const { data, errors } = await answerOf(await gateway.fetch(post(body, sent)));
      // The tab of the customer shows a FORBIDDEN error.
      expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
        headers ? [[['ben'], 'FORBIDDEN']] : [],
      );
      for (const [name, value] of Object.entries(data as object)) {
        if (name !== 'ben') expect(value).not.toBeNull();
      }
    }
    for (const { query } of [...initialTabs('passthrough').tabs, ...initialTabs('service').tabs])
      expect(validate(createSchema(), parse(query))).toEqual([]);
  });
});

describe.skipIf(browserIsMissing)('GraphiQL in a browser without a network', () => {
  const browser = useBrowser();

  async function open(options: Partial<ServerOptions> = {}) {
    const emulator = await startEmulator();
    const client = createClient({ baseUrl: emulator.url });
    const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
    const server = await startServer({ client, identity, port: 0, logger: sweptLogger(), ...options });
    const tab = await browser().newPage();
    const foreign: string[] = [];
    const problems: string[] = [];
    tab.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(server.url))
        foreign.push(request.url());
    });
    tab.on('pageerror', (error) => problems.push(error.message));
    onTestFinished(async () => {
      await tab.close();
      await server.close();
      await client.close();
      await emulator.close();
    });
    await tab.goto(`${server.url}/graphql`);
    await tab.waitForSelector('.graphiql-execute-button');
    return { tab, emulator, foreign, problems };
  }

  /** The text of an element. The editor replaces each space by a non-breaking one. */
  const textOf = async (tab: Page, selector: string) =>
    (await tab.locator(selector).allTextContents()).join(' ').replaceAll('\u00a0', ' ');
  const waitFor = (tab: Page, selector: string, text: string) =>
    expect.poll(() => textOf(tab, selector)).toContain(text);

  it('loads, runs the first tab and shows the result without a request to another host', async () => {
    const { tab, emulator, foreign, problems } = await open();
    expect(await tab.title()).toBe('Kommunicate GraphQL');
    await tab.click('.graphiql-execute-button');
    await waitFor(tab, '.graphiql-response', 'Ana Ortiz');
    await shoot(tab, 'sandbox');
    expect(emulator.calls.map(({ endpoint }) => endpoint)).toEqual(['userDetail']);
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('loads the schema by an introspection query within the default limits', async () => {
    const { tab } = await open();
    await tab.click('[aria-label="Show Documentation Explorer"]');
    await waitFor(tab, '.graphiql-doc-explorer', 'Mutation');
    await tab.click('.graphiql-doc-explorer a:text-is("Query")');
    await waitFor(tab, '.graphiql-doc-explorer', 'viewer');
    await shoot(tab, 'documentation');
  });

  it('shows the access rules in the list of fields, and the default values of arguments', async () => {
    const { tab } = await open();
    const docs = '.graphiql-doc-explorer';
    await tab.click('[aria-label="Show Documentation Explorer"]');
    await tab.click(`${docs} a:text-is("Query")`);
    await waitFor(tab, docs, 'Access: agents and services.');
    expect(await textOf(tab, docs)).toMatch(/viewer: User.*_entities.*_service.*_sdl/s);
    await shoot(tab, 'documentation-query');
    await tab
      .locator(`${docs} a`)
      .filter({ hasText: /^inbox$/ })
      .first()
      .click({ timeout: 5000 });
    await waitFor(tab, docs, 'Arguments');
    await waitFor(tab, docs, 'Access: agents and services.');
    await waitFor(tab, docs, 'from 1 to 60; 20 by default');
    await shoot(tab, 'documentation-field');
  });

  it('lists the fields for routers last in its explorer', async () => {
    const { tab } = await open();
    await tab.click('[aria-label="Show GraphiQL Explorer"]');
    const top = async (field: string) => (await tab.locator(`[data-field-name="${field}"]`).boundingBox())?.y;
    await expect.poll(() => top('viewer')).toBeGreaterThan(0);
    await shoot(tab, 'explorer');
    const places = new Map<string, number>();
    for (const field of ['conversation', 'viewer', '_entities', '_sdl', '_service'])
      places.set(field, (await top(field)) ?? NaN);
    const sorted = [...places].toSorted(([, one], [, other]) => one - other).map(([field]) => field);
    expect(sorted).toEqual([...places.keys()]);
  });

  it('runs a query by the keyboard right after loading, and shows the cost first', async () => {
    const { tab } = await open();
    const focused = () =>
      tab.evaluate(() => document.activeElement?.closest('.graphiql-query-editor') !== null);
    await expect.poll(focused).toBe(true);
    await tab.keyboard.press('Control+Enter');
    await waitFor(tab, '.graphiql-response', 'Ana Ortiz');
    expect(await textOf(tab, '.graphiql-response .view-line:nth-child(-n+3)')).toMatch(
      /"(extensions|upstream)"/,
    );
  });

  it('has our logo and title, and works after a reload from the cache', async () => {
    const { tab, foreign, problems } = await open();
    await waitFor(tab, '.graphiql-query-editor', 'Customers');
    expect((await textOf(tab, '.graphiql-logo')).trim()).toBe('Kommunicate GraphQL');
    expect(await tab.locator('.graphiql-logo svg').getAttribute('aria-label')).toBe('kommunicate-graphql');
    const loaded: string[] = [];
    tab.on('response', (response) => {
      void response
        .request()
        .sizes()
        .then(
          ({ responseBodySize }) => loaded.push(`${response.request().resourceType()} ${responseBodySize}`),
          () => undefined,
        );
    });
    // GraphiQL stores its tabs half a second after it has loaded.
    await expect.poll(() => tab.evaluate(() => localStorage.getItem('graphiql:tabState'))).not.toBeNull();
    // The browser then sends nothing for the scripts, and the page is 304. A busy browser needs more than one load to
    // store the scripts.
    const large = async () => {
      loaded.length = 0;
      await tab.reload();
      await waitFor(tab, '.graphiql-query-editor', 'Customers');
      return loaded.filter((text) => /^(document|script|stylesheet) [1-9]\d{4}/.test(text));
    };
    await expect.poll(large).toEqual([]);
    expect(await tab.locator('.graphiql-tab').count()).toBe(initialTabs('sandbox').tabs.length);
    await tab.click('.graphiql-execute-button');
    await waitFor(tab, '.graphiql-response', 'Ana Ortiz');
    await tab.emulateMedia({ colorScheme: 'dark' });
    await shoot(tab, 'dark');
    expect([foreign, problems]).toEqual([[], []]);
  });

  it('pages through the inbox by variables', async () => {
    const gateway = await startTestGateway();
    const tab = initialTabs('sandbox').tabs.find(({ query }) => query.includes('query Pages'));
    const variables = JSON.parse(tab?.variables ?? '') as object;
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await gateway.query(tab?.query ?? '', { variables: { ...variables, after } });
      ids.push(...(data.inbox.nodes as { id: string }[]).map(({ id }) => id));
      const { hasNextPage, endCursor } = data.inbox.pageInfo as { hasNextPage: boolean; endCursor: string };
      after = hasNextPage ? endCursor : null;
    } while (after !== null);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sends one message for an idempotencyKey, however often its tab runs', async () => {
    const gateway = await startTestGateway();
    const tab = initialTabs('sandbox').tabs.find(({ query }) => query.includes('mutation SendOnce'));
    const variables = JSON.parse(tab?.variables ?? '') as object;
    const ids = new Set<string>();
    for (const _run of [1, 2]) {
      const { data } = await gateway.query(tab?.query ?? '', { variables });
      for (const payload of [data.first, data.again]) ids.add(payload.message.id as string);
    }
    expect(ids.size).toBe(1);
    expect(gateway.emulator.messages).toHaveLength(1);
  });

  it('runs its other tabs, including the mutations', async () => {
    const { tab, emulator } = await open();
    const tabs = tab.locator('.graphiql-tab');
    await expect.poll(() => tabs.count()).toBe(initialTabs('sandbox').tabs.length);
    for (const [index, text] of [
      [1, 'inbox'],
      [2, 'endCursor'],
      [3, 'again'],
      [5, 'sendMessage'],
      [6, 'Is the table in stock?'],
      [7, 'CLOSED'],
      [8, 'Ana O.'],
      [9, 'FORBIDDEN'],
    ] as const) {
      await tabs.nth(index).locator('.graphiql-tab-button').click();
      // The page may still run the previous tab for a moment, so the click may have to be repeated.
      await expect
        .poll(
          async () => {
            await tab.click('.graphiql-execute-button');
            return textOf(tab, '.graphiql-response');
          },
          { interval: 500 },
        )
        .toContain(text);
    }
    await shoot(tab, 'mutations');
    expect(emulator.messages.length).toBeGreaterThan(0);
  });

  it('shows the message of the next tab in the tab Live, and resumes its subscription', async () => {
    const { tab, emulator, foreign, problems } = await open();
    const title = (name: string) => `.graphiql-tab-button:text-is("${name}")`;
    await expect.poll(() => tab.locator('.graphiql-tab').count()).toBe(initialTabs('sandbox').tabs.length);
    await tab.click(title('Live'));
    await waitFor(tab, '.graphiql-query-editor', 'subscription');
    await tab.click('.graphiql-execute-button');
    await waitFor(tab, '.graphiql-response', 'STARTED');
    // It shows what happens while it is open.
    emulator.change('messages', { groupId: '104250001', fromUserName: 'ana-ortiz', message: 'From Ana' });
    await waitFor(tab, '.graphiql-response', 'From Ana');
    await tab.click(title('Reply'));
    await waitFor(tab, '.graphiql-query-editor', 'Reply');
    await tab.click('.graphiql-execute-button');
    await waitFor(tab, '.graphiql-response', 'createdAt');
    await tab.click(title('Live'));
    await waitFor(tab, '.graphiql-response', 'Would you like to hear more?');
    expect(await textOf(tab, '.graphiql-response')).toContain('MessageAdded');
    await shoot(tab, 'live');
    // Without news, the last event stays in sight.
    await tab.click(title('Customers'));
    await waitFor(tab, '.graphiql-query-editor', 'Customers');
    await tab.click(title('Live'));
    await waitFor(tab, '.graphiql-response', 'Would you like to hear more?');
    await tab.click('.graphiql-execute-button[aria-label^="Stop"]');
    await tab.waitForSelector('.graphiql-execute-button[aria-label^="Execute"]');
    expect([foreign, problems]).toEqual([[], []]);
  });

  it('opens the headers of the customer’s tab, and keeps them after a reload', async () => {
    const { tab, problems } = await open();
    const tabs = tab.locator('.graphiql-tab');
    await expect.poll(() => tabs.count()).toBe(initialTabs('sandbox').tabs.length);
    const active = () => textOf(tab, '.graphiql-editor-tools button.active');
    expect(await active()).toBe('Variables');
    await tab.click('.graphiql-tab-button:text-is("AsCustomer")');
    await expect.poll(active).toBe('Headers');
    await waitFor(tab, '.graphiql-editor-tool:not(.hidden)', 'ana-ortiz');
    await shoot(tab, 'customer');
    const responses = () =>
      expect
        .poll(
          async () => {
            await tab.click('.graphiql-execute-button');
            return textOf(tab, '.graphiql-response');
          },
          { interval: 500 },
        )
        .toMatch(/FORBIDDEN.*Ana Ortiz/s);
    await responses();
    // GraphiQL stores its tabs half a second after a change.
    await expect
      .poll(() => tab.evaluate(() => Object.values(localStorage).join()))
      .toMatch(/ana-ortiz.*"activeTabIndex":9|"activeTabIndex":9.*ana-ortiz/s);
    for (const _reload of [1, 2]) {
      await tab.reload();
      await tab.waitForSelector('.graphiql-execute-button');
      expect(await textOf(tab, '.graphiql-tab-active')).toContain('AsCustomer');
      await expect.poll(active).toBe('Headers');
      await waitFor(tab, '.graphiql-editor-tool:not(.hidden)', 'ana-ortiz');
      await responses();
      expect(await tabs.count()).toBe(initialTabs('sandbox').tabs.length);
    }
    await shoot(tab, 'customer-reloaded');
    await tab.click('.graphiql-tab-button:text-is("Resolve")');
    await expect.poll(active).toBe('Variables');
    expect(problems).toEqual([]);
  });

  it('shows the required headers outside the sandbox', async () => {
    const { tab, emulator } = await open({
      identity: { mode: 'passthrough' },
      graphiql: true,
      introspection: true,
    });
    await waitFor(tab, '.graphiql-editor-tool', 'Api-Key');
    // These headers suffice to load the schema, which needs no REST call.
    await tab.click('[aria-label="Show Documentation Explorer"]');
    await waitFor(tab, '.graphiql-doc-explorer', 'Mutation');
    await shoot(tab, 'passthrough');
    expect(emulator.calls).toEqual([]);
  });
});
