import { buildSchema, parse, type GraphQLObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ENTITIES, stitchingSdl, subgraphSdl } from '../../src/schema/sdl.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { run } from '../support/command.ts';
import {
  bearer,
  codesOf,
  deferred,
  post,
  startTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

const ENTITIES_OF = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on User { id displayName }
    ... on Conversation { id name }
  }
}`;

const user = (id: unknown, more: object = {}) => ({ __typename: 'User', id, ...more });
const conversation = (id: unknown) => ({ __typename: 'Conversation', id });

function fill(
  { query }: TestGateway,
  representations: readonly unknown[],
  headers: Record<string, string> = {},
) {
  return query(ENTITIES_OF, { variables: { representations }, headers });
}

describe('entities', () => {
  it('are the users and the conversations, of which others know no more than the id', () => {
    expect(ENTITIES).toEqual(['User', 'Conversation']);
  });

  it('come in the order they are asked for, with null for what there is not, and each is read once', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await fill(gateway, [
      conversation('104250002'),
      user('ben-carter'),
      user('nobody'),
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
      ['ana-ortiz', 'ben-carter', 'nobody'],
    ]);
    expect(gateway.calls('groupInfoBatch')).toHaveLength(1);
  });

  it('a hundred users among conversations, repeats and unknown ids are two calls of sixty at most', async () => {
    const gateway = await startTestGateway();
    const users = Array.from({ length: 100 }, (_, n) => user(n === 0 ? 'ana-ortiz' : `unknown-${n}`));
    const representations = users.flatMap((one, n) =>
      n % 10 === 0 ? [one, conversation('104250001'), one] : [one],
    );
    const { data, errors } = await fill(gateway, representations);
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

  it('may have numbers for ids, as other services keep those of conversations', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await fill(gateway, [conversation(104_250_001)]);
    expect([data._entities[0].id, errors]).toEqual(['104250001', []]);
  });

  it('that make no sense are errors in their own places, which say what is wrong', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await fill(
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
        { __typename: 'Message', id: 'm' },
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

  it('one that is refused fails alone', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'groupInfo', kind: 'answer', status: 500 });
    const answer = await fill(gateway, [user('ana-ortiz'), conversation('104250001'), user('ben-carter')]);
    expect(codesOf(answer)).toEqual(['_entities.1 UPSTREAM_UNAVAILABLE']);
    expect(answer.data._entities.map((entity: any) => entity?.displayName ?? null)).toEqual([
      'Ana Ortiz',
      null,
      'Ben Carter',
    ]);
  });

  it('are what is read of them, and not what a router says of them', async () => {
    const gateway = await startTestGateway();
    const representations = [
      user('ana-ortiz', {
        userId: 'ben-carter',
        displayName: 'Mallory',
        email: 'm@evil.example',
        unread: true,
      }),
    ];
    const { data } = await fill(gateway, representations);
    expect(data._entities).toEqual([{ __typename: 'User', id: 'ana-ortiz', displayName: 'Ana Ortiz' }]);
  });

  it('may be written into the document, too', async () => {
    const gateway = await startTestGateway();
    const document = `query ($id: ID!) {
      _entities(representations: [{ __typename: "User", id: "ana-ortiz" }, { __typename: "User", id: $id }]) {
        ... on User { id }
      }
    }`;
    const { data } = await gateway.query(document, { variables: { id: 'ben-carter' } });
    expect(data._entities).toEqual([{ id: 'ana-ortiz' }, { id: 'ben-carter' }]);
  });

  it('may be as many as ids in a request, denied ones included', async () => {
    const gateway = await startTestGateway({ mode: 'service', maxIds: 5 });
    const headers = bearer('USER', 'ana-ortiz');
    const many = (count: number) => Array.from({ length: count }, () => user('ben-carter'));
    expect(new Set(codesOf(await fill(gateway, many(5), headers)).map((code) => code.split(' ')[1]))).toEqual(
      new Set(['FORBIDDEN']),
    );
    const answer = await fill(gateway, many(6), headers);
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'ids', limitValue: 5 },
    ]);
    const twice =
      '{ a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }';
    const both = await gateway.query(`query ($r: [_Any!]!) ${twice}`, { variables: { r: many(3) }, headers });
    expect(codesOf(both).at(-1)).toBe('b LIMIT_EXCEEDED');
    expect(gateway.calls()).toEqual([]);
  });
});

describe('entities, and who may have them', () => {
  const AGENT = 'tom.becker@hearth.example';
  const all = [user('ana-ortiz'), user('ben-carter'), conversation('104250001'), conversation('104250002')];
  it.each([
    ['a user', bearer('USER', 'ana-ortiz'), ['Ana Ortiz', 'FORBIDDEN', 'Oak table · Ana Ortiz', 'FORBIDDEN']],
    [
      'a router that acts for a user',
      { ...bearer('SERVICE', 'router'), 'of-user-id': 'ana-ortiz' },
      ['Ana Ortiz', 'FORBIDDEN', 'Oak table · Ana Ortiz', 'FORBIDDEN'],
    ],
    [
      'a router',
      bearer('SERVICE', 'router'),
      ['Ana Ortiz', 'Ben Carter', 'Oak table · Ana Ortiz', 'Late delivery · Ben Carter'],
    ],
    [
      'an agent',
      bearer('AGENT', AGENT),
      ['Ana Ortiz', 'Ben Carter', 'Oak table · Ana Ortiz', 'Late delivery · Ben Carter'],
    ],
  ])('%s', async (_who, headers, expected) => {
    const gateway = await startTestGateway({ mode: 'service' });
    const { data, errors } = await fill(gateway, all, headers);
    const denied = new Map(errors.map(({ path, extensions }) => [path?.[1], extensions.code]));
    expect(
      data._entities.map(
        (entity: any, index: number) => entity?.displayName ?? entity?.name ?? denied.get(index),
      ),
    ).toEqual(expected);
  });

  it('are private fields to whom they are private elsewhere', async () => {
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
    ]);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
  });

  it('say nothing of whether somebody is there to whom it is none of their business', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const headers = bearer('USER', 'ana-ortiz');
    const [known, unknown] = [
      await fill(gateway, [user('ben-carter'), conversation('104250002')], headers),
      await fill(gateway, [user('nobody'), conversation('999')], headers),
    ];
    expect(known.errors).toEqual(unknown.errors);
    expect(gateway.calls('userDetail')).toEqual([]);
  });
});

describe('the schema as a text', () => {
  const SDL = '{ _service { sdl } }';
  const SDL_TOKEN = 'a-token-for-the-registry';

  it('has what a router composes, and nothing of what is private', () => {
    const sdl = subgraphSdl('');
    expect(sdl).toContain(
      '@link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])',
    );
    expect(sdl).toMatch(/^type User @key\(fields: "id"\) {$/m);
    expect(sdl).toMatch(/^type Conversation @key\(fields: "id"\) {$/m);
    expect(sdl).toMatch(/^type Message @key\(fields: "id", resolvable: false\) {$/m);
    expect(sdl).toMatch(/^type PageInfo @shareable {$/m);
    expect(sdl).not.toMatch(/@access|Audience|_entities|_service|_Any|_Entity|REGISTRY/);
  });

  it('can have other names for our types, and for nothing that is meant to be shared', () => {
    const sdl = subgraphSdl('Kommunicate');
    const names = [...sdl.matchAll(/^(?:type|interface|enum|input|union|scalar) (\w+)/gm)].map(
      ([, name = '']) => name,
    );
    expect(names.filter((name) => !name.startsWith('Kommunicate')).toSorted()).toEqual([
      'DateTime',
      'JSON',
      'JSONObject',
      'Mutation',
      'PageInfo',
      'Query',
    ]);
    // Every name that is used is one that there is.
    const plain = sdl.replace(/^extend schema.*$/m, '').replaceAll(/ @(key\([^)]*\)|shareable)/g, '');
    expect(() => buildSchema(plain)).not.toThrow();
  });

  it.each([
    ['sandbox', {}, {}],
    ['service', { introspection: true }, bearer('USER', 'ana-ortiz')],
  ] as const)('is for everybody where introspection is on: %s', async (mode, options, headers) => {
    const gateway = await startTestGateway({ mode, ...options });
    const { data } = await gateway.query('{ _service { sdl } _sdl }', { headers });
    expect(data).toEqual({ _service: { sdl: subgraphSdl('') }, _sdl: await stitchingSdl('') });
  });

  it.each(['sandbox', 'passthrough', 'service'] as const)(
    'is for registries alone where introspection is off, which may have nothing else: %s',
    async (mode) => {
      const gateway = await startTestGateway({ mode, introspection: false, sdlToken: SDL_TOKEN });
      const ask = (query: string, headers: Record<string, string>) => gateway.query(query, { headers });
      const registry = { authorization: `Bearer ${SDL_TOKEN}` };
      expect((await ask(SDL, registry)).data).toEqual({ _service: { sdl: subgraphSdl('') } });
      const more =
        '{ viewer { id } user(id: "ana-ortiz") { id } inbox { nodes { id } } conversation(id: "104250001") { id } }';
      expect(new Set(codesOf(await ask(more, registry)).map((code) => code.split(' ')[1]))).toEqual(
        new Set(['FORBIDDEN']),
      );
      const entities = await fill(gateway, [user('ana-ortiz')], registry);
      expect(codesOf(entities)).toEqual(['_entities FORBIDDEN']);
      const change =
        'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }';
      expect(codesOf(await ask(change, registry))).toEqual(['updateUser FORBIDDEN']);
      const others = {
        sandbox: {},
        passthrough: { 'api-key': gateway.emulator.apiKey },
        service: bearer('SERVICE', 'router'),
      };
      expect(codesOf(await ask('{ _service { sdl } }', others[mode]))).toEqual(['_service FORBIDDEN']);
      expect(codesOf(await ask('{ _sdl }', others[mode]))).toEqual(['_sdl FORBIDDEN']);
      const nearly = { ...others[mode], authorization: `Bearer ${SDL_TOKEN.slice(1)}` };
      if (mode !== 'service') expect(codesOf(await ask(SDL, nearly))).toEqual(['_service FORBIDDEN']);
      expect(gateway.calls()).toEqual([]);
    },
  );

  it('is for registries also where only trusted documents run, and nothing else is', async () => {
    const trustedDocuments = new Map([['a', '{ viewer { id } }']]);
    const gateway = await startTestGateway({ mode: 'service', sdlToken: SDL_TOKEN, trustedDocuments });
    const headers = { authorization: `Bearer ${SDL_TOKEN}` };
    expect((await gateway.query(SDL, { headers })).data).toEqual({ _service: { sdl: subgraphSdl('') } });
    const other = await gateway.query(SDL, { headers: bearer('SERVICE', 'router') });
    expect([other.status, other.errors[0]?.extensions.reason]).toEqual([400, 'untrusted-document']);
  });

  it('is made once, under however many names', () => {
    const fields = createSchema().getQueryType()?.getFields() ?? {};
    const context = { principal: { role: 'REGISTRY' }, responseBudget: { consume: () => true } };
    const info = { fieldNodes: [], fragments: {} } as never;
    const ask = () => fields._service?.resolve?.({}, {}, context, info) as { sdl: string };
    expect(ask().sdl).toBe(subgraphSdl(''));
    expect(ask()).toBe(ask());
  });

  it('is for nobody where introspection is off and no registry is known', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    expect(codesOf(await gateway.query(SDL, { headers: bearer('SERVICE', 'router') }))).toEqual([
      '_service FORBIDDEN',
    ]);
  });

  it('is printed by the command, without a server', async () => {
    const printed = async (args: string[], environment = {}) => {
      const command = run(['sdl', ...args], environment);
      return [await command.exit, command.output.stdout, command.output.stderr] as const;
    };
    expect(await printed([])).toEqual([0, `${subgraphSdl('')}\n`, '']);
    expect(await printed([], { TYPE_PREFIX: 'Chat' })).toEqual([0, `${subgraphSdl('Chat')}\n`, '']);
    expect(await printed(['--type-prefix', 'K'], { TYPE_PREFIX: 'Chat' })).toEqual([
      0,
      `${subgraphSdl('K')}\n`,
      '',
    ]);
    expect(await printed(['--dialect', 'stitching'])).toEqual([0, `${await stitchingSdl('')}\n`, '']);
    const [code, , problems] = await printed(['--dialect', 'x', '--type-prefix', 'x y']);
    expect([code, problems]).toEqual([
      78,
      expect.stringMatching(/TYPE_PREFIX: must be[^]*--dialect: must be/),
    ]);
  });
});

describe('types under other names', () => {
  const start = (options: TestGatewayOptions = {}) =>
    startTestGateway({ typePrefix: 'Kommunicate', ...options });

  it('are found, filled in and told apart like the others', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(
      `query ($r: [_Any!]!) {
        _entities(representations: $r) { __typename ... on KommunicateUser { displayName } }
        conversation(id: "104250001") {
          __typename
          messages(first: 10) { nodes { actionable { __typename ... on KommunicateQuickRepliesTemplate { quickReplies { title } } } } }
        }
      }`,
      { variables: { r: [{ __typename: 'KommunicateUser', id: 'ana-ortiz' }, user('ana-ortiz')] } },
    );
    expect(errors.map(({ extensions }) => extensions.reason)).toEqual(['unknown-type']);
    expect(data._entities[0]).toEqual({ __typename: 'KommunicateUser', displayName: 'Ana Ortiz' });
    expect(data.conversation.__typename).toBe('KommunicateConversation');
    const templates = data.conversation.messages.nodes.map(({ actionable }: any) => actionable?.__typename);
    expect(templates).toContain('KommunicateQuickRepliesTemplate');
    const { data: text } = await gateway.query('{ _service { sdl } _sdl }');
    expect(text).toEqual({
      _service: { sdl: subgraphSdl('Kommunicate') },
      _sdl: await stitchingSdl('Kommunicate'),
    });
    expect(() => parse(text._sdl)).not.toThrow();
  });

  it('are for the same people', async () => {
    const gateway = await start({ mode: 'service' });
    const headers = bearer('USER', 'ana-ortiz');
    const document = `{
      _entities(representations: [{ __typename: "KommunicateUser", id: "ben-carter" }]) { __typename }
      user(id: "ben-carter") { id } conversation(id: "104250001") { participants { user { email } } } inbox { nodes { id } }
    }`;
    expect(codesOf(await gateway.query(document, { headers })).toSorted()).toEqual([
      '_entities.0 FORBIDDEN',
      'conversation.participants.0.user.email FORBIDDEN',
      'conversation.participants.1.user.email FORBIDDEN',
      'inbox FORBIDDEN',
      'user FORBIDDEN',
    ]);
  });

  it('are those of inputs, too', async () => {
    const gateway = await start();
    const document = `mutation ($input: KommunicateSendMessageInput!) {
      sendMessage(input: $input) { message { __typename conversation { id } } }
    }`;
    const input = {
      conversationId: '104250001',
      text: 'x',
      actionable: { quickReplies: [{ title: 'Yes' }] },
    };
    const { data, errors } = await gateway.query(document, { variables: { input } });
    expect([data.sendMessage.message.__typename, errors]).toEqual(['KommunicateMessage', []]);
  });
});

describe('a trace', () => {
  const TRACE = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'congo=t61rcWkgMzE',
    'x-request-id': 'r-1',
  };
  const headersOf = ({ calls }: TestGateway) =>
    calls().map(({ rawHeaders }) =>
      Object.keys(TRACE).map((name) => {
        const at = rawHeaders.findIndex((header) => header.toLowerCase() === name);
        return at < 0 ? undefined : rawHeaders[at + 1];
      }),
    );

  it('is taken over from the router, passed on with every call, and found in the log', async () => {
    const lines: object[] = [];
    const info = (line: object) => void lines.push(line);
    const logger = { error: info, warn: info, info, debug: () => undefined };
    const gateway = await startTestGateway({ logger });
    const document =
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { email } } }';
    const answer = await gateway.query(document, { headers: TRACE });
    await gateway.query('{ conversation(id: "104250001") { messages(first: 1) { nodes { id } } } }', {
      headers: TRACE,
    });
    expect(headersOf(gateway)).toEqual(Array(5).fill(Object.values(TRACE)));
    expect(answer.headers.get('x-request-id')).toBe('r-1');
    expect(lines).toMatchObject([{ requestId: 'r-1', traceId: '0af7651916cd43dd8448eb211c80319c' }, {}]);
  });

  it('is not made up where there is none', async () => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } }');
    expect(headersOf(gateway)).toEqual([[undefined, undefined, undefined]]);
  });

  it.each([
    ['00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
    ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', false],
    ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', false],
    ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', false],
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', false],
    ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', true],
    ['nonsense', false],
  ])('is passed on if it is one: %s', async (traceparent, passes) => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } }', {
      headers: { traceparent, tracestate: 'a=b', 'x-request-id': 'a b' },
    });
    expect(headersOf(gateway)).toEqual([
      passes ? [traceparent, 'a=b', undefined] : [undefined, undefined, undefined],
    ]);
  });

  it('of a call for several requests is that of the first which has one', async () => {
    const gateway = await startTestGateway({ maxBatchesInFlight: 1 });
    const { promise, resolve } = deferred();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'userDetail' });
    const first = gateway.query('{ viewer { id } }');
    await expect.poll(() => gateway.calls().length).toBe(1);
    const ask = (id: string, headers = {}) => gateway.query(`{ user(id: "${id}") { id } }`, { headers });
    const others = [
      ask('ana-ortiz'),
      ask('ben-carter', TRACE),
      ask('chloe-dubois', { 'x-request-id': 'r-2' }),
    ];
    await expect.poll(async () => (await gateway.fetch(post({}))).status).toBe(400);
    resolve();
    await Promise.all([first, ...others]);
    expect(headersOf(gateway)[1]).toEqual(Object.values(TRACE));
  });
});
