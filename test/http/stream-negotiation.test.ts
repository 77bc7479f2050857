import { describe, expect, it } from 'vitest';
import { negotiateContentType } from '../../src/http/content-negotiation.ts';
import type { RequestState } from '../../src/http/request-state.ts';

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
