import { describe, expect, it } from 'vitest';
import { DEMO_AGENT_ID } from '../../src/emulator/index.ts';
import { answerOf, post, startTestGateway } from '../support/harness.ts';
import { get, MUTATION, refusal, url, VIEWER } from './request-helpers.ts';

describe('a request that violates GraphQL over HTTP', () => {
  it.each([
    [
      'a form post',
      post('query=%7Bviewer%7Bid%7D%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'content-type',
    ],
    [
      'a multipart post',
      post('--x', { 'content-type': 'multipart/form-data; boundary=x' }),
      415,
      'content-type',
    ],
    ['plain text', post({ query: VIEWER }, { 'content-type': 'text/plain' }), 415, 'content-type'],
    ['a bare document', post(VIEWER, { 'content-type': 'application/graphql' }), 415, 'content-type'],
    [
      'a list of content types',
      post({ query: VIEWER }, { 'content-type': 'application/json, text/plain' }),
      415,
      'content-type',
    ],
    [
      'another charset',
      post({ query: VIEWER }, { 'content-type': 'application/json; charset=latin1' }),
      415,
      'charset',
    ],
    ['a compressed body', post({ query: VIEWER }, { 'content-encoding': 'gzip' }), 415, 'content-encoding'],
    ['a GET with another content type', get(VIEWER, { 'content-type': 'text/plain' }), 415, 'content-type'],
    ['no body', post(''), 400, 'body-not-json'],
    ['half a body', post('{"query": "{ viewer'), 400, 'body-not-json'],
    ['an array of requests', post([{ query: VIEWER }]), 400, 'batching'],
    ['a body that is null', post('null'), 400, 'body-not-an-object'],
    ['a body that is a string', post('"{ viewer { id } }"'), 400, 'body-not-an-object'],
    ['a body without a query', post({}), 400, 'query-missing'],
    ['an empty query', post({ query: '' }), 400, 'query-missing'],
    ['a query that is a number', post({ query: 7 }), 400, 'query-not-a-string'],
    ['variables that are an array', post({ query: VIEWER, variables: [] }), 400, 'variables-not-an-object'],
    ['variables that are a string', post({ query: VIEWER, variables: '{}' }), 400, 'variables-not-an-object'],
    [
      'an operation name that is a number',
      post({ query: VIEWER, operationName: 7 }),
      400,
      'operation-name-not-a-string',
    ],
    ['extensions that are a number', post({ query: VIEWER, extensions: 7 }), 400, 'extensions-not-an-object'],
    ['an unknown parameter', post({ query: VIEWER, id: 'x' }), 400, 'unknown-parameter'],
    ['a GET without a query', url('/graphql'), 400, 'query-missing'],
    [
      'a GET with variables that are not JSON',
      url('/graphql?query=%7B__typename%7D&variables=x'),
      400,
      'variables-not-json',
    ],
    ['a GET of a mutation', get(MUTATION), 405, 'method'],
    ['a PUT', new Request('http://gateway/graphql', { method: 'PUT' }), 405, 'method'],
    ['a DELETE', new Request('http://gateway/graphql', { method: 'DELETE' }), 405, 'method'],
    [
      'two charset parameters',
      post({ query: VIEWER }, { 'content-type': 'application/json; charset=utf-8; charset =utf-16' }),
      415,
      'charset',
    ],
    [
      'a client that accepts JSON with q=0',
      post({ query: MUTATION }, { accept: 'application/json;q=0, text/html' }),
      406,
      'accept',
    ],
    ['a client that accepts no JSON', post({ query: MUTATION }, { accept: 'text/html' }), 406, 'accept'],
    [
      'a client that accepts only parts without the parameter of Apollo',
      post({ query: MUTATION }, { accept: 'multipart/mixed' }),
      406,
      'accept',
    ],
  ])('is rejected with a reason and not executed: %s', async (_name, request, status, reason) => {
    expect(await refusal(request)).toMatchObject({ status, code: 'BAD_REQUEST', retryable: false, reason });
  });

  it('is rejected when its body is not UTF-8', async () => {
    const body = Buffer.from('{"query":"{ user(id: \\"\xff\\") { id } }"}', 'latin1');
    const request = new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await refusal(request)).toMatchObject({ status: 400, reason: 'body-not-utf-8' });
  });

  it('is rejected with the allowed methods in Allow', async () => {
    const { headers } = await refusal(new Request('http://gateway/graphql', { method: 'PUT' }));
    expect(headers.get('allow')).toBe('GET, POST');
  });

  it('is rejected when it names none of several operations', async () => {
    const answer = await refusal(post({ query: 'query A { viewer { id } } query B { viewer { id } }' }));
    expect(answer).toMatchObject({ status: 400, code: 'OPERATION_RESOLUTION_FAILURE', retryable: false });
  });
});

describe('a well-formed request', () => {
  it.each([
    ['a GET', get(VIEWER)],
    ['a GET with Content-Type: application/json', get(VIEWER, { 'content-type': 'application/json' })],
    [
      'a content type in capital letters',
      post({ query: VIEWER }, { 'content-type': 'Application/JSON; Charset="UTF-8"' }),
    ],
    [
      'null for absent parameters',
      post({ query: VIEWER, variables: null, operationName: null, extensions: null }),
    ],
    ['Content-Encoding: identity', post({ query: VIEWER }, { 'content-encoding': 'identity' })],
    ['an empty operation name', post({ query: VIEWER, operationName: '' })],
    [
      'an empty operation name in a GET',
      new Request(`http://gateway/graphql?operationName=&query=${encodeURIComponent(VIEWER)}`),
    ],
    [
      'a client that names its charset',
      post({ query: VIEWER }, { accept: 'application/json;charset="UTF-8"' }),
    ],
    ['a client that accepts anything', post({ query: VIEWER }, { accept: 'text/html, */*;q=0.1' })],
  ])('is executed: %s', async (_name, request) => {
    const gateway = await startTestGateway();
    const { data } = await answerOf(await gateway.fetch(request));
    expect(data).toEqual({ viewer: { id: DEMO_AGENT_ID } });
  });

  it('executes the operation that operationName selects', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query('query A { a: __typename } query B { b: __typename }', {
      operationName: 'B',
    });
    expect(data).toEqual({ b: 'Query' });
  });
});

describe('the content type of a response', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json;q=0.5, application/graphql-response+json;q=0.6', 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['text/event-stream, application/json;q=0.1', 'application/json'],
    ['multipart/mixed, */*;q=0.1', 'application/json'],
    ['application/json;q=0, */*;q=0.5', 'application/graphql-response+json'],
    ['application/json;charset=utf8', 'application/json'],
    ['application/json;charset=latin1, application/*;q=0.1', 'application/graphql-response+json'],
  ])('for %s is %s', async (accept, mediaType) => {
    const gateway = await startTestGateway();
    const { headers } = await gateway.query('{ __typename }', {
      headers: accept === undefined ? {} : { accept },
    });
    expect(headers.get('content-type')).toBe(`${mediaType}; charset=utf-8`);
  });
});

describe('the size of a body', () => {
  const body = (bytes: number) => {
    const text = JSON.stringify({ query: '{ __typename }' });
    return text + ' '.repeat(bytes - text.length);
  };

  it.each([
    ['present', {}],
    ['absent', { duplex: 'half' }],
  ])('is limited when Content-Length is %s', async (_name, init) => {
    const gateway = await startTestGateway({ maxBodyBytes: 1000 });
    const send = (bytes: number) => {
      const content = body(bytes);
      return gateway.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...('duplex' in init ? {} : { 'content-length': String(bytes) }),
          },
          body: 'duplex' in init ? new Blob([content]).stream() : content,
          ...init,
        }),
      );
    };
    expect((await send(1000)).status).toBe(200);
    const response = await send(1001);
    expect(response.status).toBe(413);
    expect((await answerOf(response)).errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'body',
      limitValue: 1000,
    });
  });
});
