import { describe, expect, it } from 'vitest';
import { readTrustedDocuments } from '../../src/graphql/documents/trusted-documents.ts';
import { answerOf, post, startTestGateway } from '../support/harness.ts';

const VIEWER = 'query Viewer { viewer { id } }';
const USER = 'query User($id: ID!) { user(id: $id) { displayName } }';
const APOLLO = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'one', name: 'Viewer', type: 'query', body: VIEWER },
    { id: 'two', name: 'User', type: 'query', body: USER },
  ],
};
const documents = new Map([
  ['one', VIEWER],
  ['two', USER],
]);

describe('a manifest', () => {
  it.each([
    ['of codegen’s client preset', { one: VIEWER, two: USER }],
    ['of Apollo', APOLLO],
  ])('%s is read', (_case, manifest) => {
    expect(readTrustedDocuments(JSON.stringify(manifest))).toEqual(documents);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing in it', '{}'],
    ['something else than documents', '{"a":1}'],
    ['an empty document', '{"a":""}'],
    ['another version', JSON.stringify({ ...APOLLO, version: 2 })],
    ['an operation without a body', JSON.stringify({ ...APOLLO, operations: [{ id: 'a' }] })],
    ['an operation that is none', JSON.stringify({ ...APOLLO, operations: [null] })],
  ])('is refused with %s', (_case, text) => {
    expect(() => readTrustedDocuments(text)).toThrow(TypeError);
  });
});

describe('a gateway with trusted documents', () => {
  const start = () => startTestGateway({ trustedDocuments: documents });
  const hash = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

  it.each([
    ['by its id', { documentId: 'two' }],
    ['by its id as Apollo has it', hash('two')],
    ['by its id, and as it stands', { documentId: 'two', query: USER }],
    ['as it stands', { query: USER }],
  ])('executes one of them %s', async (_case, params) => {
    const { fetch } = await start();
    const answer = await answerOf(await fetch(post({ ...params, variables: { id: 'ana-ortiz' } })));
    expect([answer.errors, answer.data]).toEqual([[], { user: { displayName: 'Ana Ortiz' } }]);
  });

  it('executes one of them by GET', async () => {
    const { fetch } = await start();
    const answer = await answerOf(await fetch(new Request('http://gateway/graphql?documentId=one')));
    expect(answer.data.viewer.id).toBe('mira.patel@hearth.example');
  });

  it.each([
    ['another', { query: '{ viewer { email } }' }],
    ['one that differs in a space', { query: `${VIEWER} ` }],
    ['an id that there is not', { documentId: 'three' }],
    ['an id of every object', { documentId: 'constructor' }],
    ['an id that is no text', { documentId: { a: 1 } }],
    ['a good id with another document', { documentId: 'one', query: '{ viewer { email } }' }],
    ['a good id with another good document', { documentId: 'one', query: USER }],
    ['the schema', { query: '{ __schema { description } }' }],
    ['nothing', {}],
    ['a hash that there is not', hash('three')],
  ])('does not execute %s', async (_case, params) => {
    const gateway = await start();
    const { status, errors } = await answerOf(await gateway.fetch(post(params)));
    expect([status, errors[0]?.extensions]).toEqual([
      400,
      { code: 'BAD_REQUEST', retryable: false, reason: 'untrusted-document' },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('takes no ids where there are none', async () => {
    const { fetch } = await startTestGateway();
    const { errors } = await answerOf(await fetch(post({ documentId: 'one' })));
    expect(errors[0]?.extensions).toMatchObject({ reason: 'unknown-parameter' });
  });
});
