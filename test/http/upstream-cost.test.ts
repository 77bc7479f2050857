import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';
import { post, startTestGateway } from '../support/harness.ts';

const VIEWER = { query: '{ viewer { displayName } }' };
const textOf = async (response: Response | Promise<Response>) => (await response).text();

describe('the cost of a response', () => {
  it.each([true, false])('stands first in the JSON of the sandbox (fast path: %s)', async (fastPath) => {
    const { fetch } = await startTestGateway({ fastPath });
    expect(await textOf(fetch(post(VIEWER)))).toBe(
      '{"extensions":{"upstream":{"calls":1,"keys":1,"joined":0}},"data":{"viewer":{"displayName":"Mira Patel"}}}',
    );
    const failed = await textOf(fetch(post({ query: '{ user(id: "") { id } }' })));
    expect(Object.keys(JSON.parse(failed) as object)).toEqual(['extensions', 'errors', 'data']);
  });

  it.each([true, false])('stands last in other modes (fast path: %s)', async (fastPath) => {
    const { fetch } = await startTestGateway({ fastPath, mode: 'trusted' });
    expect(await textOf(fetch(post(VIEWER)))).toMatch(
      /^\{"data":\{.*\},"extensions":\{"upstream":\{"calls":1,"keys":1,"joined":0\}\}\}$/,
    );
  });

  it('does not affect responses without extensions', async () => {
    const { fetch } = await startTestGateway();
    expect(await textOf(fetch(post({ query: '{ nothing }' })))).toMatch(/^\{"errors":/);
  });
});

describe('the Server-Timing header', () => {
  it.each([true, false])('tells the time and the REST calls (fast path: %s)', async (fastPath) => {
    const { fetch } = await startTestGateway({ fastPath });
    const timingOf = async (query: string) => (await fetch(post({ query }))).headers.get('server-timing');
    expect(await timingOf('{ viewer { id } }')).toMatch(/^total;dur=\d+\.\d, upstream;desc="1 call"$/);
    expect(await timingOf('{ __typename }')).toMatch(/^total;dur=\d+\.\d, upstream;desc="0 calls"$/);
    expect(await timingOf('{ inbox(first: 2) { nodes { latestMessage { text } } } viewer { id } }')).toMatch(
      /upstream;desc="2 calls"$/,
    );
  });

  it('is on a GET request too', async () => {
    const { fetch } = await startTestGateway();
    const response = await fetch(new Request('http://gateway/graphql?query={viewer{id}}'));
    expect(response.headers.get('server-timing')).toContain('upstream;desc="1 call"');
  });

  it('is absent where extensions.upstream is', async () => {
    const off = await startTestGateway({ debugUpstream: false });
    expect((await off.fetch(post(VIEWER))).headers.has('server-timing')).toBe(false);
    const passthrough = await startTestGateway({ mode: 'passthrough' });
    const headers = { 'api-key': passthrough.emulator.apiKey };
    expect((await passthrough.fetch(post(VIEWER, headers))).headers.has('server-timing')).toBe(false);
    const { fetch } = await startTestGateway();
    const invalid = await fetch(post({ query: '{ nothing }' }));
    expect(invalid.headers.has('server-timing')).toBe(false);
    expect((await fetch(new Request('http://gateway/health'))).headers.has('server-timing')).toBe(false);
  });

  it('is readable for pages of allowed origins', async () => {
    const { fetch } = await startTestGateway();
    const response = await fetch(post(VIEWER, { origin: 'http://localhost:5173' }));
    expect(response.headers.get('access-control-expose-headers')).toMatch(/, Server-Timing$/);
  });

  it('is not shorter than the duration in the log', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const { fetch } = await startTestGateway({ logger });
    const timing = (await fetch(post(VIEWER))).headers.get('server-timing') ?? '';
    const logged = lines.map((line) => JSON.parse(line) as { msg: string; durationMs: number });
    const durationMs = logged.find(({ msg }) => msg === 'request')?.durationMs ?? NaN;
    // The log rounds to milliseconds, and is written first.
    expect(Number(/dur=([\d.]+)/.exec(timing)?.[1])).toBeGreaterThanOrEqual(durationMs - 0.6);
  });
});
