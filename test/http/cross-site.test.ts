import { describe, expect, it } from 'vitest';
import { post, startTestGateway } from '../support/harness.ts';
import { get, refusal, VIEWER } from './request-helpers.ts';

describe('cross-site request forgery', () => {
  it.each([
    ['a GET with cookies', get(VIEWER, { cookie: 'a=b' })],
    ['a GET from a foreign origin', get(VIEWER, { origin: 'https://evil.example' })],
    ['a GET from a sandboxed frame', get(VIEWER, { origin: 'null' })],
  ])('is rejected: %s', async (_name, request) => {
    expect(await refusal(request)).toMatchObject({
      status: 403,
      code: 'CSRF_CHECK_FAILED',
      retryable: false,
    });
  });

  it.each([
    ['a GET from the gateway’s own page', get(VIEWER, { origin: 'http://gateway' })],
    ['a GET from the gateway’s own page, over TLS', get(VIEWER, { origin: 'https://gateway' })],
    [
      'a GET with a header that forces a preflight',
      get(VIEWER, { cookie: 'a=b', 'x-requested-with': 'app' }),
    ],
    ['a POST of JSON', post({ query: VIEWER }, { cookie: 'a=b', origin: 'https://other.example' })],
  ])('does not apply to %s', async (_name, request) => {
    const gateway = await startTestGateway();
    expect((await gateway.fetch(request)).status).toBe(200);
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    new Request('http://gateway/graphql', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  it('is off by default: no page of another origin can read a response', async () => {
    const gateway = await startTestGateway();
    const requests = [
      preflight('https://app.example'),
      post({ query: VIEWER }, { origin: 'https://app.example' }),
    ];
    const responses = await Promise.all(requests.map((request) => gateway.fetch(request)));
    expect(responses.map(({ status }) => status)).toEqual([403, 200]);
    for (const { headers } of responses) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('x-request-id')).not.toBeNull();
    }
  });

  it('grants the listed origins and no others', async () => {
    const gateway = await startTestGateway({ corsOrigins: ['https://app.example', 'https://b.example'] });
    const allowed = await gateway.fetch(preflight('https://app.example'));
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const granted = allowed.headers.get('access-control-allow-headers')?.split(', ');
    expect(granted).toContain('authorization');
    expect(granted).toEqual(expect.arrayContaining(['content-type', 'api-key', 'apollo-require-preflight']));
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example']) {
      const { headers } = await gateway.fetch(preflight(origin));
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('vary')).toBe('Origin');
    }
    const answer = await gateway.fetch(post({ query: VIEWER }, { origin: 'https://b.example' }));
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://b.example');
    expect(allowed.headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
    expect(answer.headers.get('vary')).toBe('Origin');
  });
});
