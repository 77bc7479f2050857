import { describe, expect, it } from 'vitest';
import { deferred, post, startTestGateway, type TestGateway } from '../support/harness.ts';

describe('a trace', () => {
  const TRACE = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'congo=t61rcWkgMzE',
    'x-request-id': 'r-1',
  };
  const headersOf = ({ calls }: TestGateway) =>
    calls().map(({ rawHeaders }) =>
      Object.keys(TRACE).map((name) => {
        const at = rawHeaders.findIndex((header) => header.toLowerCase() === name);
        return at < 0 ? undefined : rawHeaders[at + 1];
      }),
    );

  it('is taken from the router, sent with every REST call, and written to the log', async () => {
    const lines: object[] = [];
    const info = (line: object) => void lines.push(line);
    const logger = { error: info, warn: info, info, debug: () => undefined };
    const gateway = await startTestGateway({ logger });
    const document =
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { email } } }';
    const response = await gateway.query(document, { headers: TRACE });
    await gateway.query('{ conversation(id: "104250001") { messages(first: 1) { nodes { id } } } }', {
      headers: TRACE,
    });
    expect(headersOf(gateway)).toEqual(Array(5).fill(Object.values(TRACE)));
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect(lines).toMatchObject([{ requestId: 'r-1', trace_id: '0af7651916cd43dd8448eb211c80319c' }, {}]);
  });

  it('is not created when the request has none', async () => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } }');
    expect(headersOf(gateway)).toEqual([[undefined, undefined, undefined]]);
  });

  it.each([
    ['00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
    ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', false],
    ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', false],
    ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', false],
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', false],
    ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', true],
    ['nonsense', false],
  ])('is forwarded if it is valid: %s', async (traceparent, passes) => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } }', {
      headers: { traceparent, tracestate: 'a=b', 'x-request-id': 'a b' },
    });
    expect(headersOf(gateway)).toEqual([
      passes ? [traceparent, 'a=b', undefined] : [undefined, undefined, undefined],
    ]);
  });

  it('of a shared call is that of the first request with one', async () => {
    const gateway = await startTestGateway({ maxBatchesInFlight: 1 });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const first = gateway.query('{ viewer { id } }');
    await expect.poll(() => gateway.calls().length).toBe(1);
    const queryUser = (id: string, headers = {}) =>
      gateway.query(`{ user(id: "${id}") { id } }`, { headers });
    const others = [
      queryUser('ana-ortiz'),
      queryUser('ben-carter', TRACE),
      queryUser('chloe-dubois', { 'x-request-id': 'r-2' }),
    ];
    await expect.poll(async () => (await gateway.fetch(post({}))).status).toBe(400);
    resolve();
    await Promise.all([first, ...others]);
    expect(headersOf(gateway)[1]).toEqual(Object.values(TRACE));
  });
});
