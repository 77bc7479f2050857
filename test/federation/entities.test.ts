import { type GraphQLObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { ENTITIES } from '../../src/schema/sdl.ts';
import { bearer, codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';
import { conversation, message, resolveEntities, user } from './representations.ts';

describe('entities', () => {
  it('are users, conversations and messages', () => {
    expect(ENTITIES).toEqual(['User', 'Conversation', 'Message']);
  });

  it('are returned in the order of the representations, with null for unknown ids, and each is read once', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await resolveEntities(gateway, [
      conversation('104250002'),
      user('ben-carter'),
      user('missing'),
      conversation('104250001'),
      user('ana-ortiz'),
      conversation('999'),
      user('ben-carter'),
    ]);
    expect(errors).toEqual([]);
    expect(data._entities.map((entity: any) => entity?.displayName ?? entity?.name ?? null)).toEqual([
      'Late delivery · Ben Carter',
      'Ben Carter',
      null,
      'Oak table · Ana Ortiz',
      'Ana Ortiz',
      null,
      'Ben Carter',
    ]);
    expect(gateway.idsAskedFor().map((ids) => ids.toSorted())).toEqual([
      ['ana-ortiz', 'ben-carter', 'missing'],
    ]);
    expect(gateway.calls('groupInfoBatch')).toHaveLength(1);
  });

  it('read 100 users among conversations, repeated and unknown ids with two calls of 60 users at most', async () => {
    const gateway = await startTestGateway();
    const users = Array.from({ length: 100 }, (_, n) => user(n === 0 ? 'ana-ortiz' : `unknown-${n}`));
    const representations = users.flatMap((one, n) =>
      n % 10 === 0 ? [one, conversation('104250001'), one] : [one],
    );
    const { data, errors } = await resolveEntities(gateway, representations);
    expect(errors).toEqual([]);
    expect(data._entities).toHaveLength(120);
    expect(data._entities.slice(0, 4).map((entity: any) => entity?.id ?? null)).toEqual([
      'ana-ortiz',
      '104250001',
      'ana-ortiz',
      null,
    ]);
    expect(gateway.idsAskedFor().map((ids) => ids.length)).toEqual([60, 40]);
    expect(gateway.calls()).toHaveLength(3);
  });

  it('can be messages: sixty are one call, with null for an unknown one', async () => {
    const gateway = await startTestGateway();
    const keys = await keysOf(gateway, 60);
    const before = gateway.calls().length;
    const { data, errors } = await resolveEntities(gateway, [...keys.slice(0, 59), 'missing'].map(message));
    expect(errors).toEqual([]);
    expect(data._entities.map((entity: any) => entity?.id ?? null)).toEqual([...keys.slice(0, 59), null]);
    expect(gateway.calls('messageDetail')).toHaveLength(1);
    expect(gateway.calls()).toHaveLength(before + 1);
  });

  it('may have numbers as ids, as other services store the ids of conversations', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await resolveEntities(gateway, [conversation(104_250_001)]);
    expect([data._entities[0].id, errors]).toEqual(['104250001', []]);
  });

  it('that are invalid are null, each with an error that names the fault', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await resolveEntities(
      gateway,
      [
        user('ana-ortiz'),
        user('a\nb'),
        user(undefined),
        user(2 ** 53),
        user(1.5),
        user(['ana-ortiz']),
        { id: 'ana-ortiz' },
        'ana-ortiz',
        null as never,
        { __typename: 'Attachment', id: 'm' },
        { __typename: 'Query', id: 'm' },
        { __typename: 'constructor', id: 'm' },
        user('ben-carter'),
      ].filter((one) => one !== null),
    );
    expect(data._entities.map((entity: any) => entity?.displayName ?? null)).toEqual([
      'Ana Ortiz',
      ...Array(10).fill(null),
      'Ben Carter',
    ]);
    expect(
      errors.map(({ path, extensions }) => [path?.join('.'), extensions.argument, extensions.reason]),
    ).toEqual(
      expect.arrayContaining([
        ['_entities.1', 'representations.1.id', 'control-character'],
        ['_entities.2', 'representations.2.id', 'required'],
        ['_entities.3', 'representations.3.id', 'inexact-number'],
        ['_entities.4', 'representations.4.id', 'inexact-number'],
        ['_entities.5', 'representations.5.id', 'wrong-type'],
        ['_entities.6', 'representations.6.__typename', 'required'],
        ['_entities.7', 'representations.7.__typename', 'required'],
        ['_entities.8', 'representations.8.__typename', 'unknown-type'],
        ['_entities.9', 'representations.9.__typename', 'unknown-type'],
        ['_entities.10', 'representations.10.__typename', 'unknown-type'],
      ]),
    );
    expect(errors).toHaveLength(10);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('fail one by one', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfo', kind: 'answer', status: 500 });
    const response = await resolveEntities(gateway, [
      user('ana-ortiz'),
      conversation('104250001'),
      user('ben-carter'),
    ]);
    expect(codesOf(response)).toEqual(['_entities.1 UPSTREAM_UNAVAILABLE']);
    expect(response.data._entities.map((entity: any) => entity?.displayName ?? null)).toEqual([
      'Ana Ortiz',
      null,
      'Ben Carter',
    ]);
  });

  it('have the values of the REST API, not those in the representation', async () => {
    const gateway = await startTestGateway();
    const representations = [
      user('ana-ortiz', {
        userId: 'ben-carter',
        displayName: 'Mallory',
        email: 'm@evil.example',
        unread: true,
      }),
    ];
    const { data } = await resolveEntities(gateway, representations);
    expect(data._entities).toEqual([{ __typename: 'User', id: 'ana-ortiz', displayName: 'Ana Ortiz' }]);
  });

  it('may be literals in the document', async () => {
    const gateway = await startTestGateway();
    const document = `query ($id: ID!) {
      _entities(representations: [{ __typename: "User", id: "ana-ortiz" }, { __typename: "User", id: $id }]) {
        ... on User { id }
      }
    }`;
    const { data } = await gateway.query(document, { variables: { id: 'ben-carter' } });
    expect(data._entities).toEqual([{ id: 'ana-ortiz' }, { id: 'ben-carter' }]);
  });

  it('count towards the limit of ids, denied ones included', async () => {
    const gateway = await startTestGateway({ mode: 'service', maxIds: 5 });
    const headers = bearer('USER', 'ana-ortiz');
    const many = (count: number) => Array.from({ length: count }, () => user('ben-carter'));
    expect(
      new Set(codesOf(await resolveEntities(gateway, many(5), headers)).map((code) => code.split(' ')[1])),
    ).toEqual(new Set(['FORBIDDEN']));
    const response = await resolveEntities(gateway, many(6), headers);
    expect(response.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'ids', limitValue: 5 },
    ]);
    const twice =
      '{ a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }';
    const both = await gateway.query(`query ($r: [_Any!]!) ${twice}`, { variables: { r: many(3) }, headers });
    expect(codesOf(both).at(-1)).toBe('b LIMIT_EXCEEDED');
    expect(gateway.calls()).toEqual([]);
  });
});

/** The ids of the newest messages of the first conversation. */
async function keysOf({ query }: TestGateway, count: number): Promise<string[]> {
  const page = (after?: string) =>
    query(
      'query ($after: String) { conversation(id: "104250001") { messages(first: 50, after: $after) { nodes { id } pageInfo { endCursor } } } }',
      {
        variables: { after },
      },
    );
  const first = await page();
  const second = await page(first.data.conversation.messages.pageInfo.endCursor);
  const nodes = [first, second].flatMap(({ data }) => data.conversation.messages.nodes as { id: string }[]);
  return nodes.slice(0, count).map(({ id }) => id);
}

describe('access to entities', () => {
  const AGENT = 'tom.becker@hearth.example';
  const all = [user('ana-ortiz'), user('ben-carter'), conversation('104250001'), conversation('104250002')];
  it.each([
    [
      'for a user',
      bearer('USER', 'ana-ortiz'),
      ['Ana Ortiz', 'FORBIDDEN', 'Oak table · Ana Ortiz', 'FORBIDDEN'],
    ],
    [
      'for a router that acts for a user',
      { ...bearer('SERVICE', 'router'), 'of-user-id': 'ana-ortiz' },
      ['Ana Ortiz', 'FORBIDDEN', 'Oak table · Ana Ortiz', 'FORBIDDEN'],
    ],
    [
      'for a router',
      bearer('SERVICE', 'router'),
      ['Ana Ortiz', 'Ben Carter', 'Oak table · Ana Ortiz', 'Late delivery · Ben Carter'],
    ],
    [
      'for an agent',
      bearer('AGENT', AGENT),
      ['Ana Ortiz', 'Ben Carter', 'Oak table · Ana Ortiz', 'Late delivery · Ben Carter'],
    ],
  ])('follows the same rules as other fields %s', async (_who, headers, expected) => {
    const gateway = await startTestGateway({ mode: 'service' });
    const { data, errors } = await resolveEntities(gateway, all, headers);
    const denied = new Map(errors.map(({ path, extensions }) => [path?.[1], extensions.code]));
    expect(
      data._entities.map(
        (entity: any, index: number) => entity?.displayName ?? entity?.name ?? denied.get(index),
      ),
    ).toEqual(expected);
  });

  it('hides private fields as elsewhere', async () => {
    const schema = createSchema();
    const whole = wholeSelection(schema, schema.getType('User') as GraphQLObjectType);
    const document = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${whole} } } }`;
    const gateway = await startTestGateway({ mode: 'service', publicProfiles: true });
    const { data, errors } = await gateway.query(document, {
      variables: { r: [user('ben-carter')] },
      headers: bearer('USER', 'ana-ortiz'),
    });
    const seen = Object.entries(data._entities[0] as object).filter(([, value]) => value !== null);
    expect(seen.map(([name]) => name).toSorted()).toEqual([
      'connected',
      'deactivated',
      'displayName',
      'id',
      'imageLink',
      'nodeId',
    ]);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
  });

  it('does not reveal to an unauthorized user whether an entity exists', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const headers = bearer('USER', 'ana-ortiz');
    const [known, unknown] = [
      await resolveEntities(gateway, [user('ben-carter'), conversation('104250002')], headers),
      await resolveEntities(gateway, [user('missing'), conversation('999')], headers),
    ];
    expect(known.errors).toEqual(unknown.errors);
    expect(gateway.calls('userDetail')).toEqual([]);
  });
});
