import { describe, expect, it } from 'vitest';
import { negotiateContentType } from '../../src/http/content-negotiation.ts';
import type { RequestState } from '../../src/http/request-state.ts';
import { startTestGateway } from '../support/harness.ts';

const [JSON_TYPE, RESPONSE_TYPE] = ['application/json', 'application/graphql-response+json'];

function negotiated(accept: string | undefined) {
  const state: RequestState = {};
  const headers = accept === undefined ? {} : { accept };
  void negotiateContentType().beforeBody?.(new Request('http://x/', { headers }), state);
  return [state.mediaType, state.streamType];
}

describe('the types that Accept allows', () => {
  it.each([
    ['no Accept', undefined, JSON_TYPE, 'sse'],
    ['curl', '*/*', JSON_TYPE, 'sse'],
    ['a client of JSON', 'application/json', JSON_TYPE, undefined],
    ['graphql-sse', 'text/event-stream', undefined, 'sse'],
    ['urql, for a subscription', 'text/event-stream, multipart/mixed', undefined, 'sse'],
    [
      'urql, for a query',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      RESPONSE_TYPE,
      'sse',
    ],
    [
      'Apollo Client 4',
      'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
      RESPONSE_TYPE,
      'multipart',
    ],
    [
      'Apollo Client 3 and Apollo iOS',
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json',
      JSON_TYPE,
      'multipart',
    ],
    [
      'Apollo Kotlin',
      'multipart/mixed;subscriptionSpec=1.0, application/graphql-response+json, application/json',
      RESPONSE_TYPE,
      'multipart',
    ],
    [
      'Apollo Kotlin, for a query',
      'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
      RESPONSE_TYPE,
      undefined,
    ],
    ['multipart alone', 'Multipart/Mixed; SubscriptionSpec="1.0"', undefined, 'multipart'],
    ['unknown parameters', 'text/event-stream;x=y;charset=UTF-8', undefined, 'sse'],
    [
      'a preference for multipart',
      'text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0',
      undefined,
      'multipart',
    ],
    ['no events', 'text/event-stream;q=0, */*;q=0.1', JSON_TYPE, undefined],
  ])('of %s', (_client, accept, mediaType, streamType) => {
    expect(negotiated(accept)).toEqual([mediaType, streamType]);
  });

  it.each(['text/html', 'multipart/mixed', 'multipart/mixed;deferSpec=20220824', 'text/event-stream;q=0'])(
    'are none for %s',
    (accept) => {
      expect(() => negotiated(accept)).toThrow(expect.objectContaining({ reason: 'accept' }));
    },
  );
});

describe('a query of a client that accepts only streams', () => {
  const request = (accept: string, query: string, method = 'POST') => {
    const headers = { accept, 'content-type': 'application/json' };
    return method === 'POST'
      ? new Request('http://gateway/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) })
      : new Request(`http://gateway/graphql?${new URLSearchParams({ query }).toString()}`, { headers });
  };
  const RESULT = '{"data":{"__typename":"Query"}}';

  it.each(['POST', 'GET'])('is one event, then the end, by %s', async (method) => {
    const gateway = await startTestGateway({ debugUpstream: false });
    const response = await gateway.fetch(request('text/event-stream', '{ __typename }', method));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(await response.text()).toBe(`event: next\ndata: ${RESULT}\n\nevent: complete\ndata:\n\n`);
  });

  it('is one part, then the end, for multipart', async () => {
    const gateway = await startTestGateway({ debugUpstream: false });
    const response = await gateway.fetch(request('multipart/mixed;subscriptionSpec=1.0', '{ __typename }'));
    const parts = (await response.text()).split('\r\n--graphql');
    expect(parts.map((part) => part.split('\r\n\r\n')[1] ?? part)).toEqual([
      '',
      '{}',
      `{"payload":${RESULT}}`,
      '--',
    ]);
  });

  it.each(['{ unknown }', '{'])('has the errors of its document in the event: %s', async (query) => {
    const gateway = await startTestGateway({ debugUpstream: false });
    const response = await gateway.fetch(request('text/event-stream', query));
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(
      /^event: next\ndata: \{.*"errors":\[.*\n\nevent: complete\ndata:\n\n$/,
    );
  });

  it('keeps the status and the JSON of a rejected request', async () => {
    const gateway = await startTestGateway({ debugUpstream: false });
    const response = await gateway.fetch(
      request('text/event-stream', 'mutation { updateUser(input: { userId: "a" }) { user { id } } }', 'GET'),
    );
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { reason: 'method' } }] });
  });
});
