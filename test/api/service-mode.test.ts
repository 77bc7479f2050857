import { describe, expect, it } from 'vitest';
import { CALLERS, start } from '../support/callers.ts';

describe('a request in service mode', () => {
  it.each([
    ['no credentials', {}, 401, { code: 'UNAUTHENTICATED', reason: 'token-missing' }],
    ['a scheme other than Bearer', { authorization: 'Basic eDp5' }, 401, { reason: 'not-a-bearer-token' }],
    ['a token and an Api-Key', { ...CALLERS.USER, 'api-key': 'x' }, 400, { reason: 'api-key-not-allowed' }],
    ['an empty Api-Key', { ...CALLERS.USER, 'api-key': '' }, 400, { reason: 'api-key-not-allowed' }],
    [
      'a user that acts for another user',
      { ...CALLERS.USER, 'of-user-id': 'ben-carter' },
      403,
      { code: 'FORBIDDEN' },
    ],
    [
      'a service that acts for an empty id',
      { ...CALLERS.SERVICE, 'of-user-id': '' },
      400,
      { reason: 'malformed-of-user-id' },
    ],
    [
      'an agent that acts for another user',
      { ...CALLERS.AGENT, 'of-user-id': 'ben-carter' },
      403,
      { code: 'FORBIDDEN' },
    ],
  ])('with %s is rejected before its body is read', async (_case, headers, status, extensions) => {
    const gateway = await start();
    const body = new ReadableStream(
      {
        pull: () => {
          throw new Error('the body is read');
        },
      },
      { highWaterMark: 0 },
    );
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    };
    const response = await gateway.fetch(new Request('http://gateway/graphql', init));
    const { errors } = (await response.json()) as { errors: object[] };
    expect(response.status).toBe(status);
    expect(errors).toMatchObject([{ extensions }]);
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  });
});
