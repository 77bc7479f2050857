import { describe, expect, it } from 'vitest';
import { answerOf, startTestGateway } from '../support/harness.ts';
import { url, VIEWER } from './request-helpers.ts';

describe('routes beside /graphql', () => {
  it('serve /health with 200 always, and /ready with 503 while the server drains', async () => {
    let draining = false;
    const gateway = await startTestGateway({ isDraining: () => draining });
    const statusOf = async (path: string) => (await gateway.fetch(url(path))).status;
    expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 200]);
    draining = true;
    expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 503]);
  });

  it.each(['/x/health', '/graphql/health', '/x/graphql', '/graphql/', '/graphql2', '/Health'])(
    'return 404 for %s',
    async (path) => {
      const gateway = await startTestGateway();
      for (const accept of ['application/json', 'text/html']) {
        const request = new Request(`http://gateway${path}?query=${encodeURIComponent(VIEWER)}`, {
          headers: { accept },
        });
        expect((await gateway.fetch(request)).status).toBe(404);
      }
      expect(gateway.calls()).toEqual([]);
    },
  );

  it('treat a query that ends in /health as a query', async () => {
    const gateway = await startTestGateway();
    const { data } = await answerOf(await gateway.fetch(url('/graphql?query=%7B__typename%7D&x=/health')));
    expect(data).toEqual({ __typename: 'Query' });
  });

  it('redirect browsers from / to GraphiQL when it is on', async () => {
    const [sandbox, passthrough] = [
      await startTestGateway(),
      await startTestGateway({ mode: 'passthrough' }),
    ];
    const response = await sandbox.fetch(url('/'));
    expect([response.status, response.headers.get('location')]).toEqual([307, '/graphql']);
    expect((await passthrough.fetch(url('/'))).status).toBe(404);
  });
});

describe('a request id', () => {
  it('is the caller’s if that is safe to log, otherwise a new one', async () => {
    const gateway = await startTestGateway();
    const idFor = async (given: string) =>
      (await gateway.query(VIEWER, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('trace-7')).toBe('trace-7');
    expect(await idFor('two words')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });
});
