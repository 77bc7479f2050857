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

describe('a manifest of trusted documents', () => {
  it.each([
    ['of GraphQL Code Generator’s client preset', { one: VIEWER, two: USER }],
    ['of Apollo', APOLLO],
  ])('%s is read', (_case, manifest) => {
    expect(readTrustedDocuments(JSON.stringify(manifest))).toEqual(documents);
  });

  it.each([
    ['invalid JSON', '{'],
    ['an array', '[]'],
    ['no documents', '{}'],
    ['a value that is not a string', '{"a":1}'],
    ['an empty document', '{"a":""}'],
    ['another version', JSON.stringify({ ...APOLLO, version: 2 })],
    ['an operation without a body', JSON.stringify({ ...APOLLO, operations: [{ id: 'a' }] })],
    ['an operation that is null', JSON.stringify({ ...APOLLO, operations: [null] })],
  ])('is rejected: %s', (_case, text) => {
    expect(() => readTrustedDocuments(text)).toThrow(TypeError);
  });
});

describe('a gateway with trusted documents', () => {
  const start = () => startTestGateway({ trustedDocuments: documents });
  const hash = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

  it.each([
    ['by its id', { documentId: 'two' }],
    ['by its id in the format of Apollo', hash('two')],
    ['by its id and its text', { documentId: 'two', query: USER }],
    ['by its text', { query: USER }],
  ])('executes a trusted document %s', async (_case, params) => {
    const { fetch } = await start();
    const answer = await answerOf(await fetch(post({ ...params, variables: { id: 'ana-ortiz' } })));
    expect([answer.errors, answer.data]).toEqual([[], { user: { displayName: 'Ana Ortiz' } }]);
  });

  it('executes a trusted document by GET', async () => {
    const { fetch } = await start();
    const answer = await answerOf(await fetch(new Request('http://gateway/graphql?documentId=one')));
    expect(answer.data.viewer.id).toBe('mira.patel@hearth.example');
  });

  it.each([
    ['another document', { query: '{ viewer { email } }' }],
    ['a document that differs in a space', { query: `${VIEWER} ` }],
    ['an unknown id', { documentId: 'three' }],
    ['the name of an inherited property as id', { documentId: 'constructor' }],
    ['an id that is not a string', { documentId: { a: 1 } }],
    ['a known id with an untrusted document', { documentId: 'one', query: '{ viewer { email } }' }],
    ['a known id with another trusted document', { documentId: 'one', query: USER }],
    ['introspection', { query: '{ __schema { description } }' }],
    ['a request without a document', {}],
    ['an unknown hash', hash('three')],
  ])('does not execute %s', async (_case, params) => {
    const gateway = await start();
    const { status, errors } = await answerOf(await gateway.fetch(post(params)));
    expect([status, errors[0]?.extensions]).toEqual([
      400,
      { code: 'BAD_REQUEST', retryable: false, reason: 'untrusted-document' },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('rejects `documentId` if it has no trusted documents', async () => {
    const { fetch } = await startTestGateway();
    const { errors } = await answerOf(await fetch(post({ documentId: 'one' })));
    expect(errors[0]?.extensions).toMatchObject({ reason: 'unknown-parameter' });
  });
});
