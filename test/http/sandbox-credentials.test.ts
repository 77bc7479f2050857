import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';
import { bearer, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

const VIEWER = '{ viewer { id } }';

async function start(options: TestGatewayOptions = {}) {
  const lines: { readonly level: string; readonly msg: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]);
  const logger = createLogger({ level: 'warn', pretty: false, write });
  const gateway = await startTestGateway({ ...options, logger });
  return { gateway, lines };
}

describe.each([
  ['the fast path', true],
  ['the yoga path', false],
])('credentials sent to the sandbox, on %s', (_path, fastPath) => {
  it.each([
    ['an Api-Key', { 'api-key': 'a-key-of-an-account' }],
    ['a token', bearer('USER', 'ana-ortiz')],
    ['Basic credentials', { authorization: 'Basic YTpi' }],
    ['both', { 'api-key': 'a-key-of-an-account', ...bearer('USER', 'ana-ortiz') }],
  ])('are ignored, with a warning in the response: %s', async (_case, headers) => {
    const { gateway } = await start({ fastPath });
    const plain = await gateway.query(VIEWER);
    const answer = await gateway.query(VIEWER, { headers });
    expect(answer.data).toEqual(plain.data);
    expect(answer.extensions.warnings).toEqual([
      expect.stringMatching(/^The sandbox ignores Api-Key and Authorization/),
    ]);
    expect(answer.extensions.upstream).toEqual(plain.extensions.upstream);
    expect(plain.extensions).not.toHaveProperty('warnings');
  });

  it('cause one warning in the log', async () => {
    const { gateway, lines } = await start({ fastPath });
    await gateway.query(VIEWER);
    expect(lines).toEqual([]);
    for (let round = 0; round < 3; round += 1) {
      await gateway.query(VIEWER, { headers: { 'api-key': 'a-key-of-an-account' } });
    }
    expect(lines).toMatchObject([
      { level: 'warn', msg: expect.stringContaining('sandbox ignores') as string },
    ]);
  });

  it('cause a warning without debugUpstream too', async () => {
    const { gateway } = await start({ fastPath, debugUpstream: false });
    const { extensions } = await gateway.query(VIEWER, { headers: { 'api-key': 'a-key-of-an-account' } });
    expect(Object.keys(extensions)).toEqual(['warnings']);
  });
});

describe('the warning about ignored credentials', () => {
  it.each([
    ['service', bearer('USER', 'ana-ortiz')],
    ['passthrough', { 'api-key': 'k' }],
  ] as const)('is absent in %s mode', async (mode, headers) => {
    const { gateway, lines } = await start({ mode });
    const { extensions } = await gateway.query('{ __typename }', { headers });
    expect([extensions, lines]).toEqual([{}, []]);
  });

  it('is absent for the token of a schema registry', async () => {
    const sdlToken = 'a-token-of-a-registry';
    const { gateway, lines } = await start({ sdlToken });
    const { extensions } = await gateway.query('{ _service { sdl } }', {
      headers: { authorization: `Bearer ${sdlToken}` },
    });
    expect(extensions).not.toHaveProperty('warnings');
    expect(lines).toEqual([]);
  });
});
