import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { subgraphSdl } from '../../src/schema/sdl.ts';
import { codesOf, startTestGateway } from '../support/harness.ts';

/*
 * What Apollo's list of subgraph compatibility asks of a subgraph, requirement by requirement: a test, or why this
 * service has no use for it. Of the latter, that it is not used is what is tested.
 */

const SDL = subgraphSdl('');
const link = /@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+", import: \[([^\]]*)\]\)/.exec(
  SDL,
);
const imported = (link?.[1] ?? '').split(', ').map((name) => name.replaceAll('"', ''));

describe('a requirement of Apollo’s list that holds', () => {
  it('_service { sdl }: the schema can be had from the service itself, and parses', async () => {
    const gateway = await startTestGateway();
    const { data } = await gateway.query('{ _service { sdl } }');
    expect(data._service.sdl).toBe(SDL);
    expect(() => parse(data._service.sdl)).not.toThrow();
  });

  it('@link: Federation 2, importing what is used and no more', () => {
    expect(imported.toSorted()).toEqual(['@key', '@shareable']);
    for (const name of imported) expect(SDL.replace(link?.[0] ?? '', '')).toContain(name);
  });

  it('@key, of one field: each entity can be referred to by its id, and is found by it', async () => {
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

  it('@key(resolvable: false): a message can be referred to, and not be asked for', async () => {
    expect(SDL).toContain('type Message @key(fields: "id", resolvable: false)');
    const gateway = await startTestGateway();
    const document = '{ _entities(representations: [{ __typename: "Message", id: "m" }]) { __typename } }';
    expect(codesOf(await gateway.query(document))).toEqual(['_entities.0 BAD_USER_INPUT']);
  });

  it('@shareable: pages have what pages have everywhere', () => {
    expect(SDL).toContain('type PageInfo @shareable {');
  });
});

describe('a requirement of Apollo’s list that this service has no use for', () => {
  it.each([
    [
      '@key, of several fields or of several kinds',
      'ids are unique in an account',
      /@key\(fields: "(?!id")|@key[^{]*@key/,
    ],
    ['@requires, @external', 'no field is made of what others know', /@requires|@external/],
    ['@provides', 'nobody else’s fields are answered here', /@provides/],
    ['@tag', 'there is one variant of the contract', /@tag/],
    ['@override', 'no field comes from elsewhere', /@override/],
    ['@inaccessible', 'what is private is not in the schema that is served', /@inaccessible|@access/],
    ['@composeDirective', 'no directive of ours is anybody else’s business', /@composeDirective/],
    ['@interfaceObject', 'actionable messages are told apart here alone', /@interfaceObject/],
  ])('%s: %s', (_requirement, _reason, pattern) => {
    expect(SDL).not.toMatch(pattern);
  });

  it('federated tracing (ftv1): traceparent is passed on instead, and the header is left alone', async () => {
    const gateway = await startTestGateway();
    const headers = { 'apollo-federation-include-trace': 'ftv1' };
    const { extensions, errors } = await gateway.query('{ viewer { id } }', { headers });
    expect([extensions.ftv1, errors]).toEqual([undefined, []]);
  });
});
