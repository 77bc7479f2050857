import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { subgraphSdl } from '../../src/schema/sdl.ts';
import { startTestGateway } from '../support/harness.ts';

/*
 * The requirements of Apollo's list of subgraph compatibility. Each has a test, or a reason why this service does not use
 * it; the test then checks that it is not used.
 */

const SDL = subgraphSdl('');
const link = /@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+", import: \[([^\]]*)\]\)/.exec(
  SDL,
);
const imported = (link?.[1] ?? '').split(', ').map((name) => name.replaceAll('"', ''));

describe('a requirement of Apollo’s list that this service meets', () => {
  it('_service { sdl }: the service returns its schema, which parses', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query('{ _service { sdl } }');
    expect(data._service.sdl).toBe(SDL);
    expect(() => parse(data._service.sdl)).not.toThrow();
  });

  it('@link: Federation 2, with the imports that are used', () => {
    expect(imported.toSorted()).toEqual(['@key', '@shareable']);
    for (const name of imported) expect(SDL.replace(link?.[0] ?? '', '')).toContain(name);
  });

  it('@key with one field: each entity resolves by its id', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(`{
      _entities(representations: [
        { __typename: "User", id: "ana-ortiz" }, { __typename: "Conversation", id: "104250001" }
      ]) { __typename ... on User { id } ... on Conversation { id } }
    }`);
    expect([data._entities, errors]).toEqual([
      [
        { __typename: 'User', id: 'ana-ortiz' },
        { __typename: 'Conversation', id: '104250001' },
      ],
      [],
    ]);
  });

  it('@shareable: PageInfo is shared with other services', () => {
    expect(SDL).toContain('type PageInfo @shareable {');
  });
});

describe('a requirement of Apollo’s list that this service does not use', () => {
  it.each([
    [
      '@key with several fields, several @key',
      'ids are unique in an account',
      /@key\(fields: "(?!id")|@key[^{]*@key/,
    ],
    ['@key(resolvable: false)', 'every entity can be resolved', /resolvable/],
    ['@requires, @external', 'no field depends on fields of other services', /@requires|@external/],
    ['@provides', 'no field of another service is resolved here', /@provides/],
    ['@tag', 'the schema has one variant', /@tag/],
    ['@override', 'no field moves here from another service', /@override/],
    ['@inaccessible', 'private parts are not in the served schema', /@inaccessible|@access/],
    ['@composeDirective', 'no directive of ours concerns clients of the supergraph', /@composeDirective/],
    ['@interfaceObject', 'only this service resolves the types of actionable messages', /@interfaceObject/],
  ])('%s: %s', (_requirement, _reason, pattern) => {
    expect(SDL).not.toMatch(pattern);
  });

  it('federated tracing (ftv1): the header is ignored; traceparent is forwarded instead', async () => {
    const gateway = await startTestGateway();
    const headers = { 'apollo-federation-include-trace': 'ftv1' };
    const { extensions, errors } = await gateway.query('{ viewer { id } }', { headers });
    expect([extensions.ftv1, errors]).toEqual([undefined, []]);
  });
});
